import * as Plot from "npm:@observablehq/plot";
import {heatColor} from "./colors.js";
import {addMonths, type Day, dateOfDay, daysFrom, startOfMonth, startOfWeek} from "./day.js";
import {svg, uniqueId} from "./dom.js";
import {type EventMark, eventMarks} from "./event-marks.js";
import type {Period} from "./filters.js";
import type {Formats} from "./format.js";

/** Fixes what every chart shares. A chart is one image with a name; the table behind it is its text. */
export function chart(label: string, options: Plot.PlotOptions): Element {
  const plot = Plot.plot({
    marginLeft: 50,
    marginRight: 8,
    marginTop: 12,
    marginBottom: 28,
    ...options,
    style: {background: "transparent", overflow: "visible", fontFamily: "inherit", fontSize: "12px"}
  });
  for (const group of plot.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", label);
  for (const event of ["pointerenter", "pointermove", "pointerdown"]) {
    plot.addEventListener(event, () => requestAnimationFrame(() => keepTipInView(plot)));
  }
  return plot;
}

// Plot centres a tip that fits on neither side of its point, over the edge of a phone.
function keepTipInView(plot: Element): void {
  for (const tip of plot.querySelectorAll<SVGElement>('[aria-label="tip"]')) {
    const {left, right} = tip.getBoundingClientRect();
    const beyond = Math.max(4 - left, Math.min(0, document.documentElement.clientWidth - 4 - right));
    if (beyond !== 0) tip.style.translate = `${beyond}px`;
  }
}

/** A click picks what the pointer is nearest to. The filter bar does the same for a keyboard. */
export function pickable<Datum>(plot: Element, pick: ((datum: Datum) => void) | undefined): Element {
  if (pick === undefined) return plot;
  plot.classList.add("pickable");
  plot.addEventListener("click", () => {
    const {value} = plot as Element & {value?: Datum | null};
    if (value != null) pick(value);
  });
  return plot;
}

/** How many ticks an axis of counts has: none between two whole numbers, where there are few. */
export function countTicks(most: number, usual = 5): number {
  return Math.max(1, Math.min(usual, Math.floor(most)));
}

export type Interval = "day" | "week" | "month";

/** The finest interval whose columns are still wide enough to be told apart. */
export function intervalOf({from, to}: Period): Interval {
  if (to - from < 130) return "day";
  return to - from < 800 ? "week" : "month";
}

/** Gives the first day of the interval that a day lies in. */
export const startOfInterval: Record<Interval, (day: Day) => Day> = {
  day: (day) => day,
  week: startOfWeek,
  month: startOfMonth
};

export interface Columns {
  label: string;
  /** One row for each period and series. */
  rows: {start: Day; series: string; value: number}[];
  /** From the bottom up. */
  series: {name: string; label: string; color: string}[];
  interval: Interval;
  /** First and last day that is shown. */
  from: Day;
  to: Day;
  /** The period whose data is not complete. */
  partial: Day | null;
  total: string;
  /** The totals of the period compared with, under the start of what they are compared to, and their name. */
  before?: {name: string; values: {start: Day; value: number}[]} | null;
  events?: EventMark[];
  /** How a value is written; a count unless said. */
  write?: (value: number) => string;
  /** A click on a column. */
  pick?: (start: Day) => void;
}

/** Stacked columns over time; a period that is not over is hatched. */
export function stackedColumns(columns: Columns, format: Formats) {
  const {
    label,
    rows,
    series,
    interval,
    from,
    to,
    partial,
    total,
    before,
    events = [],
    write = format.integer,
    pick
  } = columns;
  const isCount = columns.write === undefined;
  const pattern = uniqueId("hatch");
  const plotInterval = interval === "week" ? "monday" : interval;
  const labels = new Map(series.map(({name, label}) => [name, label]));
  const starts = [...new Set(rows.map((row) => row.start))];
  const stacks = starts.map((start) => {
    const parts = rows.filter((row) => row.start === start && row.value > 0);
    const sum = parts.reduce((all, part) => all + part.value, 0);
    const lines = series
      .map(({name}) => parts.find((part) => part.series === name))
      .filter((part) => part !== undefined)
      .reverse()
      .map((part) => `${labels.get(part.series)}: ${write(part.value)}`);
    const head = interval === "month" ? format.month(start) : format.dayInWeek(start);
    const earlier = before?.values.find((value) => value.start === start)?.value;
    const compared = earlier === undefined ? [] : [`${before!.name}: ${write(earlier)}`];
    const title = [head, `${total}: ${write(sum)}`, ...compared, ...lines].join("\n");
    return {start, date: dateOfDay(start), sum, title};
  });
  const most = Math.max(0, ...stacks.map(({sum}) => sum), ...(before?.values ?? []).map(({value}) => value));
  return (width: number) => {
    // A day's label stands under the middle of its column.
    const half = interval === "day" ? middle.day : 0;
    const gap = width / starts.length > 20 ? 2 : 0.5;
    const marked = eventMarks(events, {from, to}, width);
    const plot = chart(label, {
      width,
      height: 260 + marked.height,
      marginTop: 12 + marked.height,
      x: {type: "utc", domain: [dateOfDay(from), dateOfDay(to + 1)], label: null},
      y: {
        label: null,
        grid: true,
        zero: true,
        tickFormat: format.upTo(most),
        ticks: isCount ? countTicks(most) : 5,
        tickSize: 0
      },
      color: {domain: series.map(({name}) => name), range: series.map(({color}) => color)},
      marks: [
        () => hatching(pattern),
        Plot.axisX({
          ticks: ticksOf(from, to, width).map((day) => new Date(dateOfDay(day).getTime() + half)),
          tickFormat: (date: Date) => format.tick(date, to - from > 200 ? "month" : "day"),
          tickSize: 3
        }),
        Plot.rectY(rows, {
          x: (row) => dateOfDay(row.start),
          y: "value",
          fill: "series",
          order: series.map(({name}) => name),
          interval: plotInterval,
          insetLeft: gap,
          insetRight: gap
        }),
        Plot.rectY(
          stacks.filter(({start}) => start === partial),
          {x: "date", y: "sum", interval: plotInterval, fill: `url(#${pattern})`, insetLeft: gap, insetRight: gap}
        ),
        marked.marks,
        Plot.ruleY(before?.values ?? [], {
          x1: ({start}) => dateOfDay(start),
          x2: ({start}) => dateOfDay(lengthened(start, interval)),
          y: "value",
          stroke: "var(--text)",
          strokeWidth: 1.5,
          insetLeft: gap,
          insetRight: gap
        }),
        Plot.ruleY([0], {stroke: "var(--line-strong)"}),
        Plot.tip(
          stacks,
          Plot.pointerX({
            x: (stack) => new Date(stack.date.getTime() + middle[interval]),
            y: "sum",
            title: "title",
            fill: "var(--surface)",
            stroke: "var(--line-strong)",
            lineHeight: 1.35
          })
        )
      ]
    });
    return pickable<{start: Day}>(plot, pick && (({start}) => pick(start)));
  };
}

/** First day after the interval that begins on a day. */
function lengthened(start: Day, interval: Interval): Day {
  return {day: start + 1, week: start + 7, month: addMonths(start, 1)}[interval];
}

/** Mondays, or firsts of the month in long periods, no closer than their labels are wide. */
export function ticksOf(from: Day, to: Day, width: number): Day[] {
  const days = daysFrom(from, to);
  const room = Math.max(2, Math.floor(width / 70));
  if (days.length <= Math.min(14, room)) return days;
  const starts = days.filter((day) => (days.length > 200 ? startOfMonth(day) : startOfWeek(day)) === day);
  const step = Math.ceil(starts.length / room);
  return starts.filter((_, index) => index % step === 0);
}

const middle: Record<Interval, number> = {day: 0.5 * 86_400_000, week: 3.5 * 86_400_000, month: 15 * 86_400_000};

function hatching(id: string): SVGElement {
  return svg(
    "defs",
    {},
    svg(
      "pattern",
      {id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"},
      svg("rect", {width: 2.5, height: 5, fill: "var(--surface)", "fill-opacity": 0.75})
    )
  );
}

export interface Heat {
  label: string;
  /** One for each weekday (0 = Monday) and hour; value null where nothing is known. */
  cells: {weekday: number; hour: number; value: number | null; isOpen: boolean; title: string}[];
}

/** Weekday × hour; the hours when somebody is there are outlined. */
export function heatMap({label, cells}: Heat, format: Formats) {
  const highest = Math.max(0, ...cells.map((cell) => cell.value ?? 0));
  const open = new Set(cells.filter((cell) => cell.isOpen).map(({weekday, hour}) => weekday * 24 + hour));
  return (width: number) =>
    chart(label, {
      width,
      height: Math.min(300, Math.max(190, width / 2.6)),
      marginLeft: 40,
      marginRight: 4,
      marginTop: 6,
      marginBottom: 24,
      padding: 0,
      x: {domain: hours, label: null, tickSize: 0, tickFormat: (hour: number) => (hour % 3 === 0 ? String(hour) : "")},
      y: {domain: weekdays, label: null, tickSize: 0, tickFormat: (weekday: number) => format.weekday(weekday)},
      color: {type: "identity"},
      marks: [
        Plot.cell(cells, {
          x: "hour",
          y: "weekday",
          // The square root keeps quiet hours apart.
          fill: ({value}) => (value === null || highest === 0 ? heatColor(0) : heatColor(Math.sqrt(value / highest))),
          inset: 1,
          rx: 2
        }),
        Plot.text(
          cells.filter(({value}) => value === null),
          {x: "hour", y: "weekday", text: () => "–", fontSize: 10, fill: "var(--muted)"}
        ),
        outline(open),
        Plot.tip(
          cells,
          Plot.pointer({
            x: "hour",
            y: "weekday",
            title: "title",
            fill: "var(--surface)",
            stroke: "var(--line-strong)",
            lineHeight: 1.35
          })
        )
      ]
    });
}

const hours = Array.from({length: 24}, (_, hour) => hour);
const weekdays = Array.from({length: 7}, (_, weekday) => weekday);

// One line around what is open: an edge wherever the neighbour is not.
function outline(open: Set<number>): Plot.RenderFunction {
  return (_index, {scales}) => {
    const x = scales.x as unknown as {step?: number; bandwidth: number; apply(hour: number): number};
    const y = scales.y as unknown as {step?: number; bandwidth: number; apply(weekday: number): number};
    const isOpen = (weekday: number, hour: number) =>
      weekday >= 0 && weekday < 7 && hour >= 0 && hour < 24 && open.has(weekday * 24 + hour);
    let path = "";
    for (const cell of open) {
      const [weekday, hour] = [Math.floor(cell / 24), cell % 24];
      const [left, top] = [x.apply(hour), y.apply(weekday)];
      const [right, bottom] = [left + x.bandwidth, top + y.bandwidth];
      if (!isOpen(weekday - 1, hour)) path += `M${left},${top}H${right}`;
      if (!isOpen(weekday + 1, hour)) path += `M${left},${bottom}H${right}`;
      if (!isOpen(weekday, hour - 1)) path += `M${left},${top}V${bottom}`;
      if (!isOpen(weekday, hour + 1)) path += `M${right},${top}V${bottom}`;
    }
    return svg("path", {d: path, class: "outline"});
  };
}
