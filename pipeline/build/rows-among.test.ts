import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, test} from "vitest";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import type {Model} from "./models.js";
import {rowsAmong} from "./rows-among.js";

const model = {name: "messages", header: {columns: [{name: "key", type: "varchar"}]}} as Model;

// A DuckDB under development once sifted by those keys alone that came first into memory, and said nothing.
test.each([1, 2])("no row is lost where the keys do not fit into memory, with threads: %i", async (threads) => {
  const folder = mkdtempSync(join(tmpdir(), "chat-analytics-test-"));
  const count = async (memoryLimit: string): Promise<{rows: number; isSifted: boolean}> => {
    const warehouse = await openWarehouse(join(folder, "warehouse.duckdb"), {
      ...{threads, memoryLimit},
      temporaryDirectory: join(folder, "temporary")
    });
    const sql = `select count(*) as rows from ${await rowsAmong(warehouse, model, ["key"], "from keys")}`;
    const {rows} = await warehouse.row<{rows: number}>(sql);
    const isSifted = await usesSieve(warehouse, sql);
    warehouse.close();
    return {rows, isSifted};
  };
  try {
    const warehouse = await openWarehouse(join(folder, "warehouse.duckdb"));
    await warehouse.run(`create table keys as select 'k' || hash(range % 400000) as key from range(800000);
      create table messages as select 'k' || hash(range % 800000) as key from range(1600000);`);
    warehouse.close();
    expect(await count("2GB")).toEqual({rows: 800_000, isSifted: true});
    expect((await count("60MB")).rows).toBe(800_000);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

async function usesSieve(warehouse: Warehouse, sql: string): Promise<boolean> {
  return JSON.stringify(await warehouse.rows(`explain analyze ${sql}`)).includes("IN BF");
}
