import {afterAll, beforeAll, expect, test} from "vitest";
import {openWarehouse, type Warehouse} from "../pipeline/warehouse.js";
import {lintFile} from "./lint-sql.js";

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse();
});

afterAll(() => warehouse.close());

const good = `-- What is good.

with

counted as (
    select conversation_id, count(*) as messages, array_agg(text order by sent_at) as "Texts"
    from staging.messages
    where text <> 'SELECT	 from Nowhere, LIMIT 1' -- Spain's own
    group by conversation_id
),

newest as (
    select distinct on (conversation_id) conversation_id, sent_at
    from staging.messages
    order by conversation_id, sent_at desc
)

select
    counted.conversation_id,
    sum(epoch(newest.sent_at)::bigint) over (order by newest.sent_at) as seconds
from counted
inner join newest
    on newest.conversation_id = counted.conversation_id
`;

test("a model in the house style has no fault", async () => {
  expect(await lintFile(warehouse, "models/marts/good.sql", good.replace("\t", ""))).toEqual([]);
});

test("a metric says what it means in Spanish too", async () => {
  const header = "-- One row per day.\n-- grain day\n-- column day date: The day.\n";
  const spanish = "-- es: Una fila por día.\n-- es day: El día.\n";
  const sql = "\nselect day from marts.days\n";
  const lint = (path: string, text: string) => lintFile(warehouse, path, text);
  expect(await lint("models/metrics/a.sql", `${header}${sql}`)).toEqual([
    'models/metrics/a.sql:1: a row is not said in Spanish. Add "-- es: …".',
    'models/metrics/a.sql:3: day is not said in Spanish. Add "-- es day: …".'
  ]);
  expect(await lint("models/metrics/a.sql", `${header}${spanish}${sql}`)).toEqual([]);
  expect(await lint("models/marts/a.sql", `${header}${sql}`)).toEqual([]);
});

test("a header has 120 columns, code has 100", async () => {
  const widest = `-- ${"a".repeat(117)}\n\nselect ${"a + ".repeat(19)}abcd from marts.b\n`;
  expect(widest.split("\n").map((line) => line.length)).toEqual([120, 0, 100, 0]);
  expect(await lintFile(warehouse, "models/marts/widest.sql", widest)).toEqual([]);
});

test.each([
  ["SELECT a from marts.b\n", "SELECT is not in lower case."],
  ["select a\n  from marts.b\n", ":2: indented by 2. Indent by four spaces."],
  ["select a\nfrom marts.b\twhere c\n", ":2: a tab. Indent by four spaces."],
  ["select a from marts.b \n", "spaces at the end. Remove them."],
  ["select a from marts.b", "must end with one new line."],
  ["select\n    a\n    , b\nfrom marts.c\n", ":3: begins with a comma. Put it at the end of the line before."],
  [`select ${"a + ".repeat(19)}abcde from marts.b\n`, ":1: 101 columns. Keep it within 100."],
  [`select a -- ${"a".repeat(89)}\nfrom marts.b\n`, ":1: 101 columns. Keep it within 100."],
  [`select a\n-- ${"a".repeat(98)}\nfrom marts.b\n`, ":2: 101 columns. Keep it within 100."],
  [`-- ${"a".repeat(118)}\nselect a from marts.b\n`, ":1: 121 columns. Keep it within 120."],
  ["select a\nfrom marts.b\njoin marts.c using (a)\n", ":3: a bare join. Say which: inner join, left join, …"],
  ["select *\nfrom marts.b\n", ":1: the last select says *. List its columns."],
  ["select b.*\nfrom marts.b\nunion all\nselect a\nfrom marts.c\n", ":1: the last select says *. List its columns."],
  ["select a, count(*)\nfrom marts.b\ngroup by 1\n", ":3: groups by a number. Name the column."],
  ["select a\nfrom marts.b\norder by\n    a\n", ":4: orders rows. A table has no order; remove it."],
  ["select sum(a::double)\nfrom marts.b\n", "sums doubles, which depends on their order."],
  ["select\n    sum(a / 3)\nfrom marts.b\n", ":2: sums doubles, which depends on their order."],
  ["select a\nfrom (\n    select a from b\n)\n", ":3: b has no schema. Name it."],
  ["select a from\n", "syntax error"],
  ["select a from marts.b;\nselect a from marts.b\n", "it has 2 statements, not one"]
])("%j is a fault", async (text, fault) => {
  expect((await lintFile(warehouse, "models/marts/bad.sql", text)).join("\n")).toContain(fault);
});

test("a view of staging may say *, and a report orders its rows", async () => {
  expect(await lintFile(warehouse, "models/staging/a.sql", "select * from raw.a\n")).toEqual([]);
  expect(await lintFile(warehouse, "reports/a.sql", "select a from marts.b where day = $day order by a\n")).toEqual([]);
});
