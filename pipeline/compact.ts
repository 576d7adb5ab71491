import {existsSync, renameSync, statSync} from "node:fs";
import {besideFile, giveAccess, megabytes, removeDatabase, roomFor} from "./copy.js";
import type {Log} from "./log.js";
import type {Home} from "./settings.js";
import {hasTable, isHeld, literal, openWarehouse, type Warehouse, type WarehouseOptions} from "./warehouse.js";

/** More than this share of the file free, and more than this much, is worth a copy. */
const mostFreeShare = 0.5;
const leastFreeBytes = 64 * 2 ** 20;

/** A table that is there while the file's free blocks may hold what was to be forgotten. */
const staleMark = "ops.stale_blocks";

/** Has the next compaction copy the file however little of it is free: what was removed stays in its blocks until then. */
export async function markStale(warehouse: Warehouse): Promise<void> {
  await warehouse.run(`create table if not exists ${staleMark} as select true as is_stale`);
}

/** Whether something was removed of which no compaction has cleaned the file yet. */
export async function isStale(warehouse: Warehouse, database: string | null = null): Promise<boolean> {
  return hasTable(warehouse, staleMark, database);
}

export interface Compaction {
  bytesBefore: number;
  bytesAfter: number;
}

/**
 * Copies the warehouse into a file beside it and puts that in its place, when most of it is free blocks: DuckDB uses
 * them again, but never gives them back, nor overwrites them, so that it does so too when retention has removed
 * something. The old file is held for reading until then, so that nobody writes to it. A crash leaves the old file or
 * the new one, whole, and perhaps the copy, which the next run removes. Null when there is nothing to gain, somebody
 * writes, or the disk has no room for the copy, which is said.
 */
export async function compactWarehouse(
  home: Home,
  log: Log,
  options: WarehouseOptions = {},
  least = leastFreeBytes
): Promise<Compaction | null> {
  if (!existsSync(home.warehouse)) return null;
  const {file, copy} = besideFile(home.warehouse);
  removeLeftCopy(home);
  if (existsSync(`${home.warehouse}.wal`)) return null;
  const bytesBefore = statSync(home.warehouse).size;
  const both = await openWarehouse(undefined, {...options, temporaryDirectory: home.temporary});
  try {
    if (!(await attachForReading(both, home.warehouse))) return null;
    const {free, used, isWorthIt} = await lookAt(both, "old", least);
    if (!isWorthIt) return null;
    if ((await roomFor(home)) < used * 1.2) {
      log.warn(
        `${home.warehouse}: ${megabytes(free)} MB of it are free, but the disk has no room for a copy without them (${megabytes(used * 1.2)} MB). Make room; the next run tries again.`
      );
      return null;
    }
    await both.run(`attach ${literal(copy)} as compacted`);
    giveAccess(copy, file);
    await both.run(`copy from database old to compacted; drop table if exists compacted.${staleMark};
      checkpoint compacted; detach compacted;`);
    renameSync(copy, file);
  } finally {
    both.close();
    removeDatabase(copy);
  }
  const bytesAfter = statSync(home.warehouse).size;
  log.info(`${home.warehouse}: compacted from ${megabytes(bytesBefore)} to ${megabytes(bytesAfter)} MB.`);
  return {bytesBefore, bytesAfter};
}

/** Removes what a crash has left of a copy. */
export function removeLeftCopy(home: Home): void {
  removeDatabase(besideFile(home.warehouse).copy);
}

/** Whether a copy would gain anything, as an open warehouse tells; what its closing frees, the next run sees. */
export async function isWorthCompacting(warehouse: Warehouse): Promise<boolean> {
  return (await lookAt(warehouse, null, leastFreeBytes)).isWorthIt;
}

/** Bytes of a database's blocks, of the current one by itself, and whether so much of them is free, or to be forgotten. */
async function lookAt(warehouse: Warehouse, database: string | null, least: number) {
  const {free, used} = await warehouse.row<{free: number; used: number}>(
    `select free_blocks * block_size as free, used_blocks * block_size as used
    from pragma_database_size() where database_name = coalesce($database, current_database())`,
    {database}
  );
  const isMostlyFree = free >= least && free >= mostFreeShare * (free + used);
  return {free, used, isWorthIt: isMostlyFree || (await isStale(warehouse, database))};
}

async function attachForReading(warehouse: Warehouse, path: string): Promise<boolean> {
  try {
    await warehouse.run(`attach ${literal(path)} as old (read_only)`);
    return true;
  } catch (error) {
    if (isHeld(error)) return false;
    throw error;
  }
}
