import {existsSync, mkdtempSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {copyDatabase} from "./copy.js";
import {migrateWarehouse} from "./migrate.js";
import {openElsewhere} from "./test-elsewhere.js";
import {openWarehouse} from "./warehouse.js";

const at = new Date("2026-11-15T08:00:00Z");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chat-analytics-"));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

test("an older file is copied aside and brought up to date", async () => {
  const path = join(folder, "warehouse.duckdb");
  const old = await openWarehouse(path);
  await migrateWarehouse(old, at, []);
  await old.run("create table ops.things as select 7 as thing");
  const aside = await migrateWarehouse(old, at, [["alter table ops.things add column name varchar"]]);
  expect(await old.rows("select * from ops.things")).toEqual([{thing: 7, name: null}]);
  expect(await old.row("select max(version) as version from ops.schema_version")).toEqual({version: 2});
  old.close();
  expect(aside).toBe(join(folder, "warehouse.version-1.duckdb"));
  const copy = await openWarehouse(aside!);
  expect(await copy.rows("select * from ops.things")).toEqual([{thing: 7}]);
  copy.close();
});

test("while a file is migrated and after it, no other process can write to it", async () => {
  const path = join(folder, "warehouse.duckdb");
  const old = await openWarehouse(path);
  await migrateWarehouse(old, at, []);
  await migrateWarehouse(old, at, [["create table ops.things as select 7 as thing"]]);
  const {stderr} = openElsewhere(path);
  old.close();
  expect(stderr).toContain("another process holds it");
});

test("a copy that cannot be made says why, and leaves nothing", async () => {
  const path = join(folder, "warehouse.duckdb");
  const old = await openWarehouse(path);
  await migrateWarehouse(old, at, []);
  const target = join(folder, "missing", "copy.duckdb");
  await expect(copyDatabase(old, target)).rejects.toThrow(
    /^.*copy.duckdb: no copy of the warehouse can be made there \(ENOENT: .*\)\. Make room and try again\.$/
  );
  expect(readdirSync(folder)).toEqual(["warehouse.duckdb"]);
  old.close();
});

test("a file of the first version loses the hashes of its rows, and nothing else", async () => {
  const path = join(folder, "warehouse.duckdb");
  const old = await openWarehouse(path);
  await migrateWarehouse(old, at, []);
  await old.run("create schema raw");
  for (const table of ["messages", "messages_versions"]) {
    await old.run(`create table raw.${table} as select 'm1' as message_id, 5::ubigint as row_hash, 1 as file_id`);
  }
  await migrateWarehouse(old, at);
  for (const table of ["messages", "messages_versions"]) {
    expect(await old.rows(`select * from raw.${table}`)).toEqual([{message_id: "m1", file_id: 1}]);
  }
  old.close();
});

test("a migration that fails leaves the file as it was", async () => {
  const path = join(folder, "warehouse.duckdb");
  const warehouse = await openWarehouse(path);
  await migrateWarehouse(warehouse, at, []);
  const steps = [["create table ops.half as select 1 as n", "select * from ops.missing"]];
  await expect(migrateWarehouse(warehouse, at, steps)).rejects.toThrow();
  expect(await warehouse.row("select max(version) as version from ops.schema_version")).toEqual({version: 1});
  expect(await warehouse.rows("select 1 from duckdb_tables() where table_name = 'half'")).toEqual([]);
  warehouse.close();
});

test("a newer file is refused", async () => {
  const path = join(folder, "warehouse.duckdb");
  const warehouse = await openWarehouse(path);
  await migrateWarehouse(warehouse, at, [[], []]);
  await expect(migrateWarehouse(warehouse, at, [])).rejects.toThrow(/schema version 3, this program knows up to 1/);
  warehouse.close();
});

test("a current file is left alone, without a copy", async () => {
  const path = join(folder, "warehouse.duckdb");
  const warehouse = await openWarehouse(path);
  await migrateWarehouse(warehouse, at);
  expect(await migrateWarehouse(warehouse, at)).toBeNull();
  warehouse.close();
  expect(existsSync(join(folder, "warehouse.version-1.duckdb"))).toBe(false);
});
