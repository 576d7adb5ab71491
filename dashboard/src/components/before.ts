import type {Columns} from "./charts.js";
import {type Cube, rollup, type Selection} from "./cube.js";
import type {Day} from "./day.js";
import {type Period, wholeDays} from "./filters.js";
import type {View} from "./page.js";
import type {BigNumber} from "./ui.js";

export type Before = NonNullable<Columns["before"]>;

/**
 * What a big number is compared with, from what is counted in a period. For what a day that is not over makes too small
 * (what is added up), or another (a share that differs from hour to hour).
 */
export function overWholeDays<Counts>(
  {filters, compared, partialDay}: Pick<View, "filters" | "compared" | "partialDay">,
  countsOf: (period: Period) => Counts
): (value: (counts: Counts) => number | null) => Pick<BigNumber, "before" | "isCompared" | "overWholeDays"> {
  if (compared === null) return () => ({before: null});
  const spans = wholeDays(filters, compared, partialDay);
  if (spans === null) return () => ({before: null, isCompared: false});
  const before = countsOf(spans.before);
  if (spans.now.to === filters.to) return (value) => ({before: value(before)});
  const now = countsOf(spans.now);
  return (value) => ({before: value(before), overWholeDays: {...spans, value: value(now)}});
}

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
