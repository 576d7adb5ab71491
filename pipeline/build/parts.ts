import {identifier, literal, memoryGigabytes, type Warehouse} from "../warehouse.js";
import type {Build} from "./build.js";
import type {Model} from "./models.js";
import {allKeys, keySources, mostRows, showKeys} from "./rebuild.js";

/**
 * How many rows a model of keys may read at once of its largest table, for each gigabyte that DuckDB has. What fits into
 * memory is made several times faster than what spills, and DuckDB does not spill the texts that an aggregate holds for
 * each key: six million statuses were measured to fit into 2.6 GB, and a process to stand far above its limit with them.
 */
const rowsAGigabyte = 2_000_000;

/** How many rows a model of keys reads at once of its largest table, with the memory that DuckDB has. */
export async function mostRowsAtOnce(warehouse: Warehouse): Promise<number> {
  return Math.max(1, Math.floor((await memoryGigabytes(warehouse)) * rowsAGigabyte));
}

const sampledKeys = 100_000;

/**
 * Does work once for all that is in a model's table of what is to be rebuilt, or for one part of it after another where
 * that is much. The rows of a key are the same whichever others are made with them, as in a daily build.
 */
export async function inParts(
  {warehouse, models, rowsAtOnce}: Build,
  model: Model,
  work: (isFirst: boolean) => Promise<void>
): Promise<void> {
  const {rebuild} = model.header;
  if (rebuild.mode !== "key") return work(true);
  const parts = Math.ceil((await mostRows(warehouse, keySources(model, models))) / rowsAtOnce);
  if (parts <= 1) return work(true);
  const key = identifier(rebuild.key);
  const ends = await partEnds(warehouse, rebuild.key, parts);
  for (let part = 0; part <= ends.length; part++) {
    const limits = [
      ...(part === 0 ? [] : [`${key} > ${literal(ends[part - 1]!)}`]),
      ...(part === ends.length ? [] : [`${key} <= ${literal(ends[part]!)}`])
    ];
    await showKeys(warehouse, rebuild, limits.join(" and ") || "true");
    await work(part === 0);
  }
  await showKeys(warehouse, rebuild);
}

/** The last keys of all parts but the last, as text: keys that follow each other were mostly loaded together. */
async function partEnds(warehouse: Warehouse, column: string, parts: number): Promise<string[]> {
  const shares = Array.from({length: parts - 1}, (_, part) => (part + 1) / parts);
  const {ends} = await warehouse.row<{ends: string[] | null}>(
    `select quantile_disc(${identifier(column)}, [${shares.join(", ")}])::varchar[] as ends
    from ${allKeys(column)} using sample reservoir(${sampledKeys} rows) repeatable (1)`
  );
  return [...new Set(ends ?? [])];
}
