import {columnNames, columnsSql, type Feed} from "../contracts/feed.js";
import {feeds} from "../contracts/feeds.js";
import {identifier, keepOrder, literal, type Warehouse} from "../warehouse.js";
import {refusedMark} from "./bulk-insert.js";
import {type Counts, hashOf, isDataFault, type Load, record, Unsuited} from "./load.js";
import {mergeNewRows} from "./merge.js";
import {rawTable, rawTarget} from "./raw-tables.js";
import {refuseFinal} from "./refuse-final.js";
import {RefusedFile} from "./refused-file.js";
import {scanText} from "./scan-text.js";
import {createIncomingTables, type Source} from "./source.js";
import {brokenCharacter} from "./text-copy.js";

/** Loads a file of a native format: the source fills incoming tables, the rest is as for any file. */
export async function loadSource(
  load: Load,
  source: Source,
  path: string,
  name: string,
  isDamaged: boolean
): Promise<Counts | "not_utf8"> {
  const {warehouse, settings, signal} = load.context;
  const filled = feeds.filter((feed) => source.feeds.includes(feed.name));
  const scanning = scanText(path, null, signal);
  // Awaited below; a failure of the source must not leave it unhandled.
  scanning.catch(() => undefined);
  try {
    return await warehouse.transaction(async () => {
      await keepOrder(warehouse, true);
      await createIncomingTables(warehouse, source.feeds);
      await warehouse.run("create or replace temp table set_aside (document bigint)");
      const rowsRead = await source.read({
        warehouse,
        path,
        name,
        reading: load.reading,
        signal,
        fallbackIntents: settings.fallbackIntents,
        ...(isDamaged ? {} : {insertGood: (feed, rows) => insertGood(load, feed, rows)}),
        async flush() {
          if (isDamaged) for (const feed of filled) await refuseBroken(warehouse, feed);
          for (const feed of filled) await moveRows(load, feed);
        }
      });
      const scan = await scanning;
      if (!scan.isUtf8 || scan.hasNul) throw new Unsuited();
      if (isDamaged) for (const feed of filled) await refuseBroken(warehouse, feed);
      const counts = await mergeAll(load, source, filled, rowsRead);
      for (const feed of filled) await warehouse.run(`drop table incoming_${feed.name}`);
      return record(load, await hashOf(load, scan), [], counts);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RefusedFile) && !isDataFault(error)) throw error;
    const scan = await scanning;
    if (!isDamaged && (!scan.isUtf8 || scan.hasNul)) return "not_utf8";
    throw error;
  }
}

async function mergeAll(load: Load, source: Source, filled: Feed[], rowsRead: number): Promise<Counts> {
  const {warehouse} = load.context;
  const {fileId} = load.lineage;
  const counts: Counts = {rows_read: rowsRead, rows_accepted: 0, rows_refused: 0, rows_repeated: 0, rows_replaced: 0};
  await warehouse.run("create or replace temp table unit_rows (record bigint, fresh integer)");
  for (const feed of filled) {
    if (source.unit === "record")
      await warehouse.run(`insert into unit_rows select record, 1 from incoming_${feed.name}`);
    await moveRows(load, feed);
    await refuseFinal(load, feed);
    const merged = await mergeNewRows(warehouse, feed, fileId);
    counts.rows_accepted += merged.accepted;
    counts.rows_repeated += merged.repeated;
    counts.rows_replaced += merged.replaced;
    if (source.unit === "record") await warehouse.run("insert into unit_rows select record, -1 from repeated_rows");
  }
  const refused = source.unit === "record" ? "count(distinct record)" : "count(*)";
  const rejects = await warehouse.row<{refused: number}>(`select ${refused}::double as refused from incoming_rejects`);
  counts.rows_refused = rejects.refused;
  if (source.unit === "record") {
    const units = await warehouse.row<{accepted: number; repeated: number}>(`
      select count(*) filter (where fresh > 0)::double as accepted, count(*) filter (where fresh = 0)::double as repeated
      from (
        select record, sum(fresh) as fresh from unit_rows
        where record not in (select record from incoming_rejects) group by record
      )
    `);
    counts.rows_accepted = units.accepted;
    counts.rows_repeated = units.repeated;
    counts.rows_replaced = Math.min(counts.rows_replaced, units.accepted);
  }
  await warehouse.run("drop table unit_rows");
  return counts;
}

/** Puts the incoming rows into the raw table and leaves the incoming table empty. */
async function moveRows({context: {warehouse}, lineage: {fileId, loadedAt}}: Load, feed: Feed): Promise<void> {
  await keepOrder(warehouse, feed.merge === "snapshot");
  await warehouse.run(`
    insert into ${rawTarget(feed)}
    select ${columnsSql(feed)}, extra, ${fileId}, record, ${literal(loadedAt.toISOString())}::timestamptz
    from incoming_${feed.name};
    truncate incoming_${feed.name}
  `);
}

/** What is not good is inserted with a mark and taken out again: this saves computing every row twice. */
async function insertGood({context: {warehouse}, lineage}: Load, feed: Feed, rows: string): Promise<number> {
  const {fileId, loadedAt} = lineage;
  const table = rawTable(feed);
  const isMarked = `file_id = ${fileId + refusedMark}`;
  await keepOrder(warehouse, feed.merge === "snapshot");
  const rowsChanged = await warehouse.run(`
    insert into ${rawTarget(feed)}
    select
      ${columnsSql(feed)}, extra,
      case when is_good then ${fileId} else ${fileId + refusedMark} end,
      case when is_good then record else document end,
      ${literal(loadedAt.toISOString())}::timestamptz
    from (${rows})
  `);
  const {marked} = await warehouse.row<{marked: number}>(
    `select count(*)::double as marked from ${table} where ${isMarked}`
  );
  if (marked > 0) {
    await warehouse.run(`
      insert into set_aside select record from ${table} where ${isMarked};
      delete from ${table} where ${isMarked};
    `);
  }
  return rowsChanged - marked;
}

// Bytes that are no text never pass for text.
async function refuseBroken(warehouse: Warehouse, feed: Feed): Promise<void> {
  const table = `incoming_${feed.name}`;
  const texts = columnNames(feed).filter((name) => ["varchar", "json"].includes(feed.columns[name]!.type));
  const all = [...texts, "extra"].map((name) => `${identifier(name)}::varchar`).join(", ");
  const isBroken = `contains(concat_ws('', ${all}), ${literal(brokenCharacter)})`;
  await warehouse.run(`
    insert into incoming_rejects
    select record, null, null, 'invalid_encoding',
      'The row holds bytes that are no text; save the file again as UTF-8.', to_json(${table})::varchar
    from ${table} where ${isBroken};
    delete from ${table} where ${isBroken};
  `);
}
