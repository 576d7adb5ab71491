import type {Feed} from "../contracts/feed.js";
import {createTable, identifier, rowCount, type Warehouse} from "../warehouse.js";
import {rawTable} from "./raw-tables.js";

// Whether a row's key is known is asked of all rows that were ever loaded. So each raw table has a table of its keys beside
// it, as numbers, with the file that each came with: they take a tenth of the time that it takes to compute them anew, and
// tell in which files the rows lie that have to be compared. It may know of rows that are gone, and leaves out none.

const schema = "raw_keys";

/** The columns of a feed's key without the one by which rows supersede each other: such rows are looked at together. */
export function groupKey(feed: Feed): string[] {
  return feed.key.filter((name) => name !== feed.supersededWithout);
}

/** SQL for the number of a row's key. */
export function keyHash(feed: Feed): string {
  return `hash(${groupKey(feed).map(identifier).join(", ")})`;
}

/** Of a feed: key_hash and file_id of each of its rows. */
export function keysTable(feed: Feed): string {
  return `${schema}.${identifier(feed.name)}`;
}

/** Notes the keys of the rows that a load has brought, `added` of them; gives how many were noted before. */
export async function noteKeys(warehouse: Warehouse, feed: Feed, fileId: number, added: number): Promise<number> {
  if (!(await knowsAllBefore(warehouse, feed, fileId, added))) {
    await warehouse.run(`create schema if not exists ${schema}`);
    await createTable(warehouse, keysTable(feed), `${keysOfRows(feed)} where file_id < ${fileId}`);
    // Another DuckDB may give another number.
    const {version} = await warehouse.row<{version: string}>("select version() as version");
    await warehouse.run(`comment on table ${keysTable(feed)} is '${version}'`);
  }
  const before = await rowCount(warehouse, keysTable(feed));
  await warehouse.run(`insert into ${keysTable(feed)} ${keysOfRows(feed)} where file_id = ${fileId}`);
  return before;
}

/** Notes a load's keys once more, when some of its rows have gone as repeats. */
export async function noteKeysAnew(warehouse: Warehouse, feed: Feed, fileId: number): Promise<void> {
  await warehouse.run(`delete from ${keysTable(feed)} where file_id = ${fileId};
    insert into ${keysTable(feed)} ${keysOfRows(feed)} where file_id = ${fileId};`);
}

function keysOfRows(feed: Feed): string {
  return `select ${keyHash(feed)} as key_hash, file_id from ${rawTable(feed)}`;
}

// It does not where an earlier version of this program has written to the warehouse, or somebody has mended it by hand.
async function knowsAllBefore(warehouse: Warehouse, feed: Feed, fileId: number, added: number): Promise<boolean> {
  const usable = await warehouse.rows(
    `from duckdb_tables() where database_name = current_database() and schema_name = '${schema}'
    and table_name = '${feed.name}' and comment = version()`
  );
  if (usable.length === 0) return false;
  const lastFile = (table: string) => `(select coalesce(max(file_id), 0) from ${table} where file_id < ${fileId})`;
  const {knows} = await warehouse.row<{knows: boolean}>(
    `select (select count(*) from ${keysTable(feed)}) >= (select count(*) from ${rawTable(feed)}) - ${added}
      and ${lastFile(keysTable(feed))} >= ${lastFile(rawTable(feed))} as knows`
  );
  return knows;
}

/** Has the next load note all keys anew, after many rows were removed. */
export async function forgetKeys(warehouse: Warehouse, feed: Feed): Promise<void> {
  await warehouse.run(`drop table if exists ${keysTable(feed)}`);
}
