import * as Plot from "npm:@observablehq/plot";
import {chart, pickable} from "./charts.js";
import {type Day, dateOfDay} from "./day.js";
import {mostRowsInView} from "./drawing.js";
import {type Formats, short, shortBefore} from "./format.js";

type Write = (value: number) => string;

const tip = {fill: "var(--surface)", stroke: "var(--line-strong)", lineHeight: 1.35};

export interface RunUp {
  label: string;
  rows: {
    day: Day;
    actual: number | null;
    forecast: number | null;
    low: number | null;
    high: number | null;
    budget: number | null;
    title: string;
  }[];
  /** The budget of the whole month. */
  budget: number | null;
  crossed: {day: Day; label: string} | null;
  write: Write;
}

/** What a month has cost so far and is expected to, against the even path to the budget. */
export function runUp({label, rows, budget, crossed, write}: RunUp, format: Formats) {
  const points = rows.map((row) => ({...row, date: dateOfDay(row.day)}));
  const expected = points.filter((row) => row.forecast !== null);
  return (width: number) =>
    chart(label, {
      width,
      height: 280,
      marginLeft: 64,
      marginTop: 18,
      x: {
        type: "utc",
        label: null,
        tickFormat: (date: Date) => format.tick(date, "day"),
        tickSize: 3,
        ticks: width / 90
      },
      y: {label: null, grid: true, zero: true, ticks: 5, tickSize: 0, tickFormat: write},
      marks: [
        Plot.areaY(expected, {x: "date", y1: "low", y2: "high", fill: "var(--accent)", fillOpacity: 0.15}),
        Plot.lineY(
          points.filter((row) => row.budget !== null),
          {x: "date", y: "budget", stroke: "var(--muted)", strokeDasharray: "2 4"}
        ),
        budget === null ? null : Plot.ruleY([budget], {stroke: "var(--warn)"}),
        Plot.lineY(expected, {
          x: "date",
          y: "forecast",
          stroke: "var(--accent)",
          strokeDasharray: "5 4",
          strokeWidth: 2
        }),
        Plot.lineY(
          points.filter((row) => row.actual !== null),
          {x: "date", y: "actual", stroke: "var(--accent)", strokeWidth: 2.5}
        ),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        crossed === null ? null : Plot.ruleX([dateOfDay(crossed.day)], {stroke: "var(--bad)", strokeDasharray: "3 3"}),
        crossed === null
          ? null
          : Plot.text([dateOfDay(crossed.day)], {
              x: (date: Date) => date,
              frameAnchor: "top",
              dy: -12,
              text: () => crossed.label,
              fill: "var(--bad)"
            }),
        Plot.tip(
          points,
          Plot.pointerX({x: "date", y: (row) => row.actual ?? row.forecast ?? row.budget, title: "title", ...tip})
        )
      ]
    });
}

export interface Bars {
  label: string;
  /** From the top down. */
  rows: {name: string; value: number; text: string; title: string; color?: string}[];
  /** A click on a bar, by its name. */
  pick?: ((name: string) => void) | undefined;
}

/** Sorted bars with their values; names stand above them, so that long ones fit a narrow screen. */
export function sortedBars({label, rows, pick}: Bars) {
  const highest = Math.max(0, ...rows.map((row) => row.value));
  return (width: number) => {
    const plot = chart(label, {
      width,
      height: rows.length * 34 + 8,
      marginLeft: 2,
      marginRight: 84,
      marginTop: 2,
      marginBottom: 2,
      x: {axis: null, domain: [0, highest === 0 ? 1 : highest]},
      y: {axis: null, domain: rows.map((row) => row.name), padding: 0},
      color: {type: "identity"},
      marks: [
        Plot.barX(rows, {
          x: "value",
          y: "name",
          fill: (row) => row.color ?? "var(--accent)",
          insetTop: 19,
          insetBottom: 6
        }),
        Plot.text(rows, {
          x: 0,
          y: "name",
          text: (row) => short(row.name, Math.max(12, Math.floor((width - 84) / 7))),
          textAnchor: "start",
          dy: -8,
          fill: "var(--text)"
        }),
        Plot.text(rows, {x: "value", y: "name", text: "text", textAnchor: "start", dx: 5, dy: 7, fill: "var(--muted)"}),
        Plot.tip(rows, Plot.pointerY({x: "value", y: "name", title: "title", ...tip}))
      ]
    });
    return pickable<Bars["rows"][number]>(plot, pick && (({name}) => pick(name)));
  };
}

