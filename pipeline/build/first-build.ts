import type {Warehouse} from "../warehouse.js";
import {layers} from "./models.js";

/** Does a part of a build: at once, or in a transaction of its own. */
export type Step = <Result>(part: () => Promise<Result>) => Promise<Result>;

/** Does every part at once, within what the caller has begun. */
export const asOne: Step = (part) => part();

/**
 * Runs a first build with each part in a transaction of its own, and removes all that it made when it fails: no build
 * has ended here yet, so there is nothing that a failure could spoil. To DuckDB a table is empty until it is committed:
 * it then takes the larger side of a join for the smaller and keeps in memory what it need not. A year of 20 million
 * messages took twice the time in one transaction.
 */
export async function inSteps<Result>(warehouse: Warehouse, build: (step: Step) => Promise<Result>): Promise<Result> {
  try {
    return await build((part) => warehouse.transaction(part));
  } catch (error) {
    // Where even that fails, what it was to remove is replaced by the next build, the first one still.
    await warehouse.transaction(() => removeBuilt(warehouse)).catch(() => undefined);
    throw error;
  }
}

async function removeBuilt(warehouse: Warehouse): Promise<void> {
  for (const schema of [...layers, "rebuild", "key_days"])
    await warehouse.run(`drop schema if exists ${schema} cascade`);
  for (const table of ["as_of", "models", "checks", "fingerprints", "builds"])
    await warehouse.run(`delete from ops.${table}`);
}
