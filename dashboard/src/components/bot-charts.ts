import * as Plot from "npm:@observablehq/plot";
import {chart, countTicks, type Interval, pickable, ticksOf} from "./charts.js";
import {heatColor, heatText} from "./colors.js";
import {type Day, dateOfDay} from "./day.js";
import {element} from "./dom.js";
import {type EventMark, eventMarks} from "./event-marks.js";
import {type Formats, short, shortBefore} from "./format.js";

export const rateColors = {
  message: "var(--rate-message)",
  session: "var(--rate-session)",
  stuck: "var(--rate-stuck)"
};

/** In the order of a bar: what the bot did well first. */
export const outcomes = [
  "completed",
  "quiet_end",
  "abandoned_after_fallback",
  "not_picked_up",
  "refused_out_of_hours",
  "handed_off"
] as const;

export type Outcome = (typeof outcomes)[number];

export function outcomeColor(outcome: Outcome): string {
  return `var(--outcome-${outcome.replaceAll("_", "-")})`;
}

const onSurface = {fill: "var(--text)", stroke: "var(--surface)", strokeWidth: 3};
const tipStyle = {fill: "var(--surface)", stroke: "var(--line-strong)", lineHeight: 1.35};

export interface Trend {
  label: string;
  points: {
    start: Day;
    message: number | null;
    session: number | null;
    stuck: number | null;
    sessions: number;
    title: string;
  }[];
  events: EventMark[];
  interval: Interval;
  from: Day;
  to: Day;
  /** A click on a day, week or month. */
  pick?: (start: Day) => void;
}

/** Three rates as lines with what happened as marks; below them, how many sessions they stand on. */
export function fallbackTrend({label, points, events, interval, from, to, pick}: Trend, format: Formats) {
  const half = {day: 0.5, week: 3.5, month: 15}[interval];
  const at = (day: Day) => dateOfDay(day + half);
  const lines = (["message", "session", "stuck"] as const).flatMap((rate) =>
    points.map((point) => ({date: at(point.start), rate, value: point[rate]}))
  );
  const x = {type: "utc" as const, domain: [dateOfDay(from), dateOfDay(to + 1)], label: null};
  const highest = Math.max(0.05, ...lines.map(({value}) => value ?? 0));
  return (width: number) => {
    const marked = eventMarks(events, {from, to}, width);
    const rates = chart(label, {
      width,
      height: 216 + marked.height,
      marginTop: 14 + marked.height,
      marginBottom: 6,
      x: {...x, axis: null},
      y: {
        domain: [0, highest * 1.05],
        label: null,
        grid: true,
        ticks: 5,
        tickSize: 0,
        tickFormat: (value: number) => format.percent(value)
      },
      color: {domain: Object.keys(rateColors), range: Object.values(rateColors)},
      marks: [
        marked.marks,
        Plot.lineY(lines, {x: "date", y: "value", stroke: "rate", z: "rate", strokeWidth: 2}),
        points.length > 40
          ? null
          : Plot.dot(lines, {x: "date", y: "value", fill: "rate", r: 2.5, filter: ({value}) => value !== null}),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.tip(
          points,
          Plot.pointerX({
            x: ({start}) => at(start),
            y: ({message}) => message ?? 0,
            title: "title",
            ...tipStyle
          })
        )
      ]
    });
    const below = chart(`${label} · n`, {
      width,
      height: 86,
      marginTop: 6,
      x,
      y: {
        label: null,
        ticks: countTicks(Math.max(0, ...points.map(({sessions}) => sessions)), 2),
        tickSize: 0,
        zero: true,
        tickFormat: (value: number) => format.compact(value)
      },
      marks: [
        Plot.rectY(points, {
          x: ({start}) => dateOfDay(start),
          y: "sessions",
          interval: interval === "week" ? "monday" : interval,
          fill: "var(--other)",
          fillOpacity: 0.55,
          insetLeft: 0.5,
          insetRight: 0.5
        }),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.axisX({
          // A day's label stands under the middle of its column.
          ticks: ticksOf(from, to, width).map((day) => dateOfDay(interval === "day" ? day + 0.5 : day)),
          tickFormat: (date: Date) => format.tick(date, to - from > 200 ? "month" : "day"),
          tickSize: 3
        })
      ]
    });
    const picked = pick && (({start}: {start: Day}) => pick(start));
    return element("div", {class: "stacked-charts"}, pickable(rates, picked), below);
  };
}

