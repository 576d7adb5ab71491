import * as Plot from "npm:@observablehq/plot";
import {chart, pickable} from "./charts.js";
import {heatColor, heatText} from "./colors.js";
import {type Day, dateOfDay} from "./day.js";
import {svg, uniqueId} from "./dom.js";
import {mostRowsInView} from "./drawing.js";
import type {Formats} from "./format.js";

const tip = {fill: "var(--surface)", stroke: "var(--line-strong)", lineHeight: 1.35};

/** Minutes since midnight as a clock shows them; what comes after midnight goes on counting. */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(Math.round(minutes % 60)).padStart(2, "0")}`;
}

export interface Classes {
  label: string;
  /** In the order of the axis. */
  rows: {name: string; value: number; text: string; title: string; color?: string}[];
}

/** Columns for classes in their order, each with its value. */
export function classes({label, rows}: Classes) {
  const longest = Math.max(...rows.map((row) => row.name.length));
  return (width: number) => {
    const isTight = (width / rows.length) * 0.95 < longest * 6.5;
    // A name that slants ends under its column and begins left of it, the first one outside of the columns.
    const slanted = Math.max(30, 5.4 * (rows[0]?.name.length ?? 0) - width / rows.length / 2);
    return chart(label, {
      width,
      height: isTight ? 280 : 230,
      marginLeft: isTight ? slanted : 4,
      marginRight: 4,
      marginTop: 22,
      marginBottom: isTight ? 76 : 28,
      x: {
        domain: rows.map((row) => row.name),
        label: null,
        tickSize: 0,
        tickRotate: isTight ? -40 : 0,
        padding: 0.15
      },
      y: {axis: null, zero: true},
      color: {type: "identity"},
      marks: [
        Plot.barY(rows, {x: "name", y: "value", fill: (row) => row.color ?? "var(--accent)"}),
        Plot.text(rows, {x: "name", y: "value", text: "text", dy: -8, fill: "var(--text)"}),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.tip(rows, Plot.pointerX({x: "name", y: "value", title: "title", ...tip}))
      ]
    });
  };
}

export interface Cover {
  label: string;
  /** Share of the whole that each hour would cover, for both ends of the day; minutes since midnight. */
  rows: {kind: "earlier_opening" | "later_closing"; minute: number; share: number; title: string}[];
  /** Written at the end of each line. */
  names: Record<"earlier_opening" | "later_closing", string>;
}

/** Which share of requests other opening hours would have covered, as steps over the clock. */
export function coverSteps({label, rows, names}: Cover, format: Formats) {
  const parts = (["earlier_opening", "later_closing"] as const).map((kind) => ({
    kind,
    rows: rows.filter((row) => row.kind === kind).sort((a, b) => a.minute - b.minute)
  }));
  const highest = Math.max(0.05, ...rows.map((row) => row.share));
  return (width: number) =>
    chart(label, {
      width,
      height: 260,
      marginTop: 20,
      x: {domain: [0, 1440], label: null, ticks: ticksOfDay(1440, width), tickFormat: clockOf, tickSize: 3},
      y: {
        domain: [0, highest * 1.1],
        label: null,
        grid: true,
        tickSize: 0,
        ticks: 5,
        tickFormat: (value: number) => format.percent(value)
      },
      marks: [
        parts.map((part) => [
          Plot.areaY(part.rows, {
            x: "minute",
            y: "share",
            curve: part.kind === "later_closing" ? "step-after" : "step-before",
            fill: colorOf(part.kind),
            fillOpacity: 0.12
          }),
          Plot.lineY(part.rows, {
            x: "minute",
            y: "share",
            curve: part.kind === "later_closing" ? "step-after" : "step-before",
            stroke: colorOf(part.kind),
            strokeWidth: 2
          }),
          Plot.text(part.rows.length === 0 ? [] : [part.kind === "later_closing" ? part.rows.at(-1) : part.rows[0]], {
            x: "minute",
            y: "share",
            text: () => names[part.kind],
            textAnchor: part.kind === "later_closing" ? "end" : "start",
            dy: -8,
            fill: "var(--text)"
          })
        ]),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.tip(rows, Plot.pointerX({x: "minute", y: "share", title: "title", ...tip}))
      ]
    });
}

function colorOf(kind: string): string {
  return kind === "later_closing" ? "var(--accent)" : "var(--state-available-out-of-hours)";
}

function ticksOfDay(minutes: number, width: number): number[] {
  const step = width < 460 ? 360 : 180;
  return Array.from({length: Math.floor(minutes / step) + 1}, (_, index) => index * step);
}

export interface Timelines {
  label: string;
  /** Agents from the top down. */
  names: string[];
  bars: {name: string; from: number; to: number; color: string; isStale: boolean; title: string}[];
  /** Opening hours behind each agent, in minutes since midnight. */
  open: {name: string; from: number; to: number}[];
  /** Minutes that the day has. */
  length: number;
}

/** Who was there when, on one local day: one line an agent over shaded opening hours; stale time is hatched. */
export function timelines({label, names, bars, open, length}: Timelines) {
  const pattern = uniqueId("stale");
  return (width: number) =>
    chart(label, {
      width,
      height: names.length * 24 + 40,
      marginLeft: Math.min(150, width * 0.32),
      marginTop: 24,
      marginBottom: 6,
      x: {
        domain: [0, length],
        axis: "top",
        label: null,
        ticks: ticksOfDay(length, width),
        tickFormat: clockOf,
        tickSize: 3,
        grid: true
      },
      y: {domain: names, label: null, tickSize: 0, padding: 0.25, tickFormat: (name: string) => shortName(name, width)},
      color: {type: "identity"},
      marks: [
        () => stripes(pattern),
        Plot.barX(open, {
          x1: "from",
          x2: "to",
          y: "name",
          fill: "var(--accent)",
          fillOpacity: 0.13,
          insetTop: -3,
          insetBottom: -3
        }),
        Plot.barX(
          bars.filter((bar) => !bar.isStale),
          {x1: "from", x2: "to", y: "name", fill: "color"}
        ),
        Plot.barX(
          bars.filter((bar) => bar.isStale),
          {x1: "from", x2: "to", y: "name", fill: `url(#${pattern})`, stroke: "var(--state-stale)"}
        ),
        Plot.tip(bars, Plot.pointer({x: (bar) => (bar.from + bar.to) / 2, y: "name", title: "title", ...tip}))
      ]
    });
}

