import type {Skill} from "./company.js";

export interface Intent {
  /** As Dialogflow calls it, which answers on WhatsApp. */
  dialogflow: string;
  /** As the console calls it, which answers on the other channels. */
  console: string;
  /** As people are shown it. */
  shown: string;
  group: string;
  /** How often people come for it. */
  weight: number;
  /** The team that takes over, and how often people then want it. */
  skill: Skill;
  handoffShare: number;
  /** How often it ends in what the company hoped for. */
  goalShare?: number;
  phrases: string[];
  replies: string[];
  /** The bot asks for this before it can answer; the contact's answer carries the same intent. */
  asksFor?: {question: string; answers: string[]};
}

export const fallbackIntent: Intent = {
  dialogflow: "Default Fallback Intent",
  console: "Fallback intent",
  shown: "No entendido",
  group: "Conversación",
  weight: 0,
  skill: "ATT CLIENTE",
  handoffShare: 0,
  phrases: [],
  replies: [
    "Perdona, no te he entendido. ¿Puedes decírmelo con otras palabras?",
    "Lo siento, no he entendido tu mensaje. Prueba con una opción del menú o escríbelo de otra forma.",
    "Todavía estoy aprendiendo y eso no lo sé. ¿Me lo explicas de otra manera?"
  ]
};

export const greeting: Intent = {
  dialogflow: "Default Welcome Intent",
  console: "Saludo",
  shown: "Saludo",
  group: "Conversación",
  weight: 0,
  skill: "ATT CLIENTE",
  handoffShare: 0,
  phrases: [
    "Hola",
    "Buenas",
    "Hola, buenos días",
    "Buenas tardes",
    "hola!",
    "Hola qué tal",
    "holaaa",
    "Buenos dias",
    "Buenas noches"
  ],
  replies: [
    "¡Hola! Soy Nimbo, el asistente virtual de Nimbora. ¿En qué te puedo ayudar?",
    "¡Hola de nuevo! Soy Nimbo. Dime qué necesitas o elige una opción."
  ]
};

export const menu: Intent = {
  dialogflow: "menu.principal",
  console: "Menú principal",
  shown: "Menú principal",
  group: "Conversación",
  weight: 0,
  skill: "ATT CLIENTE",
  handoffShare: 0,
  phrases: ["menú", "menu", "volver al menú", "opciones", "inicio", "ver opciones", "volver"],
  replies: ["Estas son las opciones. Elige la que necesites:"]
};

export const farewell: Intent = {
  dialogflow: "despedida",
  console: "Despedida",
  shown: "Despedida",
  group: "Conversación",
  weight: 0,
  skill: "ATT CLIENTE",
  handoffShare: 0,
  phrases: [
    "Gracias",
    "Muchas gracias",
    "ok gracias",
    "Vale, muchas gracias!",
    "perfecto, gracias",
    "Genial, gracias 👍",
    "adiós",
    "nada más, gracias",
    "Gracias por la ayuda"
  ],
  replies: ["¡A ti! Si necesitas algo más, aquí estoy.", "¡Gracias por escribirnos! Que tengas un buen día."]
};

export const askPerson: Intent = {
  dialogflow: "agente.hablar",
  console: "Hablar con un agente",
  shown: "Hablar con una persona",
  group: "Atención",
  weight: 0,
  skill: "ATT CLIENTE",
  handoffShare: 1,
  phrases: [
    "Quiero hablar con una persona",
    "agente",
    "Hablar con un agente por favor",
    "¿Me puede atender alguien?",
    "Necesito que me atienda una persona",
    "pásame con un operador",
    "persona real por favor",
    "hablar con atención al cliente",
    "quiero que me llame alguien"
  ],
  replies: [
    "Te paso con una persona del equipo. En unos minutos te escribirá por aquí.",
    "De acuerdo, aviso a una compañera para que te atienda por este mismo chat."
  ]
};

export const appointmentConfirmed: Intent = {
  dialogflow: "cita.confirmada",
  console: "Cita confirmada",
  shown: "Cita confirmada",
  group: "Servicio técnico",
  weight: 0,
  skill: "SERVICIO",
  handoffShare: 0,
  phrases: ["Sí, confirmo", "Sí, esa hora me va bien", "Confirmado", "vale, perfecto esa", "sí"],
  replies: ["¡Hecho! Tu cita queda confirmada. Te enviaremos un recordatorio el día antes."]
};

const orderNumbers = ["{pedido}", "{pedido}", "es el {pedido}", "mi pedido es {pedido}"];