export interface Scatter {
  label: string;
  xLabel: string;
  yLabel: string;
  points: {name: string; sessions: number; share: number; isChosen: boolean; title: string}[];
}

export const fewSessions = 20;
const scatterHeight = 254;

/** Use against the share that asks for a person; the busiest and the extreme ones have their name. */
export function handoffScatter({label, xLabel, yLabel, points}: Scatter, format: Formats) {
  const most = Math.max(2, ...points.map(({sessions}) => sessions));
  const least = Math.max(1, Math.min(...points.map(({sessions}) => sessions)) * 0.8);
  const highest = Math.max(0.1, ...points.map(({share}) => share));
  return (width: number) => {
    const domain = [least, most * 1.3] as const;
    const names = labelled(
      points.map((point) => ({...point, name: short(point.name, roomFor(point, domain, width))})),
      domain,
      highest,
      width
    );
    return chart(label, {
      width,
      height: scatterHeight + 66,
      marginTop: 26,
      marginBottom: 40,
      marginRight: 20,
      x: {
        type: "log",
        domain: [...domain],
        label: xLabel,
        ticks: [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000].filter(
          (tick) => tick >= least && tick <= most * 1.3
        ),
        tickFormat: (value: number) => format.integer(value)
      },
      r: {type: "identity"},
      y: {domain: [0, Math.min(1, highest * 1.1)], label: yLabel, grid: true, ticks: 5, tickFormat: format.percent},
      marks: [
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.dot(points, {
          x: "sessions",
          y: "share",
          r: ({isChosen}) => (isChosen ? 7 : 4.5),
          fill: ({sessions}) => (sessions < fewSessions ? "var(--gap)" : "var(--accent)"),
          stroke: "var(--surface)"
        }),
        (["start", "end"] as const).map((textAnchor) =>
          Plot.text(
            names.filter(({sessions}) => anchorOf(sessions, domain) === textAnchor),
            {x: "sessions", y: "share", text: "name", textAnchor, dy: -11, ...onSurface}
          )
        ),
        Plot.tip(points, Plot.pointer({x: "sessions", y: "share", title: "title", ...tipStyle}))
      ]
    });
  };
}

type Domain = readonly [least: number, most: number];

function positionOf(sessions: number, [least, most]: Domain, width: number): number {
  return (Math.log(sessions / least) / Math.log(most / least)) * (width - 70);
}

// Names of the right half stand before their dot, so that none leaves the chart.
function anchorOf(sessions: number, [least, most]: Domain): "start" | "end" {
  return sessions > Math.sqrt(least * most) ? "end" : "start";
}

// Letters that fit between a dot and the edge that its name reaches for.
function roomFor({sessions}: {sessions: number}, domain: Domain, width: number): number {
  const x = positionOf(sessions, domain, width);
  return Math.floor((anchorOf(sessions, domain) === "start" ? width - 50 - x : x + 40) / 7);
}

// The one chosen, then those furthest from the others, as far as there is room beside other names and dots.
function labelled(points: Scatter["points"], domain: Domain, highest: number, width: number): Scatter["points"] {
  type Point = Scatter["points"][number];
  const at = ({sessions, share}: Point) => ({
    x: positionOf(sessions, domain, width),
    y: scatterHeight * (1 - share / Math.min(1, highest * 1.1))
  });
  const boxOf = (point: Point) => {
    const {x, y} = at(point);
    const length = 7 * point.name.length;
    const left = anchorOf(point.sessions, domain) === "start" ? x : x - length;
    return {left, right: left + length, top: y - 18, bottom: y - 5};
  };
  const rank = ({isChosen, sessions, share}: Point) => {
    if (isChosen) return 9;
    return sessions < fewSessions ? -1 : share / highest + Math.log(sessions) / Math.log(domain[1]) / 2;
  };
  const kept: Point[] = [];
  for (const point of [...points].sort((a, b) => rank(b) - rank(a))) {
    if (rank(point) < 0 || kept.length >= (width < 480 ? 6 : 12)) break;
    const box = boxOf(point);
    const isBesideNames = kept.map(boxOf).every((other) => {
      const isAside = box.left > other.right + 6 || other.left > box.right + 6;
      return isAside || box.top > other.bottom + 2 || other.top > box.bottom + 2;
    });
    const isBesideDots = points.every((other) => {
      const {x, y} = at(other);
      return other === point || x < box.left - 5 || x > box.right + 5 || y < box.top - 5 || y > box.bottom + 5;
    });
    if (isBesideNames && (isBesideDots || point.isChosen)) kept.push(point);
  }
  return kept;
}

