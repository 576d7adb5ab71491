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
  "Make a new template with other content.": "Hacer una plantilla nueva con otro contenido.",
  "The request names something that the channel does not take, mostly a recipient it does not know.":
    "La petición nombra algo que el canal no admite, casi siempre un destinatario que no conoce.",
  "Check that the person still uses the channel and that their id is theirs on this page or app.":
    "Comprobar que la persona sigue en el canal y que su id es el de esta página o app.",
  "Too much time has passed since the person last wrote, or the app lacks the permission to write.":
    "Ha pasado demasiado tiempo desde el último mensaje de la persona, o la app no tiene permiso para escribir.",
  "Write only while the window is open, or with a message tag that fits; check the app's permissions.":
    "Escribir solo con la ventana abierta o con una etiqueta que corresponda; revisar los permisos de la app.",
  "The person cannot receive messages: blocked the page, or closed the account.":
    "La persona no puede recibir mensajes: bloqueó la página o cerró la cuenta.",
  "Do not retry; reach them through another channel.": "No reintentar; llegar a ella por otro canal.",
  "The page or app made more calls than the platform allows.":
    "La página o app hizo más llamadas de las que admite la plataforma.",
  "Send more slowly; the messages can be sent again later.":
    "Enviar más despacio; los mensajes se pueden reenviar más tarde.",
  "The person blocked the bot or left the chat.": "La persona bloqueó el bot o dejó el chat.",
  "Do not retry; only they can start it again.": "No reintentar; solo ella puede volver a empezarlo.",
  "The number cannot be one.": "El número no puede existir.",
  "Correct the number in the customer's record.": "Corregir el número en la ficha del cliente.",
  "The person told the sender by SMS to stop.": "La persona pidió por SMS no recibir más.",
  "Take them off the SMS lists; only they can undo it by answering START.":
    "Quitarla de las listas de SMS; solo ella puede deshacerlo respondiendo START.",
  "The number cannot receive SMS.": "El número no puede recibir SMS.",
  "Use a mobile number or another channel.": "Usar un número móvil u otro canal.",
  "The telephone was off or without network for as long as the operator tries.":
    "El teléfono estuvo apagado o sin red mientras el operador lo intentó.",
  "Send it again later; after several times ask for another number.":
    "Reenviar más tarde; tras varias veces, pedir otro número.",
  "The operator or the person blocks messages of this sender.":
    "El operador o la persona bloquea los mensajes de este remitente.",
  "Do not retry; ask through another channel.": "No reintentar; preguntar por otro canal.",
  "The operator does not know the number: mistyped, or given up.":
    "El operador no conoce el número: mal escrito o dado de baja.",
  "Correct the number or take it off the list.": "Corregir el número o quitarlo de la lista.",
  "The number is a landline, or its operator takes no SMS.": "El número es fijo o su operador no admite SMS.",
  "Use a mobile number, or write through another channel.": "Usar un número móvil o escribir por otro canal.",
  "The operator took the message for spam.": "El operador tomó el mensaje por spam.",
  "Register the sender, avoid shortened links and say who writes.":
    "Registrar el remitente, evitar enlaces acortados y decir quién escribe.",
  "The operator does not say why it failed.": "El operador no dice por qué falló.",
  "Send it again once; if it persists ask the SMS provider.":
    "Reenviar una vez; si persiste, preguntar al proveedor de SMS.",
  "The mailbox has no room.": "El buzón no tiene sitio.",
  "The server tries again by itself; after some days take it as gone.":
    "El servidor lo reintenta solo; tras unos días, darlo por perdido.",
  "The recipient's mail server does not answer.": "El servidor de correo del destinatario no responde.",
  "The server tries again by itself; check the domain if it lasts.":
    "El servidor lo reintenta solo; si dura, comprobar el dominio.",
  "The mail was tried for days and given up.": "El correo se intentó durante días y se abandonó.",
  "Check the domain; send it again when its server answers.":
    "Comprobar el dominio; reenviar cuando su servidor responda.",
  "The mail address is mistyped or was given up.": "La dirección está mal escrita o ya no existe.",
  "Take it off the list at once: such addresses harm the sender's reputation.":
    "Quitarla de la lista enseguida: dañan la reputación del remitente.",
  "What stands after the @ takes no mail.": "Lo que va tras la @ no recibe correo.",
  "Correct the address, often a slip of a letter.": "Corregir la dirección; suele ser una errata.",
  "The mailbox exists and takes no mail.": "El buzón existe pero no admite correo.",
  "Take it off the list.": "Quitarlo de la lista.",
  "The mailbox is over its quota, often because nobody reads it.":
    "El buzón superó su cuota, a menudo porque nadie lo lee.",
  "Try once more some days later, then take it off the list.":
    "Probar una vez más a los pocos días y después quitarlo de la lista.",
  "The mail is larger than the recipient's server takes.": "El correo es mayor de lo que admite el servidor.",
  "Send smaller pictures or a link.": "Enviar imágenes más pequeñas o un enlace.",
  "The recipient's server takes the mail for spam or does not let the sender in.":
    "El servidor lo toma por spam o no admite al remitente.",
  "Check the sender's reputation, the lists it stands on and the content.":
    "Comprobar la reputación del remitente, las listas en que figura y el contenido.",
  "The mail passes neither SPF nor DKIM.": "El correo no supera SPF ni DKIM.",
  "Publish SPF, DKIM and DMARC for the sending domain.": "Publicar SPF, DKIM y DMARC en el dominio que envía.",
  "The app was removed from the device, or its token is old.": "La app se desinstaló o su token es viejo.",
  "Forget the token; the app brings a new one when it is installed again.":
    "Olvidar el token; la app traerá otro al reinstalarse.",
  "The token or the content of the notification is malformed.":
    "El token o el contenido de la notificación no es válido.",
  "Check the token and the size and fields of the notification.":
    "Comprobar el token y el tamaño y los campos de la notificación.",
  "The token belongs to another sender.": "El token es de otro remitente.",
  "Use the keys of the project that the app was built with.": "Usar las claves del proyecto con que se hizo la app.",
  "More notifications were sent than the service allows, in all or to one device.":
    "Se enviaron más notificaciones de las permitidas, en total o a un dispositivo.",
  "Send more slowly; they can be sent again.": "Enviar más despacio; se pueden reenviar.",
  "The certificate or key for Apple or the browser is missing or expired.":
    "Falta o caducó el certificado o la clave de Apple o del navegador.",
  "Renew it in the push service's console.": "Renovarlo en la consola del servicio de notificaciones."
};

/** What an error means, or what to do about it, in the language of the page. */
export function errorText(language: Language, text: string): string {
  return language === "es" ? (spanish[text] ?? text) : text;
}
