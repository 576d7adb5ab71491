import {expect, test} from "vitest";
import {UsageError} from "./errors.js";
import {ask, formatJson, formatTable} from "./query.js";
import {openWarehouse} from "./warehouse.js";

async function answer(sql: string) {
  const warehouse = await openWarehouse();
  try {
    return await ask(warehouse, sql);
  } finally {
    warehouse.close();
  }
}

test("JSON keeps every digit of decimals and large whole numbers", async () => {
  const json = formatJson(
    await answer("select 9007199254740993 as big, 1.500000::decimal(18,6) as amount, null as nothing")
  );
  expect(json).toBe('[\n{"big": 9007199254740993, "amount": 1.500000, "nothing": null}\n]');
});

test("JSON of no rows is an empty array", async () => {
  expect(formatJson(await answer("select 1 as n where false"))).toBe("[]");
});

test("text that looks like a number stays text in JSON", async () => {
  expect(formatJson(await answer("select '0034' as code"))).toBe('[\n{"code": "0034"}\n]');
});

test("a table aligns numbers to the right and leaves a null empty", async () => {
  const table = formatTable(await answer("select * from (values ('a', 1), ('bcd', 200), (null, null)) t(name, n)"));
  expect(table.split("\n")).toEqual(["name    n", "────  ───", "a       1", "bcd   200", "", "3 rows"]);
});

test("a line break in a value does not break the table", async () => {
  expect(formatTable(await answer("select 'a' || chr(10) || 'b' as t"))).toContain("a b");
});

test("a table may be long", async () => {
  expect(formatTable(await answer("from range(200_000)")).split("\n")).toHaveLength(200_003);
});

test("a query cannot read files", async () => {
  await expect(answer("select * from read_text('package.json')")).rejects.toThrow(/cannot be answered/);
});

test("a query cannot lift the ban on files", async () => {
  await expect(answer("set enable_external_access = true")).rejects.toThrow(/cannot be answered/);
});

test.each(["select 1 as a; select 2 as b", "pivot range(2) on range; select 1", "", " ; ", "-- nothing"])(
  "%j is not one statement: wrong usage",
  async (sql) => {
    await expect(answer(sql)).rejects.toThrow(new UsageError("query: write one SQL statement, in quotes."));
  }
);

test.each([
  "select 1 as a;",
  "/* one; two */ select 1 as a; -- and;",
  "pivot (select 1 as a, 'b' as c) on c using max(a)"
])("%j is one statement", async (sql) => {
  expect((await answer(sql)).rows).toEqual([["1"]]);
});

test("what cannot be answered is said in DuckDB's words", async () => {
  await expect(answer("selekt 1; select 2")).rejects.toThrow(/^the query cannot be answered: Parser Error/);
  await expect(answer("pivot nowhere on a")).rejects.toThrow(/nowhere does not exist/);
});
