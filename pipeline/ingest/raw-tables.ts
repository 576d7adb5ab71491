import {columnsSql, contractFaults, type Feed} from "../contracts/feed.js";
import {feeds} from "../contracts/feeds.js";
import {throwFaults} from "../errors.js";
import {identifier, type Warehouse} from "../warehouse.js";

/** Creates what ingest writes, where it is missing: schema raw with a table and its versions per feed, and ops. */
export async function createRawTables(warehouse: Warehouse): Promise<void> {
  throwFaults("pipeline/contracts", feeds.flatMap(contractFaults));
  await warehouse.run("create schema if not exists raw; create schema if not exists ops;");
  for (const feed of feeds) {
    await warehouse.run(`create table if not exists ${rawTable(feed)} (${rawColumns(feed)})`);
    await warehouse.run(`create table if not exists ${versionsTable(feed)} (${rawColumns(feed)})`);
  }
  await addColumns(warehouse);
  await warehouse.run(`
    create table if not exists ops.files (
      file_id integer, feed varchar, path varchar, sha256 varchar, bytes bigint, loaded_at timestamptz,
      rows_read bigint, rows_accepted bigint, rows_refused bigint, rows_repeated bigint, rows_replaced bigint,
      extra_columns varchar[]
    );
    create table if not exists ops.rejects (
      file_id integer, record bigint, line bigint, column_name varchar, reason varchar, message varchar,
      row_text varchar, refused_at timestamptz
    );
    -- What was seen in the inbox: a file whose path, size and time of change are here needs no hash.
    create table if not exists ops.seen_files (path varchar, bytes bigint, modified_at timestamptz, sha256 varchar);
    alter table ops.seen_files add column if not exists feed varchar;
    alter table ops.seen_files add column if not exists seen_at timestamptz;
    -- What could not be loaded when it was last tried, and since when.
    create table if not exists ops.unloaded_files (
      path varchar, fault varchar, is_changing boolean, since timestamptz
    );
    -- The zone in which each feed's stamps without an offset were read last.
    create table if not exists ops.feed_zones (feed varchar, time_zone varchar);
    -- How far back each feed's rows go; periods before the latest final_before are not made anew by any build.
    create table if not exists ops.retention (feed varchar, kept_from date, final_before date);
  `);
}

/** Those that a contract has gained since its tables were made. Another type, or another key, takes a migration. */
async function addColumns(warehouse: Warehouse): Promise<void> {
  const found = await warehouse.rows<{name: string}>(
    `select concat_ws('.', schema_name, table_name, column_name) as name from duckdb_columns()
    where database_name = current_database() and schema_name = 'raw'`
  );
  const there = new Set(found.map(({name}) => name));
  for (const feed of feeds) {
    for (const table of [rawTable(feed), versionsTable(feed)]) {
      for (const [name, {type}] of Object.entries(feed.columns)) {
        if (there.has(`${table}.${name}`)) continue;
        await warehouse.run(`alter table ${table} add column ${identifier(name)} ${type}`);
      }
    }
  }
}

export function rawTable(feed: Feed): string {
  return `raw.${feed.name}`;
}

/** Rows that were merged or replaced, whole. */
export function versionsTable(feed: Feed): string {
  return `raw.${feed.name}_versions`;
}

/** A raw table by the names of its columns, as in "insert into": a migration may have put them in another order. */
export function rawTarget(feed: Feed, table = rawTable(feed)): string {
  return `${table} (${columnsSql(feed)}, extra, file_id, record, loaded_at)`;
}

/** The contract's columns with their types, as in "create table". */
export function typedColumns(feed: Feed): string {
  return Object.entries(feed.columns)
    .map(([name, column]) => `${identifier(name)} ${column.type}`)
    .join(", ");
}

function rawColumns(feed: Feed): string {
  return `${typedColumns(feed)}, extra json, file_id integer, record bigint, loaded_at timestamptz`;
}
