import {closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {copyDatabase} from "./copy.js";
import {ingest} from "./ingest/ingest.js";
import {createRawTables} from "./ingest/raw-tables.js";
import {makeTestHome} from "./ingest/test-home.js";
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

test("a file that was put back and worked on is copied aside as it is, not as it was at the first upgrade", async () => {
  const path = join(folder, "warehouse.duckdb");
  const upgrade = [["create table ops.things as select 7 as thing"]];
  const first = await openWarehouse(path);
  await migrateWarehouse(first, at, []);
  const aside = (await migrateWarehouse(first, at, upgrade))!;
  first.close();
  copyFileSync(aside, path);
  const again = await openWarehouse(path);
  await again.run("create table ops.since as select 8 as thing");
  expect(await migrateWarehouse(again, at, upgrade)).toBe(aside);
  again.close();
  const copy = await openWarehouse(aside);
  expect(await copy.rows("select * from ops.since")).toEqual([{thing: 8}]);
  copy.close();
});

test("the copying of an upgrade that was killed goes on without spoiling the next one's copy", async () => {
  const path = join(folder, "warehouse.duckdb");
  // The process that copies outlives the one that was killed.
  const left = openSync(join(folder, "warehouse.version-1.duckdb.part"), "w");
  const old = await openWarehouse(path);
  await migrateWarehouse(old, at, []);
  const aside = (await migrateWarehouse(old, at, [["create table ops.things as select 7 as thing"]]))!;
  old.close();
  writeSync(left, Buffer.alloc(20_000), 0, 20_000, 0);
  closeSync(left);
  const copy = await openWarehouse(aside);
  expect(await copy.row("select max(version) as version from ops.schema_version")).toEqual({version: 1});
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

test("invoices of the second version have no number, and are corrected and repeated as before", async () => {
  const old = await openWarehouse(join(folder, "warehouse.duckdb"));
  await migrateWarehouse(old, at, [[]]);
  await old.run("create schema raw; create schema raw_keys;");
  for (const table of ["invoices", "invoices_versions"]) {
    await old.run(`create table raw.${table} (month date, account_id varchar, market varchar, category varchar,
      units bigint, amount decimal(18,6), currency varchar, extra json, file_id integer, record bigint,
      loaded_at timestamptz)`);
  }
  const line = (category: string, amount: number) =>
    `('2026-01-01', 'A', 'Spain', '${category}', 1, ${amount}, 'USD', null, 1, null, '2026-02-01 00:00:00Z')`;
  await old.run(`
    insert into raw.invoices values ${line("marketing", 31)}, ${line("utility", 7)};
    create table raw_keys.invoices as
    select hash(month, account_id, market, category, currency) as key_hash, file_id from raw.invoices;
  `);
  const {version} = await old.row<{version: string}>("select version() as version");
  await old.run(`comment on table raw_keys.invoices is '${version}'`);
  const home = await makeTestHome({warehouse: old});
  await createRawTables(old);
  await old.run("insert into ops.files (file_id, feed, bytes) values (1, 'invoices', 0)");

  await migrateWarehouse(old, at);
  const lines = ["2026-01,A,Spain,marketing,1,35,USD", "2026-01,A,Spain,utility,1,7,USD"];
  home.put("invoices/again.csv", ["month,account_id,market,category,units,amount,currency", ...lines].join("\n"));
  const {files} = await ingest(home.context);

  expect(files).toMatchObject([{rows_accepted: 1, rows_repeated: 1, rows_replaced: 1}]);
  const kept = "category, amount::integer as amount, invoice_number, file_id";
  expect(await old.rows(`select ${kept} from raw.invoices order by category`)).toEqual([
    {category: "marketing", amount: 35, invoice_number: null, file_id: 2},
    {category: "utility", amount: 7, invoice_number: null, file_id: 1}
  ]);
  expect(await old.rows(`select ${kept} from raw.invoices_versions`)).toEqual([
    {category: "marketing", amount: 31, invoice_number: null, file_id: 2}
  ]);
  home.remove();
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
