import type {Selection} from "./cube.js";
import {addMonths, type Day, readDay, startOfMonth, writeDay} from "./day.js";

export const presets = ["7d", "28d", "90d", "month", "last-month", "all"] as const;
export type Preset = (typeof presets)[number];

export const comparisons = ["previous", "year", "none"] as const;
export type Comparison = (typeof comparisons)[number];

/** Columns of the data that people filter by; each is a parameter of the address with the same name. */
export const dimensions = ["channel", "account_id", "skill"] as const;
export type Dimension = (typeof dimensions)[number];

/** What a page may offer beside the days. */
export type Control = Dimension | "compare";
export const allControls: readonly Control[] = ["compare", ...dimensions];

export interface Period {
  from: Day;
  to: Day;
}

export interface Filters extends Period {
  /** The preset that gave the period; it moves on with the data. Null for days chosen by hand. */
  preset: Preset | null;
  compare: Comparison;
  /** Values kept of a dimension; null keeps all, also those that come later. */
  where: Record<Dimension, string[] | null>;
}

/** What can be chosen: the days with data, and the values of each dimension. */
export interface Scope {
  first: Day;
  last: Day;
  values: Record<Dimension, string[]>;
}

const defaultPreset: Preset = "28d";

/** Filters from an address's query string; what is missing or makes no sense is the default. */
export function readFilters(query: string, scope: Scope): Filters {
  const parameters = new URLSearchParams(query);
  const from = readDay(parameters.get("from"));
  const to = readDay(parameters.get("to"));
  const compare = oneOf(comparisons, parameters.get("compare")) ?? "previous";
  const where = Object.fromEntries(
    dimensions.map((name) => [name, readValues(parameters.getAll(name), scope.values[name])])
  ) as Filters["where"];
  const period = periodWithin(from, to, scope);
  if (period !== null) return {...period, preset: null, compare, where};
  const preset = oneOf(presets, parameters.get("period")) ?? defaultPreset;
  return {...periodOf(preset, scope), preset, compare, where};
}

/** As much of days chosen by hand as there is data of; null for days that are none, or all beyond it. */
export function periodWithin(from: Day | null, to: Day | null, {first, last}: Scope): Period | null {
  if (from === null || to === null || from > to || from > last || to < first) return null;
  return {from: Math.max(from, first), to: Math.min(to, last)};
}

/** The query string of filters, without what is the default; empty when everything is. */
export function writeFilters(filters: Filters): string {
  const parameters = new URLSearchParams();
  if (filters.preset === null) {
    parameters.set("from", writeDay(filters.from));
    parameters.set("to", writeDay(filters.to));
  } else if (filters.preset !== defaultPreset) {
    parameters.set("period", filters.preset);
  }
  if (filters.compare !== "previous") parameters.set("compare", filters.compare);
  for (const name of dimensions) {
    const values = filters.where[name];
    if (values?.length === 0) parameters.append(name, "");
    for (const value of values ?? []) parameters.append(name, value);
  }
  const query = parameters.toString();
  return query === "" ? "" : `?${query}`;
}

/** Parameters of an address that are filters. */
export const filterNames: readonly string[] = ["from", "to", "period", "compare", ...dimensions];

/** Whether an address says anything about filters. */
export function hasFilters(query: string): boolean {
  const parameters = new URLSearchParams(query);
  return filterNames.some((name) => parameters.has(name));
}

/** The same query string for somebody else: without filters it would show those that the reader chose last. */
export function withFilters(query: string): string {
  const parameters = new URLSearchParams(query);
  if (!hasFilters(query)) parameters.set("period", defaultPreset);
  return parameters.toString();
}

/** Days of a preset, never beyond the data. */
export function periodOf(preset: Preset, {first, last}: Scope): Period {
  const month = startOfMonth(last);
  const periods: Record<Preset, Period> = {
    "7d": {from: last - 6, to: last},
    "28d": {from: last - 27, to: last},
    "90d": {from: last - 89, to: last},
    month: {from: month, to: last},
    "last-month": {from: addMonths(month, -1), to: month - 1},
    all: {from: first, to: last}
  };
  const {from, to} = periods[preset];
  // The data may begin after the month before: then there is only this one.
  return to < first ? {from: first, to: last} : {from: Math.max(from, first), to};
}

/** The period to compare with; null when none is wanted or the data does not hold all of it. */
export function comparedPeriod({from, to, compare}: Filters, {first}: Scope): Period | null {
  if (compare === "none") return null;
  const length = to - from + 1;
  const period =
    compare === "year"
      ? {from: addMonths(from, -12), to: addMonths(from, -12) + length - 1}
      : {from: from - length, to: from - 1};
  return period.from < first ? null : period;
}

/** The period before or after, as long; a month steps to a whole month. Null where there is no data. */
export function stepped(
  {from, to, preset}: Pick<Filters, "from" | "to" | "preset">,
  scope: Scope,
  direction: -1 | 1
): Pick<Filters, "from" | "to" | "preset"> | null {
  const length = to - from + 1;
  const isWhole = from === startOfMonth(from) && to === addMonths(from, 1) - 1;
  const isMonth = isWhole || preset === "month";
  const start = isMonth ? addMonths(from, direction) : from + direction * length;
  const end = isMonth ? addMonths(start, 1) - 1 : start + length - 1;
  if (end < scope.first || start > scope.last) return null;
  const period = {from: Math.max(start, scope.first), to: Math.min(end, scope.last)};
  const known = presets.find((name) => {
    const {from, to} = periodOf(name, scope);
    return from === period.from && to === period.to;
  });
  return {...period, preset: known ?? null};
}

/** The days of a period that are over, when the data ends within the partial one: a mean of days counts no others. */
export function daysOver({from, to}: Period, partialDay: Day | null): Period {
  return {from, to: partialDay === null ? to : Math.min(to, partialDay - 1)};
}

/**
 * A period and what it is compared with, both less the day that the data ends within: what is added up grows with the
 * hours, so only days that are over are held against as many. Null where none is over.
 */
export function wholeDays(
  period: Period,
  compared: Period,
  partialDay: Day | null
): {now: Period; before: Period} | null {
  const now = daysOver(period, partialDay);
  if (now.to < now.from) return null;
  return {now, before: {from: compared.from, to: compared.to - (period.to - now.to)}};
}

/** What a cube is asked for a period under these filters. */
export function selectionOf(filters: Filters, period: Period = filters): Selection {
  return {from: period.from, to: period.to, where: filters.where};
}

function readValues(wanted: string[], known: string[]): string[] | null {
  if (wanted.length === 0) return null;
  const values = known.filter((value) => wanted.includes(value));
  // Only names that the data does not know: an old address, not a wish to see nothing.
  if (values.length === 0 && !wanted.includes("")) return null;
  return values.length === known.length ? null : values;
}

function oneOf<Name extends string>(names: readonly Name[], name: string | null): Name | null {
  return names.find((known) => known === name) ?? null;
}
