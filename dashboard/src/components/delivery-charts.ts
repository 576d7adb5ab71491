import * as Plot from "npm:@observablehq/plot";
import {chart, countTicks, pickable, ticksOf} from "./charts.js";
import {heatColor} from "./colors.js";
import {type Day, dateOfDay} from "./day.js";
import {type Formats, short} from "./format.js";

const tip = {fill: "var(--surface)", stroke: "var(--line-strong)", lineHeight: 1.35};

/** What a message reached, in the colours that mean it everywhere. */
export const statusColors = {
  sent: "var(--status-sent)",
  delivered: "var(--status-delivered)",
  read: "var(--status-read)",
  replied: "var(--status-replied)",
  only_sent: "var(--status-waiting)",
  only_accepted: "var(--status-accepted)",
  without_status: "var(--status-none)"
} as const;

export interface AlignedBars {
  label: string;
  /** From the top down: a name, how many, and a share for each column. */
  rows: {name: string; count: string; shares: (number | null)[]; title: string}[];
  columns: {label: string; color: string}[];
}

/** Shares of several steps side by side, each from its own zero, so that templates compare step by step. */
export function alignedBars({label, rows, columns}: AlignedBars, format: Formats) {
  const bars = rows.flatMap((row) =>
    columns.map((column, index) => ({...row, column: index, share: row.shares[index] ?? null, color: column.color}))
  );
  return (width: number) => {
    const isNarrow = width < 560;
    // Room for the figure behind a full bar.
    const panel = (width / columns.length) * 0.94;
    const room = isNarrow ? 44 : 52;
    // Two lines for names that are wider than their column.
    const top = isNarrow ? 34 : 22;
    const write = (value: number | null) =>
      format.percent(isNarrow && value !== null ? Math.round(value * 100) / 100 : value);
    return chart(label, {
      width,
      height: rows.length * 42 + top + 2,
      marginLeft: 2,
      marginRight: 2,
      marginTop: top,
      marginBottom: 2,
      fx: {axis: null, domain: columns.map((_, index) => index), padding: 0.06},
      x: {axis: null, domain: [0, panel / Math.max(1, panel - room)]},
      y: {axis: null, domain: rows.map((row) => row.name), padding: 0},
      color: {type: "identity"},
      marks: [
        Plot.text(columns, {
          fx: (_, index) => index,
          frameAnchor: "top-left",
          lineAnchor: "bottom",
          lineWidth: panel / 13,
          text: "label",
          dy: -5,
          fill: "var(--text)",
          fontWeight: 600,
          fontSize: isNarrow ? 11 : 12
        }),
        Plot.barX(bars, {
          fx: "column",
          x1: 0,
          x2: 1,
          y: "name",
          fill: "var(--surface-2)",
          insetTop: 20,
          insetBottom: 5
        }),
        Plot.barX(bars, {fx: "column", x: "share", y: "name", fill: "color", insetTop: 20, insetBottom: 5}),
        Plot.text(bars, {
          fx: "column",
          x: 1,
          y: "name",
          text: ({share}) => write(share),
          textAnchor: "start",
          dx: 4,
          dy: 8,
          fill: "var(--text)"
        }),
        Plot.text(rows, {
          fx: () => 0,
          x: 0,
          y: "name",
          text: ({name, count}) => `${short(name, Math.floor((width - 80) / 7))}  ·  ${count}`,
          textAnchor: "start",
          dy: -9,
          fill: "var(--text)"
        }),
        Plot.tip(bars, Plot.pointer({fx: "column", x: "share", y: "name", title: "title", ...tip}))
      ]
    });
  };
}

export interface RateTrend {
  label: string;
  points: {start: Day; delivered: number | null; read: number | null; title: string}[];
  marks: {letter: string; day: Day}[];
  from: Day;
  to: Day;
  /** A click on a day, week or month. */
  pick?: ((start: Day) => void) | undefined;
}

