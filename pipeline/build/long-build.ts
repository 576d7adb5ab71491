import {statSync} from "node:fs";
import {feeds} from "../contracts/feeds.js";
import {megabytes, roomFor} from "../copy.js";
import {rawTable} from "../ingest/raw-tables.js";
import type {Build} from "./build.js";
import {hashModel} from "./hashes.js";
import {mostRows} from "./rebuild.js";

/** What was to be one transaction would make much of a long history anew. */
export class LongBuildError extends Error {
  override name = "LongBuildError";
}

/** A copy grows while tables are made anew in it. */
const roomForACopy = 1.5;

/**
 * Whether a build makes more of a history anew than is good for one transaction, in which every new table is empty to
 * DuckDB until it ends: when all is asked for, when models are others or when people decided otherwise.
 */
export async function isLong({context, warehouse, models, previous, sources, isFull, rowsAtOnce}: Build) {
  if (warehouse.path === ":memory:") return false;
  const isOther = models.some((model) => previous.models.get(model.name)?.sqlHash !== hashModel(model).sqlHash);
  const isDecidedAnew = [...sources.fingerprints].some(
    ([table, print]) => table.startsWith("reference.") && previous.fingerprints.get(table) !== print
  );
  if (!isFull && !isOther && !isDecidedAnew) return false;
  const tables = feeds.map((feed) => ({name: rawTable(feed)}));
  if ((await mostRows(warehouse, tables)) <= rowsAtOnce) return false;
  const bytes = statSync(warehouse.path).size * roomForACopy;
  if ((await roomFor(context.home)) > bytes) return true;
  context.log.warn(
    `${warehouse.path}: the disk has no room to build in a copy (${megabytes(bytes)} MB), so the tables are built in one transaction, which takes more time and memory. Make room for the next one.`
  );
  return false;
}
