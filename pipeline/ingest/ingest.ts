import type {Context} from "../context.js";
import {feedNamed} from "../contracts/feeds.js";
import {counted, systemFault} from "../errors.js";
import {feedsOf, inboxFolders, sources} from "../sources/sources.js";
import {keepOrder, stopOn} from "../warehouse.js";
import {findFiles, hasChanged, type InboxFile} from "./inbox.js";
import {isLoaded, isTakenBack, markSeen, mayBeLoaded, noteUnloaded, readSeen, type Seen, wasSeen} from "./ledger.js";
import type {Counts} from "./load.js";
import {loadFile} from "./load-file.js";
import {createRawTables} from "./raw-tables.js";
import {readFinalBefore} from "./refuse-final.js";
import {hashFile} from "./scan-text.js";
import {withThreeThreads} from "./threads.js";
import {noteZones} from "./zones.js";

export interface LoadedFile extends Counts {
  path: string;
  feed: string;
  /** Null when nothing of the file was recorded. */
  file_id: number | null;
  /** Why the file could not be loaded, or was refused whole. */
  fault?: string;
  /** It could not be loaded because it changed while it was read: there is nothing to mend, the next run loads it. */
  isChanging?: boolean;
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
  const {warehouse, signal, home, log, now} = context;
  signal.throwIfAborted();
  const release = stopOn(signal, warehouse);
  try {
    await createRawTables(warehouse);
    const {files, warnings, unreadable} = findFiles(home, inboxFolders, paths);
    for (const warning of [...warnings, ...unreadable.map(({fault}) => fault)]) log.warn(warning);
    const seen = await readSeen(warehouse);
    const finalBefore = await readFinalBefore(warehouse);
    const unloaded = unreadable.map((folder) => ({...folder, file_id: null, ...nothing}));
    const summary: IngestSummary = {files: unloaded, known: 0, warnings};
    await withThreeThreads(warehouse, async () => {
      for (const file of files) {
        signal.throwIfAborted();
        const loaded = await loadNew(context, file, seen, finalBefore);
        if (loaded === null) summary.known++;
        else summary.files.push(loaded);
      }
    });
    await noteZones(context);
    const tried = paths === undefined ? null : [...files, ...unreadable].map(({path}) => path);
    await noteUnloaded(warehouse, summary.files.flatMap(asUnloaded), tried, now);
    return summary;
  } finally {
    release();
    await keepOrder(warehouse, false);
  }
}

/** Null when the file is known already. */
async function loadNew(
  context: Context,
  file: InboxFile,
  seen: Seen,
  finalBefore: string | null
): Promise<LoadedFile | null> {
  const {signal, log} = context;
  const {path, feed} = file;
  try {
    if (await isKnown(context, file, seen)) return null;
    const loaded = await loadOne(context, file, finalBefore);
    if (loaded.fault !== undefined) log.warn(`${path}: refused whole: ${loaded.fault}`);
    if (loaded.rows_outdone) log.warn(outdone(loaded, loaded.rows_outdone));
    return loaded;
  } catch (error) {
    signal.throwIfAborted();
    const isChanging = hasChanged(file);
    const told = systemFault(error)?.replace(file.file, path) ?? (error as Error).message;
    const changed = `${path}: it changed while it was read. Nothing of it was loaded; the next run tries again.`;
    const whole = told.startsWith(path) ? told : `${path}: ${told}`;
    const fault = isChanging ? changed : whole;
    log.warn(fault);
    return {path, feed, file_id: null, ...nothing, fault, isChanging};
  }
}

async function isKnown({warehouse, signal, now}: Context, file: InboxFile, seen: Seen): Promise<boolean> {
  if (wasSeen(seen, file)) return true;
  if (!(await mayBeLoaded(warehouse, file))) return false;
  const sha256 = await hashFile(file.file, signal);
  if (!(await isLoaded(warehouse, file, sha256))) return false;
  // A correction that somebody took back: where the later load wins, what was there before must win again.
  if (feedsOf(file.feed).some(({merge}) => merge === "snapshot") && (await isTakenBack(warehouse, file, sha256)))
    return false;
  await markSeen(warehouse, file, sha256, now);
  return true;
}

// A correction comes in a file of its own; two lines of one file may be two charges, and one of them is lost.
function outdone({path, feed}: LoadedFile, rows: number): string {
  const {key, tellsApart} = feedNamed(feed);
  const have = rows === 1 ? "has" : "have";
  return `${path}: ${counted(rows, "row")} ${have} the ${key.join(", ")} of a later row of the file, which counts alone. If they were billed apart, add them up or give each an ${tellsApart} of its own and save the file again.`;
}

async function loadOne(context: Context, file: InboxFile, finalBefore: string | null): Promise<LoadedFile> {
  const {warehouse, signal, log} = context;
  const {path, feed} = file;
  const source = sources.find(({name}) => name === feed);
  const {id} = await warehouse.row<{id: number}>("select coalesce(max(file_id), 0) + 1 as id from ops.files");
  const step = log.step(path, file.bytes);
  const timer = setInterval(() => step.advance(progress(context) * file.bytes), 200);
  let outcome = "failed";
  try {
    const {refusal, ...counts} = await loadFile(context, file, source, id, finalBefore);
    outcome = sentence(counts);
    return {path, feed, file_id: id, ...counts, ...(refusal === undefined ? {} : {fault: refusal})};
  } finally {
    clearInterval(timer);
    if (!signal.aborted) step.end(outcome);
  }
}

function asUnloaded({file_id, path, fault, isChanging = false}: LoadedFile) {
  return file_id === null && fault !== undefined ? [{path, fault, isChanging}] : [];
}

const nothing: Counts = {rows_read: 0, rows_accepted: 0, rows_refused: 0, rows_repeated: 0, rows_replaced: 0};

// How far DuckDB is with the statement that runs, from 0 to 1.
function progress({warehouse}: Context): number {
  const percentage = warehouse.connection.progress.percentage;
  return percentage > 0 ? Math.min(percentage / 100, 1) : 0;
}

function sentence({rows_read, rows_refused, rows_repeated}: Counts): string {
  const parts = [counted(rows_read, "row")];
  if (rows_refused > 0) parts.push(`${rows_refused.toLocaleString("en")} refused`);
  if (rows_repeated > 0) parts.push(`${rows_repeated.toLocaleString("en")} repeated`);
  return parts.join(", ");
}
