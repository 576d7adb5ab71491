import {type Cube, type Row, rowsOf} from "./cube.js";
import type {Day} from "./day.js";
import type {Period} from "./filters.js";

export type Source = Row & {
  source: string;
  /** Of all time, not only of the period: a source that fell silent before it shows. */
  last_event_at: number | null;
  rows: number;
  rows_refused: number;
  warnings: number;
  /** Nothing newer than a day before the newest event of all. */
  is_late: boolean;
};

const day = 86_400_000;

/** What is known of each source: when it was heard last, and its days of the period. */
export function sourcesOf(cube: Cube, asOf: string | null, {from, to}: Period): Source[] {
  const sources = new Map<string, Source>();
  for (const row of rowsOf(cube)) {
    const name = String(row["source"]);
    const source = sources.get(name) ?? {
      source: name,
      last_event_at: null,
      rows: 0,
      rows_refused: 0,
      warnings: 0,
      is_late: true
    };
    sources.set(name, source);
    const last = row["last_event_at"] as number | null;
    if (last !== null) source.last_event_at = Math.max(last, source.last_event_at ?? last);
    const at = row["day"] as Day | null;
    if (at === null || at < from || at > to) continue;
    source.rows += (row["rows"] as number | null) ?? 0;
    source.rows_refused += (row["rows_refused"] as number | null) ?? 0;
    source.warnings += row["warning"] === null ? 0 : 1;
  }
  for (const source of sources.values()) {
    const newest = asOf === null ? null : Date.parse(asOf);
    source.is_late = source.last_event_at === null || (newest !== null && source.last_event_at < newest - day);
  }
  return [...sources.values()].sort((a, b) => a.source.localeCompare(b.source));
}
