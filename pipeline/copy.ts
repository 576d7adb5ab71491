import {execFile} from "node:child_process";
import {chmodSync, chownSync, realpathSync, renameSync, rmSync, statSync} from "node:fs";
import {statfs} from "node:fs/promises";
import {promisify} from "node:util";
import {PipelineError} from "./errors.js";
import type {Home} from "./settings.js";
import {identifier, literal, type Warehouse} from "./warehouse.js";

/**
 * Copies the file of an open warehouse, with all that is committed. Another process reads it: whoever closes a file gives
 * up every lock that his process has on it, DuckDB's own too. The target is whole or is not there.
 */
export async function copyDatabase(warehouse: Warehouse, target: string): Promise<void> {
  await warehouse.run("checkpoint");
  const part = `${target}.part`;
  // Where a run was killed, its copying may go on: into a file that has no name any more.
  rmSync(part, {force: true});
  const copy =
    "const {copyFileSync, constants} = fs; copyFileSync(...process.argv.slice(1), constants.COPYFILE_FICLONE)";
  try {
    await promisify(execFile)(process.execPath, ["-e", copy, warehouse.path, part]);
    renameSync(part, target);
  } catch (cause) {
    rmSync(part, {force: true});
    const reason = /^\w*Error: (.*)$/m.exec((cause as Error).message)?.[1] ?? (cause as Error).message;
    throw new PipelineError(
      `${target}: no copy of the warehouse can be made there (${reason}). Make room and try again.`,
      {cause}
    );
  }
}

/**
 * Does work on a copy of the warehouse, in as many transactions as it likes, and puts the copy in the warehouse's place
 * when the work ends well. Until then the file is held, and stays as it is whatever happens; a crash leaves the copy
 * beside it, which the next one or a compaction removes.
 */
export async function inCopy<Result>(warehouse: Warehouse, work: () => Promise<Result>) {
  const {file, copy} = besideFile(warehouse.path);
  // What a crash has left: its log would be taken for this copy's.
  removeDatabase(copy);
  try {
    await copyDatabase(warehouse, copy);
    giveAccess(copy, file);
    const result = await inAttached(warehouse, copy, work);
    // Whoever comes between these two finds the new file, and this one's lock is on the old.
    renameSync(copy, file);
    await warehouse.reopen();
    return result;
  } finally {
    removeDatabase(copy);
  }
}

/** Does work that finds another file's tables where the warehouse's own were. */
async function inAttached<Result>(warehouse: Warehouse, path: string, work: () => Promise<Result>): Promise<Result> {
  const {name} = await warehouse.row<{name: string}>("select current_database() as name");
  await warehouse.run(`attach ${literal(path)} as copy; use copy;`);
  try {
    const result = await work();
    await warehouse.run("checkpoint copy");
    return result;
  } finally {
    await warehouse.run(`use ${identifier(name)}; detach copy;`);
  }
}

/** The file that a warehouse's path leads to, and where a copy of it is made that takes its place: on the same disk. */
export function besideFile(path: string): {file: string; copy: string} {
  const file = realpathSync(path);
  return {file, copy: `${file}.copy`};
}

/** Lets a copy be read and written by nobody but those who may read and write the file that it is of. */
export function giveAccess(copy: string, file: string): void {
  const {mode, uid, gid} = statSync(file);
  chmodSync(copy, mode & 0o777);
  if (process.getuid?.() === 0) chownSync(copy, uid, gid);
}

/** How many bytes the disk of a home's warehouse has left. */
export async function roomFor({warehouse}: Home): Promise<number> {
  const {bavail, bsize} = await statfs(warehouse);
  return bavail * bsize;
}

export function removeDatabase(path: string): void {
  for (const file of [path, `${path}.wal`, `${path}.part`]) rmSync(file, {force: true});
}

export function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString("en");
}
