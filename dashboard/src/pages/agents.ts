import {overWholeDays} from "../components/before.js";
import {startOfInterval} from "../components/charts.js";
import {choice} from "../components/choice.js";
import {stateColor} from "../components/colors.js";
import {type Row, rollup, rowsOf} from "../components/cube.js";
import {type Day, daysFrom} from "../components/day.js";
import {element} from "../components/dom.js";
import {responsive, scrolling} from "../components/drawing.js";
import {daysOver, type Period, selectionOf} from "../components/filters.js";
import {clockOf, coverage, dayGrid, ranges, timelines} from "../components/hours-charts.js";
import {without} from "../components/names.js";
import type {Page, View} from "../components/page.js";
import {pickPeriod} from "../components/pick.js";
import {average, share, weightedQuantile} from "../components/rates.js";
import {sortedBars, stackedShares} from "../components/spend-charts.js";
import type {Column} from "../components/table.js";
import {type BigNumber, bigNumbers, card, heatLegend, legend, nothing, notice, partialNote} from "../components/ui.js";
import {type AgentsTexts, agentsTexts} from "./agents-texts.js";

const states = [
  "available_in_hours",
  "available_out_of_hours",
  "available_without_calendar",
  "not_available",
  "stale"
] as const;
type State = (typeof states)[number];

/** Fewer waits than these are too few to compare. */
const enough = 20;

interface Agents extends View {
  own: AgentsTexts;
  /** Rows of agent_days in the period, of the team. */
  rows: Row[];
  /** Each agent's latest name; with the id where two have the same. */
  names: Map<string, string>;
  redraw(): void;
}

// What was chosen stays while the filters change.
const chosen: {day: Day | null} = {day: null};

export const page: Page = {
  lead: {
    es: "Cuándo estuvieron los agentes de verdad, en horario y fuera de él, y si estaban cuando llegaban las peticiones.",
    en: "When agents really were there, in and out of opening hours, and whether they were when requests arrived."
  },
  needs: ["agent_days"],
  files: ["agent_days", "agent_timelines", "opening_stretches", "agent_concurrency", "coverage_slots", "agent_waits"],
  days: {
    agent_timelines: "period",
    opening_stretches: "period",
    agent_concurrency: "period",
    coverage_slots: "period",
    agent_waits: "period"
  },
  asOf: "agents_as_of",
  controls: ["compare", "skill"],
  ignores: {
    channel: {es: "Un agente no es de un canal.", en: "An agent is of no channel."},
    account_id: {es: "Un agente no es de una cuenta.", en: "An agent is of no account."}
  },
  draw(view) {
    const root = element("div", {});
    const redraw = () => root.replaceChildren(...content(view, redraw));
    redraw();
    return [root];
  }
};

function content(view: View, redraw: () => void): Node[] {
  const own = agentsTexts[view.language];
  const rows = rowsOf(view.cubes["agent_days"]!, selectionOf(view.filters));
  if (rows.length === 0) return [nothing(view, page.needs)];
  const agents: Agents = {...view, own, rows, names: namesOf(rows), redraw};
  if (view.manifest.meta.agents_as_of === null) return withoutHistory(agents);
  return [
    bigNumbers(headline(agents), view),
    element(
      "div",
      {class: "cards"},
      line(agents),
      grid(agents),
      cover(agents),
      split(agents),
      speed(agents),
      chats(agents)
    ),
    element("p", {class: "note"}, own.roster)
  ];
}

// Who wrote, and how fast; that nobody was there would be made up.
function withoutHistory(agents: Agents): Node[] {
  const {own} = agents;
  const told = headline(agents).filter(({metric}) => metric === "agent_days.chat_seconds");
  return [
    notice(own.noHistory, own.noHistoryText, "npx chat-analytics run"),
    bigNumbers(told, agents),
    element("div", {class: "cards"}, speed(agents), chats(agents))
  ];
}

function namesOf(rows: Row[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const row of [...rows].sort((a, b) => (a["day"] as number) - (b["day"] as number))) {
    const id = row["agent_id"] as string;
    names.set(id, (row["agent_name"] as string | null) ?? names.get(id) ?? id);
  }
  const known = [...names.values()];
  for (const [id, name] of names) {
    if (known.filter((other) => other === name).length > 1) names.set(id, `${name} (${id})`);
  }
  return names;
}

