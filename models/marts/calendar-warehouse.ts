import {readFile} from "node:fs/promises";
import {
  insertReferenceRows,
  type ReferenceRow,
  type ReferenceTableName,
  referenceDdl,
  referenceTableNames
} from "../../pipeline/reference/tables.js";
import {openWarehouse, type Warehouse} from "../../pipeline/warehouse.js";

const calendarModels = ["calendar_offsets", "calendar_days", "calendar_hours", "opening_intervals", "calendar_states"];

/** For tests that ask the whole calendar: a warehouse in memory with its tables, from the reference rows given. */
export async function calendarWarehouse(
  given: Partial<Record<ReferenceTableName, ReferenceRow[]>>
): Promise<Warehouse> {
  const warehouse = await openWarehouse(":memory:", {threads: 2});
  await warehouse.run("create schema reference; create schema marts;");
  for (const name of referenceTableNames) {
    await warehouse.run(referenceDdl(name));
    await insertReferenceRows(warehouse, name, given[name] ?? []);
  }
  for (const model of calendarModels) {
    const sql = await readFile(new URL(`${model}.sql`, import.meta.url), "utf8");
    await warehouse.run(`create table marts.${model} as ${sql}`);
  }
  return warehouse;
}