/** Delivered and read rate over time; read is dashed, since it is known only where receipts are on. */
export function rateTrend({label, points, marks, from, to, pick}: RateTrend, format: Formats) {
  const dated = points.map((point) => ({...point, date: dateOfDay(point.start)}));
  return (width: number) => {
    const plot = chart(label, {
      width,
      height: 260,
      marginTop: marks.length > 0 ? 26 : 12,
      x: {
        type: "utc",
        domain: [dateOfDay(from), dateOfDay(to)],
        label: null,
        tickFormat: (date: Date) => format.tick(date, to - from > 200 ? "month" : "day"),
        tickSize: 3,
        ticks: ticksOf(from, to, width).map(dateOfDay)
      },
      y: {label: null, grid: true, domain: [0, 1], ticks: 5, tickSize: 0, tickFormat: format.percent},
      marks: [
        Plot.ruleX(marks, {x: ({day}) => dateOfDay(day), stroke: "var(--warn)", strokeDasharray: "2 3"}),
        Plot.text(marks, {
          x: ({day}) => dateOfDay(day),
          frameAnchor: "top",
          dy: -16,
          text: "letter",
          fill: "var(--warn)",
          fontWeight: 700
        }),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.lineY(dated, {x: "date", y: "delivered", stroke: statusColors.delivered, strokeWidth: 2.25}),
        Plot.lineY(dated, {x: "date", y: "read", stroke: statusColors.read, strokeWidth: 2, strokeDasharray: "5 4"}),
        Plot.tip(dated, Plot.pointerX({x: "date", y: "delivered", title: "title", ...tip}))
      ]
    });
    return pickable<{start: Day}>(plot, pick && (({start}) => pick(start)));
  };
}

export interface FailureHeat {
  label: string;
  starts: Day[];
  /** From the top down. */
  codes: string[];
  cells: {start: Day; code: string; value: number; title: string}[];
  /** A click on a day, week or month. */
  pick?: ((start: Day) => void) | undefined;
}

/** Error codes by day, week or month. */
export function failureHeat({label, starts, codes, cells, pick}: FailureHeat, format: Formats) {
  const highest = Math.max(1, ...cells.map((cell) => cell.value));
  // Of capitals, which are wide, as UNREGISTERED.
  const longest = Math.max(0, ...codes.map((code) => code.length));
  const letter = codes.some((code) => /[A-Z]{4}/.test(code)) ? 8.5 : 7;
  return (width: number) => {
    const step = Math.max(1, Math.ceil((starts.length * 58) / Math.max(1, width - longest * letter)));
    const plot = chart(label, {
      width,
      height: codes.length * 26 + 34,
      marginLeft: longest * letter + 12,
      marginRight: 4,
      marginTop: 4,
      padding: 0,
      x: {
        type: "band",
        domain: starts,
        label: null,
        tickSize: 0,
        ticks: starts.filter((_, index) => index % step === 0),
        tickFormat: (day: Day) => format.shortDay(day)
      },
      y: {domain: codes, label: null, tickSize: 0},
      color: {type: "identity"},
      marks: [
        Plot.cell(
          starts.flatMap((start) => codes.map((code) => ({start, code}))),
          {x: "start", y: "code", fill: heatColor(0), inset: 0.5}
        ),
        Plot.cell(cells, {
          x: "start",
          y: "code",
          // The square root keeps rare failures apart from none.
          fill: ({value}) => heatColor(0.15 + 0.85 * Math.sqrt(value / highest)),
          inset: 0.5
        }),
        Plot.tip(cells, Plot.pointer({x: "start", y: "code", title: "title", ...tip}))
      ]
    });
    return pickable<{start: Day}>(plot, pick && (({start}) => pick(start)));
  };
}

export interface Curves {
  label: string;
  rows: {share: number; delivered: number | null; read: number | null}[];
  write(seconds: number): string;
  axisLabel: string;
  /** What the shares of each curve are of. */
  labels: {delivered: string; read: string};
}

const marks: [number, string][] = [
  [1, "1 s"],
  [10, "10 s"],
  [60, "1 min"],
  [600, "10 min"],
  [3600, "1 h"],
  [21_600, "6 h"],
  [86_400, "1 d"],
  [604_800, "7 d"]
];

