import {fewSessions, handoffScatter, outcomeBars, outcomeColor, outcomes, stepMatrix} from "./bot-charts.js";
import {type BotTexts, botTexts} from "./bot-texts.js";
import {intervalOf, stackedColumns, startOfInterval} from "./charts.js";
import {type Row, rollup} from "./cube.js";
import {type Day, startOfMonth} from "./day.js";
import {type Child, element, scrollBox} from "./dom.js";
import {responsive} from "./drawing.js";
import {selectionOf} from "./filters.js";
import type {View} from "./page.js";
import {share} from "./rates.js";
import {card, legend, nothing, notice} from "./ui.js";

const shown = 20;

type Choose = (intent: string | null) => void;

const number = (row: Row, name: string) => (row[name] as number | null) ?? 0;

function nameOf(intent: unknown, t: BotTexts): string {
  return intent === null || intent === undefined ? t.noIntent : String(intent);
}

function intentsOf({cubes, filters}: View): Row[] {
  return rollup(cubes["intent_days"]!, {
    ...selectionOf(filters),
    by: ["intent", "intent_group"],
    sum: ["sessions", "messages", "exits", "handoffs", "handoff_sessions", "fallback_messages"],
    max: ["is_fallback_intent", "is_handoff_intent", "is_mapped"]
  }).sort((a, b) => number(b, "sessions") - number(a, "sessions") || number(b, "messages") - number(a, "messages"));
}

/** The intents by sessions; a click keeps one of them. */
export function usage(view: View, chosen: string | null, choose: Choose): HTMLElement {
  const {format, language} = view;
  const t = botTexts[language];
  const rows = intentsOf(view);
  const unmapped = rows.filter((row) => row["intent"] !== null && number(row, "is_mapped") === 0);
  const missing = unmapped.map((row) => String(row["intent"]));
  return card(
    {
      name: "intents",
      title: t.usageTitle,
      subtitle: t.usageSubtitle(format.integer(rows.length)),
      definition: "intent_days.sessions",
      rows,
      columns: [
        {name: "intent", label: t.intent, content: (row) => nameOf(row["intent"], t)},
        {name: "intent_group", label: t.group},
        {name: "sessions", label: t.sessions, kind: "integer"},
        {name: "messages", label: t.messages, kind: "integer"},
        {name: "fallback_messages", label: t.fallbackMessages, kind: "integer"},
        {name: "exits", label: t.exits, kind: "integer"},
        {name: "handoffs", label: t.handoffs, kind: "integer"},
        {name: "handoff_sessions", label: t.handoffSessions, kind: "integer"},
        {name: "is_mapped", label: t.mapped, kind: "flag"}
      ],
      chart: barList(
        rows.map((row) => ({
          name: nameOf(row["intent"], t),
          value: number(row, "sessions"),
          badge: badgeOf(row, t),
          isChosen: chosen !== null && row["intent"] === chosen,
          onclick:
            row["intent"] === null ? null : () => choose(row["intent"] === chosen ? null : (row["intent"] as string)),
          label: t.choose(nameOf(row["intent"], t))
        })),
        view
      ),
      note: missing.length === 0 ? null : t.unmappedNote(missing.length, format.list(missing))
    },
    view
  );
}

function badgeOf(row: Row, t: BotTexts): string | null {
  if (number(row, "is_fallback_intent") === 1) return t.fallbackBadge;
  return row["intent"] !== null && number(row, "is_mapped") === 0 ? t.unmappedBadge : null;
}

/** The menu options by sessions. */
export function options(view: View): HTMLElement {
  const {cubes, filters, format, language} = view;
  const t = botTexts[language];
  const rows = rollup(cubes["option_days"]!, {
    ...selectionOf(filters),
    by: ["option"],
    sum: ["sessions", "messages"]
  }).sort((a, b) => number(b, "sessions") - number(a, "sessions"));
  return card(
    {
      name: "options",
      title: t.optionsTitle,
      subtitle: t.optionsSubtitle(format.integer(rows.length)),
      definition: "option_days.sessions",
      rows,
      columns: [
        {name: "option", label: t.option},
        {name: "sessions", label: t.sessions, kind: "integer"},
        {name: "messages", label: t.messages, kind: "integer"}
      ],
      chart: barList(
        rows.map((row) => ({name: String(row["option"]), value: number(row, "sessions")})),
        view
      )
    },
    view
  );
}

interface Bar {
  name: string;
  value: number;
  badge?: string | null;
  isChosen?: boolean;
  onclick?: (() => void) | null;
  label?: string;
  note?: string;
}

