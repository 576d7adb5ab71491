import {readParameter, writeParameter} from "../components/address.js";
import {overWholeDays} from "../components/before.js";
import {durableWeeks, fallbackTrend, rateColors} from "../components/bot-charts.js";
import {before, options, outcomesByIntent, scatter, steps, usage, usageOverTime} from "../components/bot-intents.js";
import {botTexts} from "../components/bot-texts.js";
import {intervalOf, startOfInterval} from "../components/charts.js";
import {type Row, rollup, rowsOf, totals} from "../components/cube.js";
import {type Day, daysFrom, startOfWeek} from "../components/day.js";
import {element} from "../components/dom.js";
import {responsive} from "../components/drawing.js";
import {eventsOf} from "../components/event-marks.js";
import {type Period, selectionOf} from "../components/filters.js";
import {fold} from "../components/fold.js";
import {channelName} from "../components/i18n.js";
import type {Page, View} from "../components/page.js";
import {pickPeriod} from "../components/pick.js";
import {share} from "../components/rates.js";
import {sessionRows} from "../components/session-rows.js";
import {type Column, table} from "../components/table.js";
import {type BigNumber, bigNumbers, card, heatLegend, legend, nothing, notice} from "../components/ui.js";

const counts = [
  "free_text_messages",
  "fallback_messages",
  "engaged_sessions",
  "fallback_sessions",
  "stuck_sessions",
  "mature_sessions",
  "handed_off",
  "completed",
  "quiet_end"
] as const;

export const page: Page = {
  lead: {
    es: "Qué piden los clientes al bot, dónde falla y en qué acaba cada sesión. Las sesiones se cuentan el día en que empiezan; los mensajes, en el suyo.",
    en: "What contacts ask the bot for, where it fails them, and what becomes of each session. Sessions stand on the day they start, messages on their own."
  },
  needs: ["bot_days"],
  files: [
    "bot_days",
    "bot_outcomes",
    "intent_days",
    "intent_steps",
    "option_days",
    "unmatched_texts",
    "events",
    "fallback_intents"
  ],
  days: {bot_outcomes: "period", option_days: "period", unmatched_texts: "period"},
  controls: ["compare", "channel"],
  ignores: {
    account_id: {es: "El bot se cuenta por canal.", en: "The bot is counted by channel."},
    skill: {es: "Lo que atiende el bot no es de ningún equipo.", en: "What the bot serves is no team's."}
  },
  draw(view) {
    const box = element("div", {class: "body"});
    const choose = (intent: string | null) => {
      writeParameter("intent", intent);
      box.replaceChildren(...content(view, choose));
    };
    box.append(...content(view, choose));
    return [box];
  }
};

function content(view: View, choose: (intent: string | null) => void): Node[] {
  const t = botTexts[view.language];
  const selection = selectionOf(view.filters);
  if (rollup(view.cubes["bot_days"]!, {...selection, by: ["channel"]}).length === 0) return [nothing(view, page.needs)];
  const intent = readParameter("intent");
  const cards =
    intent === null
      ? [
          trend(view),
          usage(view, null, choose),
          options(view),
          scatter(view, null),
          outcomesByIntent(view, null),
          steps(view),
          before(view),
          durable(view),
          missedTexts(view)
        ]
      : [
          usageOverTime(view, intent),
          usage(view, intent, choose),
          before(view, intent),
          scatter(view, intent),
          outcomesByIntent(view, intent)
        ];
  return [
    intent === null
      ? null
      : element(
          "p",
          {class: "chosen-intent", "data-testid": "chosen-intent"},
          element("strong", {}, t.chosen(intent)),
          " ",
          element("button", {type: "button", class: "link", onclick: () => choose(null)}, t.clear)
        ),
    bigNumbers(intent === null ? headline(view) : headlineOf(view, intent), view),
    element(
      "div",
      {class: "cards"},
      cards,
      intent === null ? sessionRows(view, (row) => row["outcome"] !== null) : null
    )
  ].filter((node) => node !== null);
}