/** What people come for. */
export const topics: Intent[] = [
  {
    dialogflow: "pedido.estado",
    console: "Estado del pedido",
    shown: "Estado del pedido",
    group: "Pedidos",
    weight: 20,
    skill: "ATT CLIENTE",
    handoffShare: 0.2,
    phrases: [
      "¿Cómo va mi pedido?",
      "Quiero saber el estado de mi pedido",
      "estado de mi pedido {pedido}",
      "¿Cuándo llega mi {producto}?",
      "Hice un pedido la semana pasada y no sé nada",
      "cuando me llega el pedido",
      "Mi pedido {pedido} sigue sin salir, ¿lo podéis mirar?",
      "en qué estado está el pedido {pedido}"
    ],
    replies: [
      "Tu pedido {pedido} está en preparación. Saldrá del almacén en 24–48 horas.",
      "Tu pedido {pedido} ya está en reparto. Llegará entre mañana y pasado.",
      "Tu pedido {pedido} fue entregado. Si no lo has recibido, dímelo y lo revisamos."
    ],
    asksFor: {question: "Claro. ¿Me dices el número de pedido? Empieza por NB.", answers: orderNumbers}
  },
  {
    dialogflow: "envio.seguimiento",
    console: "Seguimiento del envío",
    shown: "Seguimiento del envío",
    group: "Pedidos",
    weight: 9,
    skill: "ATT CLIENTE",
    handoffShare: 0.22,
    phrases: [
      "¿Dónde está mi paquete?",
      "Quiero el enlace de seguimiento",
      "el transportista no ha venido",
      "número de seguimiento del envío",
      "dónde está el camión con mi {producto}",
      "me habían dicho que lo traían hoy y no ha llegado"
    ],
    replies: [
      "Puedes seguir tu envío aquí: https://nimbora.example/envios/{pedido}",
      "El transportista tiene la entrega prevista para hoy antes de las 20:00."
    ]
  },
  {
    dialogflow: "pedido.modificar",
    console: "Modificar pedido",
    shown: "Modificar pedido",
    group: "Pedidos",
    weight: 5,
    skill: "ATT CLIENTE",
    handoffShare: 0.45,
    phrases: [
      "Quiero cambiar la dirección de entrega",
      "¿puedo añadir algo a mi pedido {pedido}?",
      "me equivoqué de color en el pedido",
      "necesito cambiar la fecha de entrega",
      "cambiar el piso de la dirección del pedido"
    ],
    replies: ["Mientras no haya salido, puedes cambiar la dirección en Mi cuenta > Pedidos."],
    asksFor: {question: "¿Cuál es el número de pedido?", answers: orderNumbers}
  },
  {
    dialogflow: "pedido.cancelar",
    console: "Cancelar pedido",
    shown: "Cancelar pedido",
    group: "Pedidos",
    weight: 4,
    skill: "ATT CLIENTE",
    handoffShare: 0.4,
    phrases: [
      "Quiero cancelar mi pedido",
      "anular pedido {pedido}",
      "ya no quiero el {producto}, ¿cómo lo cancelo?",
      "cancelad el pedido por favor"
    ],
    replies: ["He registrado la cancelación. Recibirás el importe en 3–5 días laborables."],
    asksFor: {question: "¿Me dices el número del pedido que quieres cancelar?", answers: orderNumbers}
  },
  {
    dialogflow: "devolucion.solicitar",
    console: "Solicitar devolución",
    shown: "Solicitar devolución",
    group: "Devoluciones",
    weight: 8,
    skill: "ATT CLIENTE",
    handoffShare: 0.25,
    goalShare: 0.45,
    phrases: [
      "Quiero devolver un {producto}",
      "¿Cómo hago una devolución?",
      "devolver pedido {pedido}",
      "el {producto} no me convence y lo quiero devolver",
      "cuántos días tengo para devolver",
      "me ha llegado otro modelo, quiero devolverlo"
    ],
    replies: [
      "Tienes 30 días para devolverlo. Te recogemos el producto en casa sin coste.",
      "He abierto la devolución. En 24 horas te llamará el transportista para acordar la recogida."
    ]
  },
  {
    dialogflow: "devolucion.estado",
    console: "Estado de la devolución",
    shown: "Estado de la devolución",
    group: "Devoluciones",
    weight: 6,
    skill: "ATT CLIENTE",
    handoffShare: 0.3,
    phrases: [
      "¿Cuándo me devolvéis el dinero?",
      "estado de mi devolución",
      "todavía no tengo el reembolso",
      "devolví el {producto} hace dos semanas y no me han pagado",
      "cuánto tarda el reembolso"
    ],
    replies: [
      "Los reembolsos tardan entre 5 y 10 días laborables desde la recogida.",
      "Tu reembolso está emitido; lo verás en tu cuenta en 2–3 días."
    ]
  },
  {
    dialogflow: "producto.cambio",
    console: "Cambio de producto",
    shown: "Cambio de producto",
    group: "Devoluciones",
    weight: 3,
    skill: "ATT CLIENTE",
    handoffShare: 0.35,
    phrases: [
      "Quiero cambiar el {producto} por otro modelo",
      "¿se puede cambiar en tienda?",
      "cambio por otro color",
      "me lo cambiáis por uno más grande?"
    ],
    replies: ["Puedes cambiarlo en cualquier tienda con el ticket o el número de pedido, durante 30 días."]
  },
  {
    dialogflow: "garantia.consulta",
    console: "Garantía",
    shown: "Garantía",
    group: "Servicio técnico",
    weight: 4,
    skill: "SERVICIO",
    handoffShare: 0.3,
    phrases: [
      "¿Cuánto dura la garantía?",
      "mi {producto} está en garantía?",
      "dónde está el papel de la garantía",
      "la garantía cubre el transporte?"
    ],
    replies: ["Todos nuestros productos tienen 3 años de garantía desde la entrega."]
  },
  {
    dialogflow: "averia.comunicar",
    console: "Avería",
    shown: "Avería",
    group: "Servicio técnico",
    weight: 8,
    skill: "SERVICIO",
    handoffShare: 0.48,
    phrases: [
      "Mi {producto} no funciona",
      "se ha estropeado el {producto}",
      "el {producto} hace un ruido raro",
      "la lavadora pierde agua",
      "no enciende el {producto}",
      "el horno da error E04",
      "me sale un código de error en la pantalla"
    ],
    replies: [
      "Siento la avería. Prueba a desenchufarlo durante cinco minutos y vuelve a encenderlo.",
      "Consulta la guía de averías: https://nimbora.example/averias"
    ]
  },
  {
    dialogflow: "cita.instalacion",
    console: "Cita de instalación",
    shown: "Cita de instalación",
    group: "Servicio técnico",
    weight: 6,
    skill: "SERVICIO",
    handoffShare: 0.18,
    goalShare: 0.6,
    phrases: [
      "Quiero pedir cita para la instalación",
      "¿cuándo vienen a instalar el {producto}?",
      "cambiar la cita del técnico",
      "necesito instalación del aire acondicionado",
      "cita técnico"
    ],
    replies: ["Tengo libre el {dia} de 9:00 a 11:00. ¿La confirmo?"]
  },
  {
    dialogflow: "tienda.localizar",
    console: "Localizar tienda",
    shown: "Localizar tienda",
    group: "Tiendas",
    weight: 5,
    skill: "VENTAS",
    handoffShare: 0.05,
    phrases: [
      "¿Dónde hay una tienda en {ciudad}?",
      "tiendas en {ciudad}",
      "dirección de la tienda de {ciudad}",
      "hay alguna tienda cerca?",
      "tienda más cercana"
    ],
    replies: ["En {ciudad} nos encuentras en el Parque Comercial Las Encinas, local 12."]
  },
  {
    dialogflow: "tienda.horario",
    console: "Horario de tiendas",
    shown: "Horario de tiendas",
    group: "Tiendas",
    weight: 7,
    skill: "VENTAS",
    handoffShare: 0.04,
    phrases: [
      "¿A qué hora abrís?",
      "horario",
      "¿abrís el domingo?",
      "está abierta hoy la tienda de {ciudad}?",
      "hasta qué hora abrís los sábados",
      "abris el festivo?"
    ],
    replies: ["Abrimos de lunes a viernes de 9:00 a 21:00 y los sábados de 10:00 a 20:00."]
  },
  {
    dialogflow: "producto.disponibilidad",
    console: "Disponibilidad de producto",
    shown: "Disponibilidad de producto",
    group: "Compras",
    weight: 9,
    skill: "VENTAS",
    handoffShare: 0.28,
    goalShare: 0.12,
    phrases: [
      "¿Tenéis el {producto} en stock?",
      "hay {producto} en la tienda de {ciudad}?",
      "busco un {producto} de menos de 400 euros",
      "¿cuándo volvéis a tener el {producto}?",
      "precio del {producto}",
      "cuánto cuesta el {producto}?"
    ],
    replies: [
      "Sí, nos queda {producto} con entrega en 3 días. Míralo en https://nimbora.example/catalogo",
      "Ahora mismo está agotado; puedo avisarte cuando vuelva."
    ]
  },
  {
    dialogflow: "promo.consulta",
    console: "Promociones",
    shown: "Promociones",
    group: "Compras",
    weight: 6,
    skill: "VENTAS",
    handoffShare: 0.12,
    goalShare: 0.15,
    phrases: [
      "¿Qué ofertas tenéis?",
      "hay descuento en {producto}?",
      "ofertas de esta semana",
      "cuándo empieza el black friday?",
      "me ha llegado una promo de otoño"
    ],
    replies: ["Esta semana tienes hasta un 25 % en salón y dormitorio: https://nimbora.example/ofertas"]
  },
  {
    dialogflow: "promo.codigo",
    console: "Código descuento",
    shown: "Código descuento",
    group: "Compras",
    weight: 4,
    skill: "VENTAS",
    handoffShare: 0.2,
    phrases: [
      "El código descuento no funciona",
      "¿tenéis algún cupón?",
      "no me deja meter el código OTONO10",
      "código promocional"
    ],
    replies: ["El código OTONO10 es válido hasta el 31 de octubre en compras de más de 60 €."]
  },
  {
    dialogflow: "pago.metodos",
    console: "Métodos de pago",
    shown: "Métodos de pago",
    group: "Pagos",
    weight: 4,
    skill: "VENTAS",
    handoffShare: 0.15,
    phrases: [
      "¿Puedo pagar con Bizum?",
      "formas de pago",
      "se puede pagar contra reembolso?",
      "me ha fallado el pago con tarjeta",
      "aceptáis transferencia?"
    ],
    replies: ["Puedes pagar con tarjeta, Bizum, transferencia o en tienda."]
  },
  {
    dialogflow: "pago.financiacion",
    console: "Financiación",
    shown: "Financiación",
    group: "Pagos",
    weight: 4,
    skill: "VENTAS",
    handoffShare: 0.4,
    phrases: [
      "¿Se puede pagar a plazos?",
      "quiero financiar el {producto}",
      "financiación sin intereses",
      "cuántas cuotas puedo hacer?",
      "qué necesito para financiarlo"
    ],
    replies: ["Puedes financiar desde 120 € hasta en 24 meses, sin intereses los 6 primeros."]
  },
  {
    dialogflow: "factura.solicitar",
    console: "Factura",
    shown: "Factura",
    group: "Pagos",
    weight: 6,
    skill: "ATT CLIENTE",
    handoffShare: 0.15,
    goalShare: 0.55,
    phrases: [
      "Necesito la factura de mi compra",
      "factura del pedido {pedido}",
      "me podéis enviar la factura con NIF de empresa?",
      "no encuentro la factura",
      "duplicado de factura"
    ],
    replies: ["Te hemos enviado la factura al correo de tu cuenta. También la tienes en Mi cuenta > Facturas."]
  },
  {
    dialogflow: "reclamacion.poner",
    console: "Reclamación",
    shown: "Reclamación",
    group: "Atención",
    weight: 4,
    skill: "ATT CLIENTE",
    handoffShare: 0.8,
    phrases: [
      "Quiero poner una reclamación",
      "llevo tres semanas esperando y nadie me contesta",
      "esto es una vergüenza, quiero la hoja de reclamaciones",
      "me habéis cobrado dos veces",
      "el {producto} llegó roto"
    ],
    replies: ["Lamento lo ocurrido. He abierto la reclamación R-{codigo}; te responderemos en 48 horas."]
  }
];

