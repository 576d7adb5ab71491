import * as Plot from "npm:@observablehq/plot";
import {type Cube, rowsOf} from "./cube.js";
import {type Day, dateOfDay} from "./day.js";
import type {Period} from "./filters.js";

export interface EventMark {
  day: Day;
  label: string;
}

/** What events.csv notes in the period, for the charts over time. */
export function eventsOf(events: Cube, {from, to}: Period): EventMark[] {
  return rowsOf(events)
    .map((row) => ({day: row["day"] as Day, label: String(row["label"])}))
    .filter(({day}) => day >= from && day <= to)
    .sort((a, b) => a.day - b.day);
}

const lineHeight = 14;

/** Dashed lines with their names over the chart, and the height that the names take. */
export function eventMarks(events: EventMark[], {from, to}: Period, width: number) {
  const {rows, anchors, count} = rowsOfLabels(events, {from, to}, width);
  const at = ({day}: EventMark) => dateOfDay(day + 0.5);
  const marks = [
    Plot.ruleX(events, {x: at, stroke: "var(--line-strong)", strokeDasharray: "3 3"}),
    events.map((event, index) =>
      Plot.text([event], {
        x: at,
        frameAnchor: anchors[index] === "end" ? "top-right" : "top-left",
        text: "label",
        textAnchor: anchors[index]!,
        lineAnchor: "bottom",
        dx: anchors[index] === "end" ? -3 : 3,
        dy: -4 - lineHeight * rows[index]!,
        fill: "var(--muted)"
      })
    )
  ];
  return {marks, height: lineHeight * count};
}

// Labels that would run into each other go one line up; one near the right edge is written to its left.
function rowsOfLabels(events: EventMark[], {from, to}: Period, width: number) {
  const perDay = (width - 52) / (to - from + 1);
  const ends: number[] = [];
  const rows: number[] = [];
  const anchors: ("start" | "end")[] = [];
  for (const {day, label} of events) {
    const length = label.length * 6.4 + 12;
    const place = (day - from + 0.5) * perDay;
    const isLeft = place + length > width - 52 && place > length;
    const start = isLeft ? place - length : place;
    let row = ends.findIndex((end) => end <= start);
    if (row === -1) row = ends.push(0) - 1;
    ends[row] = start + length;
    rows.push(row);
    anchors.push(isLeft ? "end" : "start");
  }
  return {rows, anchors, count: ends.length};
}