function headline(view: View): BigNumber[] {
  const {filters, compared, format, language, cubes} = view;
  const t = botTexts[language];
  const cube = cubes["bot_days"]!;
  const now = totals(cube, counts, selectionOf(filters));
  const ofPeriod = (period: Period) => totals(cube, counts, selectionOf(filters, period));
  const before = compared === null ? null : ofPeriod(compared);
  const against = overWholeDays(view, ofPeriod);
  const byDay = new Map(
    rollup(cube, {...selectionOf(filters), by: ["day"], sum: counts}).map((row) => [row["day"] as Day, row])
  );
  const days = daysFrom(filters.from, filters.to);
  type Counts = Record<string, number | null>;
  const number = (
    metric: string,
    label: string,
    value: (counts: Counts) => number | null,
    more: Partial<BigNumber>
  ) => ({
    metric: `bot_days.${metric}`,
    label,
    value: value(now),
    before: before === null ? null : value(before),
    write: format.percent,
    isShare: true,
    goodIsUp: null,
    series: days.map((day) => (byDay.has(day) ? value(byDay.get(day) as Counts) : null)),
    ...more
  });
  const contained = ({completed, quiet_end: quiet}: Counts) =>
    completed == null && quiet == null ? null : (completed ?? 0) + (quiet ?? 0);
  const engaged = (row: Counts) => row["engaged_sessions"] ?? null;
  const {integer} = format;
  const areAgentsKnown = view.manifest.meta.authors.includes("agent");
  return [
    number("engaged_sessions", t.engaged, engaged, {write: integer, isShare: false, ...against(engaged)}),
    number("mature_sessions", t.containment, (row) => share(contained(row), row["mature_sessions"]), {
      goodIsUp: true,
      note: areAgentsKnown ? t.ofMature(integer(now["mature_sessions"])) : t.atMost
    }),
    number(
      "handed_off",
      t.handedOff,
      (row) => (areAgentsKnown ? share(row["handed_off"], row["mature_sessions"]) : null),
      {
        note: areAgentsKnown ? t.ofSessions(integer(now["handed_off"]), integer(now["mature_sessions"])) : t.noAgents
      }
    ),
    number(
      "fallback_messages",
      t.messageFallback,
      (row) => share(row["fallback_messages"], row["free_text_messages"]),
      {
        goodIsUp: false,
        note: t.ofTexts(integer(now["fallback_messages"]), integer(now["free_text_messages"]))
      }
    ),
    number("fallback_sessions", t.sessionFallback, (row) => share(row["fallback_sessions"], row["engaged_sessions"]), {
      goodIsUp: false,
      note: t.ofSessions(integer(now["fallback_sessions"]), integer(now["engaged_sessions"]))
    }),
    number("stuck_sessions", t.stuck, (row) => share(row["stuck_sessions"], row["engaged_sessions"]), {
      goodIsUp: false,
      note: t.stuckNote(integer(now["stuck_sessions"]), integer(now["engaged_sessions"]))
    })
  ];
}

function headlineOf(view: View, intent: string): BigNumber[] {
  const {filters, format, language, cubes} = view;
  const t = botTexts[language];
  const sum = ["sessions", "messages", "handoffs", "handoff_sessions", "exits"] as const;
  const ofPeriod = ({from, to}: Period) =>
    totals(cubes["intent_days"]!, sum, {from, to, where: {...filters.where, intent: [intent]}});
  const now = ofPeriod(filters);
  const against = overWholeDays(view, ofPeriod);
  const number = (metric: (typeof sum)[number], label: string, note: string | null = null): BigNumber => ({
    metric: `intent_days.${metric}`,
    label,
    value: now[metric] ?? 0,
    ...against((counts) => counts[metric] ?? 0),
    write: format.integer,
    goodIsUp: null,
    note
  });
  return [
    number("sessions", t.intentSessions),
    number("messages", t.intentMessages),
    number(
      "handoffs",
      t.intentHandoffs,
      t.ofItsSessions(format.percent(share(now["handoff_sessions"], now["sessions"])))
    ),
    number("exits", t.intentExits)
  ];
}

