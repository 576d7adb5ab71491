import {execFile} from "node:child_process";
import {mkdirSync, renameSync, rmSync} from "node:fs";
import {statfs} from "node:fs/promises";
import {join} from "node:path";
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
 * when the work ends well. Until then the file is held, and stays as it is whatever happens; a crash leaves the copy in
 * the folder for temporary files, which every run empties.
 */
export async function inCopy<Result>(warehouse: Warehouse, {temporary}: Home, work: () => Promise<Result>) {
  mkdirSync(temporary, {recursive: true});
  const copy = join(temporary, "copy.duckdb");
  try {
    await copyDatabase(warehouse, copy);
    const result = await inAttached(warehouse, copy, work);
    // Whoever comes between these two finds the new file, and this one's lock is on the old.
    renameSync(copy, warehouse.path);
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

/** How many bytes a home's disk has left. */
export async function roomFor({root}: Home): Promise<number> {
  const {bavail, bsize} = await statfs(root);
  return bavail * bsize;
}

export function removeDatabase(path: string): void {
  for (const file of [path, `${path}.wal`]) rmSync(file, {force: true});
}

export function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString("en");
}