// The first twenty, and all others together, so that nothing is left out unsaid.
function barList(bars: Bar[], {format, language}: View): HTMLElement {
  const t = botTexts[language];
  const others = bars.slice(shown);
  const all: Bar[] = bars.slice(0, shown);
  if (others.length > 0) {
    all.push({
      name: t.rest(format.integer(others.length)),
      value: others.reduce((sum, bar) => sum + bar.value, 0),
      badge: others.some(({badge}) => badge === t.unmappedBadge) ? t.unmappedBadge : null
    });
  }
  const highest = Math.max(1, ...all.map(({value}) => value));
  return element(
    "ul",
    {class: "bar-list"},
    all.map((bar) => {
      const name: Child = [bar.name, bar.badge ? element("span", {class: "badge"}, bar.badge) : null];
      return element(
        "li",
        {class: bar.isChosen ? "chosen-bar" : ""},
        bar.onclick
          ? element(
              "button",
              {
                type: "button",
                class: "bar-name",
                onclick: bar.onclick,
                "aria-pressed": bar.isChosen ? "true" : "false",
                title: bar.label ?? null
              },
              name
            )
          : element("span", {class: "bar-name"}, name),
        element(
          "span",
          {class: "bar-track", "aria-hidden": "true"},
          element("span", {class: "bar-fill", "--share": `${((100 * bar.value) / highest).toFixed(1)}%`})
        ),
        element("span", {class: "bar-value"}, format.integer(bar.value), bar.note ? ` ${bar.note}` : null)
      );
    })
  );
}

/** Sessions of one intent over time. */
export function usageOverTime(view: View, intent: string): HTMLElement {
  const {cubes, filters, format, language, t: shared, partialDay} = view;
  const t = botTexts[language];
  const interval = intervalOf(filters);
  const startOf = startOfInterval[interval];
  const rows = rollup(cubes["intent_days"]!, {
    ...selectionOf(filters),
    where: {...filters.where, intent: [intent]},
    by: ["day"],
    sum: ["sessions", "messages", "handoff_sessions"],
    key: {day: startOf}
  }).sort((a, b) => (a["day"] as number) - (b["day"] as number));
  const draw = stackedColumns(
    {
      label: t.usageTrendTitle,
      rows: rows.map((row) => ({start: row["day"] as Day, series: "sessions", value: number(row, "sessions")})),
      series: [{name: "sessions", label: t.sessions, color: "var(--accent)"}],
      interval,
      from: startOf(filters.from),
      to: filters.to,
      partial: partialDay === null || partialDay > filters.to ? null : startOf(partialDay),
      total: t.sessions
    },
    format
  );
  return card(
    {
      name: "intent_over_time",
      title: t.usageTrendTitle,
      subtitle: `${t.usageTrendSubtitle} · ${format.range(filters.from, filters.to)}`,
      definition: "intent_days.sessions",
      rows,
      columns: [
        {name: "day", label: {day: shared.day, week: shared.week, month: shared.month}[interval], kind: "day"},
        {name: "sessions", label: t.sessions, kind: "integer"},
        {name: "messages", label: t.messages, kind: "integer"},
        {name: "handoff_sessions", label: t.handoffSessions, kind: "integer"}
      ],
      chart: responsive(draw),
      wide: true
    },
    view
  );
}

/** Use against the share of sessions that asks for a person. */
export function scatter(view: View, chosen: string | null): HTMLElement {
  const {format, language} = view;
  const t = botTexts[language];
  const rows = intentsOf(view)
    .filter((row) => number(row, "sessions") > 0 && number(row, "is_handoff_intent") === 0)
    .map((row): Row => ({...row, handoff_share: share(number(row, "handoff_sessions"), number(row, "sessions"))}));
  const points = rows.map((row) => ({
    name: nameOf(row["intent"], t),
    sessions: number(row, "sessions"),
    share: number(row, "handoff_share"),
    isChosen: chosen !== null && row["intent"] === chosen,
    title: [
      nameOf(row["intent"], t),
      `${t.sessions}: ${format.integer(number(row, "sessions"))}`,
      `${t.handoffShare}: ${format.percent(row["handoff_share"] as number)}`
    ].join("\n")
  }));
  const isFew = points.some(({sessions}) => sessions < fewSessions);
  return card(
    {
      name: "handoff_share",
      title: t.scatterTitle,
      subtitle: t.scatterSubtitle,
      definition: "intent_days.handoff_sessions",
      rows,
      columns: [
        {name: "intent", label: t.intent, content: (row) => nameOf(row["intent"], t)},
        {name: "sessions", label: t.sessions, kind: "integer"},
        {name: "handoff_sessions", label: t.handoffSessions, kind: "integer"},
        {name: "handoff_share", label: t.handoffShare, kind: "percent"}
      ],
      chart: points.every(({share}) => share === 0)
        ? notice(t.noHandoffs, "")
        : responsive(handoffScatter({label: t.scatterTitle, xLabel: t.scatterX, yLabel: t.scatterY, points}, format)),
      note: [t.scatterWithout, isFew ? ` ${t.scatterNote}` : null],
      wide: chosen === null
    },
    view
  );
}

