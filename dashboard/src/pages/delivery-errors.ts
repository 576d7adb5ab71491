import type {Language} from "../components/i18n.js";

// Spanish for the texts of the error_codes.csv that comes with the project; a text changed there is shown as it is.
const spanish: Record<string, string> = {
  "The number sent more messages a second than its throughput allows.":
    "El número envió más mensajes por segundo de los que admite su capacidad.",
  "Send more slowly or spread the sending over time; the messages can be sent again.":
    "Enviar más despacio o repartir los envíos; los mensajes se pueden reenviar.",
  "Meta held the marketing message back because the recipient is in one of its experiments.":
    "Meta retuvo el mensaje de marketing porque el destinatario está en uno de sus experimentos.",
  "Do not retry; reach the person after they write or through another channel.":
    "No reintentar; llegar a la persona cuando escriba o por otro canal.",
  "WhatsApp could not say what failed.": "WhatsApp no supo decir qué falló.",
  "Send it again; if it persists ask Meta's support with the message id.":
    "Reenviar; si persiste, preguntar al soporte de Meta con el id del mensaje.",
  "A WhatsApp service was overloaded or down for a while.": "Un servicio de WhatsApp estaba saturado o caído.",
  "Wait and send it again; see Meta's platform status.": "Esperar y reenviar; ver el estado de la plataforma de Meta.",
  "The message was addressed to the number that sends it.": "El mensaje iba dirigido al mismo número que lo envía.",
  "Correct the recipient.": "Corregir el destinatario.",
  "The recipient has no WhatsApp, an old version of it, has not accepted its terms or blocked the business.":
    "El destinatario no tiene WhatsApp, tiene una versión antigua, no aceptó las condiciones o bloqueó a la empresa.",
  "Ask through another channel whether the number is right and WhatsApp is up to date; do not keep retrying.":
    "Preguntar por otro canal si el número es correcto y WhatsApp está al día; no insistir.",
  "The business account is restricted or disabled for breaking a policy or because its data could not be verified.":
    "La cuenta está restringida o desactivada por incumplir una política o no poder verificarse.",
  "See the account's state in Meta's Business Manager and appeal there.":
    "Ver el estado de la cuenta en el Business Manager de Meta y recurrir allí.",
  "The account cannot be charged: payment method, credit line, currency or time zone is missing or at fault.":
    "No se puede cobrar a la cuenta: falta o falla el medio de pago, la línea de crédito, la moneda o la zona horaria.",
  "Mend the payment settings of the WhatsApp Business Account at once; nothing chargeable is delivered until then.":
    "Arreglar ya el pago de la cuenta de WhatsApp Business; hasta entonces no se entrega nada de pago.",
  "More than 24 hours have passed since the person last wrote.":
    "Han pasado más de 24 horas desde el último mensaje de la persona.",
  "Send a template instead.": "Enviar una plantilla en su lugar.",
  "Too many earlier messages of this number were blocked or reported as spam.":
    "Demasiados mensajes anteriores de este número fueron bloqueados o denunciados como spam.",
  "See the number's quality rating and send less and better targeted.":
    "Ver la calidad del número y enviar menos y mejor dirigido.",
  "Meta limits how many marketing messages a person receives.":
    "Meta limita cuántos mensajes de marketing recibe una persona.",
  "Wait at least 24 hours before another attempt; do not retry at once.":
    "Esperar al menos 24 horas antes de otro intento; no reintentar enseguida.",
  "The person stopped receiving marketing messages of this business.":
    "La persona dejó de aceptar mensajes de marketing de esta empresa.",
  "Take the person off marketing lists; they can opt in again in the chat.":
    "Quitar a la persona de las listas de marketing; puede volver a aceptarlos en el chat.",
  "The type of the message is not one that WhatsApp takes.": "El tipo del mensaje no es de los que WhatsApp admite.",
  "Send another type of message.": "Enviar otro tipo de mensaje.",
  "WhatsApp could not fetch the media that the person sent.":
    "WhatsApp no pudo descargar el archivo que envió la persona.",
  "Ask the person to send it in another way.": "Pedir a la persona que lo envíe de otra forma.",
  "WhatsApp could not take the media of the message.": "WhatsApp no pudo aceptar el archivo del mensaje.",
  "Check type, size and address of the file.": "Comprobar tipo, tamaño y dirección del archivo.",
  "Too many messages to the same recipient in a short time.":
    "Demasiados mensajes al mismo destinatario en poco tiempo.",
  "Wait and send it again; other recipients are not affected.":
    "Esperar y reenviar; los demás destinatarios no se ven afectados.",
  "A template with a maximum price was sent through the ordinary messages endpoint.":
    "Una plantilla con precio máximo se envió por la vía ordinaria de mensajes.",
  "Send it through the marketing messages endpoint.": "Enviarla por la vía de mensajes de marketing.",
  "The message gave more or fewer values than the template has placeholders.":
    "El mensaje dio más o menos valores que huecos tiene la plantilla.",
  "Give exactly the values that the template asks for.": "Dar exactamente los valores que pide la plantilla.",
  "No approved template has this name in this language.":
    "Ninguna plantilla aprobada tiene este nombre en este idioma.",
  "Check name and language and whether the template is approved.":
    "Comprobar nombre e idioma y que la plantilla esté aprobada.",
  "The template's text with its values filled in is longer than allowed.":
    "El texto de la plantilla con sus valores es más largo de lo permitido.",
  "Shorten the values or the template.": "Acortar los valores o la plantilla.",
  "The content of the template breaks a policy of WhatsApp.":
    "El contenido de la plantilla incumple una política de WhatsApp.",
  "See the reason of refusal in the template manager and change the content.":
    "Ver el motivo del rechazo en el gestor de plantillas y cambiar el contenido.",
  "A value has not the format that its placeholder asks for.": "Un valor no tiene el formato que pide su hueco.",
  "Give the values in the format of the approved template.": "Dar los valores en el formato de la plantilla aprobada.",
  "The template was paused because its quality is low.": "La plantilla está en pausa por su baja calidad.",
  "Improve the template; it can be used again after the pause or once edited and approved.":
    "Mejorar la plantilla; vuelve a poder usarse tras la pausa o una vez editada y aprobada.",
  "The template was paused too often for low quality and is disabled for good.":
    "La plantilla se pausó demasiadas veces por baja calidad y está desactivada para siempre.",
  "Make a new template with other content.": "Hacer una plantilla nueva con otro contenido."
};

/** What an error means, or what to do about it, in the language of the page. */
export function errorText(language: Language, text: string): string {
  return language === "es" ? (spanish[text] ?? text) : text;
}