function trend(view: View): HTMLElement {
  const {filters, format, language, cubes, manifest} = view;
  const t = botTexts[language];
  const interval = intervalOf(filters);
  const startOf = startOfInterval[interval];
  const selection = selectionOf(filters);
  const rows = rollup(cubes["bot_days"]!, {...selection, by: ["day"], sum: counts, key: {day: startOf}})
    .map(
      (row): Row => ({
        ...row,
        message_rate: share(row["fallback_messages"] as number, row["free_text_messages"] as number),
        session_rate: share(row["fallback_sessions"] as number, row["engaged_sessions"] as number),
        stuck_rate: share(row["stuck_sessions"] as number, row["engaged_sessions"] as number)
      })
    )
    .sort((a, b) => (a["day"] as number) - (b["day"] as number));
  const all = totals(cubes["bot_days"]!, counts, selection);
  const of = (part: unknown, whole: unknown, rate: unknown) =>
    `${format.percent(rate as number | null)} (${format.integer(part as number)} / ${format.integer(whole as number)})`;
  const draw = fallbackTrend(
    {
      pick: pickPeriod(view, interval),
      label: t.trendTitle,
      points: rows.map((row) => ({
        start: row["day"] as Day,
        message: row["message_rate"] as number | null,
        session: row["session_rate"] as number | null,
        stuck: row["stuck_rate"] as number | null,
        sessions: (row["engaged_sessions"] as number | null) ?? 0,
        title: [
          interval === "month" ? format.month(row["day"] as Day) : format.dayInWeek(row["day"] as Day),
          `${t.fallbackMessages}: ${of(row["fallback_messages"], row["free_text_messages"], row["message_rate"])}`,
          `${t.fallbackSessions}: ${of(row["fallback_sessions"], row["engaged_sessions"], row["session_rate"])}`,
          `${t.stuckSessions}: ${of(row["stuck_sessions"], row["engaged_sessions"], row["stuck_rate"])}`
        ].join("\n")
      })),
      events: eventsOf(cubes["events"]!, filters),
      interval,
      from: startOf(filters.from),
      to: filters.to
    },
    format
  );
  const listed = rowsOf(cubes["fallback_intents"]!).map(
    (row) => `${String(row["source_intent"])} (${row["said_by"] === "settings" ? t.settingsFile : "intents.csv"})`
  );
  return card(
    {
      name: "fallback_rates",
      title: t.trendTitle,
      subtitle: `${t.trendSubtitle(format.integer(all["free_text_messages"]), format.integer(all["engaged_sessions"]))} · ${format.range(filters.from, filters.to)}`,
      definition: "bot_days.fallback_messages",
      rows,
      columns: [
        {name: "day", label: {day: view.t.day, week: view.t.week, month: view.t.month}[interval], kind: "day"},
        {name: "free_text_messages", label: t.freeTexts, kind: "integer"},
        {name: "fallback_messages", label: t.fallbackMessages, kind: "integer"},
        {name: "message_rate", label: t.rateMessage, kind: "percent"},
        {name: "engaged_sessions", label: t.engaged, kind: "integer"},
        {name: "fallback_sessions", label: t.fallbackSessions, kind: "integer"},
        {name: "session_rate", label: t.rateSession, kind: "percent"},
        {name: "stuck_sessions", label: t.stuckSessions, kind: "integer"},
        {name: "stuck_rate", label: t.rateStuck, kind: "percent"}
      ],
      chart: [
        legend([
          {label: t.rateMessage, color: rateColors.message},
          {label: t.rateSession, color: rateColors.session},
          {label: t.rateStuck, color: rateColors.stuck}
        ]),
        responsive(draw)
      ],
      note: `${t.columnsAre} ${t.fallbackFrom(
        listed.length === 0 ? t.noFallbackList : format.list(listed),
        format.integer(manifest.meta.session_gap_hours)
      )}`,
      wide: true
    },
    view
  );
}

function durable(view: View): HTMLElement {
  const {filters, format, language, cubes, t: shared} = view;
  const t = botTexts[language];
  const sum = [
    "engaged_sessions",
    "mature_sessions",
    "completed",
    "quiet_end",
    "durable_24h_base",
    "durable_24h",
    "durable_7d_base",
    "durable_7d"
  ] as const;
  const rows = rollup(cubes["bot_days"]!, {...selectionOf(filters), by: ["day"], sum, key: {day: startOfWeek}})
    .map((row): Row => {
      const n = (name: (typeof sum)[number]) => (row[name] as number | null) ?? 0;
      return {
        ...row,
        contained: n("completed") + n("quiet_end"),
        containment: share(n("completed") + n("quiet_end"), n("mature_sessions")),
        durable_24h_share: share(n("durable_24h"), n("durable_24h_base")),
        durable_7d_share: share(n("durable_7d"), n("durable_7d_base"))
      };
    })
    .filter((row) => ((row["engaged_sessions"] as number | null) ?? 0) > 0)
    .sort((a, b) => (a["day"] as number) - (b["day"] as number));
  const lines = [
    {label: t.contained, part: "contained", base: "mature_sessions", rate: "containment"},
    {label: t.durable24, part: "durable_24h", base: "durable_24h_base", rate: "durable_24h_share"},
    {label: t.durable7, part: "durable_7d", base: "durable_7d_base", rate: "durable_7d_share"}
  ];
  const draw = durableWeeks(
    {
      label: t.durableTitle,
      weeks: rows.map((row) => row["day"] as Day),
      rows: lines.map(({label}) => label),
      cells: rows.flatMap((row) =>
        lines.map(({label, part, base, rate}) => {
          const isImmature = (row[base] as number) < (row["engaged_sessions"] as number);
          const value = row[rate] as number | null;
          return {
            week: row["day"] as Day,
            row: label,
            share: value,
            isImmature,
            title: [
              `${shared.week} ${format.day(row["day"] as Day)}${isImmature ? ` (${t.immature})` : ""}`,
              `${label}: ${format.percent(value)} (${format.integer(row[part] as number)} / ${format.integer(row[base] as number)})`
            ].join("\n")
          };
        })
      )
    },
    format
  );
  return card(
    {
      name: "durable_containment",
      title: t.durableTitle,
      subtitle: `${t.durableSubtitle} · ${format.range(filters.from, filters.to)}`,
      definition: "bot_days.durable_7d",
      rows,
      columns: [
        {name: "day", label: shared.week, kind: "day"},
        {name: "engaged_sessions", label: t.engaged, kind: "integer"},
        {name: "mature_sessions", label: t.mature, kind: "integer"},
        {name: "contained", label: t.contained, kind: "integer"},
        {name: "containment", label: t.containment, kind: "percent"},
        {name: "durable_24h_base", label: t.base24, kind: "integer"},
        {name: "durable_24h", label: t.durable24, kind: "integer"},
        {name: "durable_24h_share", label: `${t.durable24} %`, kind: "percent"},
        {name: "durable_7d_base", label: t.base7, kind: "integer"},
        {name: "durable_7d", label: t.durable7, kind: "integer"},
        {name: "durable_7d_share", label: `${t.durable7} %`, kind: "percent"}
      ],
      chart: [heatLegend(format.percent(1)), responsive(draw)],
      note: t.durableNote,
      wide: true
    },
    view
  );
}