function groupBy<Key>(rows: Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function sumOf(rows: Row[], ...columns: string[]): number {
  return rows.reduce(
    (sum, row) => sum + columns.reduce((all, name) => all + ((row[name] as number | null) ?? 0), 0),
    0
  );
}

const availableColumns = [
  "available_in_hours_seconds",
  "available_out_of_hours_seconds",
  "available_without_calendar_seconds"
];

function headline(view: Agents): BigNumber[] {
  const {own, rows, filters, cubes, format, manifest} = view;
  const areChatsKnown = manifest.meta.authors.includes("agent");
  const against = overWholeDays(view, (period) => rowsOf(cubes["agent_days"]!, selectionOf(filters, period)));
  const number = (
    metric: string,
    label: string,
    count: (rows: Row[]) => number | null,
    more: Pick<BigNumber, "write" | "isShare" | "goodIsUp" | "note">
  ): BigNumber => ({
    metric: `agent_days.${metric}`,
    label,
    value: count(rows),
    ...against(count),
    ...more
  });
  // Both parts of a rate are of the same agents and days.
  const scheduled = (some: Row[]) => some.filter((row) => row["scheduled_seconds"] !== null);
  const unknown = rows.filter((row) => (row["sessions"] as number) > 0 && row["stale_sessions"] === row["sessions"]);
  const connected = (some: Row[]) => some.filter((row) => (row["sessions"] as number) > 0);
  return [
    number("agent_id", own.agents, (some) => new Set(connected(some).map((row) => row["agent_id"])).size, {
      write: format.integer,
      goodIsUp: null,
      note: own.agentsNote
    }),
    number(
      "available_in_hours_seconds",
      own.available,
      (some) => share(sumOf(scheduled(some), availableColumns[0]!), sumOf(scheduled(some), "scheduled_seconds")),
      {
        write: format.percent,
        isShare: true,
        goodIsUp: true,
        note: [
          own.availableOf(
            hoursOf(sumOf(scheduled(rows), availableColumns[0]!), format),
            hoursOf(sumOf(scheduled(rows), "scheduled_seconds"), format)
          ),
          unknown.length > 0 ? own.allStale(format.integer(unknown.length)) : null
        ]
      }
    ),
    number("available_out_of_hours_seconds", own.outOfHours, (some) => sumOf(some, availableColumns[1]!), {
      write: (seconds) => hoursOf(seconds, format),
      goodIsUp: null,
      note: own.outOfHoursNote
    }),
    number(
      "active_available_seconds",
      own.occupancy,
      (some) =>
        areChatsKnown ? share(sumOf(some, "active_available_seconds"), sumOf(some, ...availableColumns)) : null,
      {
        write: format.percent,
        isShare: true,
        goodIsUp: null,
        note: areChatsKnown ? own.occupancyNote : own.noMessages
      }
    ),
    number(
      "chat_seconds",
      own.concurrency,
      (some) => average(sumOf(some, "chat_seconds"), sumOf(some, "active_seconds")),
      {
        write: (value) => (value === null ? "–" : twoDigits(format).format(value)),
        goodIsUp: null,
        note: areChatsKnown ? own.concurrencyNote : own.noMessages
      }
    ),
    number("stale_seconds", own.stale, (some) => sumOf(some, "stale_seconds"), {
      write: (seconds) => hoursOf(seconds, format),
      goodIsUp: false,
      note: own.staleNote
    })
  ];
}

function twoDigits({language}: View["format"]): Intl.NumberFormat {
  return new Intl.NumberFormat(language, {minimumFractionDigits: 2, maximumFractionDigits: 2});
}

function hoursOf(seconds: number | null, format: View["format"]): string {
  return seconds === null ? "–" : `${format.decimal(seconds / 3600)} h`;
}

function line(view: Agents): HTMLElement {
  const {cubes, filters, format, own, names, rows, redraw} = view;
  const cube = cubes["agent_timelines"]!;
  const days = rollup(cube, {...selectionOf(filters), by: ["day"]})
    .map((row) => row["day"] as Day)
    .sort((a, b) => b - a);
  const {from, to, where} = selectionOf(filters);
  const available = {...where, state: [...states.slice(0, 3)]};
  const worked = rollup(cube, {from: from!, to: to!, where: available, max: ["day"]})[0]?.["day"];
  const latest = (worked as Day | null | undefined) ?? days[0] ?? null;
  const day = chosen.day !== null && days.includes(chosen.day) ? chosen.day : latest;
  const today =
    day === null
      ? []
      : rowsOf(cube, selectionOf(filters, {from: day, to: day})).filter((row) => names.has(row["agent_id"] as string));
  const name = (row: Row) => names.get(row["agent_id"] as string)!;
  const shown = [...new Set(today.map(name))].sort((a, b) => a.localeCompare(b, view.language));
  const teamOf = new Map(rows.filter((row) => row["day"] === day).map((row) => [name(row), row["skill"]]));
  const openings = day === null ? [] : rowsOf(cubes["opening_stretches"]!, {from: day, to: day});
  const bars = today.map((row) => {
    const [from, to] = [(row["from_second"] as number) / 60, (row["to_second"] as number) / 60];
    const title = [
      name(row),
      `${clockOf(Math.floor(from))}–${clockOf(Math.floor(to))} · ${own.states[row["state"] as State]}`,
      ...(row["is_still_connected"] ? [own.still] : [])
    ].join("\n");
    const isStale = row["state"] === "stale";
    return {name: name(row), from, to, color: stateColor(row["state"] as string), isStale, title};
  });
  const length = Math.max(1440, ...bars.map((bar) => bar.to));
  const draw = timelines({
    label: own.lineTitle,
    names: shown,
    bars,
    open: shown.flatMap((agent) =>
      openings
        .filter((row) => row["skill"] === teamOf.get(agent))
        .map((row) => ({name: agent, from: row["from_minute"] as number, to: row["to_minute"] as number}))
    ),
    length
  });
  const used = states.filter((state) => today.some((row) => row["state"] === state));
  const choose = choice(
    own.lineDay,
    days.map((each) => ({value: String(each), label: format.dayInWeek(each)})),
    String(day),
    (value) => {
      chosen.day = Number(value);
      redraw();
    }
  );
  return card(
    {
      name: "agent_timelines",
      title: own.lineTitle,
      subtitle: [
        own.lineSubtitle(format.dayInWeek(day), format.integer(shown.length)),
        days.length > 1 ? [" · ", choose] : null
      ],
      definition: "agent_timelines.state",
      rows: today.map((row) => ({
        day: row["day"]!,
        agent: name(row),
        state: row["state"]!,
        from_second: row["from_second"]!,
        to_second: row["to_second"]!
      })),
      columns: [
        {name: "agent", label: own.agent},
        {name: "day", label: own.lineDay, kind: "day"},
        {name: "state", label: own.state, content: (row) => own.states[row["state"] as State]},
        {
          name: "from_second",
          label: own.from,
          content: (row) => clockOf(Math.floor((row["from_second"] as number) / 60))
        },
        {name: "to_second", label: own.to, content: (row) => clockOf(Math.floor((row["to_second"] as number) / 60))}
      ],
      chart: [
        legend([
          ...used.map((state) => ({
            label: own.states[state],
            color: stateColor(state),
            ...(state === "stale" ? {pattern: "hatched" as const} : {})
          })),
          {label: own.open, color: "color-mix(in srgb, var(--accent) 22%, transparent)"}
        ]),
        scrolling(own.lineTitle, shown.length, responsive(draw))
      ],
      note: length > 1440 ? `${own.lineNote} ${own.longDay}` : own.lineNote,
      empty: notice(own.noLine, own.noLineText),
      wide: true
    },
    view
  );
}

function grid(view: Agents): HTMLElement {
  const {filters, format, own, names, rows, language, t, redraw} = view;
  const interval = gridInterval(filters);
  const startOf = startOfInterval[interval];
  const groups = groupBy(rows, (row) => `${row["agent_id"]} ${startOf(row["day"] as Day)}`);
  const cells = [...groups.values()].map((some) => ({
    agent: names.get(some[0]!["agent_id"] as string)!,
    day: startOf(some[0]!["day"] as Day),
    available_seconds: sumOf(some, ...availableColumns),
    scheduled_seconds: sumOf(some, "scheduled_seconds"),
    conversations_attended: sumOf(some, "conversations_attended")
  }));
  const showDay = (day: Day) => {
    chosen.day = day;
    redraw();
  };
  const shown = [...new Set(cells.map((cell) => cell.agent))].sort((a, b) => a.localeCompare(b, language));
  const draw = dayGrid(
    {
      label: own.gridTitle,
      names: shown,
      pick: interval === "day" ? showDay : pickPeriod(view, interval),
      days: [...new Set(daysFrom(filters.from, filters.to).map(startOf))],
      cells: cells.map((cell) => ({
        name: cell.agent,
        day: cell.day,
        value: cell.available_seconds,
        text: cell.available_seconds === 0 ? "" : format.integer(cell.available_seconds / 3600),
        title: [
          cell.agent,
          interval === "month" ? format.month(cell.day) : format.dayInWeek(cell.day),
          own.gridTip(
            hoursOf(cell.available_seconds, format),
            hoursOf(cell.scheduled_seconds, format),
            format.integer(cell.conversations_attended)
          )
        ].join("\n")
      }))
    },
    format
  );
  return card(
    {
      name: "agent_hours",
      title: own.gridTitle,
      subtitle: own.gridSubtitle(format.integer(shown.length), own.gridUnit[interval]),
      definition: "agent_days.available_in_hours_seconds",
      rows: cells,
      columns: [
        {name: "agent", label: own.agent},
        {name: "day", label: {day: t.day, week: t.week, month: t.month}[interval], kind: "day"},
        {name: "available_seconds", label: own.availableTime, kind: "seconds"},
        {name: "scheduled_seconds", label: own.scheduled, kind: "seconds"},
        {name: "conversations_attended", label: own.conversations, kind: "integer"}
      ],
      chart: [
        heatLegend(hoursOf(Math.max(0, ...cells.map((cell) => cell.available_seconds)), format)),
        scrolling(own.gridTitle, shown.length, responsive(draw))
      ],
      wide: true
    },
    view
  );
}

// A column for each day needs room.
function gridInterval({from, to}: Period): "day" | "week" | "month" {
  if (to - from < 62) return "day";
  return to - from < 400 ? "week" : "month";
}

function cover(view: Agents): HTMLElement {
  const {cubes, filters, format, own, partialDay, t, manifest} = view;
  const areRequestsKnown = manifest.meta.authors.includes("contact");
  const over = daysOver(filters, partialDay);
  const everywhere = rowsOf(cubes["coverage_slots"]!, over);
  const slots = rowsOf(cubes["coverage_slots"]!, selectionOf(filters, over));
  const days = daysFrom(over.from, over.to).length;
  const minutes = groupBy(slots, (row) => row["minute"] as number);
  const rows = [...minutes.entries()]
    .sort(([a], [b]) => a - b)
    .map(([minute, some]) => ({
      minute,
      agents: average(sumOf(some, "agent_seconds") / 900, days) ?? 0,
      requests: average(sumOf(some, "requests"), days) ?? 0
    }));
  const requests = sumOf(slots, "requests");
  // A request of no team is anybody's.
  const slotOf = (row: Row) => `${row["day"]} ${row["minute"]}`;
  const covered = new Set(everywhere.filter((row) => (row["agent_seconds"] as number) > 0).map(slotOf));
  const isUncovered = (row: Row) => (row["skill"] === without ? !covered.has(slotOf(row)) : row["agent_seconds"] === 0);
  // Nobody is there while closed, as is meant.
  const open = slots.filter((row) => row["is_open"] !== false);
  const uncovered = sumOf(open.filter(isUncovered), "requests");
  const requestsWhileOpen = sumOf(open, "requests");
  const partial = partialNote(view);
  const two = twoDigits(format);
  const draw = coverage(
    {
      label: own.coverTitle,
      slots: rows.map((row) => ({
        ...row,
        title: [
          `${clockOf(row.minute)}–${clockOf(row.minute + 15)}`,
          `${own.coverAgents}: ${two.format(row.agents)}`,
          ...(areRequestsKnown ? [`${own.coverRequests}: ${two.format(row.requests)}`] : [])
        ].join("\n")
      })),
      agents: own.coverAgents,
      requests: areRequestsKnown ? own.coverRequests : null
    },
    format
  );
  const requestsColumn: Column = {
    name: "requests",
    label: own.coverRequests,
    kind: "decimal",
    content: (row) => two.format(row["requests"] as number)
  };
  return card(
    {
      name: "coverage",
      title: own.coverTitle,
      subtitle: own.coverSubtitle(format.integer(days), areRequestsKnown ? format.integer(requests) : null),
      definition: "coverage_slots.agents_available",
      rows,
      columns: [
        {name: "minute", label: own.slot, content: (row) => clockOf(row["minute"] as number)},
        {
          name: "agents",
          label: own.coverAgents,
          kind: "decimal",
          content: (row) => two.format(row["agents"] as number)
        },
        ...(areRequestsKnown ? [requestsColumn] : [])
      ],
      chart: [
        areRequestsKnown
          ? element(
              "p",
              {class: "finding"},
              own.uncovered(format.integer(uncovered), format.percent(share(uncovered, requestsWhileOpen))),
              requestsWhileOpen < requests ? ` ${own.whileClosed(format.integer(requests - requestsWhileOpen))}` : null
            )
          : null,
        responsive(draw)
      ],
      empty: days === 0 ? nothing(view) : notice(own.noCover, ""),
      note: partial && `${partial} ${t.leftOut}`,
      wide: true
    },
    view
  );
}

function split(view: Agents): HTMLElement {
  const {format, own, names, rows} = view;
  const byAgent = groupBy(rows, (row) => row["agent_id"] as string);
  const agents = [...names].map(([id, agent]) => {
    const some = byAgent.get(id) ?? [];
    const parts = Object.fromEntries(states.map((state) => [state, sumOf(some, `${state}_seconds`)])) as Record<
      State,
      number
    >;
    return {agent, connected: sumOf(some, "connected_seconds") + parts.stale, ...parts};
  });
  const shown = agents
    .filter((agent) => agent.connected > 0)
    .sort((a, b) => b.available_in_hours / b.connected - a.available_in_hours / a.connected);
  const used = states.filter((state) => shown.some((agent) => agent[state] > 0));
  const draw = stackedShares(
    {
      label: own.splitTitle,
      rows: shown.flatMap((agent) =>
        used
          .filter((state) => agent[state] > 0)
          .map((state) => ({
            name: agent.agent,
            part: state,
            value: agent[state],
            color: stateColor(state),
            title: `${agent.agent}\n${own.states[state]}: ${hoursOf(agent[state], format)} (${format.percent(
              share(agent[state], agent.connected)
            )})`
          }))
      ),
      names: shown.map((agent) => agent.agent),
      parts: [...used]
    },
    format
  );
  return card(
    {
      name: "agent_time",
      title: own.splitTitle,
      subtitle: own.splitSubtitle(format.integer(shown.length)),
      definition: "agent_days.connected_seconds",
      rows: shown,
      columns: [
        {name: "agent", label: own.agent},
        {name: "connected", label: own.connected, kind: "seconds"},
        ...used.map((state) => ({name: state, label: own.states[state], kind: "seconds" as const}))
      ],
      chart: [
        legend(used.map((state) => ({label: own.states[state], color: stateColor(state)}))),
        scrolling(own.splitTitle, shown.length, responsive(draw))
      ]
    },
    view
  );
}

function speed(view: Agents): HTMLElement {
  const {cubes, filters, format, own, names} = view;
  const selection = selectionOf(filters);
  const waits = rowsOf(cubes["agent_waits"]!, selection);
  const byAgent = new Map<string, {value: number; count: number}[]>();
  for (const wait of waits) {
    const id = wait["agent_id"] as string | null;
    if (id === null || wait["wait_seconds"] === null) continue;
    const counted = {value: wait["wait_seconds"] as number, count: wait["waits"] as number};
    const before = byAgent.get(id);
    if (before === undefined) byAgent.set(id, [counted]);
    else before.push(counted);
  }
  const rows = [...byAgent]
    .map(([id, values]) => ({
      // Somebody of another team may answer.
      agent: names.get(id) ?? id,
      waits: values.reduce((sum, {count}) => sum + count, 0),
      low: weightedQuantile(values, 0.1)!,
      median: weightedQuantile(values, 0.5)!,
      high: weightedQuantile(values, 0.9)!
    }))
    .sort((a, b) => Number(a.waits < enough) - Number(b.waits < enough) || a.median - b.median);
  const all = [...byAgent.values()].flat();
  const answered = all.reduce((sum, {count}) => sum + count, 0);
  const nobody = waits.filter((wait) => wait["wait_seconds"] === null);
  const waiting = sumOf(
    nobody.filter((wait) => wait["is_waiting"]),
    "waits"
  );
  const isRounded = waits.some((wait) => wait["is_rounded"]);
  const draw = ranges({
    label: own.speedTitle,
    rows: rows.map((row) => ({
      name: row.agent,
      low: row.low,
      middle: row.median,
      high: row.high,
      n: `n = ${format.integer(row.waits)}`,
      isFew: row.waits < enough,
      title: [
        row.agent,
        `${own.median}: ${format.seconds(row.median)}`,
        `${own.low}: ${format.seconds(row.low)} · ${own.high}: ${format.seconds(row.high)}`,
        `n = ${format.integer(row.waits)}`
      ].join("\n")
    })),
    write: shortSeconds
  });
  return card(
    {
      name: "agent_speed",
      title: own.speedTitle,
      subtitle: own.speedSubtitle(format.integer(answered), format.seconds(weightedQuantile(all, 0.5))),
      definition: "waits.wait_open_seconds",
      rows,
      columns: [
        {name: "agent", label: own.agent},
        {name: "waits", label: own.waits, kind: "integer"},
        {name: "low", label: own.low, kind: "seconds"},
        {name: "median", label: own.median, kind: "seconds"},
        {name: "high", label: own.high, kind: "seconds"}
      ],
      chart: scrolling(own.speedTitle, rows.length, responsive(draw)),
      from: ["agent_waits"],
      // Where no source tells of agents, every wait looks as if nobody had answered.
      ...(waits.length > 0 && !view.manifest.meta.authors.includes("agent")
        ? {empty: notice(own.speedUnknown, "")}
        : {
            note: [
              own.speedNote(format.integer(sumOf(nobody, "waits") - waiting), format.integer(waiting)),
              isRounded ? ` ${view.t.rounded}` : null
            ]
          })
    },
    view
  );
}

function shortSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}

