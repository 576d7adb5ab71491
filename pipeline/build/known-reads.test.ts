import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {withKeptReads} from "./known-reads.js";

let folder: string;
let warehouse: Warehouse;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "reads-"));
  warehouse = await openWarehouse(join(folder, "warehouse.duckdb"));
});

afterEach(async () => {
  warehouse.close();
  await rm(folder, {recursive: true});
});

const ask = async (...texts: string[]) =>
  withKeptReads(warehouse, async (read) => {
    const answers: string[] = [];
    for (const sql of texts) answers.push((await read(sql)).tables.join());
    return answers;
  });

test("what was parsed once is taken from the warehouse, until its text or DuckDB's version is another", async () => {
  expect(await ask("select a from marts.b", "select c from marts.d")).toEqual(["marts.b", "marts.d"]);
  // Marked, so that an answer from there can be told from one of DuckDB's.
  await warehouse.run("update ops.statements set reads = replace(reads::varchar, 'marts.', 'kept.')::json");
  expect(await ask("select a from marts.b", "select c  from marts.d")).toEqual(["kept.b", "marts.d"]);
  expect(await warehouse.row("select count(*) as n from ops.statements")).toEqual({n: 2});
  await warehouse.run("update ops.statements set version = 'v0', reads = replace(reads::varchar, '.b', '.old')::json");
  expect((await ask("select a from marts.b"))[0]).not.toBe("kept.old");
  expect(await warehouse.rows("select distinct version = version() as is_current from ops.statements")).toEqual([
    {is_current: true}
  ]);
});

test("a text that is no statement is asked again, for its message", async () => {
  for (const _ of [1, 2]) await expect(ask("selekt 1")).rejects.toThrow(/syntax error/);
});

test("a warehouse that is read or lies in memory keeps nothing", async () => {
  const inMemory = await openWarehouse();
  await withKeptReads(inMemory, (read) => read("select e from marts.f"));
  expect(await inMemory.rows("from duckdb_tables() where table_name = 'statements'")).toEqual([]);
  inMemory.close();
  warehouse.close();
  warehouse = await openWarehouse(join(folder, "warehouse.duckdb"), {readOnly: true});
  expect(await ask("select e from marts.f")).toEqual(["marts.f"]);
});
