import type {Warehouse} from "../warehouse.js";
import type {InboxFile} from "./inbox.js";

/** Whether a file with this path, size and time of change was looked at before: then it needs no reading at all. */
export async function wasSeen(warehouse: Warehouse, file: InboxFile): Promise<boolean> {
  const found = await warehouse.rows(
    `select 1 as seen from ops.seen_files
    where path = $path and bytes = $bytes::bigint and modified_at = $modified::timestamptz`,
    stamp(file)
  );
  return found.length > 0;
}

/** Whether a loaded file of this feed has this size: only then can its content be the same. */
export async function mayBeLoaded(warehouse: Warehouse, file: InboxFile): Promise<boolean> {
  const found = await warehouse.rows(
    "select 1 as found from ops.files where feed = $feed and bytes = $bytes::bigint limit 1",
    {feed: file.feed, bytes: String(file.bytes)}
  );
  return found.length > 0;
}

export async function isLoaded(warehouse: Warehouse, file: InboxFile, sha256: string): Promise<boolean> {
  const found = await warehouse.rows(
    "select 1 as found from ops.files where feed = $feed and sha256 = $sha256 limit 1",
    {
      feed: file.feed,
      sha256
    }
  );
  return found.length > 0;
}

export async function markSeen(warehouse: Warehouse, file: InboxFile, sha256: string): Promise<void> {
  await warehouse.run("delete from ops.seen_files where path = $path", {path: file.path});
  await warehouse.run("insert into ops.seen_files values ($path, $bytes::bigint, $modified::timestamptz, $sha256)", {
    ...stamp(file),
    sha256
  });
}

function stamp({path, bytes, modifiedAt}: InboxFile) {
  return {path, bytes: String(bytes), modified: modifiedAt.toISOString()};
}
