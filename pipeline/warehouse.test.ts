import {afterEach, beforeEach, expect, test} from "vitest";
import {openWarehouse, pathLiteral, type Warehouse} from "./warehouse.js";

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await openWarehouse();
});
afterEach(() => warehouse.close());

const endless =
  "select sum(a.range * b.range)::double as pairs from range(10000000) as a cross join range(10000000) as b";

test("an interrupt stops a statement that runs, also one that was given to DuckDB just now", async () => {
  for (const milliseconds of [0, 50]) {
    const stopped = expect(warehouse.rows(endless)).rejects.toThrow(/Interrupted/);
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    warehouse.interrupt();
    await stopped;
  }
  expect(await warehouse.row("select 1 as one")).toEqual({one: 1});
});

test("an interrupt between statements stops the next one, and none after it", async () => {
  warehouse.interrupt();
  await expect(warehouse.run("create table untouched (one integer)")).rejects.toThrow(/interrupted before/);
  expect(await warehouse.rows("from duckdb_tables()")).toEqual([]);
});

test("an interrupt stops one statement, also where the one that runs is as good as done", async () => {
  for (let turn = 0; turn < 100; turn++) {
    let stopped = 0;
    const one = () => warehouse.run("select 1").catch(() => stopped++);
    const three = one().then(one).then(one);
    if (turn % 2 === 1) await new Promise(setImmediate);
    warehouse.interrupt();
    await three;
    await one();
    expect(stopped).toBe(1);
  }
});

test("a transaction whose work was interrupted between statements is rolled back", async () => {
  await warehouse.run("create table rows (one integer)");
  const work = async () => {
    await warehouse.run("insert into rows values (1)");
    warehouse.interrupt();
    await warehouse.run("insert into rows values (2)");
  };
  await expect(warehouse.transaction(work)).rejects.toThrow(/interrupted/);
  expect(await warehouse.rows("from rows")).toEqual([]);
});

test.each(["beginning", "end"])("an interrupt at a transaction's %s ends it and no more", async (at) => {
  await warehouse.run("create or replace table rows (one integer)");
  if (at === "beginning") warehouse.interrupt();
  const work = async () => {
    await warehouse.run("insert into rows values (1)");
    if (at === "end") warehouse.interrupt();
  };
  await expect(warehouse.transaction(work)).rejects.toThrow(/interrupted/);
  expect(await warehouse.rows("from rows")).toEqual([]);
  await warehouse.transaction(() => warehouse.run("insert into rows values (2)"));
  expect(await warehouse.rows("from rows")).toEqual([{one: 2}]);
});

test("a path is no pattern; one that DuckDB cannot tell from another is named", () => {
  expect(pathLiteral("/in/it's [1]*?.csv")).toBe("'/in/it''s [[]1][*][?].csv'");
  expect(pathLiteral("/in/a\\b.csv")).toBe("'/in/a\\b.csv'");
  expect(() => pathLiteral("/in/a\\b[1].csv")).toThrow("/in/a\\b[1].csv: DuckDB cannot open a path with a backslash");
});

test.skipIf(process.platform !== "linux").each([
  ["/sys/kernel/warehouse.duckdb", "Permission denied). Give this user the right to read and write it."],
  ["/dev/full", "No space left on device). Make room and run this again."]
])("what the system refuses is no reason to move the file away, like %s", async (path, told) => {
  await expect(openWarehouse(path)).rejects.toThrow(told);
});
