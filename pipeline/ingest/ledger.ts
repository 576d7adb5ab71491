import type {Warehouse} from "../warehouse.js";
import type {InboxFile} from "./inbox.js";

/** Path, size and time of change of every file that was looked at before: such a file needs no reading at all. */
export type Seen = Set<string>;

/** All at once: a question for each of thousands of files takes seconds. */
export async function readSeen(warehouse: Warehouse): Promise<Seen> {
  const found = await warehouse.rows<{path: string; bytes: number; modified: number}>(
    "select path, bytes, epoch_ms(modified_at) as modified from ops.seen_files"
  );
  return new Set(found.map(({path, bytes, modified}) => `${bytes} ${modified} ${path}`));
}

export function wasSeen(seen: Seen, {path, bytes, modifiedAt}: InboxFile): boolean {
  return seen.has(`${bytes} ${modifiedAt.getTime()} ${path}`);
}

/** Whether a loaded file of this feed has this size: only then can its content be the same. */
export async function mayBeLoaded(warehouse: Warehouse, file: InboxFile): Promise<boolean> {
  return isAny(warehouse, file, "bytes = $value::bigint", String(file.bytes));
}

export async function isLoaded(warehouse: Warehouse, file: InboxFile, sha256: string): Promise<boolean> {
  return isAny(warehouse, file, "sha256 = $value", sha256);
}

/**
 * Whether a path has content again that was loaded from it, and had other in between. What was loaded from another path
 * only, as where exports are moved on from name to name, is older than it and must not win.
 */
export async function isTakenBack(warehouse: Warehouse, {path}: InboxFile, sha256: string): Promise<boolean> {
  const found = await warehouse.rows(
    `select 1 as found from ops.seen_files inner join ops.files on files.path = seen_files.path
    where seen_files.path = $path and seen_files.sha256 <> $sha256 and files.sha256 = $sha256 limit 1`,
    {path, sha256}
  );
  return found.length > 0;
}

// A file of which all was refused may be good under another name: the name says how to read it.
async function isAny(
  warehouse: Warehouse,
  {feed, path}: InboxFile,
  condition: string,
  value: string
): Promise<boolean> {
  const found = await warehouse.rows(
    `select 1 as found from ops.files
    where feed = $feed and ${condition} and (path = $path or rows_refused < rows_read or rows_read = 0) limit 1`,
    {feed, path, value}
  );
  return found.length > 0;
}

export interface Unloaded {
  path: string;
  fault: string;
  isChanging: boolean;
}

/** Notes what could not be loaded, in place of what was noted before; of given paths (`tried`) only in place of theirs. */
export async function noteUnloaded(
  warehouse: Warehouse,
  unloaded: Unloaded[],
  tried: string[] | null,
  now: Date
): Promise<void> {
  const before = await warehouse.rows<{path: string; since: string}>("select path, since from ops.unloaded_files");
  const since = new Map(before.map((row) => [row.path, row.since]));
  await warehouse.transaction(async () => {
    for (const path of since.keys()) {
      if (tried?.includes(path) ?? true)
        await warehouse.run("delete from ops.unloaded_files where path = $path", {path});
    }
    for (const {path, fault, isChanging} of unloaded) {
      await warehouse.run("insert into ops.unloaded_files values ($path, $fault, $isChanging, $since::timestamptz)", {
        path,
        fault,
        isChanging,
        since: since.get(path) ?? now.toISOString()
      });
    }
  });
}

export async function markSeen(warehouse: Warehouse, file: InboxFile, sha256: string, at: Date): Promise<void> {
  const {path, feed, bytes, modifiedAt} = file;
  await warehouse.run("delete from ops.seen_files where path = $path", {path});
  await warehouse.run(
    `insert into ops.seen_files (path, bytes, modified_at, sha256, feed, seen_at)
    values ($path, $bytes::bigint, $modified::timestamptz, $sha256, $feed, $at::timestamptz)`,
    {path, bytes: String(bytes), modified: modifiedAt.toISOString(), sha256, feed, at: at.toISOString()}
  );
}
