import {tableFromIPC} from "@uwdata/flechette";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {queryArrowParts} from "./arrow.js";

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse(undefined, {threads: 2});
});
afterAll(() => warehouse.close());

function read(bytes: Uint8Array) {
  const table = tableFromIPC(bytes);
  return {table, columns: Object.fromEntries(table.names.map((name) => [name, [...table.getChild(String(name))]]))};
}

/** The result of a query in one file. */
async function whole(sql: string, place: string) {
  const {parts, ...found} = await queryArrowParts(warehouse.connection, sql, place, {by: "month", above: Infinity});
  return {...found, bytes: parts[0]!.bytes};
}

test("every kind of column arrives in the browser's reader as the manifest says", async () => {
  const file = await whole(
    `select
      date '2026-03-29' as day, timestamptz '2026-03-29 02:30:00+02' as started_at, 7::integer as messages,
      12.345678::decimal(18, 6) as amount, true as is_open, 'whatsapp' as channel`,
    "exports/x.sql"
  );
  expect(file.columns).toEqual({
    day: "day",
    started_at: "instant",
    messages: "integer",
    amount: "number",
    is_open: "flag",
    channel: "label"
  });
  expect(read(file.bytes).columns).toEqual({
    day: [Date.UTC(2026, 2, 29) / 86_400_000],
    started_at: [Date.UTC(2026, 2, 29, 0, 30)],
    messages: [7],
    amount: [12.345678],
    is_open: [1],
    channel: ["whatsapp"]
  });
});

test("labels lie in the file once, and two columns keep their own", async () => {
  const {bytes, rows} = await whole(
    "select 'channel ' || i % 3 as channel, 'intent ' || i % 5 as intent from range(10000) numbers(i) order by i",
    "x"
  );
  expect(rows).toBe(10_000);
  expect(bytes.length).toBeLessThan(10_000 * 8 + 2_000);
  const {columns} = read(bytes);
  expect(columns["channel"]!.slice(0, 4)).toEqual(["channel 0", "channel 1", "channel 2", "channel 0"]);
  expect(columns["intent"]![9_999]).toBe("intent 4");
});

test("the same rows give the same bytes", async () => {
  const sql = "select 'a' as channel, 'b' as intent";
  const first = await whole(sql, "x");
  expect(Buffer.from((await whole(sql, "x")).bytes).equals(first.bytes)).toBe(true);
});

test("no value stays no value in every kind of column", async () => {
  const {bytes} = await whole(
    `select * from (values (1, date '2026-01-01', 'a', true), (null, null, null, null), (3, date '2026-01-03', 'b', false))
      rows(messages, day, channel, is_open)`,
    "x"
  );
  const {columns} = read(bytes);
  expect(columns["messages"]).toEqual([1, null, 3]);
  expect(columns["channel"]).toEqual(["a", null, "b"]);
  expect(columns["is_open"]).toEqual([1, null, 0]);
});

test("a table without rows, or with none but empty labels, can be read", async () => {
  const empty = await whole("select 1 as messages, 'a' as channel where false", "x");
  expect(empty.rows).toBe(0);
  expect(read(empty.bytes).table.numRows).toBe(0);
  const unlabelled = await whole("select null::varchar as channel", "x");
  expect(read(unlabelled.bytes).columns["channel"]).toEqual([null]);
});

test("a type the pages cannot read is named with its remedy", async () => {
  await expect(whole("select [1, 2] as list", "exports/lists.sql")).rejects.toThrow(
    "exports/lists.sql: column list is INTEGER[]. Cast it to varchar"
  );
});

test("many rows are cut by the month of their day, and the months hold all of them", async () => {
  const sql = `
    select (date '2026-01-30' + (i // 100)::integer)::date as day, 'channel ' || i % 7 as channel, i::integer as n
    from range(1000) numbers(i) order by all`;
  const {parts, rows} = await queryArrowParts(warehouse.connection, sql, "x", {by: "month", above: 2999});
  expect(rows).toBe(1000);
  expect(parts.map(({span}) => span)).toEqual(["2026-01", "2026-02"]);
  const [january, february] = parts.map(({bytes}) => read(bytes).columns);
  expect(january!["day"]).toHaveLength(200);
  expect(new Set(february!["channel"] as string[]).size).toBe(7);
  expect([...january!["n"]!, ...february!["n"]!].sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({length: 1000}, (_, index) => index)
  );
});

test("few rows, and rows without a day in front, stay whole", async () => {
  const days = "select date '2026-01-30' as day, 1 as n union all select date '2026-02-03', 2 order by all";
  expect((await queryArrowParts(warehouse.connection, days, "x", {by: "month", above: 4})).parts).toMatchObject([
    {span: null}
  ]);
  expect((await queryArrowParts(warehouse.connection, days, "x", {by: "day", above: 0})).parts).toMatchObject([
    {span: "2026-01-30"},
    {span: "2026-02-03"}
  ]);
  const names = "select 'a' as name, date '2026-01-30' as day union all select 'b', date '2026-02-03' order by all";
  expect((await queryArrowParts(warehouse.connection, names, "x", {by: "day", above: 0})).parts).toMatchObject([
    {span: null}
  ]);
});

test("whole numbers lie as narrow as they may, and nulls among them stay null", async () => {
  const {bytes} = await whole(
    "select * from (values (1, 300, 70000), (-128, null, -1), (127, -32768, null)) rows(small, middle, large)",
    "x"
  );
  expect(read(bytes).columns).toEqual({
    small: [1, -128, 127],
    middle: [300, null, -32768],
    large: [70000, -1, null]
  });
});
