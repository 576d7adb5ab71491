import {counted, words} from "../components/i18n.js";

/** The texts of the page Delivery. */
export const deliveryTexts = words(
  {
    accepted: "Enviados",
    delivered: "Entregados",
    read: "Leídos",
    failed: "Fallidos",
    failedNote: (failed: string, accepted: string) => `${failed} de ${counted(accepted, "enviado", "enviados")}`,
    unconfirmed: "Sin confirmar",
    unconfirmedNote: "enviados, ni entregados ni fallidos",
    unconfirmedSilent: (channels: string) => `; sin ${channels}, de donde nunca consta una entrega`,
    replied: "Respondidos",
    rate: (rate: string, whole: string) => `${rate} de ${whole}`,
    ofAccepted: "los enviados",
    ofDelivered: "los entregados",
    receipts: "donde hay confirmación de lectura",
    everything: "Todo lo enviado",
    allTemplates: "Todas las plantillas",
    template: "Plantilla",
    n: "n",
    noStatuses: "Ninguna fuente dice qué fue de lo enviado",
    noStatusesText:
      "Los estados (entregado, leído, fallido) vienen de ficheros en inbox/whatsapp_cloud, inbox/console_messages o inbox/delivery_events; déjelos ahí y ejecute",

    templatesTitle: "¿Qué fue de cada plantilla?",
    templatesSubtitle: (shown: string, all: string) =>
      `Pasados al canal y entregados, de los enviados; leídos, de los entregados; respondidos en 24 h, de los entregados hace más de 24 h. Tras el nombre, n = enviados. ${shown} de ${counted(all, "plantilla", "plantillas")}.`,
    templatesNote: "La lectura solo se sabe donde hay confirmación: la tasa real es mayor. Raya: ese canal no lo dice.",
    noTemplates: "Ninguna plantilla en esta selección",
    columns: {sent: "Al canal", delivered: "Entregados", read: "Leídos", replied: "Respuesta"},
    replyBase: "Con 24 h cumplidas",

    trendTitle: "¿Llega y se lee lo que se envía?",
    trendSubtitle: (n: string) =>
      `n = ${counted(n, "enviado", "enviados")}. Entregados de los enviados; leídos de los entregados por canales que informan de la lectura.`,
    trendLegend: {delivered: "Entregados", read: "Leídos (donde hay confirmación de lectura), discontinua"},
    trendNote:
      "Lo que no tiene estado cuenta como no entregado; los canales que nunca confirman, como Telegram, bajan la tasa.",
    deliveredRate: "Tasa de entrega",
    readRate: "Tasa de lectura",
    happened: "Qué pasó",

    failuresTitle: "¿Cuándo falla, y con qué código?",
    failuresSubtitle: (n: string, share: string) =>
      `n = ${counted(n, "fallido", "fallidos")}, el ${share} de los enviados.`,
    failuresOthers: (n: string) =>
      n === "1"
        ? "El código menos frecuente está en la tabla."
        : `Los ${n} códigos menos frecuentes están en la tabla.`,
    noFailures: "Nada ha fallado en esta selección",
    remedyTitle: "¿Qué significa cada error y qué hacer?",
    remedySubtitle: "Mensajes fallidos por código. Los significados salen de error_codes.csv.",
    code: "Código",
    errorTitle: "Error",
    messages: "Mensajes",
    shareOfFailed: "De los fallidos",
    meaning: "Qué significa",
    remedy: "Qué hacer",
    unknownCode: "No está en error_codes.csv",

    timesTitle: "¿Cuánto tarda en llegar y en leerse?",
    timesSubtitle: (delivered: string, read: string) =>
      `Desde el envío; eje logarítmico. Mediana y p90: entrega ${delivered}; lectura ${read}.`,
    quantiles: (median: string, p90: string, n: string) => `${median} y ${p90} (n = ${n})`,
    timesOf: {delivered: "de los entregados", read: "de los leídos"},
    timesLegend: {delivered: "De los entregados", read: "De los leídos, discontinua"},
    timesNote: "Cada curva llega al 100 % de los suyos: dice cuánto tardaron los leídos, no cuántos se leyeron.",
    shareOfThem: "Parte de los entregados o de los leídos",
    deliveredWithin: "Entregados en",
    readWithin: "Leídos en",
    noTimes: "Ningún mensaje con hora de entrega en esta selección",

    agesTitle: "¿Qué sigue sin confirmar, y desde cuándo?",
    agesSubtitle: (n: string) =>
      `n = ${counted(n, "mensaje", "mensajes")} de todos los días, por antigüedad hasta el último dato.`,
    agesNote: "El período elegido no se aplica aquí. Hay canales, como Telegram, que nunca confirman la entrega.",
    noAges: "Todo está entregado o fallido",
    age: "Antigüedad",
    ages: {
      under_1_hour: "< 1 h",
      under_24_hours: "1–24 h",
      under_7_days: "1–7 d",
      under_30_days: "7–30 d",
      older: "> 30 d"
    },
    parts: {only_sent: "Solo enviado", only_accepted: "Solo aceptado", without_status: "Sin ningún estado"},

    slicesTitle: "¿Dónde llega mejor y peor?",
    slicesSubtitle: "Enviados y lo que fue de ellos, por campaña, número o país.",
    slice: "Por",
    slices: {campaign_id: "Campaña", business_number: "Número", country: "País"},

    costsTitle: "¿Cuánto cuesta cada entrega y cada respuesta?",
    costsSubtitle: "Plantillas de WhatsApp. Coste del período entre entregados, y entre respondidos en 24 h.",
    costsNote:
      "El coste cae en el día de la cuenta de WhatsApp; lo demás, en el del informe. Lo que no tiene precio no suma. Por respuesta: solo de los días en que ya han pasado las 24 h de todo lo entregado.",
    currency: "Moneda",
    cost: "Coste",
    costPerDelivered: "Por entrega",
    costPerReply: "Por respuesta",
    unrated: "Sin precio",

    fatigueTitle: "¿Se lee menos cuando se envía mucho?",
    fatigueSubtitle:
      "Tasa de lectura del marketing según cuántas plantillas de marketing recibió el contacto en los 30 días anteriores; n = entregados.",
    fatigueNote:
      "Solo canales que informan de la lectura, cada uno por separado. Quien recibe muchas suele ser quien más compra y lee: es una relación, no una causa. Gris: menos de 20 entregados, dicen poco.",
    noMarketing: "Ningún marketing en esta selección por un canal que informe de la lectura",
    before: "Recibidas antes",
    manyBefore: (n: number) => `${n} o más`,

    hygieneTitle: "¿A quién no se debería escribir?",
    hygieneSubtitle: "Envíos de plantillas, por plantilla.",
    hygieneNote:
      "Sin mensaje previo: de lo que puede ser marketing, en canales por los que los contactos escriben, lo enviado a quien no consta que haya escrito antes; un consentimiento dado en otro sitio no se conoce aquí.",
    neverWroteBase: "Marketing donde escriben",
    neverWrote: "De ellos, sin mensaje previo",
    optedOut: "Baja (131050)",
    afterOptOut: "Tras una baja",
    capped: "Tope de Meta (131049)",

    eventsTitle: "¿Qué les pasó a las plantillas?",
    eventsSubtitle: "Avisos de Meta: aprobación, pausa, categoría y calidad.",
    noEvents: "Ningún aviso en esta selección",
    what: "Qué",
    was: "Antes",
    is: "Ahora",
    reason: "Motivo",
    kinds: {status: "Estado", category: "Categoría", quality: "Calidad", number_quality: "Calidad del número"},
    values: {
      APPROVED: "aprobada",
      PENDING: "pendiente",
      REJECTED: "rechazada",
      PAUSED: "en pausa",
      DISABLED: "desactivada",
      FLAGGED: "señalada",
      REINSTATED: "restablecida",
      PENDING_DELETION: "por borrar",
      DELETED: "borrada",
      IN_APPEAL: "recurrida",
      LIMIT_EXCEEDED: "límite superado",
      LOCKED: "bloqueada",
      ARCHIVED: "archivada",
      MARKETING: "marketing",
      UTILITY: "utilidad",
      AUTHENTICATION: "autenticación",
      GREEN: "alta",
      YELLOW: "media",
      RED: "baja",
      UNKNOWN: "desconocida"
    } as Record<string, string>,
    none: "sin indicar"
  },
  {
    accepted: "Sent out",
    delivered: "Delivered",
    read: "Read",
    failed: "Failed",
    failedNote: (failed, accepted) => `${failed} of ${accepted} sent out`,
    unconfirmed: "Unconfirmed",
    unconfirmedNote: "sent out, neither delivered nor failed",
    unconfirmedSilent: (channels) => `; without ${channels}, of which no delivery is ever told`,
    replied: "Replied",
    rate: (rate, whole) => `${rate} of ${whole}`,
    ofAccepted: "those sent out",
    ofDelivered: "those delivered",
    receipts: "where receipts are on",
    everything: "Everything sent",
    allTemplates: "All templates",
    template: "Template",
    n: "n",
    noStatuses: "No source tells what became of what was sent",
    noStatusesText:
      "The statuses (delivered, read, failed) come from files in inbox/whatsapp_cloud, inbox/console_messages or inbox/delivery_events; put them there and run",

    templatesTitle: "What became of each template?",
    templatesSubtitle: (shown, all) =>
      `Handed over and delivered, of those sent out; read, of those delivered; replied within 24 h, of those delivered over 24 h ago. After the name, n = sent out. ${shown} of ${counted(all, "template", "templates")}.`,
    templatesNote:
      "Reading is known only where receipts are on: the true rate is higher. A dash: that channel does not tell.",
    noTemplates: "No template in this selection",
    columns: {sent: "Handed over", delivered: "Delivered", read: "Read", replied: "Replied"},
    replyBase: "24 h over",

    trendTitle: "Does what is sent arrive, and is it read?",
    trendSubtitle: (n) =>
      `n = ${n} sent out. Delivered of those sent out; read of those delivered on channels that tell of reading.`,
    trendLegend: {delivered: "Delivered", read: "Read (where receipts are on), dashed"},
    trendNote:
      "What has no status counts as not delivered; channels that never confirm, like Telegram, lower the rate.",
    deliveredRate: "Delivered rate",
    readRate: "Read rate",
    happened: "What happened",

    failuresTitle: "When does it fail, and with which code?",
    failuresSubtitle: (n, share) => `n = ${n} failed, ${share} of those sent out.`,
    failuresOthers: (n) =>
      n === "1" ? "The rarest code stands in the table." : `The ${n} rarest codes stand in the table.`,
    noFailures: "Nothing failed in this selection",
    remedyTitle: "What does each error mean, and what to do?",
    remedySubtitle: "Failed messages by code. Meanings come from error_codes.csv.",
    code: "Code",
    errorTitle: "Error",
    messages: "Messages",
    shareOfFailed: "Of failed",
    meaning: "What it means",
    remedy: "What to do",
    unknownCode: "Not in error_codes.csv",

    timesTitle: "How long until it arrives and is read?",
    timesSubtitle: (delivered, read) =>
      `Since it was sent; logarithmic axis. Median and p90: delivery ${delivered}; reading ${read}.`,
    quantiles: (median, p90, n) => `${median} and ${p90} (n = ${n})`,
    timesOf: {delivered: "of those delivered", read: "of those read"},
    timesLegend: {delivered: "Of those delivered", read: "Of those read, dashed"},
    timesNote: "Each curve ends at 100% of its own: it says how long those read took, not how many were read.",
    shareOfThem: "Share of those delivered or of those read",
    deliveredWithin: "Delivered within",
    readWithin: "Read within",
    noTimes: "No message with a time of delivery in this selection",

    agesTitle: "What is still unconfirmed, and since when?",
    agesSubtitle: (n) => `n = ${counted(n, "message", "messages")} of all days, by age as of the newest data.`,
    agesNote: "The chosen period does not apply here. Some channels, like Telegram, never confirm delivery.",
    noAges: "Everything was delivered or failed",
    age: "Age",
    ages: {
      under_1_hour: "< 1 h",
      under_24_hours: "1–24 h",
      under_7_days: "1–7 d",
      under_30_days: "7–30 d",
      older: "> 30 d"
    },
    parts: {only_sent: "Only sent", only_accepted: "Only accepted", without_status: "No status at all"},

    slicesTitle: "Where does it arrive best and worst?",
    slicesSubtitle: "Sent out and what became of it, by campaign, number or country.",
    slice: "By",
    slices: {campaign_id: "Campaign", business_number: "Number", country: "Country"},

    costsTitle: "What does a delivery cost, and a reply?",
    costsSubtitle:
      "WhatsApp templates. Cost of the period over those delivered, and over those replied to within 24 h.",
    costsNote:
      "Cost stands on the day of the WhatsApp account, the rest on that of the report. What has no price is not added. Per reply: only of days on which the 24 h of all that was delivered are over.",
    currency: "Currency",
    cost: "Cost",
    costPerDelivered: "Per delivery",
    costPerReply: "Per reply",
    unrated: "Without price",

    fatigueTitle: "Is less read when much is sent?",
    fatigueSubtitle:
      "Read rate of marketing by how many marketing templates the contact got in the 30 days before; n = delivered.",
    fatigueNote:
      "Only channels that tell of reading, each by itself. Who gets many is often who buys and reads most: this goes together, it is no cause. Grey: fewer than 20 delivered, which say little.",
    noMarketing: "No marketing in this selection on a channel that tells of reading",
    before: "Got before",
    manyBefore: (n) => `${n} or more`,

    hygieneTitle: "Who should not be written to?",
    hygieneSubtitle: "Template messages, by template.",
    hygieneNote:
      "Never wrote: of what may be marketing, on channels on which contacts write, what went to those of whom no earlier message is on record; an opt-in given elsewhere is not known here.",
    neverWroteBase: "Marketing where people write",
    neverWrote: "Of those, never wrote",
    optedOut: "Opted out (131050)",
    afterOptOut: "After an opt-out",
    capped: "Meta's cap (131049)",

    eventsTitle: "What happened to the templates?",
    eventsSubtitle: "Notices from Meta: approval, pause, category and quality.",
    noEvents: "No notice in this selection",
    what: "What",
    was: "Before",
    is: "Now",
    reason: "Reason",
    kinds: {status: "Status", category: "Category", quality: "Quality", number_quality: "Quality of the number"},
    values: {GREEN: "high", YELLOW: "medium", RED: "low"},
    none: "not given"
  }
);