function shortName(name: string, width: number): string {
  const length = width < 460 ? 13 : 22;
  return name.length <= length ? name : `${name.slice(0, length - 1)}…`;
}

function stripes(id: string): SVGElement {
  return svg(
    "defs",
    {},
    svg(
      "pattern",
      {id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"},
      svg("rect", {width: 2, height: 5, fill: "var(--state-stale)"})
    )
  );
}

export interface DayGrid {
  label: string;
  /** From the top down. */
  names: string[];
  /** Days, or first days of weeks or months, from the left. */
  days: Day[];
  cells: {name: string; day: Day; value: number; text: string; title: string}[];
  /** A click on a day of an agent. */
  pick?: ((day: Day) => void) | undefined;
}

/** Name × day, the stronger the more; figures where there is room. */
export function dayGrid({label, names, days, cells, pick}: DayGrid, format: Formats) {
  const highest = Math.max(1, ...cells.map((cell) => cell.value));
  const isLong = names.length > mostRowsInView;
  return (width: number) => {
    const left = Math.min(150, width * 0.32);
    const room = (width - left) / days.length;
    const step = Math.max(1, Math.ceil(52 / room));
    const plot = chart(label, {
      width,
      height: names.length * 22 + 34,
      marginLeft: left,
      marginRight: 2,
      marginTop: isLong ? 28 : 4,
      marginBottom: isLong ? 6 : 28,
      padding: 0,
      x: {
        axis: isLong ? "top" : "bottom",
        domain: days,
        label: null,
        tickSize: 0,
        ticks: days.filter((_, index) => index % step === 0),
        tickFormat: (day: Day) => format.tick(dateOfDay(day), "day")
      },
      y: {domain: names, label: null, tickSize: 0, tickFormat: (name: string) => shortName(name, width)},
      color: {type: "identity"},
      marks: [
        Plot.cell(cells, {
          x: "day",
          y: "name",
          fill: (cell) => heatColor(cell.value / highest),
          inset: room > 8 ? 1 : 0.3,
          rx: room > 8 ? 2 : 0
        }),
        room < 22
          ? null
          : Plot.text(cells, {
              x: "day",
              y: "name",
              text: "text",
              fontSize: 10,
              fill: (cell) => heatText(cell.value / highest)
            }),
        Plot.tip(cells, Plot.pointer({x: "day", y: "name", title: "title", ...tip}))
      ]
    });
    return pickable<{day: Day}>(plot, pick && (({day}) => pick(day)));
  };
}

export interface Coverage {
  label: string;
  /** One for each quarter hour of the day. */
  slots: {minute: number; agents: number; requests: number; title: string}[];
  agents: string;
  /** Null where no source tells of any: then they are not drawn. */
  requests: string | null;
}

/** Agents available over the day, and under them the requests, each on its own axis. */
export function coverage({label, slots, agents, requests}: Coverage, format: Formats) {
  const length = Math.max(1440, ...slots.map((slot) => slot.minute + 15));
  const number = new Intl.NumberFormat(format.language, {maximumFractionDigits: 2});
  return (width: number) => {
    const x = {domain: [0, length], label: null, ticks: ticksOfDay(length, width), tickFormat: clockOf, tickSize: 3};
    const y = (most: number) => ({
      domain: [0, most === 0 ? 1 : most * 1.05],
      label: null,
      grid: true,
      ticks: 3,
      tickSize: 0,
      tickFormat: (value: number) => number.format(value)
    });
    const plot = (name: "agents" | "requests", title: string, color: string) =>
      chart(`${label} ${title}`, {
        width,
        height: 150,
        marginTop: 24,
        x,
        y: y(Math.max(0, ...slots.map((slot) => slot[name]))),
        marks: [
          Plot.rectY(slots, {x1: "minute", x2: (slot) => slot.minute + 15, y: name, fill: color, inset: 0.25}),
          Plot.ruleY([0], {stroke: "var(--line-strong)"}),
          Plot.text([title], {frameAnchor: "top-left", dy: -18, fill: "var(--text)", fontWeight: 600}),
          Plot.tip(slots, Plot.pointerX({x: (slot) => slot.minute + 7.5, y: name, title: "title", ...tip}))
        ]
      });
    const box = document.createElement("div");
    box.append(plot("agents", agents, "var(--state-available-in-hours)"));
    if (requests !== null) box.append(plot("requests", requests, "var(--author-contact)"));
    return box;
  };
}

export interface Ranges {
  label: string;
  /** From the top down; those with too few are grey. */
  rows: {name: string; low: number; middle: number; high: number; n: string; isFew: boolean; title: string}[];
  write(value: number): string;
}

/** The middle value between the tenth and the ninetieth of a hundred, with how many they are. */
export function ranges({label, rows, write}: Ranges) {
  const most = Math.max(60, ...rows.map((row) => row.high));
  const ticks = [0, 60, 300, 900, 3600, 14_400, 36_000, 86_400, 259_200].filter((tick) => tick <= most);
  return (width: number) =>
    chart(label, {
      width,
      height: rows.length * 24 + 40,
      marginLeft: Math.min(150, width * 0.32),
      marginRight: 64,
      marginTop: 22,
      marginBottom: 6,
      x: {
        type: "symlog",
        constant: 60,
        axis: "top",
        label: null,
        grid: true,
        ticks: ticks.filter((_, index) => width > 460 || index % 2 === 0),
        tickFormat: write,
        tickSize: 3,
        zero: true
      },
      y: {
        domain: rows.map((row) => row.name),
        label: null,
        tickSize: 0,
        tickFormat: (name: string) => shortName(name, width)
      },
      color: {type: "identity"},
      marks: [
        Plot.link(rows, {
          x1: "low",
          x2: "high",
          y: "name",
          stroke: (row) => (row.isFew ? "var(--gap)" : "var(--accent)"),
          strokeOpacity: 0.5,
          strokeWidth: 5,
          strokeLinecap: "round"
        }),
        Plot.dot(rows, {
          x: "middle",
          y: "name",
          r: 5,
          fill: (row) => (row.isFew ? "var(--other)" : "var(--accent)"),
          stroke: "var(--surface)"
        }),
        Plot.text(rows, {y: "name", frameAnchor: "right", dx: 60, textAnchor: "end", text: "n", fill: "var(--muted)"}),
        Plot.tip(rows, Plot.pointerY({x: "middle", y: "name", title: "title", ...tip}))
      ]
    });
}
