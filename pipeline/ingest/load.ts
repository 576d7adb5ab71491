import type {Context} from "../context.js";
import type {Reading} from "../contracts/column.js";
import {literal} from "../warehouse.js";
import type {Lineage} from "./bulk-insert.js";
import {hasChanged, type InboxFile} from "./inbox.js";
import {markSeen} from "./ledger.js";
import {hashFile, type TextScan} from "./scan-text.js";
import type {Source} from "./source.js";
import type {Copies} from "./text-copy.js";

/** One file on its way into the warehouse. */
export interface Load {
  context: Context;
  file: InboxFile;
  source: Source | undefined;
  lineage: Lineage;
  reading: Reading;
  copies: Copies;
  /** The first day whose metrics are not final; see refuse-final.ts. */
  finalBefore: string | null;
}

/** What became of a file's rows. Read = accepted + refused + repeated. */
export interface Counts {
  rows_read: number;
  rows_accepted: number;
  rows_refused: number;
  rows_repeated: number;
  rows_replaced: number;
  /** Those that do not count because a later one of the file has their key, where the feed says what tells them apart. */
  rows_outdone?: number;
}

/** The last step in the file's transaction: the law, the ledger and the refused rows. */
export async function record(load: Load, sha256: string, extraColumns: string[], counts: Counts): Promise<Counts> {
  const {warehouse, signal} = load.context;
  const {file, lineage} = load;
  signal.throwIfAborted();
  const {rows_read, rows_accepted, rows_refused, rows_repeated} = counts;
  if (rows_read !== rows_accepted + rows_refused + rows_repeated) {
    throw new Error(
      `${file.path}: ${rows_read} rows were read, but ${rows_accepted} accepted, ${rows_refused} refused and ${rows_repeated} repeated`
    );
  }
  if (hasChanged(file)) throw new Error(`${file.path}: it changed while it was read`);
  const loadedAt = literal(lineage.loadedAt.toISOString());
  await warehouse.run(
    `insert into ops.files values (
      ${lineage.fileId}, $feed, $path, $sha256, ${file.bytes}, ${loadedAt}::timestamptz,
      ${rows_read}, ${rows_accepted}, ${rows_refused}, ${rows_repeated}, ${counts.rows_replaced},
      [${extraColumns.map(literal).join(", ")}]::varchar[]
    )`,
    {feed: file.feed, path: file.path, sha256}
  );
  await warehouse.run(`
    insert into ops.rejects
    select ${lineage.fileId}, record, line, column_name, reason, coalesce(message, reason), row_text, ${loadedAt}::timestamptz
    from incoming_rejects
  `);
  await markSeen(warehouse, file, sha256, lineage.loadedAt);
  await warehouse.run("drop table if exists incoming_rejects");
  return counts;
}

/** The hash of the file as it lies in the inbox: the scan's, unless it scanned a copy. */
export async function hashOf({file, context}: Load, scan: TextScan): Promise<string> {
  return scan.path === file.file ? scan.sha256 : hashFile(file.file, context.signal);
}

/** The file is not what a quick reading needs: it is rolled back and read with care. */
export class Unsuited extends Error {}

/** Whether this is what DuckDB says of data it cannot read; a full disk or a fault of ours is none. */
export function isDataFault(error: unknown): boolean {
  if (error instanceof Unsuited) return true;
  return (
    error instanceof Error &&
    /^(Invalid Input|Conversion|Parser|Invalid unicode|Binder|Serialization) ?Error/i.test(error.message)
  );
}