function missedTexts(view: View): HTMLElement {
  const {filters, format, language, cubes} = view;
  const t = botTexts[language];
  const groups = new Map<
    string,
    {
      wording: string | null;
      example: string;
      messages: number;
      first: number;
      last: number;
      channels: Map<string, number>;
    }
  >();
  for (const row of rowsOf(cubes["unmatched_texts"]!, selectionOf(filters))) {
    const wording = row["wording"] as string | null;
    const key = wording ?? "\u0000";
    const [first, last] = [row["first_seen_at"] as number, row["last_seen_at"] as number];
    const group = groups.get(key) ?? {wording, example: "", messages: 0, first, last: 0, channels: new Map()};
    if (last >= group.last) group.example = (row["example"] as string | null) ?? "";
    group.messages += row["messages"] as number;
    const channel = channelName(language, row["channel"] as string);
    group.channels.set(channel, (group.channels.get(channel) ?? 0) + (row["messages"] as number));
    group.first = Math.min(group.first, first);
    group.last = Math.max(group.last, last);
    groups.set(key, group);
  }
  const rows: Row[] = [...groups.values()]
    .sort(
      (a, b) => Number(a.wording === null) - Number(b.wording === null) || b.messages - a.messages || b.last - a.last
    )
    .map(({wording, example, messages, first, last, channels}) => ({
      wording,
      example: wording === null ? t.restTexts : example || t.noText,
      messages,
      channels: [...channels]
        .sort((a, b) => b[1] - a[1])
        .map(([channel, n]) => `${channel} ${format.integer(n)}`)
        .join(", "),
      first_seen_at: first,
      last_seen_at: last
    }));
  const columns: Column[] = [
    {name: "example", label: t.wording},
    {name: "messages", label: t.times, kind: "integer"},
    // A channel and its number stay on one line.
    {name: "channels", label: t.perChannel, content: ({channels}) => String(channels).replace(/ (?=\d)/g, "\u00a0")},
    {name: "first_seen_at", label: t.firstSeen, kind: "instant"},
    {name: "last_seen_at", label: t.lastSeen, kind: "instant"}
  ];
  const input = element("input", {type: "search", id: "search-texts", autocomplete: "off"});
  const list = element("div", {});
  const show = () => {
    const wanted = fold(input.value)
      .split(/\s+/)
      .filter((word) => word !== "");
    const found = rows.filter((row) => {
      const text = `${String(row["wording"] ?? "")} ${fold(String(row["example"]))}`;
      return wanted.every((word) => text.includes(word));
    });
    list.replaceChildren(
      found.length === 0
        ? notice(t.noneFound, "")
        : table(columns, found.slice(0, 200), format, t.textsTitle, {layout: "records"}),
      found.length > 200
        ? element("p", {class: "note"}, view.t.rowsShown(format.integer(200), format.integer(found.length)))
        : ""
    );
  };
  input.addEventListener("input", show);
  show();
  const total = rows.reduce((sum, row) => sum + (row["messages"] as number), 0);
  const channels = filters.where.channel?.map((name) => channelName(language, name)) ?? [];
  return card(
    {
      name: "unmatched_texts",
      title: t.textsTitle,
      subtitle: [
        t.textsSubtitle(format.integer(rows.length), format.integer(total)),
        format.range(filters.from, filters.to),
        ...(channels.length > 0 ? [format.list(channels)] : [])
      ].join(" · "),
      definition: "unmatched_texts.wording",
      rows,
      columns: [{name: "wording", label: t.wording}, ...columns],
      chart: [
        element(
          "form",
          {class: "search", role: "search", onsubmit: (event) => event.preventDefault()},
          element("label", {for: "search-texts"}, t.search),
          input
        ),
        list
      ],
      hasTable: false,
      note: t.textsNote,
      empty: notice(t.nothingMissed, ""),
      wide: true
    },
    view
  );
}