/** What became of sessions, by their first intent. */
export function outcomesByIntent(view: View, chosen: string | null): HTMLElement {
  const {cubes, filters, format, language} = view;
  const t = botTexts[language];
  const sum = ["mature_sessions", ...outcomes] as const;
  const all = rollup(cubes["bot_outcomes"]!, {...selectionOf(filters), by: ["first_intent"], sum})
    .filter((row) => number(row, "mature_sessions") > 0)
    .sort((a, b) => number(b, "mature_sessions") - number(a, "mature_sessions"));
  const kept = chosen === null ? all : all.filter((row) => row["first_intent"] === chosen);
  const top = kept.slice(0, shown);
  const rest = kept.slice(shown);
  const bars = top.map((row) => ({name: nameOf(row["first_intent"], t), row}));
  if (rest.length > 0) {
    const row = Object.fromEntries(sum.map((name) => [name, rest.reduce((n, other) => n + number(other, name), 0)]));
    bars.push({name: t.rest(format.integer(rest.length)), row});
  }
  const named = bars.map(({name, row}) => ({
    row,
    label: `${name} · ${format.integer(number(row, "mature_sessions"))}`
  }));
  const parts = named.flatMap(({row, label}) =>
    outcomes
      .filter((outcome) => number(row, outcome) > 0)
      .map((outcome) => ({
        row: label,
        outcome,
        n: number(row, outcome),
        title: `${label}\n${t.outcomes[outcome]}: ${format.integer(number(row, outcome))} (${format.percent(
          share(number(row, outcome), number(row, "mature_sessions"))
        )})`
      }))
  );
  const total = kept.reduce((n, row) => n + number(row, "mature_sessions"), 0);
  return card(
    {
      name: "outcomes",
      title: t.outcomeTitle,
      subtitle: t.outcomeSubtitle(format.integer(total)),
      definition: "bot_outcomes.mature_sessions",
      rows: kept,
      columns: [
        {name: "first_intent", label: t.firstIntent, content: (row) => nameOf(row["first_intent"], t)},
        {name: "mature_sessions", label: t.mature, kind: "integer"},
        ...outcomes.map((outcome) => ({name: outcome, label: t.outcomes[outcome]!, kind: "integer" as const}))
      ],
      chart: [
        legend(outcomes.map((outcome) => ({label: t.outcomes[outcome]!, color: outcomeColor(outcome)}))),
        responsive(outcomeBars({label: t.outcomeTitle, rows: named.map(({label}) => label), parts}, format))
      ],
      note: t.outcomeNote,
      wide: true
    },
    view
  );
}

function stepsOf({cubes, filters}: View): Row[] {
  return rollup(cubes["intent_steps"]!, {
    ...selectionOf(filters),
    from: startOfMonth(filters.from),
    by: ["intent", "next_kind", "next_intent"],
    sum: ["steps"]
  });
}

function nextOf(row: Row, t: BotTexts): string {
  if (row["next_kind"] === "end") return t.end;
  return row["next_kind"] === "handoff" ? t.handoff : nameOf(row["next_intent"], t);
}

const inMatrix = 12;

/** Intent × next intent, as shares of each row. */
export function steps(view: View): HTMLElement {
  const {filters, format, language} = view;
  const t = botTexts[language];
  const rows = stepsOf(view)
    .map((row): Row => ({...row, from_intent: nameOf(row["intent"], t), to_intent: nextOf(row, t)}))
    .sort((a, b) => number(b, "steps") - number(a, "steps"));
  const top = (name: string) => {
    const sums = new Map<string, number>();
    for (const row of rows) sums.set(String(row[name]), (sums.get(String(row[name])) ?? 0) + number(row, "steps"));
    return [...sums].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  };
  const froms = top("from_intent").slice(0, inMatrix);
  const ends = [t.handoff, t.end];
  const tops = top("to_intent").filter((name) => !ends.includes(name));
  const tos = tops.slice(0, inMatrix);
  const isWhole = tops.length <= inMatrix;
  const columns = [...tos, ...(isWhole ? [] : [t.others]), ...ends];
  const sums = new Map<string, number>();
  const totals = new Map<string, number>();
  for (const row of rows) {
    const from = String(row["from_intent"]);
    const to = columns.includes(String(row["to_intent"])) ? String(row["to_intent"]) : t.others;
    sums.set(JSON.stringify([from, to]), (sums.get(JSON.stringify([from, to])) ?? 0) + number(row, "steps"));
    totals.set(from, (totals.get(from) ?? 0) + number(row, "steps"));
  }
  const cells = froms.flatMap((row) =>
    columns.map((column) => {
      const n = sums.get(JSON.stringify([row, column])) ?? 0;
      const part = share(n, totals.get(row)) ?? 0;
      return {row, column, share: part, title: `${row} → ${column}\n${format.integer(n)} (${format.percent(part)})`};
    })
  );
  return card(
    {
      name: "next_steps",
      title: t.stepsTitle,
      subtitle: `${t.stepsSubtitle} · ${t.wholeMonths(format.month(startOfMonth(filters.from)), format.month(startOfMonth(filters.to)))}`,
      definition: "intent_steps.steps",
      rows,
      columns: [
        {name: "from_intent", label: t.intent},
        {
          name: "next_kind",
          label: t.next,
          content: (row) => t.kinds[String(row["next_kind"])] ?? String(row["next_kind"])
        },
        {name: "to_intent", label: t.next},
        {name: "steps", label: t.steps, kind: "integer"}
      ],
      chart: scrollBox(
        "scroll-wide",
        t.stepsTitle,
        responsive(stepMatrix({label: t.stepsTitle, rows: froms, columns, cells}, format))
      ),
      note: t.stepsNote,
      wide: true
    },
    view
  );
}

