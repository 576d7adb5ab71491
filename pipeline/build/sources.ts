import type {Feed} from "../contracts/feed.js";
import {feeds} from "../contracts/feeds.js";
import {versionsTable} from "../ingest/raw-tables.js";
import type {Warehouse} from "../warehouse.js";
import type {Model} from "./models.js";

/** What the models stand on, as it is now. */
export interface Sources {
  lastFileId: number;
  asOf: AsOf;
  /** Of reference tables and ledgers, which no load numbers; another fingerprint means other content. */
  fingerprints: Map<string, string>;
}

/** As DuckDB writes instants. */
export interface AsOf {
  asOf: string | null;
  agentsAsOf: string | null;
}

export async function readSources(warehouse: Warehouse, models: Model[]): Promise<Sources> {
  const {id} = await warehouse.row<{id: number}>("select coalesce(max(file_id), 0) as id from ops.files");
  const tables = [...new Set(models.flatMap((model) => model.reads))].filter(
    // The engine itself writes ops.checks, before those run that read it.
    (table) => /^(reference|ops)\./.test(table) && table !== "ops.as_of" && table !== "ops.checks"
  );
  return {lastFileId: id, asOf: await readAsOf(warehouse), fingerprints: await fingerprintsOf(warehouse, tables)};
}

/** The content of a small table in a few letters, whatever the order of its rows. */
export async function fingerprint(warehouse: Warehouse, table: string): Promise<string> {
  return (await fingerprintsOf(warehouse, [table])).get(table)!;
}

// In one statement: each costs more than what it asks.
async function fingerprintsOf(warehouse: Warehouse, tables: string[]): Promise<Map<string, string>> {
  if (tables.length === 0) return new Map();
  const prints = tables.map((table) => {
    const name = table.split(".")[1];
    return `select '${table}' as name, count(*) || ' ' || coalesce(sum(hash("${name}")::hugeint), 0) as print from ${table}`;
  });
  const rows = await warehouse.rows<{name: string; print: string}>(prints.join(" union all "));
  return new Map(rows.map(({name, print}) => [name, print]));
}

/**
 * As of = the newest event not later than its file was loaded: a stamp from a clock that runs ahead moves nothing.
 * It depends on what was loaded only, never on the wall clock.
 */
async function readAsOf(warehouse: Warehouse): Promise<AsOf> {
  const columns = feeds.flatMap((feed) => happened(feed).map((column) => ({table: `raw.${feed.name}`, column})));
  // A column's newest is known without reading it, and seldom comes from a clock that runs ahead.
  const found = await newestOf(warehouse, columns, ({table, column}) => [
    `${table} semi join (select max(${column}) as newest from ${table}) on ${column} = newest`,
    `(select max(${column}) from ${table})`
  ]);
  const ahead = columns.filter((_, index) => found[index]!.isAhead);
  const others = await newestOf(warehouse, ahead, ({table}) => [table, "null"]);
  const newest = (of: (table: string) => boolean): string | null =>
    [...found, ...others]
      .flatMap(({table, instant}) => (of(table) ? (instant ?? []) : []))
      .toSorted()
      .at(-1) ?? null;
  return {asOf: newest(() => true), agentsAsOf: newest((table) => table === "raw.agent_history")};
}

interface InstantColumn {
  table: string;
  column: string;
}

/** The newest instant of each column that is not later than its load, sought in some rows; or is it later than that? */
async function newestOf(
  warehouse: Warehouse,
  columns: InstantColumn[],
  sought: (of: InstantColumn) => [string, string]
) {
  if (columns.length === 0) return [];
  const all = columns.map((of, index) => {
    const [rows, newest] = sought(of);
    return `select ${index} as place, '${of.table}' as "table", max(${of.column})::varchar as instant,
      max(${of.column}) is null and ${newest} is not null as "isAhead" from ${rows} where ${of.column} <= loaded_at`;
  });
  return warehouse.rows<{table: string; instant: string | null; isAhead: boolean}>(
    `select "table", instant, "isAhead" from (${all.join(" union all ")}) order by place`
  );
}

// When a conversation's window expires is told in advance, so it is no event.
export function happened(feed: Feed): string[] {
  if (feed.isSummary) return [];
  return Object.entries(feed.columns)
    .filter(([name, column]) => column.kind === "instant" && !name.endsWith("_expires_at"))
    .map(([name]) => name);
}

/** Columns and rows of a raw table that loads after `since` brought, replaced or merged. */
export async function loadedRows(warehouse: Warehouse, table: string, since: number) {
  const feed = feeds.find((feed) => `raw.${feed.name}` === table);
  const tables = feed ? [table, versionsTable(feed)] : [table];
  const rows = tables.map((name) => `select * from ${name} where file_id > ${since}`).join(" union all ");
  const {found} = await warehouse.row<{found: boolean}>(`select exists(${rows}) as found`);
  return {found, rows, columns: feed ? Object.keys(feed.columns) : []};
}

export function sameAsOf(one: AsOf, other: AsOf): boolean {
  return one.asOf === other.asOf && one.agentsAsOf === other.agentsAsOf;
}