function chats(view: Agents): HTMLElement {
  const {cubes, filters, format, own} = view;
  const some = rowsOf(cubes["agent_concurrency"]!, selectionOf(filters));
  const whole = sumOf(some, "seconds");
  const counts = [...new Set(some.map((row) => row["chats"] as number))].sort((a, b) => a - b);
  const rows = counts.map((count) => {
    const seconds = sumOf(
      some.filter((row) => row["chats"] === count),
      "seconds"
    );
    return {chats: count, seconds, share: share(seconds, whole)};
  });
  const mean = average(
    rows.reduce((sum, row) => sum + row.chats * row.seconds, 0),
    whole
  );
  const draw = sortedBars({
    label: own.chatsTitle,
    rows: rows.map((row) => ({
      name: own.chatsAtOnce(row.chats),
      value: row.seconds,
      text: format.percent(row.share),
      title: `${own.chats}: ${row.chats}\n${hoursOf(row.seconds, format)} (${format.percent(row.share)})`
    }))
  });
  const two = twoDigits(format);
  return card(
    {
      name: "agent_concurrency",
      title: own.chatsTitle,
      subtitle: own.chatsSubtitle(hoursOf(whole, format), mean === null ? "–" : two.format(mean)),
      definition: "agent_concurrency.seconds",
      rows,
      columns: [
        {name: "chats", label: own.chats, kind: "integer"},
        {name: "seconds", label: own.time, kind: "seconds"},
        {name: "share", label: own.share, kind: "percent"}
      ],
      chart: responsive(draw),
      wide: true
    },
    view
  );
}