export interface Shares {
  label: string;
  rows: {name: string; part: string; value: number; color: string; title: string}[];
  /** Names from the top down. */
  names: string[];
  parts: string[];
}

/** One bar a name, each of the same length, divided by what it consists of. */
export function stackedShares({label, rows, names, parts}: Shares, format: Formats) {
  const isLong = names.length > mostRowsInView;
  return (width: number) => {
    // Many names stand beside their bars where there is room, else over them.
    const isBeside = names.length > 8 && width >= 420;
    return chart(label, {
      width,
      height: names.length * (isBeside ? 24 : 40) + 28,
      marginLeft: isBeside ? 140 : 2,
      marginRight: 12,
      marginTop: isLong ? 28 : 2,
      marginBottom: isLong ? 4 : 28,
      x: {
        axis: isLong ? "top" : "bottom",
        label: null,
        percent: true,
        tickFormat: (value: number) => format.percent(value / 100),
        ticks: 4,
        tickSize: 3
      },
      y: {axis: null, domain: names, padding: 0},
      color: {type: "identity"},
      marks: [
        Plot.barX(
          rows,
          Plot.stackX({
            offset: "normalize",
            order: parts,
            x: "value",
            y: "name",
            z: "part",
            fill: "color",
            title: "title",
            insetTop: isBeside ? 3 : 19,
            insetBottom: isBeside ? 3 : 5
          })
        ),
        Plot.text(names, {
          x: 0,
          y: (name: string) => name,
          text: (name: string) => name,
          textAnchor: isBeside ? "end" : "start",
          dx: isBeside ? -8 : 0,
          dy: isBeside ? 0 : -11,
          lineWidth: isBeside ? 10.5 : (width - 14) / 12.6,
          textOverflow: "ellipsis",
          fill: "var(--text)"
        }),
        Plot.tip(
          rows,
          Plot.pointer(
            Plot.stackX({offset: "normalize", order: parts, x: "value", y: "name", z: "part", title: "title", ...tip})
          )
        )
      ]
    });
  };
}

export interface Waterfall {
  label: string;
  steps: {name: string; from: number; to: number; isTotal: boolean; text: string; title: string}[];
  write: Write;
}

/** From one sum to another, step by step; downwards where there is no room beside each other. */
export function waterfall({label, steps, write}: Waterfall) {
  return (width: number) => chart(label, width < 520 ? downwards(steps, width) : sideways(steps, width, write));
}

function sideways(steps: Waterfall["steps"], width: number, write: Write): Plot.PlotOptions {
  const bridges = steps.slice(1).map((step, index) => ({from: steps[index]!, to: step}));
  return {
    width,
    height: 260,
    marginLeft: 64,
    marginTop: 22,
    x: {domain: steps.map((step) => step.name), label: null, tickSize: 0, padding: 0.25},
    y: {label: null, grid: true, zero: true, ticks: 5, tickSize: 0, tickFormat: write},
    color: {type: "identity"},
    marks: [
      Plot.link(bridges, {
        x1: (bridge) => bridge.from.name,
        x2: (bridge) => bridge.to.name,
        y1: (bridge) => bridge.from.to,
        y2: (bridge) => bridge.from.to,
        stroke: "var(--line-strong)",
        strokeDasharray: "2 2"
      }),
      Plot.barY(steps, {x: "name", y1: "from", y2: "to", fill: stepColor}),
      Plot.ruleY([0], {stroke: "var(--line-strong)"}),
      Plot.text(steps, {x: "name", y: ({from, to}) => Math.max(from, to), text: "text", dy: -8, fill: "var(--text)"}),
      Plot.tip(steps, Plot.pointerX({x: "name", y: ({from, to}) => Math.max(from, to), title: "title", ...tip}))
    ]
  };
}

function downwards(steps: Waterfall["steps"], width: number): Plot.PlotOptions {
  return {
    width,
    height: steps.length * 40 + 8,
    marginLeft: 2,
    marginRight: 4,
    marginTop: 2,
    marginBottom: 2,
    x: {axis: null, zero: true},
    y: {axis: null, domain: steps.map((step) => step.name), padding: 0},
    color: {type: "identity"},
    marks: [
      Plot.barX(steps, {x1: "from", x2: "to", y: "name", fill: stepColor, insetTop: 20, insetBottom: 6}),
      Plot.ruleX([0], {stroke: "var(--line-strong)"}),
      Plot.text(steps, {frameAnchor: "left", y: "name", text: "name", dy: -10, fill: "var(--text)"}),
      Plot.text(steps, {frameAnchor: "right", y: "name", text: "text", dy: -10, fill: "var(--muted)"}),
      Plot.tip(steps, Plot.pointerY({x: "to", y: "name", title: "title", ...tip}))
    ]
  };
}