/** What most often comes before a fallback, a person, the end; of one intent, what comes before and after it. */
export function before(view: View, chosen: string | null = null): HTMLElement {
  const {filters, format, language} = view;
  const t = botTexts[language];
  const all = stepsOf(view);
  const totals = new Map<string, number>();
  for (const row of all)
    totals.set(nameOf(row["intent"], t), (totals.get(nameOf(row["intent"], t)) ?? 0) + number(row, "steps"));
  const rows: Row[] = (
    chosen === null
      ? all.filter((row) => row["next_kind"] !== "intent")
      : all.filter((row) => row["intent"] === chosen || (row["next_intent"] === chosen && isIntent(row)))
  )
    .map((row) => ({
      from_intent: nameOf(row["intent"], t),
      next_kind: row["next_kind"]!,
      to_intent: nextOf(row, t),
      steps: number(row, "steps"),
      step_share: share(number(row, "steps"), totals.get(nameOf(row["intent"], t)))
    }))
    .sort((a, b) => b.steps - a.steps);
  const group = (title: string, kept: Row[], name: string) => {
    const sums = new Map<string, {steps: number; of: number}>();
    for (const row of kept) {
      const key = String(row[name]);
      const sum = sums.get(key) ?? {steps: 0, of: totals.get(String(row["from_intent"])) ?? 0};
      sum.steps += number(row, "steps");
      sums.set(key, sum);
    }
    const bars = [...sums]
      .sort((a, b) => b[1].steps - a[1].steps)
      .slice(0, 8)
      .map(([key, {steps: n, of}]) => ({name: key, value: n, note: `(${format.percent(share(n, of))})`}));
    return element(
      "div",
      {},
      element("h3", {}, title),
      bars.length === 0 ? nothing(view, ["intent_steps"]) : barList(bars, view)
    );
  };
  const groups =
    chosen === null
      ? [
          group(
            t.beforeFallback,
            rows.filter((row) => row["next_kind"] === "fallback"),
            "from_intent"
          ),
          group(
            t.beforeHandoff,
            rows.filter((row) => row["next_kind"] === "handoff"),
            "from_intent"
          ),
          group(
            t.beforeEnd,
            rows.filter((row) => row["next_kind"] === "end"),
            "from_intent"
          )
        ]
      : [
          group(
            t.beforeIt,
            rows.filter((row) => row["to_intent"] === chosen && isIntent(row)),
            "from_intent"
          ),
          group(
            t.afterIt,
            rows.filter((row) => row["from_intent"] === chosen),
            "to_intent"
          )
        ];
  return card(
    {
      name: chosen === null ? "before" : "around",
      title: chosen === null ? t.beforeTitle : t.aroundTitle,
      subtitle: `${t.beforeSubtitle} · ${t.wholeMonths(format.month(startOfMonth(filters.from)), format.month(startOfMonth(filters.to)))}`,
      definition: "intent_steps.steps",
      rows,
      columns: [
        {name: "from_intent", label: t.intent},
        {name: "to_intent", label: t.next},
        {name: "steps", label: t.steps, kind: "integer"},
        {name: "step_share", label: t.stepShare, kind: "percent"}
      ],
      chart: element("div", {class: "columns"}, groups),
      wide: chosen === null
    },
    view
  );
}

function isIntent(row: Row): boolean {
  return row["next_kind"] === "intent" || row["next_kind"] === "fallback";
}
