import type {Feed} from "../contracts/feed.js";
import {feedNamed} from "../contracts/feeds.js";
import {insertBulk, removeRefused} from "./bulk-insert.js";
import {type Counts, hashOf, isDataFault, type Load, record, Unsuited} from "./load.js";
import {mergeNewRows} from "./merge.js";
import {openCsv} from "./read-csv.js";
import {openJson} from "./read-json.js";
import {openParquet} from "./read-parquet.js";
import {refuseFinal} from "./refuse-final.js";
import {RefusedFile} from "./refused-file.js";
import {rejectWriter} from "./rejects.js";
import {hashFile, scanText, type TextScan} from "./scan-text.js";
import {createIncomingTables} from "./source.js";
import type {TextReader} from "./text-reader.js";

/** Loads a text file of a feed: as it stands, and when it does not keep the rules, once more with care. */
export async function loadText(
  load: Load,
  path: string,
  extension: string,
  isDamaged: boolean
): Promise<Counts | "not_utf8"> {
  const {context, file, copies} = load;
  const {warehouse, signal} = context;
  const feed = feedNamed(file.feed);
  const isJson = extension.startsWith("json") || extension === "ndjson";
  let reader: TextReader;
  try {
    reader = isJson
      ? openJson(path, feed, warehouse, copies, {isLines: extension !== "json", isDamaged})
      : await openCsv(path, feed, isDamaged);
  } catch (error) {
    // A header in another encoding looks like one that names nothing.
    if (!isDamaged && !(await scanText(path, null, signal)).isUtf8) return "not_utf8";
    throw error;
  }
  const scanning = scanText(path, reader.table, signal);
  // Awaited below; a failure of the insert must not leave it unhandled.
  scanning.catch(() => undefined);
  for (const attempt of reader.attempts) {
    const counts = await warehouse
      .transaction(async () => {
        const bulk = await attempt();
        if (bulk === null) throw new Unsuited();
        const inserted = await insertBulk(warehouse, feed, bulk, load.reading, load.lineage);
        const scan = await scanning;
        if (!scan.isUtf8 || scan.hasNul || !reader.suits(scan, inserted.rows)) throw new Unsuited();
        return finish(load, reader, feed, inserted, 0, scan);
      })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof RefusedFile || !isDataFault(error)) throw error;
        return null;
      });
    if (counts) return counts;
  }
  const scan = await scanning;
  if (!scan.isUtf8 || scan.hasNul) return "not_utf8";
  const {bulk, malformed} = await reader.mend(copies, signal);
  return warehouse.transaction(async () => {
    const inserted = await insertBulk(warehouse, feed, bulk, load.reading, load.lineage);
    return finish(load, reader, feed, inserted, malformed, scan, true);
  });
}

async function finish(
  load: Load,
  reader: TextReader,
  feed: Feed,
  inserted: {rows: number; refused: number[]},
  malformed: number,
  scan: TextScan,
  isMended = false
): Promise<Counts> {
  const {warehouse, signal} = load.context;
  await createIncomingTables(warehouse, []);
  if (inserted.refused.length + malformed > 0) {
    const rejects = rejectWriter(warehouse);
    await reader.explain(inserted.refused, load.reading, rejects, signal, isMended);
    await rejects.end();
  }
  const sha256 = await hashOf(load, scan);
  return settle(load, feed, inserted.rows + malformed, sha256, reader.extraColumns);
}

export async function loadParquet(load: Load): Promise<Counts> {
  const {warehouse, signal} = load.context;
  const feed = feedNamed(load.file.feed);
  const sha256 = await hashFile(load.file.file, signal);
  return warehouse.transaction(async () => {
    const reader = await openParquet(warehouse, load.file.file, feed);
    const inserted = await insertBulk(warehouse, feed, reader.bulk, load.reading, load.lineage);
    await createIncomingTables(warehouse, []);
    const rejects = rejectWriter(warehouse);
    await reader.explain(inserted.refused, load.reading, rejects);
    await rejects.end();
    return settle(load, feed, inserted.rows, sha256, reader.extraColumns);
  });
}

async function settle(
  load: Load,
  feed: Feed,
  rowsRead: number,
  sha256: string,
  extraColumns: string[]
): Promise<Counts> {
  const {warehouse} = load.context;
  await removeRefused(warehouse, feed, load.lineage.fileId);
  await refuseFinal(load, feed);
  const {accepted, repeated, replaced, outdone} = await mergeNewRows(warehouse, feed, load.lineage.fileId);
  const {refused} = await warehouse.row<{refused: number}>("select count(*)::double as refused from incoming_rejects");
  return record(load, sha256, extraColumns, {
    rows_read: rowsRead,
    rows_accepted: accepted,
    rows_refused: refused,
    rows_repeated: repeated,
    rows_replaced: replaced,
    ...(feed.tellsApart === undefined ? {} : {rows_outdone: outdone})
  });
}
