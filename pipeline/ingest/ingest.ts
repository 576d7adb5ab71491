import type {Context} from "../context.js";
import {feeds} from "../contracts/feeds.js";
import {sources} from "../sources/sources.js";
import {keepOrder} from "./bulk-insert.js";
import {findFiles, type InboxFile} from "./inbox.js";
import {isLoaded, markSeen, mayBeLoaded, readSeen, type Seen, wasSeen} from "./ledger.js";
import type {Counts} from "./load.js";
import {loadFile} from "./load-file.js";
import {createRawTables} from "./raw-tables.js";
import {readFinalBefore} from "./refuse-final.js";
import {hashFile} from "./scan-text.js";
import {withThreeThreads} from "./threads.js";

export interface LoadedFile extends Counts {
  path: string;
  feed: string;
  /** Null when nothing of the file was recorded. */
  file_id: number | null;
  /** Why the file could not be loaded, or was refused whole. */
  fault?: string;
}

export interface IngestSummary {
  /** What was new in the inbox, in the order it was loaded. */
  files: LoadedFile[];
  /** Files that were there before, or whose content was. */
  known: number;
  /** What lies in the inbox that belongs to no feed. */
  warnings: string[];
}

/** Loads what is new: everything in the inbox, or the given files and folders. */
export async function ingest(context: Context, paths?: string[]): Promise<IngestSummary> {
  const {warehouse, signal, home, log} = context;
  const interrupt = () => warehouse.interrupt();
  signal.throwIfAborted();
  signal.addEventListener("abort", interrupt);
  try {
    await createRawTables(warehouse);
    const names = [...feeds.filter(({inInbox}) => inInbox), ...sources].map(({name}) => name);
    const {files, warnings} = findFiles(home, names, paths);
    for (const warning of warnings) log.warn(warning);
    const seen = await readSeen(warehouse);
    const finalBefore = await readFinalBefore(warehouse);
    const summary: IngestSummary = {files: [], known: 0, warnings};
    return await withThreeThreads(warehouse, async () => {
      for (const file of files) {
        signal.throwIfAborted();
        if (await isKnown(context, file, seen)) summary.known++;
        else summary.files.push(await loadOne(context, file, finalBefore));
      }
      return summary;
    });
  } finally {
    signal.removeEventListener("abort", interrupt);
    await keepOrder(warehouse, false);
  }
}

async function isKnown({warehouse, signal}: Context, file: InboxFile, seen: Seen): Promise<boolean> {
  if (wasSeen(seen, file)) return true;
  if (!(await mayBeLoaded(warehouse, file))) return false;
  const sha256 = await hashFile(file.file, signal);
  if (!(await isLoaded(warehouse, file, sha256))) return false;
  await markSeen(warehouse, file, sha256);
  return true;
}

async function loadOne(context: Context, file: InboxFile, finalBefore: string | null): Promise<LoadedFile> {
  const {warehouse, signal, log} = context;
  const {path, feed} = file;
  const source = sources.find(({name}) => name === feed);
  const {id} = await warehouse.row<{id: number}>("select coalesce(max(file_id), 0) + 1 as id from ops.files");
  const step = log.step(path, file.bytes);
  const timer = setInterval(() => step.advance(progress(context) * file.bytes), 200);
  try {
    const {refusal, ...counts} = await loadFile(context, file, source, id, finalBefore);
    step.end(sentence(counts));
    if (refusal !== undefined) log.warn(`${path}: refused whole: ${refusal}`);
    return {path, feed, file_id: id, ...counts, ...(refusal === undefined ? {} : {fault: refusal})};
  } catch (error) {
    signal.throwIfAborted();
    const fault = (error as Error).message;
    step.end("failed");
    log.warn(fault.startsWith(path) ? fault : `${path}: ${fault}`);
    return {path, feed, file_id: null, ...nothing, fault};
  } finally {
    clearInterval(timer);
  }
}

const nothing: Counts = {rows_read: 0, rows_accepted: 0, rows_refused: 0, rows_repeated: 0, rows_replaced: 0};

// How far DuckDB is with the statement that runs, from 0 to 1.
function progress({warehouse}: Context): number {
  const percentage = warehouse.connection.progress.percentage;
  return percentage > 0 ? Math.min(percentage / 100, 1) : 0;
}

function sentence({rows_read, rows_refused, rows_repeated}: Counts): string {
  const parts = [`${rows_read.toLocaleString("en")} rows`];
  if (rows_refused > 0) parts.push(`${rows_refused.toLocaleString("en")} refused`);
  if (rows_repeated > 0) parts.push(`${rows_repeated.toLocaleString("en")} repeated`);
  return parts.join(", ");
}
