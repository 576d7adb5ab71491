import {counted, words} from "../components/i18n.js";

export const outOfHoursTexts = words(
  {
    rate: "Peticiones fuera de horario",
    rateOf: (part: string, whole: string) => `${part} de ${counted(whole, "sesión", "sesiones")} con petición`,
    nextShift: "Recuperadas en el siguiente turno",
    ofOutOfHours: (percent: string) => `${percent} de las de fuera de horario`,
    lost: "Perdidas",
    pending: "Pendientes",
    pendingNote: "aún sin respuesta, menos de 7 días",
    lateness: "Desde la apertura a la respuesta",
    latenessNote: (n: string) => `mediana de ${counted(n, "respondida", "respondidas")}`,
    notCompared: (day: string) =>
      `Recuperadas, perdidas y tiempo de respuesta solo se comparan en períodos que acaben el ${day} o antes: de los días posteriores aún no se sabe qué fue de cada petición.`,
    messages: "Mensajes fuera de horario",
    messagesOf: (part: string, whole: string) => `${part} de ${counted(whole, "mensaje", "mensajes")} de clientes`,
    outcomes: {
      recovered_next_shift: "Recuperada en el siguiente turno",
      recovered_late: "Recuperada tarde",
      lost: "Perdida",
      pending: "Pendiente"
    },

    heatTitle: "¿Cuándo piden una persona con el servicio cerrado?",
    noRequests: "En los datos nadie ha pedido nunca una persona",
    noRequestsText:
      "Es petición el evento handoff_requested de messages, la cola de agentes de console_messages (agentQueuedAt), una intención con is_handoff en reference/intents.csv y, en sesiones sin bot, el primer mensaje del cliente que no sea solo una reacción (👍).",
    noneClosed: "Ninguna petición fuera de horario en esta selección",
    heatSubtitle: (n: string) => `Peticiones fuera de horario por día de la semana y hora · n = ${n}`,
    heatTip: (closed: string, all: string, nobody: string) =>
      `${closed} fuera de horario, de ${all}\n${nobody} sin atender`,
    isOpen: "abierto de costumbre",
    isClosed: "cerrado de costumbre",
    usual: "horario de atención habitual",
    requests: "Peticiones",
    closedRequests: "Fuera de horario",
    nobody: "Sin atender",

    outcomeTitle: "¿Qué fue de quienes escribieron con el servicio cerrado?",
    outcomeSubtitle: {
      day: "Sesiones con una petición fuera de horario, por día de inicio",
      week: "Sesiones con una petición fuera de horario, por semana de inicio",
      month: "Sesiones con una petición fuera de horario, por mes de inicio"
    },
    outcome: "Resultado",
    sessions: "Sesiones",

    lateTitle: "¿Cuánto tardamos en responder desde que abrimos?",
    lateSubtitle: (n: string, median: string, p90: string) =>
      `De la siguiente apertura al primer mensaje humano · n = ${n} · mediana ${median} · 9 de cada 10 en ${p90}`,
    late: "Desde la apertura",
    classes: ["antes de abrir", "≤ 15 min", "15–60 min", "1–4 h", "4–24 h", "1–3 días", "> 3 días", "nadie (aún)"],

    intentTitle: "¿De qué intención vienen?",
    intentSubtitle: (n: string) => `Sesiones con petición fuera de horario, por la intención que la originó · n = ${n}`,
    intent: "Intención",
    noIntent: "Sin intención conocida",
    rest: (n: string) => (n === "1" ? "Otra" : `Otras ${n}`),
    recovered: "Recuperadas",
    bar: (n: string, nobody: string) => `${n} · ${nobody} sin atender`,

    longerTitle: "¿Convendría ampliar el horario?",
    longerSubtitle: (n: string) =>
      `Parte de ${n === "1" ? "la única petición" : `las ${n} peticiones`} sin atender fuera de horario que habría cubierto abrir antes o cerrar más tarde`,
    later: "cerrar más tarde",
    earlier: "abrir antes",
    until: (clock: string, percent: string, part: string, whole: string) =>
      `Abrir hasta las ${clock} habría cubierto el ${percent} (${part} de ${whole}).`,
    since: (clock: string, percent: string, part: string, whole: string) =>
      `Abrir desde las ${clock} habría cubierto el ${percent} (${part} de ${whole}).`,
    notCovered: (closed: string, rest: string) =>
      `Llegaron en días cerrados: ${closed}; en el descanso del mediodía: ${rest}. El reloj es el de cada horario.`,
    notYet: (n: string) =>
      `No ${n === "1" ? "cuenta la que aún puede atenderse" : "cuentan las que aún pueden atenderse"} en el siguiente turno: ${n}.`,
    kind: "Cambio",
    kinds: {
      later_closing: "Cerrar más tarde",
      earlier_opening: "Abrir antes",
      break: "Sin descanso",
      closed_day: "Día cerrado"
    },
    clock: "Hora",
    covered: "Cubiertas hasta esa hora",
    coveredShare: "Parte cubierta",
    unknownAuthors: (days: string) =>
      `En ${days} del período se enviaron mensajes de los que ninguna fuente dice quién los escribió; WhatsApp no lo dice. Los que fueran de una persona no cuentan aquí como respuesta: perdidas y pendientes pueden ser menos. `,
    seeHealth: "Ver el estado de los datos",
    allAttended: "Nadie quedó sin atender fuera de horario",
    allAttendedText: "No hay peticiones sin atender con estos filtros.",

    listTitle: "¿A quién podemos recuperar todavía?",
    listSubtitle: (n: string, instant: string) =>
      `${counted(n, "sesión pendiente", "sesiones pendientes")} a ${instant}, las más urgentes primero: antes de que se cierre la ventana de 24 h de WhatsApp`,
    listNote: "Los nombres son inventados y siempre los mismos. La conversación se busca con ",
    listEmpty: "Nadie espera",
    listEmptyText: "Ninguna petición fuera de horario de los últimos 7 días está sin respuesta.",
    session: "Sesión",
    contact: "Contacto",
    team: "Equipo",
    requestedAt: "Pidió el",
    waiting: "Espera",
    opensAt: "Siguiente apertura",
    windowClosesAt: "Ventana de WhatsApp",
    windowClosed: "cerrada: solo plantilla de pago",
    closesIn: (duration: string) => `se cierra en ${duration}`,
    periodIgnored: "El período no se aplica: la lista es de ahora."
  },
  {
    rate: "Out-of-hours requests",
    rateOf: (part, whole) => `${part} of ${counted(whole, "session", "sessions")} with a request`,
    nextShift: "Recovered in the next shift",
    ofOutOfHours: (percent) => `${percent} of those out of hours`,
    lost: "Lost",
    pending: "Pending",
    pendingNote: "not answered yet, less than 7 days",
    lateness: "From opening to answer",
    latenessNote: (n) => `median of ${n} answered`,
    notCompared: (day) =>
      `Recovered, lost and the time to the answer are compared only in periods that end on ${day} or before: of later days it is not yet known what became of every request.`,
    messages: "Messages out of hours",
    messagesOf: (part, whole) => `${part} of ${counted(whole, "message", "messages")} from contacts`,
    outcomes: {
      recovered_next_shift: "Recovered in the next shift",
      recovered_late: "Recovered late",
      lost: "Lost",
      pending: "Pending"
    },

    heatTitle: "When do people ask for a person while closed?",
    noRequests: "In the data nobody ever asked for a person",
    noRequestsText:
      "A request is the event handoff_requested of messages, the agents' queue of console_messages (agentQueuedAt), an intent with is_handoff in reference/intents.csv and, in sessions without a bot, the contact's first message that is more than a reaction (👍).",
    noneClosed: "No out-of-hours request in this selection",
    heatSubtitle: (n) => `Out-of-hours requests by weekday and hour · n = ${n}`,
    heatTip: (closed, all, nobody) => `${closed} out of hours, of ${all}\n${nobody} unattended`,
    isOpen: "usually open",
    isClosed: "usually closed",
    usual: "usual opening hours",
    requests: "Requests",
    closedRequests: "Out of hours",
    nobody: "Unattended",

    outcomeTitle: "What became of those who wrote while closed?",
    outcomeSubtitle: {
      day: "Sessions with an out-of-hours request, by day of start",
      week: "Sessions with an out-of-hours request, by week of start",
      month: "Sessions with an out-of-hours request, by month of start"
    },
    outcome: "Outcome",
    sessions: "Sessions",

    lateTitle: "How long after opening do we answer?",
    lateSubtitle: (n, median, p90) =>
      `From the next opening to the first human message · n = ${n} · median ${median} · 9 of 10 within ${p90}`,
    late: "After opening",
    classes: ["before opening", "≤ 15 min", "15–60 min", "1–4 h", "4–24 h", "1–3 days", "> 3 days", "nobody (yet)"],

    intentTitle: "Which intents do they come from?",
    intentSubtitle: (n) => `Sessions with an out-of-hours request, by the intent that led to it · n = ${n}`,
    intent: "Intent",
    noIntent: "No known intent",
    rest: (n) => counted(n, "other", "others"),
    recovered: "Recovered",
    bar: (n, nobody) => `${n} · ${nobody} unattended`,

    longerTitle: "Would longer hours pay?",
    longerSubtitle: (n) =>
      `Part of the ${n === "1" ? "only unattended out-of-hours request" : `${n} unattended out-of-hours requests`} that opening earlier or closing later would have covered`,
    later: "closing later",
    earlier: "opening earlier",
    until: (clock, percent, part, whole) =>
      `Opening until ${clock} would have covered ${percent} (${part} of ${whole}).`,
    since: (clock, percent, part, whole) =>
      `Opening from ${clock} would have covered ${percent} (${part} of ${whole}).`,
    notCovered: (closed, rest) =>
      `Came on closed days: ${closed}; in the midday break: ${rest}. The clock is that of each calendar.`,
    notYet: (n) => `Those that the next shift may still attend are not counted: ${n}.`,
    kind: "Change",
    kinds: {
      later_closing: "Close later",
      earlier_opening: "Open earlier",
      break: "No break",
      closed_day: "Closed day"
    },
    clock: "Time",
    covered: "Covered by then",
    coveredShare: "Share covered",
    unknownAuthors: (days) =>
      `On ${days} of the period messages were sent of which no source tells who wrote them; WhatsApp does not. Those of a person do not count as an answer here: fewer may be lost or pending. `,
    seeHealth: "See the data's health",
    allAttended: "Nobody was left unattended out of hours",
    allAttendedText: "There are no unattended requests under these filters.",

    listTitle: "Whom can we still recover?",
    listSubtitle: (n, instant) =>
      `${counted(n, "pending session", "pending sessions")} at ${instant}, most urgent first: before WhatsApp's 24-hour window closes`,
    listNote: "Names are made up and always the same. Find the conversation with ",
    listEmpty: "Nobody is waiting",
    listEmptyText: "No out-of-hours request of the last 7 days is without an answer.",
    session: "Session",
    contact: "Contact",
    team: "Team",
    requestedAt: "Asked at",
    waiting: "Waiting",
    opensAt: "Next opening",
    windowClosesAt: "WhatsApp window",
    windowClosed: "closed: paid template only",
    closesIn: (duration) => `closes in ${duration}`,
    periodIgnored: "The period does not apply: the list is of now."
  }
);

export type OutOfHoursTexts = (typeof outOfHoursTexts)["en"];
