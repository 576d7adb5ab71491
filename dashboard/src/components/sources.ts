import {type Cube, type Row, rowsOf} from "./cube.js";
import type {Day} from "./day.js";
import type {Period} from "./filters.js";

export type Source = Row & {
  source: string;
  /** Of all time, not only of the period: a source that fell silent before it shows. */
  last_event_at: number;
  rows: number;
  warnings: number;
  /** Nothing newer than a day before the newest event of all. */
  is_late: boolean;
};

const dayLength = 86_400_000;

/** The kinds of event: when each was heard last, and its rows in the period. Files and checks have no events. */
export function sourcesOf(health: Cube, asOf: string | null, {from, to}: Period): Source[] {
  const sources = new Map<string, Source>();
  const rows = rowsOf(health);
  for (const row of rows) {
    const last = row["last_event_at"] as number | null;
    if (last === null) continue;
    const name = String(row["source"]);
    const before = sources.get(name)?.last_event_at ?? last;
    sources.set(name, {source: name, last_event_at: Math.max(last, before), rows: 0, warnings: 0, is_late: false});
  }
  for (const row of rows) {
    const source = sources.get(String(row["source"]));
    if (source === undefined || !isWithin(row, {from, to})) continue;
    source.rows += (row["rows"] as number | null) ?? 0;
    source.warnings += row["warning"] === null ? 0 : 1;
  }
  const newest = asOf === null ? null : Date.parse(asOf);
  for (const source of sources.values()) {
    source.is_late = newest !== null && source.last_event_at < newest - dayLength;
  }
  return [...sources.values()].sort((a, b) => a.source.localeCompare(b.source));
}

export type Warning = Row & {
  source: string;
  /** What is wrong, as the model calls it: "unmapped_intents". */
  code: string;
  days: number;
  last_day: Day | null;
  /** What it says about the last of those days. */
  detail: string;
};

/**
 * What looks wrong, once for each source and code. A warning that stands beyond the days of the data, on the day a file
 * was loaded, is always among them; those of checks are not.
 */
export function warningsOf(health: Cube, {from, to}: Period, lastDay: Day): Warning[] {
  const warnings = new Map<string, Warning>();
  for (const row of rowsOf(health)) {
    const source = String(row["source"]);
    const day = row["day"] as Day | null;
    if (row["warning"] === null || source.includes(".")) continue;
    if (!isWithin(row, {from, to}) && day !== null && day <= lastDay) continue;
    for (const {code, detail} of warningParts(String(row["warning"]))) {
      const key = `${source} ${code}`;
      const known = warnings.get(key) ?? {source, code, days: 0, last_day: null, detail: ""};
      known.days += 1;
      if (known.last_day === null || (day ?? 0) >= known.last_day) {
        known.last_day = day;
        known.detail = detail;
      }
      warnings.set(key, known);
    }
  }
  return [...warnings.values()].sort((a, b) => (b.last_day ?? 0) - (a.last_day ?? 0) || b.days - a.days);
}

/** A day's warnings stand in one text; what they say may hold a semicolon of its own. */
export function warningParts(warning: string): {code: string; detail: string}[] {
  return warning.split(/; (?=[a-z_]+: )/).map((text) => {
    const [, code = text, detail = ""] = /^([a-z_]+): (.*)$/s.exec(text) ?? [];
    return {code, detail};
  });
}

function isWithin(row: Row, {from, to}: Period): boolean {
  const day = row["day"] as Day | null;
  return day !== null && day >= from && day <= to;
}
