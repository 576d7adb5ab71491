/**
 * `data/manifest.json` of a published site: what the pages read first, and never from a cache.
 * The files it names carry a hash of their content in their name and never change.
 */
export interface Manifest {
  /** Changes whenever anything that is shown changed; an open page may compare it to know that there is more. */
  version: string;
  meta: SiteMeta;
  files: Record<string, DataFile>;
}

export interface SiteMeta {
  /** The reporting zone: every `day` is a calendar day in it. */
  time_zone: string;
  language: "es" | "en";
  currency: string;
  /** Of the reports' dialect; the cards' CSV is for the same spreadsheet. */
  decimal_mark: "." | ",";
  session_gap_hours: number;
  stale_session_hours: number;
  service_level_seconds: number;
  /** Instant of the newest event, like "2026-10-18T21:04:11.000Z"; null without data. */
  as_of: string | null;
  /** The same of the agent history. */
  agents_as_of: string | null;
  /** First and last day with data, like "2026-07-20"; null without data. */
  data_from: string | null;
  data_to: string | null;
  /** Those that occur in the data, the busiest first. */
  channels: string[];
  /** Who wrote at all; how much the others did, or that they did nothing, is not known then. */
  authors: Author[];
  /** Accounts and teams that occur in the data, the busiest first; "–" is what has none. */
  accounts: Named[];
  skills: Named[];
  /** Made-up data: every page says so. */
  is_sample: boolean;
  /** When the warehouse was built last. */
  built_at: string | null;
}

export type Author = "contact" | "bot" | "agent";

export interface Named {
  id: string;
  /** As settings and reference files call it, else the id. */
  name: string;
}

export interface DataFile {
  rows: number;
  bytes: number;
  columns: Record<string, ColumnKind>;
  /** All rows in one; or, where there are many, those of each month of their `day` apart, or of each day, in order. */
  parts: DataPart[];
}

export interface DataPart {
  /** Relative to the manifest, like "hour_days.1f0c9a2b7d3e.arrow". */
  path: string;
  /** The month or the day that it holds, like "2026-03" or "2026-03-05"; null for all rows. */
  span: string | null;
}

/**
 * How a column lies in the Arrow file. Nulls are Arrow nulls.
 * - `day`: int32, days since 1970-01-01
 * - `instant`: float64, milliseconds since 1970-01-01T00:00Z
 * - `integer`: int8, int16 or int32, the narrowest that holds them all
 * - `number`: float64; decimals too, which are exact to 15 digits in it (999,999,999.999999)
 * - `flag`: uint8, 0 or 1
 * - `label`: a dictionary of texts, in the order of their first row
 */
export type ColumnKind = "day" | "instant" | "integer" | "number" | "flag" | "label";
