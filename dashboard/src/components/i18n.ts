export type Language = "es" | "en";

export const languages: readonly Language[] = ["es", "en"];

const es = {
  product: "chat-analytics",
  languageName: "Español",
  language: "Idioma",
  pages: "Páginas",
  skipToContent: "Ir al contenido",
  theme: "Tema",
  themeAuto: "Tema: el del sistema",
  themeLight: "Tema: claro",
  themeDark: "Tema: oscuro",
  sampleData: "Datos de muestra",
  loading: "Cargando datos…",
  needsScript: "Esta página necesita JavaScript. Actívelo en el navegador y vuelva a cargarla.",

  // Provenance
  dataUntil: (instant: string, zone: string) => `Datos hasta el ${instant} (${zone})`,
  builtAt: (instant: string) => `Publicado el ${instant}`,
  noFilters: "Sin filtros",
  daysAreLocal: (zone: string) => `Los días son locales de ${zone}.`,

  // Filters
  filters: "Filtros",
  moreFilters: "Más filtros",
  changeFilters: "Cambiar filtros",
  earlier: "Período anterior",
  later: "Período siguiente",
  period: "Período",
  from: "Desde",
  to: "Hasta",
  presets: {
    "7d": "7 días",
    "28d": "28 días",
    "90d": "90 días",
    month: "Este mes",
    "last-month": "Mes anterior",
    all: "Todo"
  },
  compare: "Comparar con",
  comparisons: {previous: "Período anterior", year: "Hace un año", none: "Sin comparación"},
  dimensions: {channel: "Canales", account_id: "Cuentas", skill: "Equipos"},
  without: {channel: "Sin canal", account_id: "Sin cuenta", skill: "Sin equipo"},
  theFilter: {channel: "El filtro de canales", account_id: "El filtro de cuentas", skill: "El filtro de equipos"},
  ignoredHere: (filter: string) => `${filter} no cambia esta página.`,
  ignoredByCard: (filter: string) => `${filter} no cambia esta tarjeta.`,
  ignoredByNumbers: (filter: string, numbers: string) => `${filter} no cambia: ${numbers}.`,
  all: {channel: "Todos", account_id: "Todas", skill: "Todos"},
  someOf: (some: number, all: number) => `${some} de ${all}`,
  showAlone: (name: string) => `Ver solo ${name}`,
  showAll: "Ver todos",
  none: "Ninguno",
  reset: "Restablecer",
  days: (n: number, shown: string) => (n === 1 ? "1 día" : `${shown} días`),

  // Comparison
  inPeriod: (period: string) => `Total del ${period}`,
  versus: (period: string) => `frente a ${period}`,
  points: (change: string, isOne: boolean) => `${change} ${isOne ? "punto" : "puntos"}`,
  noPrevious: "sin datos anteriores que comparar",
  previously: (value: string) => `antes ${value}`,
  /** The value is left out where it is the one that stands above. */
  upToDay: (day: string, value: string | null, before: string) =>
    `hasta el ${day}${value === null ? "" : `: ${value}`}, antes ${before}`,
  up: "sube",
  down: "baja",
  same: "igual",

  // Cards
  definition: "Definición",
  downloadCsv: "Descargar CSV",
  link: "Enlace",
  copyLink: "Copiar el enlace, con sus filtros",
  linkCopied: "Enlace copiado",
  showTable: "Ver los datos en una tabla",
  rowsShown: (shown: string, total: string) => `Se muestran ${shown} de ${total} filas; el CSV las tiene todas.`,
  flags: {yes: "sí", no: "no"},
  total: "Total",
  day: "Día",
  week: "Semana del",
  month: "Mes",
  hour: "Hora",
  weekday: "Día de la semana",
  channel: "Canal",
  source: "Fuente",
  partialDay: (day: string, instant: string) => `El ${day} no está completo: hay datos hasta las ${instant}.`,
  leftOut: "En la media no cuenta.",
  partialWeek: "Rayado: período incompleto.",
  rounded: "Son tantas que los segundos se redondean al 2,5 %.",

  // Empty and failed states
  emptyTitle: "Todavía no hay datos",
  emptyText: "Deje ficheros en la carpeta inbox de su instalación y ejecute",
  eventlessTitle: "Lo cargado no trae nada que contar",
  eventlessText:
    "Facturas, analítica de Meta y nombres de agentes solo acompañan a mensajes, estados de entrega e historial de agentes; lo rechazado está en Estado de los datos. Deje ficheros de alguno de ellos en inbox/ y ejecute",
  nothingTitle: "Nada en esta selección",
  nothingText: "Ningún dato cumple los filtros. Pruebe con un período más largo o con menos filtros.",
  neverTitle: "Ninguna fuente ha traído datos para esto",
  neverText: (folders: string) =>
    `No depende de los filtros. Puede venir de ficheros en inbox/ (${folders}); déjelos ahí y ejecute`,
  failedTitle: "No se han podido cargar los datos",
  failedText: "Compruebe que el servidor sigue en marcha y vuelva a cargar la página.",
  missingFile: (names: string) => `Esta publicación no trae ${names}. Publique de nuevo con la versión actual.`,
  noneWarned: "Nada que señalar."
};

export type Texts = typeof es;

