import {expect, test} from "vitest";
import {openWarehouse} from "../warehouse.js";
import {mostRowsAtOnce, partEnds} from "./parts.js";
import {createByKeys} from "./rebuild.js";

test("more memory lets more rows be read at once", async () => {
  const rows = async (memoryLimit: string): Promise<number> => {
    const warehouse = await openWarehouse(undefined, {memoryLimit});
    try {
      return await mostRowsAtOnce(warehouse);
    } finally {
      warehouse.close();
    }
  };
  // DuckDB tells its limit to a tenth of a gibibyte.
  expect(await rows("2GB")).toBeGreaterThan(3_600_000);
  expect(await rows("2GB")).toBeLessThan(4_100_000);
  expect(await rows("16GB")).toBeGreaterThan(30_000_000);
});

test("parts hold as many rows and follow each other in time, or by key where all begins at once", async () => {
  const warehouse = await openWarehouse();
  const ends = async (firstAt: string, rowCount = "1") => {
    await warehouse.run(`create or replace table rebuild."all id" as
      select printf('%03d', 999 - range) as id, ${firstAt} as first_at, ${rowCount} as row_count from range(100)`);
    return partEnds(warehouse, "id", 4);
  };
  const daily = "timestamptz '2026-01-01' + interval 1 day * range";
  try {
    await warehouse.run("create schema rebuild");
    expect(await ends(daily)).toEqual({
      column: "coalesce(first_at, 'epoch')",
      ends: ["2026-01-25 00:00:00+00", "2026-02-19 00:00:00+00", "2026-03-16 00:00:00+00"]
    });
    expect(await ends(daily, "if(range < 10, 91, 10)")).toMatchObject({
      column: "coalesce(first_at, 'epoch')",
      ends: [
        expect.stringMatching("2026-01-05"),
        expect.stringMatching("2026-01-10"),
        expect.stringMatching("2026-02-24")
      ]
    });
    expect(await ends("timestamptz '2026-01-01'")).toEqual({column: '"id"', ends: ["924", "949", "974"]});
  } finally {
    warehouse.close();
  }
});

test("keys of more rows than fit are told apart some after the others, each once, in a step each", async () => {
  const warehouse = await openWarehouse(undefined, {memoryLimit: "100MB"});
  const steps: number[] = [];
  const make = (rows: number) =>
    createByKeys(
      warehouse,
      "keys",
      rows,
      (isOfPart) => `select id, count(*) as rows
        from (select range % 500 as id from range(2000)) where ${isOfPart("hash(id)")} group by id`,
      async (part) => {
        const made = await part();
        steps.push((await warehouse.row<{count: number}>("select count(*) as count from keys")).count);
        return made;
      }
    );
  try {
    await make(2000);
    expect(steps).toEqual([500]);
    const whole = await warehouse.rows("from keys order by id");
    await make(2_000_000);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.slice(1)).toEqual(steps.slice(1).sort((a, b) => a - b));
    expect(steps[1]).toBeLessThan(500);
    expect(await warehouse.rows("from keys order by id")).toEqual(whole);
  } finally {
    warehouse.close();
  }
});