function stepColor({isTotal, from, to}: Waterfall["steps"][number]): string {
  if (isTotal) return "var(--muted)";
  return to >= from ? "var(--paid)" : "var(--free-tier)";
}

export interface RateSteps {
  label: string;
  /** Each price with the days it holds. */
  rows: {category: string; from: Day; to: Day; rate: number; color: string; title: string}[];
  changes: {day: Day; label: string}[];
  write: Write;
}

/** Prices over time as steps; a new card is marked where it changes one of them. */
export function rateSteps({label, rows, changes, write}: RateSteps, format: Formats) {
  const categories = [...new Set(rows.map((row) => row.category))];
  const steps = new Map(categories.map((name) => [name, stepsOf(rows.filter((row) => row.category === name))]));
  const points = rows.flatMap((row) => [
    {...row, date: dateOfDay(row.from)},
    {...row, date: dateOfDay(row.to)}
  ]);
  return (width: number) =>
    chart(label, {
      width,
      height: 260,
      marginLeft: 72,
      marginTop: 10,
      x: {
        type: "utc",
        label: null,
        tickFormat: (date: Date) => format.tick(date, "month"),
        tickSize: 3,
        ticks: width / 80
      },
      y: {label: null, grid: true, zero: true, ticks: 5, tickSize: 0, tickFormat: write},
      color: {type: "identity"},
      marks: [
        Plot.ruleX(changes, {x: ({day}) => dateOfDay(day), stroke: "var(--line-strong)", strokeDasharray: "3 3"}),
        // Categories of the same prices share one line, dash by dash.
        categories.map((name) => {
          const equal = categories.filter((other) => steps.get(other) === steps.get(name));
          return Plot.lineY(
            points.filter((point) => point.category === name),
            {
              x: "date",
              y: "rate",
              stroke: "color",
              strokeWidth: 2.5,
              strokeDasharray: equal.length === 1 ? undefined : `${dash} ${dash * (equal.length - 1)}`,
              strokeDashoffset: -dash * equal.indexOf(name),
              curve: "step-after"
            }
          );
        }),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.tip(points, Plot.pointer({x: "date", y: "rate", title: "title", ...tip}))
      ]
    });
}

const dash = 12;

function stepsOf(rows: RateSteps["rows"]): string {
  return rows.map(({from, to, rate}) => `${from} ${to} ${rate}`).join(", ");
}

export interface Bullets {
  label: string;
  /** What is counted, like "Spain · Utility", and how far it has come to its next tier, 0 to 1. */
  rows: {name: string; share: number; text: string; title: string; color: string}[];
}

/** How full the tier is that each counter stands in. */
export function bullets({label, rows}: Bullets) {
  return (width: number) =>
    chart(label, {
      width,
      height: rows.length * 42 + 6,
      marginLeft: 2,
      marginRight: 6,
      marginTop: 2,
      marginBottom: 2,
      x: {axis: null, domain: [0, 1]},
      y: {axis: null, domain: rows.map((row) => row.name), padding: 0},
      color: {type: "identity"},
      marks: [
        Plot.barX(rows, {x1: 0, x2: 1, y: "name", fill: "var(--gap)", insetTop: 22, insetBottom: 8}),
        Plot.barX(rows, {x1: 0, x2: "share", y: "name", fill: "color", insetTop: 22, insetBottom: 8}),
        Plot.tickX(rows, {x: 1, y: "name", stroke: "var(--text)", strokeWidth: 2, insetTop: 18, insetBottom: 4}),
        Plot.text(rows, {
          x: 0,
          y: "name",
          text: (row) => shortBefore(row.name, Math.floor((width - 20) / 7) - row.text.length),
          textAnchor: "start",
          dy: -10,
          fill: "var(--text)"
        }),
        Plot.text(rows, {x: 1, y: "name", text: "text", textAnchor: "end", dy: -10, fill: "var(--muted)"}),
        Plot.tip(rows, Plot.pointerY({x: "share", y: "name", title: "title", ...tip}))
      ]
    });
}
