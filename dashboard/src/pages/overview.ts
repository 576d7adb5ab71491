import {readParameter, writeParameter} from "../components/address.js";
import {beforeItem, overWholeDays, totalsBefore} from "../components/before.js";
import {heatMap, intervalOf, stackedColumns, startOfInterval} from "../components/charts.js";
import {choice, withChoice} from "../components/choice.js";
import {channelColor} from "../components/colors.js";
import {type Cube, rollup, totals} from "../components/cube.js";
import type {Author} from "../components/data.js";
import {type Day, daysFrom, weekdayOf} from "../components/day.js";
import {element} from "../components/dom.js";
import {responsive} from "../components/drawing.js";
import {eventsOf} from "../components/event-marks.js";
import {daysOver, selectionOf} from "../components/filters.js";
import {channelName, counted, words} from "../components/i18n.js";
import type {Page, View} from "../components/page.js";
import {pickPeriod} from "../components/pick.js";
import {average, share} from "../components/rates.js";
import {sessionRows} from "../components/session-rows.js";
import {sourcesOf} from "../components/sources.js";
import {
  type BigNumber,
  bigNumbers,
  card,
  channelLegend,
  heatLegend,
  nothing,
  notice,
  partialNote
} from "../components/ui.js";
import {usualHours} from "../components/usual-hours.js";

const texts = words(
  {
    sessions: "Sesiones",
    engagedSessions: "Sesiones con el cliente",
    sessionsByContact: "Sesiones empezadas por el cliente",
    ofSessions: (percent: string) => `${percent} de las sesiones`,
    messagesInbound: "Mensajes de clientes",
    messagesBot: "Mensajes del bot",
    messagesAgent: "Mensajes de agentes",
    noSource: "ninguna fuente trae mensajes suyos",
    conversationsOpened: "Conversaciones nuevas",
    volumeTitle: "¿Cuántas sesiones hay, y por qué canal?",
    volumeSubtitle: {
      day: "Sesiones por día de inicio",
      week: "Sesiones por semana de inicio",
      month: "Sesiones por mes de inicio"
    },
    counted: "Contar",
    countedAll: "todas las sesiones",
    countedEngaged: "aquellas en que escribió el cliente",
    countedByContact: "las que empezó el cliente",
    busyTitle: "¿Cuándo escriben los clientes?",
    busySubtitle: (n: string) =>
      `Mensajes de clientes por hora, media de cada día de la semana · ${counted(n, "mensaje", "mensajes")}`,
    nobodyWrote: "Ningún mensaje de clientes en esta selección",
    open: "horario de atención habitual",
    noHours: "sin horario de atención conocido",
    hourTip: (value: string) => `${counted(value, "mensaje", "mensajes")} de media`,
    isOpen: "abierto de costumbre",
    isClosed: "cerrado de costumbre",
    messages: "Mensajes",
    average: "Media por día",
    openHour: "Abierto de costumbre",
    freshTitle: "¿Están los datos al día?",
    freshSubtitle: "Último evento de cada fuente; filas y días con avisos en el período",
    lastEvent: "Último evento",
    rows: "Filas",
    refusedAtAll: (n: string) => `Filas rechazadas desde siempre: ${n}.`,
    warnings: "Días con avisos",
    more: "Ver el estado de los datos",
    from: "de"
  },
  {
    sessions: "Sessions",
    engagedSessions: "Engaged sessions",
    sessionsByContact: "Sessions begun by the contact",
    ofSessions: (percent) => `${percent} of sessions`,
    messagesInbound: "Messages from contacts",
    messagesBot: "Messages from the bot",
    messagesAgent: "Messages from agents",
    noSource: "no source brings messages of theirs",
    conversationsOpened: "New conversations",
    volumeTitle: "How many sessions, and through which channel?",
    volumeSubtitle: {
      day: "Sessions by day of start",
      week: "Sessions by week of start",
      month: "Sessions by month of start"
    },
    counted: "Count",
    countedAll: "all sessions",
    countedEngaged: "those in which the contact wrote",
    countedByContact: "those that the contact began",
    busyTitle: "When do contacts write?",
    busySubtitle: (n) => `Messages from contacts per hour, mean of each weekday · ${counted(n, "message", "messages")}`,
    nobodyWrote: "No message from contacts in this selection",
    open: "usual opening hours",
    noHours: "no opening hours known",
    hourTip: (value) => `${counted(value, "message", "messages")} on average`,
    isOpen: "usually open",
    isClosed: "usually closed",
    messages: "Messages",
    average: "Mean per day",
    openHour: "Usually open",
    freshTitle: "Is the data up to date?",
    freshSubtitle: "Newest event of each source; rows and days with warnings in the period",
    lastEvent: "Newest event",
    rows: "Rows",
    refusedAtAll: (n) => `Rows refused since ever: ${n}.`,
    warnings: "Days with warnings",
    more: "See the data's health",
    from: "of"
  }
);

const counts = [
  "sessions",
  "engaged_sessions",
  "messages_inbound",
  "messages_bot",
  "messages_agent",
  "conversations_opened"
] as const;

