import type {Skill} from "./company.js";
import type {Random} from "./random.js";

/** What the bot did not understand: people's own words, not questions it was taught. */
export const unmatched = [
  "me han dejado una nota en el buzón que no entiendo",
  "el repartidor me ha dicho que no sube al tercero sin ascensor",
  "quiero que os llevéis la lavadora vieja",
  "se llevan el sofá antiguo?",
  "¿recogéis el electrodoméstico usado?",
  "me falta un tornillo de la mesa",
  "vienen mal los agujeros de la estantería",
  "faltan piezas",
  "me faltan las patas del sofá",
  "cómo se monta esto",
  "no tengo las instrucciones de montaje",
  "tenéis trabajo?",
  "os puedo dejar el currículum?",
  "quiero trabajar con vosotros",
  "soy proveedor, con quién hablo?",
  "hacéis presupuestos para empresas?",
  "somos una comunidad de vecinos y queremos 12 buzones",
  "tengo una tarjeta regalo y no sé el saldo",
  "saldo tarjeta regalo",
  "la tarjeta regalo no va",
  "puntos del club",
  "cuántos puntos tengo en el club nimbora?",
  "no me aparecen los puntos de la última compra",
  "no puedo entrar en mi cuenta",
  "no me llega el correo para cambiar la contraseña",
  "he olvidado la contraseña",
  "me podéis borrar mis datos?",
  "dadme de baja de los mensajes",
  "no quiero recibir más publicidad",
  "qué medidas tiene con la caja?",
  "cabe por una puerta de 70?",
  "el tejido es desenfundable?",
  "se puede lavar la funda?",
  "de qué madera es?",
  "el colchón es duro o blando?",
  "qué consumo tiene al año?",
  "vale para inducción?",
  "lleva pilas?",
  "enviáis a canarias?",
  "envíos a ceuta y melilla?",
  "hacéis envíos a andorra?",
  "cuánto cuesta el envío a baleares",
  "puedo recogerlo en otra tienda",
  "lo puede recoger mi hermana?",
  "??",
  "ok",
  "no",
  "eso no es lo que he preguntado",
  "que no es eso",
  "no me has contestado",
  "👍",
  "jajaja",
  "pues vaya",
  "a ver si me explico, compré dos y me han cobrado tres",
  "me lo prometieron para el martes",
  "el chico que vino ayer me dijo que volvería hoy",
  "asdfg",
  "me escuchas?",
  "eres un robot?",
  "cómo te llamas?",
  "podéis llamarme al {telefono}?",
  "mi correo es cliente{codigo}@correo.example",
  "lo compré con otra cuenta, la de mi marido",
  "tengo el ticket pero no el número",
  "hay aparcamiento en la tienda?",
  "se admiten perros?",
  "el parking es gratis?",
  "tenéis cafetería?",
  "donde firmo la entrega",
  "no me ha llegado el sms con el código",
  "es para un regalo, lo envolvéis?",
  "quiero una lista de boda"
];

export const products = [
  "sofá",
  "frigorífico",
  "lavadora",
  "colchón",
  "mesa de comedor",
  "horno",
  "lavavajillas",
  "armario",
  "sillón",
  "televisor",
  "aspirador",
  "escritorio",
  "aire acondicionado",
  "cafetera"
];
export const cities = [
  "Madrid",
  "Sevilla",
  "Valencia",
  "Zaragoza",
  "Málaga",
  "Bilbao",
  "Valladolid",
  "Murcia",
  "Vigo",
  "Granada"
];
const weekdays = ["lunes", "martes", "miércoles", "jueves", "viernes"];

/** What one talk is about: the same order, product and town from its beginning to its end. */
export type Slots = Record<string, string>;

/** Fills what stands in braces. */
export function fill(random: Random, phrase: string, slots: Slots = {}): string {
  return phrase.replace(/\{(\w+)\}/g, (_, slot: string) => {
    slots[slot] ??= slotValue(random, slot);
    return slots[slot];
  });
}

