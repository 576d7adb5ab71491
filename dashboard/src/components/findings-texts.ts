import {counted, type Language} from "./i18n.js";

/** A number of a finding, written as its unit wants it. */
export interface Said {
  value: string;
  usual: string;
  low: string;
  high: string;
  n: string;
  subject: string;
  subjectValue: string;
  soFar: string;
  isUp: boolean;
  isOne: boolean;
  isForecast: boolean;
}

export interface FindingTexts {
  title: string;
  worse: string;
  better: string;
  changed: string;
  /** What changed, as the beginning of a sentence, and what its cases are. */
  numbers: Record<string, {name: string; cases?: string; explained?(subject: string, value: string): string}>;
  rose: string;
  fell: string;
  fromTo(usual: string, value: string, isShare: boolean): string;
  since(instant: string): string;
  inDays(days: string, range: string): string;
  asUsual(name: string, value: string, days: string, range: string): string;
  between(low: string, high: string): string;
  range(low: string, high: string): string;
  n(n: string, cases: string): string;
  near(event: string): string;
  /** Findings that compare with nothing before. */
  others: Record<string, (said: Said) => string>;
  allChannels: string;
  /** What filters it obeys. */
  scope: string;
  obeysChannels: string;
  rule: string;
  tooEarly: string;
}

const es: FindingTexts = {
  title: "Lo que importa ahora",
  worse: "A peor:",
  better: "A mejor:",
  changed: "Cambio:",
  numbers: {
    sessions: {
      name: "El número de sesiones que empezó el cliente",
      cases: "sesiones empezadas por el cliente",
      explained: (subject, value) => `${value} por ${subject}`
    },
    fallback: {
      name: "La proporción de textos que el bot no entiende",
      cases: "textos",
      explained: (subject, value) => `${value} después de «${subject}»`
    },
    contained: {
      name: "La proporción de sesiones empezadas por el cliente que el bot acaba solo",
      cases: "sesiones maduras"
    },
    out_of_hours: {
      name: "La proporción de peticiones fuera de horario",
      cases: "sesiones con petición",
      explained: (subject, value) => `${value} de ${subject}`
    },
    lost: {
      name: "La proporción de peticiones fuera de horario que nadie atendió en 7 días",
      cases: "sesiones fuera de horario",
      explained: (subject, value) => `${value} de ${subject}`
    },
    available: {name: "La disponibilidad de los agentes en horario", explained: (subject) => `sobre todo ${subject}`},
    uncovered: {
      name: "La proporción de cuartos de hora abiertos sin nadie del equipo disponible",
      cases: "cuartos de hora",
      explained: (subject, value) => `${value} de ${subject}`
    },
    wait: {name: "La mediana de las esperas en horario, con las no respondidas,", cases: "esperas"},
    failed: {
      name: "La proporción de envíos fallidos",
      cases: "envíos",
      explained: (subject, value) => `${value} por «${subject}»`
    },
    spend: {
      name: "El gasto de WhatsApp, con lo gratis del cupo mensual a precio de lista,",
      explained: (subject, value) => `${value} de ${subject}`
    }
  },
  rose: "subió",
  fell: "bajó",
  fromTo: (usual, value, isShare) => (isShare ? `del ${usual} al ${value}` : `de ${usual} a ${value}`),
  since: (instant) => `desde el ${instant}`,
  inDays: (days, range) => `en ${counted(days, "día", "días")} (${range})`,
  asUsual: (name, value, days, range) =>
    `${name} sigue donde solía: ${value} en ${counted(days, "día", "días")} (${range})`,
  between: (low, high) => `en las cuatro semanas anteriores, ${rangeInSpanish(low, high)}`,
  range: (low, high) => `antes, a las mismas horas y días de cuatro semanas: ${rangeInSpanish(low, high)}`,
  n: (n, cases) => `n = ${n} ${cases}`,
  near: (event) => `cerca: «${event}»`,
  others: {
    over_budget: ({subject, value, usual}) => `${subject} ha gastado ${value} de un presupuesto de ${usual} este mes.`,
    forecast_over_budget: ({subject, value, usual, low, high, soFar}) =>
      `${subject} lleva gastados ${soFar} y, si sigue como las últimas semanas, acabará el mes en ${value}${inBrackets(low, high, rangeInSpanish)}, con un presupuesto de ${usual}.`,
    budget: ({subject, value, usual, low, high, soFar, isForecast}) =>
      isForecast
        ? `${subject} lleva gastados ${soFar} y, si sigue como las últimas semanas, acabará el mes en ${value}${inBrackets(low, high, rangeInSpanish)}, dentro de un presupuesto de ${usual}.`
        : `${subject} lleva gastados ${soFar} de un presupuesto de ${usual} este mes; no se puede prever cómo acabará.`,
    unrated: ({value, n, subject, subjectValue}) =>
      `Sin precio conocido: ${value} de ${counted(n, "unidad", "unidades")} de este mes; ${subjectValue} de ${subject}.`,
    silent: ({subject, value}) => `${subject} no envía nada desde hace ${value}.`,
    heard: ({value, n}) =>
      `${value} de ${counted(n, "fuente ha", "fuentes han")} enviado algo en las últimas 24 horas.`,
    refused: ({value, subject, subjectValue, isOne}) =>
      `${value} ${isOne ? "fila rechazada" : "filas rechazadas"} en la última semana de cargas; ${subjectValue} de ${subject}.`
  },
  allChannels: "todos los canales",
  scope: "Se refiere a los últimos días completos de los datos, sean cuales sean los filtros.",
  obeysChannels: "Solo le afecta el de canales.",
  rule: "Cómo se decide",
  tooEarly:
    "Todavía no se puede decir qué ha cambiado: hacen falta cinco semanas completas con 30 casos, y así no las tiene ningún número de esta página."
};

