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
  // A column's newest is known without reading the others; they are only read where it comes from such a clock.
  const newest = await newestOf(
    warehouse,
    columns,
    ({table, column}) => `${table} semi join (select max(${column}) as newest from ${table}) on ${column} = newest`
  );
  const missing = newest.filter(({instant}) => instant === null);
  const all = [...newest, ...(await newestOf(warehouse, missing, ({table}) => table))];
  return {
    asOf: latest(all),
    agentsAsOf: latest(all.filter(({table}) => table === "raw.agent_history"))
  };
}

interface InstantColumn {
  table: string;
  column: string;
}

/** The newest instant of each column, not later than its load, among some rows of its table. */
async function newestOf(warehouse: Warehouse, columns: InstantColumn[], rowsOf: (column: InstantColumn) => string) {
  if (columns.length === 0) return [];
  const each = columns.map(
    ({table, column}) =>
      `select '${table}' as "table", '${column}' as "column", max(${column})::varchar as instant
      from ${rowsOf({table, column})} where ${column} <= loaded_at`
  );
  return warehouse.rows<InstantColumn & {instant: string | null} & Record<string, string | null>>(
    each.join(" union all ")
  );
}

// Texts of one form and one zone sort like the instants.
function latest(columns: {instant: string | null}[]): string | null {
  const instants = columns.flatMap(({instant}) => instant ?? []);
  return instants.toSorted().at(-1) ?? null;
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
