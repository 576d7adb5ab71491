import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {compactWarehouse, isWorthCompacting, markStale} from "./compact.js";
import {inCopy} from "./copy.js";
import {silentLog} from "./log.js";
import {type Home, homeAt} from "./settings.js";
import {openWarehouse, type Warehouse} from "./warehouse.js";

let home: Home;

beforeEach(async () => {
  home = homeAt(mkdtempSync(join(tmpdir(), "compact-")));
  await withWarehouse(async (warehouse) => {
    await warehouse.run(`
      create schema raw; create schema staging;
      create table raw.big as select range as id, hash(range) as text from range(2_000_000);
      create table raw.small (id integer, payload json);
      insert into raw.small values (1, '{"a": 1}');
      comment on table raw.small is 'kept';
      comment on column raw.small.payload is 'kept too';
      create view staging.small as select id from raw.small;
    `);
  });
});

afterEach(() => rmSync(home.root, {recursive: true}));

test("a file that is mostly free blocks becomes small and says the same", async () => {
  await withWarehouse((warehouse) => warehouse.run("drop table raw.big"));
  const done = await compactWarehouse(home, silentLog, {}, 1e6);
  expect(done!.bytesAfter).toBeLessThan(done!.bytesBefore / 4);
  expect(statSync(home.warehouse).size).toBe(done!.bytesAfter);
  await withWarehouse(async (warehouse) => {
    expect(await warehouse.rows("from staging.small")).toEqual([{id: 1}]);
    const comments = `select comment from duckdb_tables() where table_name = 'small'
      union all select comment from duckdb_columns() where column_name = 'payload' order by comment`;
    expect(await warehouse.rows(comments)).toEqual([{comment: "kept"}, {comment: "kept too"}]);
    await warehouse.run("insert into raw.small values (2, null)");
  });
});

test("who may read the file, and a link to it, stay as they were", async () => {
  await withWarehouse((warehouse) => warehouse.run("drop table raw.big"));
  const disk = join(home.root, "disk");
  mkdirSync(disk);
  const file = join(disk, "real.duckdb");
  renameSync(home.warehouse, file);
  symlinkSync(file, home.warehouse);
  chmodSync(file, 0o600);
  expect(await compactWarehouse(home, silentLog, {}, 1e6)).not.toBeNull();
  const stays = () => {
    expect(readlinkSync(home.warehouse)).toBe(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(disk)).toEqual(["real.duckdb"]);
  };
  stays();
  await withWarehouse((warehouse) => inCopy(warehouse, () => warehouse.run("create table made as select 1")));
  stays();
  await withWarehouse(async (warehouse) => expect(await warehouse.rows("from made")).toHaveLength(1));
});

test("an open warehouse tells whether a copy would gain anything", async () => {
  await withWarehouse(async (warehouse) => {
    expect(await isWorthCompacting(warehouse)).toBe(false);
    await warehouse.run("create schema ops");
    await markStale(warehouse);
    expect(await isWorthCompacting(warehouse)).toBe(true);
    await warehouse.run("drop table ops.stale_blocks");
    expect(await isWorthCompacting(warehouse)).toBe(false);
  });
  await withWarehouse((warehouse) =>
    warehouse.run(`set force_compression = 'uncompressed';
      create table raw.bigger as select hash(range)::varchar as text from range(8_000_000); drop table raw.bigger;`)
  );
  await withWarehouse(async (warehouse) => expect(await isWorthCompacting(warehouse)).toBe(true));
});

test("what was removed so that nobody has it any more is not in the file's free blocks either", async () => {
  await withWarehouse(async (warehouse) => {
    await warehouse.run(`set force_compression = 'uncompressed'; create schema ops;
      create table raw.said as select 'forget this ' || hash(range) as text from range(20_000);
      checkpoint; create table raw.later as select hash(range) as text from range(20_000);
      checkpoint; delete from raw.said; checkpoint;`);
  });
  expect(readFileSync(home.warehouse).includes("forget this")).toBe(true);
  await withWarehouse(markStale);
  expect(await compactWarehouse(home, silentLog)).not.toBeNull();
  expect(readFileSync(home.warehouse).includes("forget this")).toBe(false);
  expect(await compactWarehouse(home, silentLog)).toBeNull();
});

test("a file that is mostly used, or small, stays as it is", async () => {
  const before = readFileSync(home.warehouse);
  expect(await compactWarehouse(home, silentLog, {}, 1e6)).toBeNull();
  await withWarehouse((warehouse) => warehouse.run("drop table raw.big"));
  expect(await compactWarehouse(home, silentLog)).toBeNull();
  expect(statSync(home.warehouse).size).toBeGreaterThanOrEqual(before.length);
});

test("what a crash left beside it is removed", async () => {
  writeFileSync(`${home.warehouse}.copy`, "half a copy");
  expect(await compactWarehouse(home, silentLog, {}, 1e6)).toBeNull();
  expect(existsSync(`${home.warehouse}.copy`)).toBe(false);
});

async function withWarehouse(work: (warehouse: Warehouse) => Promise<unknown>): Promise<void> {
  const warehouse = await openWarehouse(home.warehouse, {threads: 2});
  await work(warehouse);
  warehouse.close();
}
