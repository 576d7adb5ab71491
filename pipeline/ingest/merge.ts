import {columnNames, columnsSql, type Feed} from "../contracts/feed.js";
import {identifier, type Warehouse} from "../warehouse.js";
import {groupKey, keyHash, keysTable, noteKeys, noteKeysAnew} from "./raw-keys.js";
import {rawTable, rawTarget, versionsTable} from "./raw-tables.js";

export interface MergeCounts {
  accepted: number;
  repeated: number;
  replaced: number;
  /** New rows of a snapshot that a later row of the same load stands for. */
  outdone: number;
}

/**
 * Settles the keys that the new rows (file_id = this load's) share with each other or with rows that were there.
 * Afterwards the raw table has one row per key, what was merged or replaced is in the versions table, and
 * `repeated_rows` names the records that were exact repeats.
 */
export async function mergeNewRows(warehouse: Warehouse, feed: Feed, fileId: number): Promise<MergeCounts> {
  await warehouse.run("create or replace temp table repeated_rows (row_number bigint, record bigint)");
  const {added} = await warehouse.row<{added: number}>(
    `select count(*)::double as added from ${rawTable(feed)} where file_id = ${fileId}`
  );
  if (added === 0 || !(await findShared(warehouse, feed, fileId, added))) {
    return {accepted: added, repeated: 0, replaced: 0, outdone: 0};
  }
  const {replaced, outdone} =
    feed.merge === "event"
      ? {replaced: await mergeEvents(warehouse, feed, fileId), outdone: 0}
      : await replaceSnapshots(warehouse, feed, fileId);
  const {repeated} = await warehouse.row<{repeated: number}>("select count(*)::double as repeated from repeated_rows");
  await warehouse.run(`
    delete from ${rawTable(feed)} where rowid in (select row_number from repeated_rows);
    drop table candidates;
    drop table shared_keys;
  `);
  if (repeated > 0) await noteKeysAnew(warehouse, feed, fileId);
  return {accepted: added - repeated, repeated, replaced, outdone};
}

// Keys by their hash: every row of such a key becomes a candidate and is compared for real.
async function findShared(warehouse: Warehouse, feed: Feed, fileId: number, added: number): Promise<boolean> {
  const keys = keysTable(feed);
  const keysBefore = await noteKeys(warehouse, feed, fileId, added);
  await warehouse.run(`
    create or replace temp table shared_keys as
    select key_hash from ${keys} where file_id = ${fileId} group by key_hash having count(*) > 1
  `);
  const files = [fileId, ...(keysBefore > 0 ? await findOlder(warehouse, keys, fileId) : [])];
  const {shared} = await warehouse.row<{shared: number}>("select count(*)::double as shared from shared_keys");
  if (shared === 0) return false;
  await warehouse.run(`
    create or replace temp table candidates as
    select *, rowid as row_number, file_id = ${fileId} as is_new, ${content(feed)} as content
    from ${rawTable(feed)}
    where file_id in (${files.join(", ")})
      and ${keyHash(feed)} in (select key_hash from shared_keys)
  `);
  return true;
}

/** Adds the keys that older rows have too to those that are shared, and gives the files of these rows. */
async function findOlder(warehouse: Warehouse, keys: string, fileId: number): Promise<number[]> {
  // A condition that all numbers meet: with it DuckDB sifts the older ones by the new while it reads them.
  await warehouse.run(`
    create or replace temp table older_keys as
    select distinct key_hash, file_id from ${keys}
    where file_id < ${fileId} and key_hash in (select key_hash from ${keys} where file_id = ${fileId} and key_hash >= 0);
    insert into shared_keys select distinct key_hash from older_keys anti join shared_keys using (key_hash);
  `);
  const files = await warehouse.rows<{id: number}>("select distinct file_id as id from older_keys order by id");
  await warehouse.run("drop table older_keys");
  return files.map(({id}) => id);
}

/** The later row wins, whole. */
async function replaceSnapshots(
  warehouse: Warehouse,
  feed: Feed,
  fileId: number
): Promise<Pick<MergeCounts, "replaced" | "outdone">> {
  const key = feed.key.map(identifier).join(", ");
  const {supersededWithout} = feed;
  await warehouse.run(`
    create or replace temp table settled as
    with ordered as (
      select *,
        row_number() over turn as turn,
        lag(content) over turn as previous,
        ${supersededSql(feed)} as is_superseded
      from candidates
      window turn as (partition by ${key} order by file_id, record, row_number)
    ),
    compared as (
      select *,
        is_new and (
          (turn > 1 and content is not distinct from previous)
          ${supersededWithout ? `or (is_superseded and content in (select ${content(feed)} from ${versionsTable(feed)}))` : ""}
        ) as is_repeat
      from ordered
    )
    select *,
      not is_repeat and (
        is_superseded
        or turn < max(turn) filter (where not is_repeat) over (partition by ${key})
      ) as is_replaced,
      is_new and turn < max(turn) over (partition by ${key}) as is_outdone
    from compared
  `);
  await warehouse.run(`
    insert into repeated_rows select row_number, record from settled where is_repeat;
    insert into ${rawTarget(feed, versionsTable(feed))}
    select ${rawColumnNames(feed, String(fileId))} from settled where is_replaced;
    delete from ${rawTable(feed)} where rowid in (select row_number from settled where is_replaced);
  `);
  const counts = await warehouse.row<{replaced: number; outdone: number}>(
    `select count(*) filter (where is_replaced)::double as replaced,
      count(*) filter (where is_outdone)::double as outdone
    from settled`
  );
  await warehouse.run("drop table settled");
  return counts;
}