export interface Matrix {
  label: string;
  rows: string[];
  columns: string[];
  cells: {row: string; column: string; share: number; title: string}[];
}

/** Rows add up to 100 %. */
export function stepMatrix({label, rows, columns, cells}: Matrix, format: Formats) {
  return (width: number) => {
    const wide = Math.max(width, 720);
    return chart(label, {
      width: wide,
      height: 110 + 26 * rows.length,
      marginTop: 104,
      marginLeft: 170,
      marginBottom: 4,
      marginRight: 50,
      padding: 0,
      x: {
        domain: columns,
        axis: "top",
        tickRotate: -40,
        tickSize: 0,
        label: null,
        tickFormat: (name: string) => short(name, 22)
      },
      y: {domain: rows, tickSize: 0, label: null, tickFormat: (name: string) => short(name, 26)},
      color: {type: "identity"},
      marks: [
        Plot.cell(cells, {x: "column", y: "row", fill: ({share}) => heatColor(Math.sqrt(share)), inset: 1, rx: 2}),
        Plot.text(
          cells.filter(({share}) => share >= 0.02),
          {
            x: "column",
            y: "row",
            text: ({share}) => format.integer(share * 100),
            fill: ({share}) => heatText(Math.sqrt(share))
          }
        ),
        Plot.tip(cells, Plot.pointer({x: "column", y: "row", title: "title", ...tipStyle}))
      ]
    });
  };
}

export interface OutcomeBars {
  label: string;
  rows: string[];
  parts: {row: string; outcome: Outcome; n: number; title: string}[];
}

/** One bar of 100 % a row. */
export function outcomeBars({label, rows, parts}: OutcomeBars, format: Formats) {
  return (width: number) =>
    chart(label, {
      width,
      height: 40 + 24 * rows.length,
      marginLeft: width < 480 ? 132 : 210,
      marginTop: 4,
      marginRight: 16,
      x: {label: null, tickFormat: (value: number) => format.percent(value), ticks: width < 480 ? 2 : 4},
      y: {
        domain: rows,
        label: null,
        tickSize: 0,
        tickFormat: (name: string) => shortBefore(name, width < 480 ? 20 : 34)
      },
      color: {domain: [...outcomes], range: outcomes.map(outcomeColor)},
      marks: [
        Plot.barX(
          parts,
          Plot.stackX(
            {offset: "normalize", order: [...outcomes]},
            {x: "n", y: "row", fill: "outcome", z: "outcome", insetTop: 2, insetBottom: 2}
          )
        ),
        Plot.tip(
          parts,
          Plot.pointer(
            Plot.stackX(
              {offset: "normalize", order: [...outcomes]},
              {x: "n", y: "row", z: "outcome", title: "title", ...tipStyle}
            )
          )
        )
      ]
    });
}

export interface Durable {
  label: string;
  weeks: Day[];
  rows: string[];
  cells: {week: Day; row: string; share: number | null; isImmature: boolean; title: string}[];
}

/** Week × how long it lasted; weeks that are too young are grey. */
export function durableWeeks({label, weeks, rows, cells}: Durable, format: Formats) {
  return (width: number) => {
    const step = (width - 150) / Math.max(1, weeks.length);
    const every = Math.ceil(56 / step);
    return chart(label, {
      width,
      height: 50 + 40 * rows.length,
      marginLeft: 140,
      marginTop: 4,
      padding: 0,
      x: {
        domain: weeks,
        label: null,
        tickSize: 0,
        tickFormat: (week: Day) => (weeks.indexOf(week) % every === 0 ? format.shortDay(week) : "")
      },
      y: {domain: rows, label: null, tickSize: 0},
      color: {type: "identity"},
      marks: [
        Plot.cell(cells, {
          x: "week",
          y: "row",
          fill: ({share, isImmature}) => (isImmature || share === null ? "var(--gap)" : heatColor(share)),
          inset: 1,
          rx: 2
        }),
        step < 34
          ? null
          : Plot.text(cells, {
              x: "week",
              y: "row",
              text: ({share}) => format.percent(share === null ? null : Math.round(share * 100) / 100),
              fill: ({share, isImmature}) => (isImmature || share === null ? "var(--text)" : heatText(share))
            }),
        Plot.tip(cells, Plot.pointer({x: "week", y: "row", title: "title", ...tipStyle}))
      ]
    });
  };
}