/** The 25 that the bot knows, the fallback among them. */
export const intents: Intent[] = [...topics, greeting, menu, farewell, askPerson, appointmentConfirmed, fallbackIntent];

export const orderStatus = topics[0]!;
export const installation = topics.find((intent) => intent.dialogflow === "cita.instalacion")!;

export interface Option {
  id: string;
  title: string;
  intent: Intent;
  weight: number;
}

const named = (name: string) => topics.find((intent) => intent.console === name)!;

/** The main menu: a list on WhatsApp, buttons elsewhere. */
export const options: Option[] = [
  {id: "pedido", title: "Estado de mi pedido", intent: orderStatus, weight: 30},
  {id: "devoluciones", title: "Devoluciones", intent: named("Solicitar devolución"), weight: 14},
  {id: "tiendas", title: "Tiendas y horarios", intent: named("Horario de tiendas"), weight: 11},
  {id: "ofertas", title: "Ofertas", intent: named("Promociones"), weight: 9},
  {id: "instalacion", title: "Cita de instalación", intent: installation, weight: 9},
  {id: "averias", title: "Averías y garantía", intent: named("Avería"), weight: 11},
  {id: "factura", title: "Mi factura", intent: named("Factura"), weight: 8},
  {id: "persona", title: "Hablar con una persona", intent: askPerson, weight: 15}
];