/** All versions of a key make one row, whatever their order. Gives how many rows were merged into one that was there. */
async function mergeEvents(warehouse: Warehouse, feed: Feed, fileId: number): Promise<number> {
  const table = rawTable(feed);
  const versions = versionsTable(feed);
  const key = feed.key.map(identifier).join(", ");
  const hash = keyHash(feed);
  const known = `select ${hash} from ${versions} where ${hash} in (select key_hash from shared_keys)`;
  await warehouse.run(`
    create or replace temp table all_versions as
    with gathered as (
      -- A key that has versions has a merged row, which is none itself.
      select *, null::bigint as row_number, false as is_new, ${content(feed)} as content
      from ${versions}
      where ${hash} in (select key_hash from shared_keys)
      union all by name
      select * from candidates where is_new or ${hash} not in (${known})
    ),
    counted as (
      select *, row_number() over (partition by ${key}, content order by is_new, record, row_number) as copy
      from gathered
    )
    select *,
      is_new and copy > 1 as is_repeat,
      count(*) filter (where copy = 1) over (partition by ${key}) as versions,
      count(*) filter (where copy = 1 and is_new) over (partition by ${key}) as new_versions,
      count(*) filter (where not is_new) over (partition by ${key}) as known_versions
    from counted
  `);
  await warehouse.run(`
    insert into repeated_rows select row_number, record from all_versions where is_repeat;
    create or replace temp table merged as
    with ranked as (
      select *,
        row_number() over (partition by ${key} order by ${identifier(feed.instant)} nulls last, ${rowHash(feed)} desc) as rank
      from all_versions
      where copy = 1 and versions > 1 and new_versions > 0
    )
    select
      ${[...columnNames(feed), "extra"].map((name) => mergedColumn(feed, name)).join(", ")},
      min(record) filter (where is_new) as record,
      max(loaded_at) as loaded_at
    from ranked
    group by ${key};
  `);
  const {replaced} = await warehouse.row<{replaced: number}>(`
    select (sum(new_versions) - count(*) filter (where known_versions = 0))::double as replaced
    from (select distinct ${key}, new_versions, known_versions from all_versions where versions > 1 and new_versions > 0)
  `);
  await warehouse.run(`
    delete from ${table} where rowid in (
      select candidates.row_number from candidates
      where ${hash} in (select ${hash} from merged)
    );
    insert into ${rawTarget(feed)}
    select ${columnsSql(feed)}, extra, ${fileId}, record, loaded_at from merged;
    delete from ${versions} where ${hash} in (select ${hash} from merged);
    insert into ${rawTarget(feed, versions)}
    select ${rawColumnNames(feed, String(fileId))} from all_versions where copy = 1 and versions > 1 and new_versions > 0;
    drop table merged;
    drop table all_versions;
  `);
  return replaced ?? 0;
}

// The last word between versions of one instant. Computed here only: keeping it with every row costs a tenth of a load.
function rowHash(feed: Feed): string {
  return `hash(${columnsSql(feed)}, extra::varchar)`;
}

// Of all versions in their order, the first that says anything; the key is the same in all.
function mergedColumn(feed: Feed, name: string): string {
  const column = identifier(name);
  return feed.key.includes(name)
    ? column
    : `arg_min(${column}, rank) filter (where ${column} is not null) as ${column}`;
}

function supersededSql(feed: Feed): string {
  if (feed.supersededWithout === undefined) return "false";
  const column = identifier(feed.supersededWithout);
  return `${column} is null and count(${column}) over (partition by ${groupKey(feed).map(identifier).join(", ")}) > 0`;
}

function content(feed: Feed): string {
  const pairs = columnNames(feed).map((name) => `${identifier(name)}: ${identifier(name)}`);
  return `{${pairs.join(", ")}, extra: extra::varchar}`;
}

function rawColumnNames(feed: Feed, fileId: string): string {
  return `${columnsSql(feed)}, extra, ${fileId} as file_id, record, loaded_at`;
}