const en: FindingTexts = {
  title: "What matters now",
  worse: "For the worse:",
  better: "For the better:",
  changed: "Change:",
  numbers: {
    sessions: {
      name: "The number of sessions that the contact began",
      cases: "sessions begun by the contact",
      explained: (subject, value) => `${value} through ${subject}`
    },
    fallback: {
      name: "The share of texts the bot does not understand",
      cases: "texts",
      explained: (subject, value) => `${value} of them after “${subject}”`
    },
    contained: {name: "The share of sessions begun by the contact that the bot ends alone", cases: "mature sessions"},
    out_of_hours: {
      name: "The share of requests made out of hours",
      cases: "sessions with a request",
      explained: (subject, value) => `${value} of them for ${subject}`
    },
    lost: {
      name: "The share of out-of-hours requests nobody attended within 7 days",
      cases: "out-of-hours sessions",
      explained: (subject, value) => `${value} of them for ${subject}`
    },
    available: {name: "Agents' availability in opening hours", explained: (subject) => `mostly ${subject}`},
    uncovered: {
      name: "The share of open quarter hours with nobody of the team available",
      cases: "quarter hours",
      explained: (subject, value) => `${value} of them of ${subject}`
    },
    wait: {name: "The median wait in opening hours, unanswered ones included,", cases: "waits"},
    failed: {
      name: "The share of messages that failed",
      cases: "messages",
      explained: (subject, value) => `${value} with “${subject}”`
    },
    spend: {
      name: "WhatsApp spend, with what the monthly allowance gives for free at its list rate,",
      explained: (subject, value) => `${value} of it ${subject}`
    }
  },
  rose: "rose",
  fell: "fell",
  fromTo: (usual, value) => `from ${usual} to ${value}`,
  since: (instant) => `since ${instant}`,
  inDays: (days, range) => `in ${counted(days, "day", "days")} (${range})`,
  asUsual: (name, value, days, range) =>
    `${name} is where it used to be: ${value} in ${counted(days, "day", "days")} (${range})`,
  between: (low, high) => `in the four weeks before, ${rangeInEnglish(low, high)}`,
  range: (low, high) => `before, same hours and days of four weeks: ${rangeInEnglish(low, high)}`,
  n: (n, cases) => `n = ${n} ${cases}`,
  near: (event) => `near it: “${event}”`,
  others: {
    over_budget: ({subject, value, usual}) => `${subject} has spent ${value} of a budget of ${usual} this month.`,
    forecast_over_budget: ({subject, value, usual, low, high, soFar}) =>
      `${subject} has spent ${soFar} and, going like the last weeks, will end the month at ${value}${inBrackets(low, high, rangeInEnglish)}, on a budget of ${usual}.`,
    budget: ({subject, value, usual, low, high, soFar, isForecast}) =>
      isForecast
        ? `${subject} has spent ${soFar} and, going like the last weeks, will end the month at ${value}${inBrackets(low, high, rangeInEnglish)}, within a budget of ${usual}.`
        : `${subject} has spent ${soFar} of a budget of ${usual} this month; how it will end cannot be told.`,
    unrated: ({value, n, subject, subjectValue}) =>
      `Without a known price: ${value} of ${counted(n, "unit", "units")} of this month; ${subjectValue} of ${subject}.`,
    silent: ({subject, value}) => `${subject} has sent nothing for ${value}.`,
    heard: ({value, n}) =>
      `${value} of ${counted(n, "source has", "sources have")} sent something in the last 24 hours.`,
    refused: ({value, subject, subjectValue, isOne}) =>
      `${value} ${isOne ? "row" : "rows"} refused in the last week of loading; ${subjectValue} of ${subject}.`
  },
  allChannels: "all channels",
  scope: "This speaks of the last complete days of the data, whatever is filtered.",
  obeysChannels: "Only the filter by channel is obeyed.",
  rule: "How it is decided",
  tooEarly:
    "What changed cannot be told yet: it takes five complete weeks with 30 cases, and no number of this page has them."
};

export const findingTexts: Record<Language, FindingTexts> = {es, en};

// What never moved has no range.
function rangeInSpanish(low: string, high: string): string {
  return low === high ? `siempre ${low}` : `entre ${low} y ${high}`;
}

function rangeInEnglish(low: string, high: string): string {
  return low === high ? `always ${low}` : `between ${low} and ${high}`;
}

function inBrackets(low: string, high: string, range: (low: string, high: string) => string): string {
  return low === high ? "" : ` (${range(low, high)})`;
}
