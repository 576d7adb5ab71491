import {createHash} from "node:crypto";
import {existsSync} from "node:fs";
import {readdir, readFile, stat, writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {Context} from "../context.js";

/**
 * All that decides what a site says, in a few letters: the warehouse's file as it lies on the disk, the exports'
 * queries, the settings and the pages. While it stays the same nothing need be asked. Null for a warehouse in memory.
 */
export async function siteState(
  {warehouse, home, settings}: Context,
  exports: string,
  more: (string | boolean)[]
): Promise<string | null> {
  if (!existsSync(home.warehouse)) return null;
  // What this run has written goes into the file; where it wrote nothing the file stays untouched.
  await warehouse.run("checkpoint");
  const {size, mtimeNs, ino} = await stat(home.warehouse, {bigint: true});
  const hash = createHash("sha256").update(
    JSON.stringify([String(size), String(mtimeNs), String(ino), settings, more])
  );
  for (const name of (await readdir(exports)).sort()) hash.update(name).update(await readFile(join(exports, name)));
  return hash.digest("hex");
}

/** What was published last, and from which state; kept beside the releases, where no server looks. */
export interface Noted<Summary> {
  state: string;
  summary: Summary;
}

export async function readNoted<Summary>(published: string): Promise<Noted<Summary> | null> {
  try {
    return JSON.parse(await readFile(join(published, ".state.json"), "utf8"));
  } catch {
    return null;
  }
}

export async function noteState<Summary>(published: string, noted: Noted<Summary>): Promise<void> {
  await writeFile(join(published, ".state.json"), JSON.stringify(noted));
}