export const page: Page = {
  lead: {
    es: "Lo que ha pasado en sus canales en el período elegido, frente al período anterior de la misma duración.",
    en: "What happened in your channels in the chosen period, against the period before it of the same length."
  },
  files: ["conversation_days", "hour_days", "health", "events"],
  days: {health: "all", hour_days: 90},
  ignores: {
    account_id: {
      es: "Horas y fuentes no se cuentan por cuenta.",
      en: "Hours and sources are not counted by account."
    },
    skill: {
      es: "Solo las horas de los mensajes se cuentan por equipo: lo que atiende el bot no es de ninguno.",
      en: "Only the hours of messages are counted by team: what the bot serves is no team's."
    }
  },
  draw(view) {
    const days = view.cubes["conversation_days"]!;
    if (rollup(days, {...selectionOf(view.filters), by: ["channel"]}).length === 0) {
      return [nothing(view, ["conversation_days"]), element("div", {class: "cards"}, freshness(view))];
    }
    return [
      bigNumbers(headline(view, days), view),
      element(
        "div",
        {class: "cards"},
        withChoice(
          readParameter("sessions") ?? "",
          (value) => writeParameter("sessions", value || null),
          (value, change) => volume(view, days, value, change)
        ),
        busyHours(view, view.cubes["hour_days"]!),
        freshness(view),
        sessionRows(view)
      )
    ];
  }
};

function headline(view: View, cube: Cube): BigNumber[] {
  const {filters, format, language, manifest} = view;
  const t = texts[language];
  const now = totals(cube, counts, selectionOf(filters));
  const against = overWholeDays(view, (period) => totals(cube, counts, selectionOf(filters, period)));
  const byDay = new Map(
    rollup(cube, {...selectionOf(filters), by: ["day"], sum: counts}).map((row) => [row["day"] as Day, row])
  );
  const days = daysFrom(filters.from, filters.to);
  const number = (name: (typeof counts)[number], label: string, more: Partial<BigNumber> = {}): BigNumber => ({
    metric: `conversation_days.${name}`,
    label,
    value: now[name] ?? null,
    ...against((counts) => counts[name] ?? null),
    write: format.integer,
    goodIsUp: null,
    series: days.map((day) => (byDay.get(day)?.[name] as number | null | undefined) ?? 0),
    ...more
  });
  // Who never wrote in any source may have written elsewhere: no value, not zero.
  const by = (author: Author, known: BigNumber): BigNumber =>
    manifest.meta.authors.includes(author)
      ? known
      : {...known, value: null, isCompared: false, series: undefined, note: t.noSource};
  const engaged = number("engaged_sessions", t.engagedSessions, {
    note: t.ofSessions(format.percent(share(now["engaged_sessions"], now["sessions"])))
  });
  return [
    number("sessions", t.sessions),
    by("contact", engaged),
    by("contact", number("messages_inbound", t.messagesInbound)),
    by("bot", number("messages_bot", t.messagesBot)),
    by("agent", number("messages_agent", t.messagesAgent)),
    number("conversations_opened", t.conversationsOpened)
  ];
}

// A finding leads to the sessions that it counts; the address says which.
const measures = new Map<string, "engaged_sessions" | "sessions_by_contact">([
  ["engaged", "engaged_sessions"],
  ["by_contact", "sessions_by_contact"]
]);

function volume(view: View, cube: Cube, which: string, change: (value: string) => void): HTMLElement {
  const {filters, scope, format, language, t, partialDay} = view;
  const own = texts[language];
  const measure = measures.get(which) ?? "sessions";
  const interval = intervalOf(filters);
  const startOf = startOfInterval[interval];
  const rows = rollup(cube, {
    ...selectionOf(filters),
    by: ["day", "channel"],
    sum: ["sessions", "engaged_sessions", "sessions_by_contact"],
    key: {day: startOf}
  }).sort((a, b) => (a["day"] as number) - (b["day"] as number));
  const drawn = rows.filter((row) => ((row[measure] as number | null) ?? 0) > 0);
  const channels = scope.values.channel.filter((channel) => drawn.some((row) => row["channel"] === channel));
  const partial = partialDay === null || partialDay > filters.to ? null : startOf(partialDay);
  const before = totalsBefore(view, cube, measure, selectionOf(filters), startOf);
  const draw = stackedColumns(
    {
      label: own.volumeTitle,
      rows: drawn.map((row) => ({
        start: row["day"] as Day,
        series: row["channel"] as string,
        value: row[measure] as number
      })),
      series: channels.map((name) => ({name, label: channelName(language, name), color: channelColor(name)})),
      interval,
      from: startOf(filters.from),
      to: filters.to,
      partial,
      total: t.total,
      pick: pickPeriod(view, interval),
      before,
      events: eventsOf(view.cubes["events"]!, filters)
    },
    format
  );
  const options = [
    {value: "", label: own.countedAll},
    {value: "engaged", label: own.countedEngaged},
    {value: "by_contact", label: own.countedByContact}
  ];
  return card(
    {
      name: "sessions_by_day",
      title: own.volumeTitle,
      subtitle: [
        `${own.volumeSubtitle[interval]} · ${format.range(filters.from, filters.to)} · `,
        choice(own.counted, options, which, change)
      ],
      definition: `conversation_days.${measure}`,
      rows,
      columns: [
        {name: "day", label: {day: t.day, week: t.week, month: t.month}[interval], kind: "day"},
        {name: "channel", label: t.channel, content: (row) => channelName(language, row["channel"] as string)},
        {name: "sessions", label: own.sessions, kind: "integer"},
        {name: "engaged_sessions", label: own.engagedSessions, kind: "integer"},
        {name: "sessions_by_contact", label: own.sessionsByContact, kind: "integer"}
      ],
      chart: [channelLegend(channels, view, beforeItem(before)), responsive(draw)],
      note: partialNote(view),
      wide: true
    },
    view
  );
}

