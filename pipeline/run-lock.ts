import {readFileSync, rmSync, writeFileSync} from "node:fs";
import {PipelineError} from "./errors.js";
import {makeFolder} from "./folders.js";
import type {Home} from "./settings.js";
import {
  openWarehouse,
  PATIENCE_WITH_READERS_MILLISECONDS,
  patiently,
  type Warehouse,
  WarehouseBusyError,
  type WarehouseOptions
} from "./warehouse.js";

/**
 * Opens the home's warehouse for writing and leaves a note who does. The lock itself is the operating system's on
 * the database file, so it ends with the process, however that ends; the note only says who and since when.
 * Another writer is an answer at once; somebody who only reads is waited for.
 */
export async function openForWriting(home: Home, options: WarehouseOptions, at: Date): Promise<Warehouse> {
  await makeFolder(home.root);
  const isWriter = (error: WarehouseBusyError) => error.pid === null || readNote(home)?.pid === error.pid;
  const warehouse = await openPatiently(home, options, PATIENCE_WITH_READERS_MILLISECONDS, isWriter);
  writeFileSync(home.lockFile, JSON.stringify({pid: process.pid, since: at.toISOString()}));
  const close = warehouse.close;
  return Object.assign(warehouse, {
    close() {
      rmSync(home.lockFile, {force: true});
      close();
    }
  });
}

/** Opens it for reading; waits for a writer, but no longer than asked, nor once the signal is aborted. */
export async function openForReading(
  home: Home,
  patienceMilliseconds: number,
  signal?: AbortSignal
): Promise<Warehouse> {
  return openPatiently(home, {readOnly: true}, patienceMilliseconds, () => false, signal);
}

async function openPatiently(
  home: Home,
  options: WarehouseOptions,
  patienceMilliseconds: number,
  isHopeless: (error: WarehouseBusyError) => boolean,
  signal?: AbortSignal
): Promise<Warehouse> {
  try {
    return await patiently(() => openWarehouse(home.warehouse, options), patienceMilliseconds, isHopeless, signal);
  } catch (error) {
    throw error instanceof WarehouseBusyError ? busy(home, error) : error;
  }
}

function busy(home: Home, error: WarehouseBusyError): PipelineError {
  const note = readNote(home);
  const pid = error.pid ?? note?.pid;
  const who = pid ? `process ${pid}` : "another process";
  const since = note !== null && note.pid === pid ? ` since ${note.since}` : "";
  return new PipelineError(
    `${home.root}: ${who} works on it${since}. Wait until it ends and try again; nothing was changed.`,
    {cause: error}
  );
}

function readNote(home: Home): {pid: number; since: string} | null {
  try {
    return JSON.parse(readFileSync(home.lockFile, "utf8"));
  } catch {
    return null;
  }
}