function slotValue(random: Random, slot: string): string {
  if (slot === "pedido") return `NB-${random.whole(410000, 498999)}`;
  if (slot === "producto") return random.pick(products);
  if (slot === "ciudad") return random.pick(cities);
  if (slot === "dia") return random.pick(weekdays);
  if (slot === "telefono") return `700 0${random.whole(10, 99)} ${random.whole(100, 999)}`;
  return String(random.whole(1000, 9999));
}

/** As people type: without capitals, accents or patience. */
export function typed(random: Random, text: string): string {
  const how = random.next();
  if (how < 0.55) return text;
  if (how < 0.7) return text.toLowerCase();
  if (how < 0.8) return withoutAccents(text.toLowerCase());
  if (how < 0.84) return text.toUpperCase();
  if (how < 0.89) return `${text}!!`;
  if (how < 0.93) return text.replace(/([aeo])(\W*)$/i, "$1$1$1$2");
  return text.split(" ").length > 3 ? `Hola, ${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}

function withoutAccents(text: string): string {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

export const closedNotice =
  "Para poder atender tus peticiones con la calidad que mereces, nuestro equipo está disponible de lunes a viernes de 9:00 a 21:00 y los sábados de 10:00 a 20:00. Te escribiremos en cuanto abramos.";
export const workshopNotice =
  "Para poder atender tus peticiones, el servicio técnico está disponible de lunes a viernes de 9:00 a 14:00 y de 16:00 a 19:30. Te escribiremos en cuanto abramos.";

export const agentGreetings = [
  "Hola, soy {agente} de Nimbora. ¿En qué te puedo ayudar?",
  "¡Hola! Te atiende {agente}. He leído la conversación, dame un momento que lo miro.",
  "Buenas, soy {agente}. Perdona la espera, ahora mismo lo reviso."
];

export const agentReplies: Record<Skill, string[]> = {
  VENTAS: [
    "Ese modelo lo tenemos en gris y en azul. ¿Cuál prefieres?",
    "Te puedo hacer un 10 % si lo compras hoy. Te paso el enlace de pago.",
    "Sí, hay stock en {ciudad}. Te lo reservo hasta mañana.",
    "La financiación tarda unos minutos en aprobarse. Necesito que subas el DNI en el enlace.",
    "El plazo de entrega es de 5 días laborables, con montaje incluido.",
    "Te confirmo las medidas: 210 × 95 × 88 cm."
  ],
  "ATT CLIENTE": [
    "He hablado con el almacén: sale hoy y te llega mañana.",
    "Ya está gestionado el reembolso, lo verás en 3–5 días.",
    "He cambiado la dirección de entrega, te llegará un correo de confirmación.",
    "Siento mucho lo ocurrido. He abierto una incidencia con el transportista.",
    "¿Me confirmas el número de pedido, por favor?",
    "Te acabo de enviar la factura al correo de la cuenta.",
    "Mañana entre las 10 y las 12 pasan a recogerlo."
  ],
  SERVICIO: [
    "Por lo que cuentas puede ser la bomba de desagüe. Te mando un técnico.",
    "Tengo hueco el {dia} a primera hora. ¿Te viene bien?",
    "¿Puedes enviarme una foto de la etiqueta del modelo?",
    "El aparato está en garantía, la reparación no tiene coste.",
    "He pedido la pieza; en cuanto llegue te llamamos para la visita."
  ]
};

export const agentEndings = [
  "¿Te puedo ayudar en algo más?",
  "Gracias por tu paciencia. ¡Que tengas un buen día!",
  "Queda resuelto. Cualquier cosa, escríbenos por aquí."
];

export const contactReplies = [
  "Vale",
  "Sí, por favor",
  "Perfecto, muchas gracias",
  "El número es {pedido}",
  "Pues es que llevo una semana esperando",
  "Ok, espero",
  "¿Y no puede ser antes?",
  "Me viene mejor por la tarde",
  "Sí, es correcto",
  "No, ese no es mi pedido",
  "De acuerdo",
  "¿Me lo puede mirar?",
  "Ahora le mando la foto",
  "Vale, quedo a la espera"
];

export const impatience = [
  "¿Hola?",
  "¿Hay alguien?",
  "sigo esperando",
  "?",
  "llevo un rato esperando…",
  "bueno, ya veo que no me contesta nadie"
];
