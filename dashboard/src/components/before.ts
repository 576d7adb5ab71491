import type {Columns} from "./charts.js";
import {type Cube, rollup, type Selection} from "./cube.js";
import type {Day} from "./day.js";
import type {View} from "./page.js";

export type Before = NonNullable<Columns["before"]>;

/** Totals of the period compared with, laid over the period shown: its first day under the first. */
export function totalsBefore(
  {filters, compared, format, t}: View,
  cube: Cube,
  measure: string,
  selection: Selection,
  startOf: (day: Day) => Day
): Before | null {
  if (compared === null) return null;
  const later = filters.from - compared.from;
  const rows = rollup(cube, {
    ...selection,
    from: compared.from,
    to: Math.min(compared.to, filters.to - later),
    by: ["day"],
    sum: [measure],
    key: {day: (day) => startOf(day + later)}
  });
  const values = rows.map((row) => ({start: row["day"] as Day, value: (row[measure] as number | null) ?? 0}));
  return {name: t.inPeriod(format.range(compared.from, compared.to)), values};
}

/** What the lines over the columns are. */
export function beforeItem(before: Before | null) {
  return before === null ? [] : [{label: before.name, color: "var(--text)", pattern: "line" as const}];
}