const en: Texts = {
  product: "chat-analytics",
  languageName: "English",
  language: "Language",
  pages: "Pages",
  skipToContent: "Skip to content",
  theme: "Theme",
  themeAuto: "Theme: the system's",
  themeLight: "Theme: light",
  themeDark: "Theme: dark",
  sampleData: "Sample data",
  loading: "Loading data…",
  needsScript: "This page needs JavaScript. Turn it on in the browser and load the page again.",

  dataUntil: (instant, zone) => `Data up to ${instant} (${zone})`,
  builtAt: (instant) => `Published ${instant}`,
  noFilters: "No filters",
  daysAreLocal: (zone) => `Days are local to ${zone}.`,

  filters: "Filters",
  moreFilters: "More filters",
  changeFilters: "Change filters",
  earlier: "Earlier period",
  later: "Later period",
  period: "Period",
  from: "From",
  to: "To",
  presets: {
    "7d": "7 days",
    "28d": "28 days",
    "90d": "90 days",
    month: "This month",
    "last-month": "Last month",
    all: "All"
  },
  compare: "Compare with",
  comparisons: {previous: "Previous period", year: "A year before", none: "No comparison"},
  dimensions: {channel: "Channels", account_id: "Accounts", skill: "Teams"},
  without: {channel: "No channel", account_id: "No account", skill: "No team"},
  theFilter: {channel: "The filter of channels", account_id: "The filter of accounts", skill: "The filter of teams"},
  ignoredHere: (filter) => `${filter} does not change this page.`,
  ignoredByCard: (filter) => `${filter} does not change this card.`,
  ignoredByNumbers: (filter, numbers) => `${filter} does not change: ${numbers}.`,
  all: {channel: "All", account_id: "All", skill: "All"},
  someOf: (some, all) => `${some} of ${all}`,
  showAlone: (name) => `Show ${name} alone`,
  showAll: "Show all",
  none: "None",
  reset: "Reset",
  days: (n, shown) => (n === 1 ? "1 day" : `${shown} days`),

  inPeriod: (period) => `Total of ${period}`,
  versus: (period) => `against ${period}`,
  points: (change, isOne) => `${change} ${isOne ? "point" : "points"}`,
  noPrevious: "no earlier data to compare with",
  previously: (value) => `before ${value}`,
  upToDay: (day, value, before) => `up to ${day}${value === null ? "" : `: ${value}`}, before ${before}`,
  up: "up",
  down: "down",
  same: "unchanged",

  definition: "Definition",
  downloadCsv: "Download CSV",
  link: "Link",
  copyLink: "Copy the link, with its filters",
  linkCopied: "Link copied",
  showTable: "Show the data as a table",
  rowsShown: (shown, total) => `${shown} of ${total} rows shown; the CSV has them all.`,
  flags: {yes: "yes", no: "no"},
  total: "Total",
  day: "Day",
  week: "Week of",
  month: "Month",
  hour: "Hour",
  weekday: "Weekday",
  channel: "Channel",
  source: "Source",
  partialDay: (day, instant) => `${day} is not complete: there is data up to ${instant}.`,
  leftOut: "The mean leaves it out.",
  partialWeek: "Hatched: incomplete period.",
  rounded: "There are so many that seconds are rounded to 2.5 %.",

  emptyTitle: "No data yet",
  emptyText: "Drop files into your installation's inbox folder and run",
  eventlessTitle: "What was loaded brings nothing to count",
  eventlessText:
    "Invoices, Meta's analytics and names of agents only go with messages, delivery statuses and agent history; what was refused stands in Data health. Put files of one of these in inbox/ and run",
  nothingTitle: "Nothing in this selection",
  nothingText: "No data matches the filters. Try a longer period or fewer filters.",
  neverTitle: "No source has brought data for this",
  neverText: (folders) =>
    `No filter changes that. It can come from files in inbox/ (${folders}); put them there and run`,
  failedTitle: "The data could not be loaded",
  failedText: "Check that the server is still running and load the page again.",
  missingFile: (names) => `This publication lacks ${names}. Publish again with the current version.`,
  noneWarned: "Nothing to report."
};

/** The texts that every page shares. A text that one language lacks does not compile. */
export const texts: Record<Language, Texts> = {es, en};

/** A text of the data: the Spanish one stands in a column beside it, where somebody has written it. */
export function inLanguage<Value>(language: Language, row: Record<string, Value>, name: string): Value | null {
  return (language === "es" ? row[`${name}_es`] : null) ?? row[name] ?? null;
}

/** A number, as it is written, and what it counts: "1 sesión", "27 sesiones". */
export function counted(number: string | number, one: string, many: string): string {
  return `${number} ${String(number) === "1" ? one : many}`;
}

/** A page's own texts, checked in the same way. */
export function words<Words>(es: Words, en: NoInfer<Words>): Record<Language, Words> {
  return {es, en};
}

const channelNames: Record<Language, Record<string, string>> = {
  es: {
    whatsapp: "WhatsApp",
    messenger: "Messenger",
    instagram: "Instagram",
    telegram: "Telegram",
    chat_web: "Chat web",
    chat_app: "Chat de la app",
    sms: "SMS",
    email: "Correo",
    app_push: "Push de la app",
    in_app: "Mensaje en la app",
    web_push: "Push web",
    in_web: "Mensaje en la web",
    wallet: "Wallet",
    car: "Coche"
  },
  en: {
    whatsapp: "WhatsApp",
    messenger: "Messenger",
    instagram: "Instagram",
    telegram: "Telegram",
    chat_web: "Web chat",
    chat_app: "App chat",
    sms: "SMS",
    email: "E-mail",
    app_push: "App push",
    in_app: "In-app message",
    web_push: "Web push",
    in_web: "On-site message",
    wallet: "Wallet",
    car: "Car"
  }
};

export function channelName(language: Language, channel: string): string {
  return channelNames[language][channel] ?? channel;
}