function busyHours(view: View, cube: Cube): HTMLElement {
  const {filters, format, language, t, partialDay} = view;
  const own = texts[language];
  const over = daysOver(filters, partialDay);
  const selection = selectionOf(filters, over);
  const days = daysFrom(over.from, over.to);
  const daysOf = (weekday: number) => days.filter((day) => weekdayOf(day) === weekday).length;
  const byWeekday = {day: weekdayOf};
  const sums = rollup(cube, {...selection, by: ["day", "hour"], sum: ["messages_inbound"], key: byWeekday});
  const cells = usualHours(cube, filters).map(({weekday, hour, isOpen}) => {
    const sum = sums.find((row) => row["day"] === weekday && row["hour"] === hour);
    const messages = daysOf(weekday) === 0 ? null : ((sum?.["messages_inbound"] as number | null | undefined) ?? 0);
    return {weekday, hour, messages, value: average(messages, daysOf(weekday)), isOpen};
  });
  const draw = heatMap(
    {
      label: own.busyTitle,
      cells: cells.map((cell) => ({
        ...cell,
        title: [
          `${format.longWeekday(cell.weekday)} ${format.hour(cell.hour)}–${format.hour(cell.hour + 1)}`,
          own.hourTip(format.decimal(cell.value)),
          cell.isOpen ? own.isOpen : own.isClosed
        ].join("\n")
      }))
    },
    format
  );
  const {messages_inbound: total} = totals(cube, ["messages_inbound"], selection);
  const partial = partialNote(view);
  const isKnown = cells.some((cell) => cell.isOpen);
  return card(
    {
      name: "messages_by_weekday_and_hour",
      title: own.busyTitle,
      subtitle: own.busySubtitle(format.integer(total)),
      definition: "hour_days.messages_inbound",
      rows: !total
        ? []
        : cells.map(({weekday, hour, messages, value, isOpen}) => ({
            weekday: weekday + 1,
            hour,
            messages_inbound: messages,
            average: value,
            is_open: isOpen
          })),
      columns: [
        {name: "weekday", label: t.weekday, content: (row) => format.longWeekday((row["weekday"] as number) - 1)},
        {name: "hour", label: t.hour, content: (row) => format.hour(row["hour"] as number)},
        {name: "messages_inbound", label: own.messages, kind: "integer"},
        {name: "average", label: own.average, kind: "decimal"},
        {name: "is_open", label: own.openHour, kind: "flag"}
      ],
      chart: [
        heatLegend(
          format.decimal(Math.max(0, ...cells.map((cell) => cell.value ?? 0))),
          isKnown ? element("span", {class: "outlined", "aria-hidden": "true"}) : " · ",
          isKnown ? own.open : own.noHours
        ),
        responsive(draw)
      ],
      empty: total === 0 ? notice(own.nobodyWrote, "") : null,
      note: partial && `${partial} ${t.leftOut}`
    },
    view
  );
}

function freshness(view: View): HTMLElement {
  const {language, filters, format} = view;
  const t = texts[language];
  const refused = totals(view.cubes["health"]!, ["rows_refused"])["rows_refused"] ?? 0;
  const rows = sourcesOf(view.cubes["health"]!, view.manifest.meta.as_of, filters);
  return card(
    {
      name: "freshness",
      layout: "records",
      title: t.freshTitle,
      subtitle: t.freshSubtitle,
      definition: "health.last_event_at",
      rows,
      columns: [
        {
          name: "source",
          label: view.t.source,
          kind: "code",
          content: (row) => [
            element("span", {class: `dot ${row["is_late"] ? "late" : "fresh"}`, "aria-hidden": "true"}),
            element("code", {}, String(row["source"]))
          ]
        },
        {name: "last_event_at", label: t.lastEvent, kind: "instant"},
        {name: "rows", label: t.rows, kind: "integer"},
        {name: "warnings", label: t.warnings, kind: "integer"}
      ],
      note: [
        `${t.refusedAtAll(format.integer(refused))} `,
        element("a", {href: "health.html", "data-keep-filters": true}, t.more)
      ]
    },
    view
  );
}
