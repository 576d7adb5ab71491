import {basename} from "node:path";
import type {Context} from "../context.js";
import type {InboxFile} from "./inbox.js";
import {type Counts, isDataFault, type Load, record} from "./load.js";
import {loadSource} from "./load-source.js";
import {loadParquet, loadText} from "./load-text.js";
import {refuseEndless} from "./refuse-endless.js";
import {RefusedFile} from "./refused-file.js";
import {rejectWriter} from "./rejects.js";
import {hashFile} from "./scan-text.js";
import {createIncomingTables, type Source} from "./source.js";
import {copiesIn, judgeEncoding, sniffEncoding, transcode, unpack} from "./text-copy.js";
import {zoneOf} from "./zones.js";

/** Loads one file whole in one transaction, or refuses it whole with one row in ops.rejects. */
export async function loadFile(
  context: Context,
  file: InboxFile,
  source: Source | undefined,
  fileId: number,
  finalBefore: string | null
): Promise<Counts & {refusal?: string}> {
  const {warehouse, home, settings, now, signal} = context;
  const lineage = {fileId, loadedAt: now};
  const reading = {timeZone: zoneOf(file.feed, settings), loadedAt: now};
  const copies = copiesIn(home.temporary, `ingest-${process.pid}-${fileId}`);
  const load: Load = {context, file, source, lineage, reading, copies, finalBefore};
  try {
    return await read(load);
  } catch (error) {
    signal.throwIfAborted();
    const refusal = asRefusal(error);
    if (refusal === null) throw error;
    return {...(await refuseWhole(load, refusal)), refusal: refusal.message};
  } finally {
    copies.remove();
    await warehouse.run("drop table if exists repeated_rows");
  }
}

// The file as UTF-8 text; when a whole pass finds that it is none, once more in the encoding it has.
async function read(load: Load): Promise<Counts> {
  const {context, file, copies} = load;
  const {warehouse, signal} = context;
  const name = plainFileName(file.file);
  const extension = /\.([a-z0-9]+)$/.exec(name)?.[1] ?? "";
  if (extension === "parquet" && !load.source) return loadParquet(load);
  if (!["csv", "tsv", "txt", "json", "jsonl", "ndjson"].includes(extension)) {
    throw new RefusedFile(
      "unreadable_file",
      `the name ends in neither .csv, .tsv, .jsonl, .ndjson, .json nor .parquet; save it as one of these`
    );
  }
  const unpacked = await unpack(file.file, copies, warehouse, signal);
  const encoding = await sniffEncoding(unpacked);
  const path = encoding === "utf-8" ? unpacked : await transcode(unpacked, encoding, copies, signal);
  // A JSON document may stand in one line.
  if (extension !== "json") await refuseEndless(path, signal);
  const readOnce = (text: string, isDamaged: boolean) =>
    load.source ? loadSource(load, load.source, text, name, isDamaged) : loadText(load, text, extension, isDamaged);
  const counts = await readOnce(path, encoding.startsWith("utf-16"));
  if (counts !== "not_utf8") return counts;
  const copy = await transcode(path, await judgeEncoding(path, signal), copies, signal);
  const second = await readOnce(copy, true);
  if (second === "not_utf8") throw new RefusedFile("invalid_encoding", "the file is no text; save it as UTF-8");
  return second;
}

async function refuseWhole(load: Load, refusal: RefusedFile): Promise<Counts> {
  const {warehouse, signal} = load.context;
  const sha256 = await hashFile(load.file.file, signal);
  return warehouse.transaction(async () => {
    await createIncomingTables(warehouse, []);
    const rejects = rejectWriter(warehouse);
    const message = refusal.message.charAt(0).toUpperCase() + refusal.message.slice(1);
    await rejects.add({
      record: null,
      line: refusal.reason === "missing_header" ? 1 : null,
      column_name: refusal.columnName,
      reason: refusal.reason,
      message: message.endsWith(".") ? message : `${message}.`,
      row_text: refusal.rowText?.slice(0, 100_000) ?? null
    });
    await rejects.end();
    return record(load, sha256, [], {
      rows_read: 1,
      rows_accepted: 0,
      rows_refused: 1,
      rows_repeated: 0,
      rows_replaced: 0
    });
  });
}

function plainFileName(path: string): string {
  return basename(path)
    .toLowerCase()
    .replace(/\.(gz|zst)$/, "");
}

function asRefusal(error: unknown): RefusedFile | null {
  if (error instanceof RefusedFile) return error;
  if (!isDataFault(error)) return null;
  return new RefusedFile(
    "unreadable_file",
    `the file cannot be read: ${(error as Error).message.split("\n")[0]?.replace(/\.$/, "")}; export it again`
  );
}
