import {counted, words} from "../components/i18n.js";

export const agentsTexts = words(
  {
    agents: "Agentes conectados",
    agentsNote: "al menos un día del período",
    available: "Disponibilidad",
    availableOf: (part: string, whole: string) => `${part} disponibles de ${whole} programadas`,
    allStale: (n: string) => `; sin ${counted(n, "jornada", "jornadas")} en que nadie cerró la sesión`,
    outOfHours: "Disponible fuera de horario",
    outOfHoursNote: "además de lo anterior",
    occupancy: "Ocupación",
    occupancyNote: "tiempo con algún chat activo, de lo disponible",
    noMessages: "ninguna fuente trae mensajes de agentes",
    concurrency: "Chats a la vez",
    concurrencyNote: "media mientras hay alguno",
    stale: "Sesiones sin cerrar",
    staleNote: "aparte: no cuenta en ninguna otra cifra",
    noHistory: "Sin historial de agentes no se sabe quién estuvo, ni cuándo",
    noHistoryText:
      "Aquí está solo lo que dicen los mensajes. El historial viene de ficheros en inbox/agent_history; déjelos ahí y ejecute",
    roster: "El cumplimiento de turnos no se calcula: haría falta un cuadrante, y los datos no lo traen.",
    agent: "Agente",
    hours: "h",
    states: {
      available_in_hours: "Disponible en horario",
      available_out_of_hours: "Disponible fuera de horario",
      available_without_calendar: "Disponible, sin horario conocido",
      not_available: "Conectado, no disponible",
      stale: "Sesión sin cerrar"
    },
    open: "horario de atención",

    lineTitle: "¿Quién estuvo disponible, y cuándo?",
    lineSubtitle: (day: string, n: string) => `${day} · n = ${counted(n, "agente", "agentes")} · horas locales`,
    lineDay: "Día",
    from: "Desde",
    to: "Hasta",
    state: "Estado",
    still: "Sigue conectado",
    lineNote: "Se guardan los últimos 92 días. El sombreado es el horario del equipo de cada agente.",
    longDay: "Día de 23 o 25 horas: la hora es la transcurrida desde medianoche.",
    noLine: "Nadie estuvo conectado ese día",
    noLineText: "Elija otro día del período u otro equipo.",

    gridTitle: "¿Cuántas horas estuvo disponible cada agente, día a día?",
    gridSubtitle: (n: string, unit: string) =>
      `Horas disponibles, en y fuera de horario, por ${unit} · n = ${counted(n, "agente", "agentes")}`,
    gridUnit: {day: "día", week: "semana", month: "mes"},
    gridTip: (hours: string, planned: string, chats: string) =>
      `Disponible: ${hours}\nProgramado: ${planned}\n${counted(chats, "conversación", "conversaciones")}`,
    scheduled: "Programado",
    availableTime: "Disponible",
    conversations: "Conversaciones atendidas",

    coverTitle: "¿Hay agentes cuando llegan las peticiones?",
    coverSubtitle: (n: string, requests: string | null) =>
      `Media por cuarto de hora de ${n === "1" ? "un día" : `${n} días`} · ${requests === null ? "ninguna fuente trae mensajes de clientes" : counted(requests, "petición", "peticiones")}`,
    coverAgents: "Agentes disponibles, de media",
    coverRequests: "Peticiones, de media por cuarto de hora",
    uncovered: (n: string, percent: string) =>
      `Sin nadie de su equipo disponible en su cuarto de hora, con el servicio abierto: ${counted(n, "petición", "peticiones")} (${percent}).`,
    whileClosed: (n: string) =>
      n === "1" ? "Otra llegó con el servicio cerrado." : `Otras ${n} llegaron con el servicio cerrado.`,
    slot: "Cuarto de hora",
    requests: "Peticiones",
    noCover: "No hay agentes ni peticiones",

    splitTitle: "¿En qué se va el tiempo conectado?",
    splitSubtitle: (n: string) =>
      `Reparto de las horas conectadas de cada agente · n = ${counted(n, "agente", "agentes")}`,
    connected: "Conectado",

    speedTitle: "¿Cuánto se espera a cada agente?",
    speedSubtitle: (n: string, median: string) =>
      `Mediana, y tramo de 1 de cada 10 a 9 de cada 10 esperas, en horario; escala logarítmica · n = ${n} · mediana de todas ${median}`,
    speedNote: (never: string, open: string) =>
      `En gris, menos de 20 esperas: no bastan para comparar. Tampoco se comparan equipos con clientes distintos. Sin respuesta: ${never}; esperando aún: ${open}.`,
    speedUnknown: "No se sabe cuánto se espera: ninguna fuente trae mensajes de agentes",
    waits: "Esperas",
    median: "Mediana",
    low: "1 de cada 10",
    high: "9 de cada 10",

    chatsTitle: "¿Cuántos chats se llevan a la vez?",
    chatsSubtitle: (n: string, average: string) =>
      `Tiempo activo por número de chats a la vez · ${n} · media ${average}`,
    chats: "Chats a la vez",
    chatsAtOnce: (chats: number) => (chats === 1 ? "1 chat" : `${chats} chats a la vez`),
    time: "Tiempo",
    share: "Parte"
  },
  {
    agents: "Agents connected",
    agentsNote: "on one day of the period at least",
    available: "Availability",
    availableOf: (part, whole) => `${part} available of ${whole} scheduled`,
    allStale: (n) => `; without ${counted(n, "agent's day", "agents' days")} of which nobody ended the session`,
    outOfHours: "Available out of hours",
    outOfHoursNote: "on top of that",
    occupancy: "Occupancy",
    occupancyNote: "time with an active chat, of available time",
    noMessages: "no source brings messages of agents",
    concurrency: "Chats at a time",
    concurrencyNote: "mean while there is one",
    stale: "Sessions nobody ended",
    staleNote: "apart: in no other figure",
    noHistory: "Without agent history nobody knows who was there, and when",
    noHistoryText:
      "Here is only what the messages tell. The history comes from files in inbox/agent_history; put them there and run",
    roster: "Adherence is not computed: it would need a roster, which the data does not bring.",
    agent: "Agent",
    hours: "h",
    states: {
      available_in_hours: "Available in hours",
      available_out_of_hours: "Available out of hours",
      available_without_calendar: "Available, no hours known",
      not_available: "Connected, not available",
      stale: "Session nobody ended"
    },
    open: "opening hours",

    lineTitle: "Who was available, and when?",
    lineSubtitle: (day, n) => `${day} · n = ${counted(n, "agent", "agents")} · local time`,
    lineDay: "Day",
    from: "From",
    to: "To",
    state: "State",
    still: "Still connected",
    lineNote: "The last 92 days are kept. Shaded: the opening hours of each agent's team.",
    longDay: "A day of 23 or 25 hours: time is what has elapsed since midnight.",
    noLine: "Nobody was connected that day",
    noLineText: "Choose another day of the period or another team.",

    gridTitle: "How many hours was each agent available, day by day?",
    gridSubtitle: (n, unit) =>
      `Hours available, in and out of opening hours, by ${unit} · n = ${counted(n, "agent", "agents")}`,
    gridUnit: {day: "day", week: "week", month: "month"},
    gridTip: (hours, planned, chats) =>
      `${hours} available\n${planned} scheduled\n${counted(chats, "conversation", "conversations")}`,
    scheduled: "Scheduled",
    availableTime: "Available",
    conversations: "Conversations attended",

    coverTitle: "Are there agents when requests arrive?",
    coverSubtitle: (n, requests) =>
      `Mean per quarter hour over ${counted(n, "day", "days")} · ${requests === null ? "no source brings messages of contacts" : counted(requests, "request", "requests")}`,
    coverAgents: "Agents available, mean",
    coverRequests: "Requests, mean per quarter hour",
    uncovered: (n, percent) =>
      `With nobody of their team available in their quarter hour while open: ${counted(n, "request", "requests")} (${percent}).`,
    whileClosed: (n) => `${n} more came while closed.`,
    slot: "Quarter hour",
    requests: "Requests",
    noCover: "No agents and no requests",

    splitTitle: "Where does connected time go?",
    splitSubtitle: (n) => `Each agent's connected hours, divided · n = ${counted(n, "agent", "agents")}`,
    connected: "Connected",

    speedTitle: "How long do people wait for each agent?",
    speedSubtitle: (n, median) =>
      `Median, and from 1 in 10 to 9 in 10 waits, in opening hours; logarithmic scale · n = ${n} · median of all ${median}`,
    speedNote: (never, open) =>
      `Grey: fewer than 20 waits, too few to compare; nor are teams with different contacts. Never answered: ${never}; still waiting: ${open}.`,
    speedUnknown: "How long people wait is not known: no source brings messages of agents",
    waits: "Waits",
    median: "Median",
    low: "1 in 10",
    high: "9 in 10",

    chatsTitle: "How many chats are held at a time?",
    chatsSubtitle: (n, average) => `Active time by number of chats at a time · ${n} · mean ${average}`,
    chats: "Chats at a time",
    chatsAtOnce: (chats) => (chats === 1 ? "1 chat" : `${chats} chats at a time`),
    time: "Time",
    share: "Share"
  }
);

export type AgentsTexts = (typeof agentsTexts)["en"];
