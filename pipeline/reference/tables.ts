import {identifier, type Warehouse} from "../warehouse.js";

/** Column name to DuckDB type, in the table's order. */
type Columns = Record<string, string>;

/** Every table of the schema `reference`: what people decide, as the models read it. */
export const referenceTables = {
  // From settings.yaml.
  settings: {
    time_zone: "varchar",
    language: "varchar",
    currency: "varchar",
    portfolio: "varchar",
    session_gap_hours: "integer",
    stale_session_hours: "integer",
    service_level_seconds: "integer",
    turn_join_seconds: "integer",
    active_chat_gap_minutes: "integer",
    service_allowance: "varchar",
    window_clock: "varchar",
    reactions: "varchar",
    tiers: "varchar",
    primary_location: "varchar",
    auth_international_start: "timestamptz"
  },
  accounts: {
    account_id: "varchar",
    name: "varchar",
    time_zone: "varchar",
    currency: "varchar",
    portfolio: "varchar",
    valid_from: "date"
  },
  auth_international_exceptions: {country: "varchar", starts_at: "timestamptz"},
  fallback_intents: {intent: "varchar"},
  notice_patterns: {pattern: "varchar"},

  // From reference/*.csv.
  calendars: {calendar: "varchar", time_zone: "varchar"},
  opening_hours: {
    calendar: "varchar",
    weekday: "integer",
    opens: "varchar",
    closes: "varchar",
    valid_from: "date",
    valid_to: "date"
  },
  holidays: {calendar: "varchar", holiday_date: "date", name: "varchar", opens: "varchar", closes: "varchar"},
  skills: {account_id: "varchar", skill: "varchar", calendar: "varchar", valid_from: "date"},
  whatsapp_rates: {
    effective_from: "date",
    valid_to_exclusive: "date",
    currency: "varchar",
    market: "varchar",
    category: "varchar",
    tier_from: "bigint",
    tier_to: "bigint",
    rate: "decimal(18,6)",
    evidence: "varchar"
  },
  whatsapp_markets: {
    country_name: "varchar",
    iso2: "varchar",
    calling_code: "varchar",
    market: "varchar",
    valid_from: "date",
    valid_to_exclusive: "date"
  },
  auth_international_countries: {country: "varchar", valid_from: "date"},
  whatsapp_entry_points: {valid_from: "date", hours: "integer"},
  country_aliases: {country: "varchar", same_as: "varchar"},
  budgets: {month: "date", account_id: "varchar", currency: "varchar", amount: "decimal(18,6)"},
  intents: {
    source_intent: "varchar",
    intent: "varchar",
    intent_group: "varchar",
    is_fallback: "boolean",
    is_goal: "boolean",
    is_handoff: "boolean",
    is_out_of_hours_notice: "boolean"
  },
  events: {starts_at: "timestamptz", label: "varchar", kind: "varchar"},
  error_codes: {
    error_code: "varchar",
    title: "varchar",
    meaning: "varchar",
    remedy: "varchar",
    title_es: "varchar",
    meaning_es: "varchar",
    remedy_es: "varchar"
  },

  // Made at load: one row per number prefix of whatsapp_markets, and the assigned country codes.
  market_prefixes: {
    prefix: "varchar",
    iso2: "varchar",
    market: "varchar",
    valid_from: "date",
    valid_to_exclusive: "date"
  },
  calling_codes: {calling_code: "varchar", iso2: "varchar"}
} satisfies Record<string, Columns>;

export type ReferenceTableName = keyof typeof referenceTables;

/** A value as it is written into a table: text that DuckDB casts, or null. */
export type ReferenceValue = string | number | boolean | null;
export type ReferenceRow = Record<string, ReferenceValue>;

/** The rows of every table. */
export type ReferenceRows = Record<ReferenceTableName, ReferenceRow[]>;

export const referenceTableNames = Object.keys(referenceTables) as ReferenceTableName[];

/** Makes one table of the schema empty, in place of the one that may be there. */
export function referenceDdl(name: ReferenceTableName): string {
  const columns = Object.entries<string>(referenceTables[name]).map(
    ([column, type]) => `${identifier(column)} ${type}`
  );
  return `create or replace table reference.${identifier(name)} (${columns.join(", ")})`;
}

/** Puts rows into a table that is there. Its columns cast the texts; a column a row lacks is null. */
export async function insertReferenceRows(
  warehouse: Warehouse,
  name: ReferenceTableName,
  rows: ReferenceRow[]
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(referenceTables[name]);
  const shape = Object.fromEntries(columns.map((column) => [column, "varchar"]));
  await warehouse.run(
    `insert into reference.${identifier(name)} (${columns.map(identifier).join(", ")})
    select ${Object.entries<string>(referenceTables[name])
      .map(([column, type]) => `entry.${identifier(column)}::${type}`)
      .join(", ")}
    from (select unnest(from_json($rows, $shape)) as entry)`,
    {rows: JSON.stringify(rows), shape: JSON.stringify([shape])}
  );
}
