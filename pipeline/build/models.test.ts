import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from "vitest";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {readModels} from "./models.js";

let warehouse: Warehouse;
let folder: string;

beforeAll(async () => {
  warehouse = await openWarehouse();
});

afterAll(() => warehouse.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-"));
});

afterEach(() => rm(folder, {recursive: true}));

const header = "-- One row.\n-- grain a\n-- column a integer: It.\n";

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, sql] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), sql.startsWith("--") ? sql : `${header}\n${sql}\n`);
  }
}

async function faults(files: Record<string, string>): Promise<string> {
  await write(files);
  return readModels(warehouse, folder).then(
    () => "",
    (error: Error) => error.message
  );
}

test("dependencies come from the SQL: CTEs, subqueries and set operations too, names of CTEs not", async () => {
  await write({
    "metrics/first.sql": "with b as (select a from marts.one) select a from b where a in (select a from marts.two)",
    "marts/one.sql": "with b as (select a from staging.c union all select a from marts.two) select a from b",
    "marts/two.sql": "select (select max(a) from reference.settings)::integer as a from staging.c",
    "staging/c.sql": "select a from raw.c"
  });
  const models = await readModels(warehouse, folder);
  expect(models.map(({name}) => name)).toEqual(["staging.c", "marts.two", "marts.one", "metrics.first"]);
  expect(models.map(({reads}) => reads)).toEqual([
    ["raw.c"],
    ["reference.settings", "staging.c"],
    ["marts.two", "staging.c"],
    ["marts.one", "marts.two"]
  ]);
});

test("what reads ops.checks comes last, after all that is checked", async () => {
  await write({
    "metrics/days.sql": "select a from metrics.health",
    "metrics/health.sql": "select count(*)::integer as a from ops.checks",
    "metrics/z.sql": "select a from raw.a".replace("raw", "marts"),
    "marts/a.sql": "select 1 as a"
  });
  const models = await readModels(warehouse, folder);
  expect(models.map(({name}) => name)).toEqual(["marts.a", "metrics.z", "metrics.health", "metrics.days"]);
});

test.each<[string, Record<string, string>, string]>([
  [
    "a mart that reads raw",
    {"marts/a.sql": "select a from raw.b"},
    "models/marts/a.sql: reads raw.b. A model of marts reads staging, marts, reference only."
  ],
  [
    "a metric that reads staging",
    {"metrics/a.sql": "select a from staging.b", "staging/b.sql": "select 1 as a"},
    "models/metrics/a.sql: reads staging.b."
  ],
  ["ledgers outside health", {"metrics/a.sql": "select a from ops.files"}, "models/metrics/a.sql: reads ops.files."],
  ["no schema", {"marts/a.sql": "select a from b"}, "models/marts/a.sql: reads b without a schema."],
  ["a file", {"marts/a.sql": "select a from 'b.csv'"}, "models/marts/a.sql: reads b.csv without a schema."],
  [
    "a function that reads files",
    {"marts/a.sql": "select a from read_csv('b.csv')"},
    "models/marts/a.sql: calls read_csv()."
  ],
  [
    "a table nobody makes",
    {"marts/a.sql": "select a from marts.b"},
    "models/marts/a.sql: reads marts.b, which no model makes."
  ],
  ["broken SQL", {"marts/a.sql": "select a from"}, "models/marts/a.sql: syntax error"],
  [
    "two statements",
    {"marts/a.sql": "select 1 as a; select 2 as a"},
    "models/marts/a.sql: it has 2 statements, not one"
  ],
  ["a name for no table", {"marts/A-b.sql": "select 1 as a"}, "models/marts/A-b.sql: is no name for a table."],
  [
    "a circle",
    {"marts/a.sql": "select a from marts.b", "marts/b.sql": "select a from marts.a"},
    "marts.a → marts.b → marts.a"
  ],
  [
    "a condition on other rows",
    {"marts/a.sql": `${header}-- check b: a = (select max(a) from marts.a)\nselect 1 as a`},
    "models/marts/a.sql: b reads marts.a."
  ],
  [
    "a condition that is none",
    {"marts/a.sql": `${header}-- warn b: a >\nselect 1 as a`},
    "models/marts/a.sql: b is no condition"
  ],
  ["a view in parts", {"staging/a.sql": `${header}-- rebuild key a\nselect 1 as a`}, "models/staging/a.sql: is a view"],
  [
    "a view in an order",
    {"staging/a.sql": `${header}-- sorted by a\nselect 1 as a`},
    "models/staging/a.sql: is a view, of which nothing is written in any order."
  ],
  [
    "a join without a line",
    {"marts/a.sql": "select a from rebuild.a"},
    "models/marts/a.sql: joins rebuild.a, but its header does not say so."
  ],
  [
    "a line without a join",
    {"marts/a.sql": `${header}-- rebuild key a\nselect 1 as a`},
    "is rebuilt by a but never joins rebuild.a."
  ],
  [
    "a table followed and not read",
    {"marts/a.sql": `${header}-- rebuild key a\n-- follows marts.b by a\nselect a from rebuild.a`},
    "models/marts/a.sql: follows marts.b, which it does not read."
  ],
  [
    "a table followed by what it does not have",
    {
      "marts/a.sql": `${header}-- rebuild key a\n-- follows marts.b by a\nselect a from rebuild.a, marts.b`,
      "marts/b.sql": `${header.replaceAll(" a", " b")}select 1 as b`
    },
    "models/marts/a.sql: follows marts.b by a, which that does not have."
  ],
  [
    "another table of names than those it reads",
    {"marts/a.sql": `${header}-- rebuild key a through marts.b\nselect a from rebuild.a`},
    'is rebuilt through marts.b but never reads it. Join it or drop "through".'
  ],
  [
    "names without a table of names",
    {"marts/a.sql": `${header}-- rebuild key a\nselect a from rebuild.a, rebuild.source_id`},
    "models/marts/a.sql: joins rebuild.source_id, but its header does not say so."
  ],
  [
    "days without a calendar",
    {
      "marts/a.sql": `${header.replaceAll(" a", " day").replace("integer", "date")}-- rebuild day\nselect day from rebuild.day`
    },
    "is rebuilt by day, which needs marts.calendar_days."
  ]
])("%s is a fault", async (_, files, fault) => {
  expect(await faults(files)).toContain(fault);
});

test("the faults of all models are named together", async () => {
  const said = await faults({"marts/a.sql": "select a from raw.b", "marts/c.sql": "select a from d"});
  expect(said).toBe(`models has 2 faults:
  models/marts/a.sql: reads raw.b. A model of marts reads staging, marts, reference only.
  models/marts/c.sql: reads d without a schema. Name the schema.`);
});