/** Of what arrived, and of what was read, the share after how long; the time axis is logarithmic, from a second on. */
export function timeCurves(curves: Curves, format: Formats) {
  const {label, rows, axisLabel} = curves;
  const points = curvePoints(curves, format);
  const longest = Math.max(60, ...rows.map((row) => Math.max(row.delivered ?? 0, row.read ?? 0)));
  return (width: number) => {
    const ticks = marks.filter(([seconds], index) => seconds <= longest && (width > 420 || index % 2 === 0));
    return chart(label, {
      width,
      height: 276,
      marginTop: 28,
      // Logarithms on an even axis: a logarithmic one names powers of ten only.
      x: {
        domain: [0, Math.log10(longest)],
        label: null,
        ticks: ticks.map(([seconds]) => Math.log10(seconds)),
        tickFormat: (_: number, index: number) => ticks[index]![1],
        tickSize: 3,
        grid: true
      },
      y: {label: axisLabel, grid: true, domain: [0, 1], ticks: 5, tickSize: 0, tickFormat: format.percent},
      marks: [
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        ...(["delivered", "read"] as const).map((step) =>
          Plot.line(
            points.filter((point) => point.step === step),
            {
              x: "time",
              y: "share",
              curve: "step-after",
              stroke: statusColors[step],
              strokeWidth: 2.25,
              ...(step === "read" ? {strokeDasharray: "5 4"} : {})
            }
          )
        ),
        Plot.tip(
          points,
          Plot.pointer({
            x: "time",
            y: "share",
            title: "title",
            ...tip
          })
        )
      ]
    });
  };
}

export function curvePoints({rows, write, labels}: Omit<Curves, "axisLabel">, format: Formats) {
  return (["delivered", "read"] as const).flatMap((step) =>
    rows
      .filter((row) => row[step] !== null)
      .map((row) => ({
        step,
        share: row.share,
        time: Math.log10(Math.max(1, row[step]!)),
        title: `${format.percent(row.share)} ${labels[step]}: ≤ ${write(row[step]!)}`
      }))
  );
}

export interface AgeBars {
  label: string;
  rows: {age: string; part: string; value: number; color: string; title: string}[];
  /** From the youngest, in the words shown. */
  ages: string[];
  parts: string[];
}

/** Messages still waiting, by age. */
export function ageBars({label, rows, ages, parts}: AgeBars, format: Formats) {
  const sums = ages.map((age) => rows.reduce((sum, row) => (row.age === age ? sum + row.value : sum), 0));
  return (width: number) =>
    chart(label, {
      width,
      height: 240,
      marginBottom: 40,
      x: {domain: ages, label: null, tickSize: 0, padding: 0.25},
      y: {
        label: null,
        grid: true,
        zero: true,
        ticks: countTicks(Math.max(0, ...sums)),
        tickSize: 0,
        tickFormat: format.compact
      },
      color: {type: "identity"},
      marks: [
        Plot.axisX({tickSize: 0, lineWidth: Math.max(4, width / ages.length / 11)}),
        Plot.barY(rows, Plot.stackY({x: "age", y: "value", z: "part", order: parts, fill: "color"})),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.tip(
          rows,
          Plot.pointer(Plot.stackY({x: "age", y: "value", z: "part", order: parts, title: "title", ...tip}))
        )
      ]
    });
}

export interface ReadByCount {
  label: string;
  /** Those of few are grey. */
  rows: {before: string; share: number | null; isFew: boolean; count: string; title: string}[];
}

/** Fewer deliveries than these say little of how many are read. */
export const fewDelivered = 20;

/** Read rate by how much marketing the contact had got; n stands under each column. */
export function readByCount({label, rows}: ReadByCount, format: Formats) {
  return (width: number) =>
    chart(label, {
      width,
      height: 240,
      marginBottom: 40,
      x: {domain: rows.map((row) => row.before), label: null, tickSize: 0, padding: 0.2},
      y: {label: null, grid: true, domain: [0, 1], ticks: 5, tickSize: 0, tickFormat: format.percent},
      marks: [
        Plot.barY(rows, {
          x: "before",
          y: "share",
          fill: ({isFew}) => (isFew ? "var(--gap)" : statusColors.read)
        }),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.text(rows, {
          x: "before",
          y: "share",
          text: (row) => format.percent(row.share),
          dy: -8,
          fill: "var(--text)"
        }),
        Plot.text(rows, {
          x: "before",
          frameAnchor: "bottom",
          text: ({count}) => (width < 480 ? count : `n = ${count}`),
          dy: 32,
          fill: "var(--muted)"
        }),
        Plot.tip(rows, Plot.pointerX({x: "before", y: "share", title: "title", ...tip}))
      ]
    });
}
