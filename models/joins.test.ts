import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {build} from "../pipeline/build/build.js";
import {ingest} from "../pipeline/ingest/ingest.js";
import {literal, type Warehouse} from "../pipeline/warehouse.js";
import {makeHome, withHome} from "../scripts/benchmark/home.js";
import {makeBulk} from "../scripts/sample/bulk.js";

// A join keeps one side in memory and lets the other pass. Which one DuckDB chooses by what it expects, and where it
// expects wrongly it keeps the long one: the rows are right all the same, and a long history takes many times as long.

const messages = 200_000;

// Of these what is kept is bounded: the part of a history that is made at once, or the hours of the calendar.
const known = [
  "marts.messages RIGHT_SEMI (conversation_id = conversation_id)",
  "marts.whatsapp_charges RIGHT",
  "metrics.hour_days INNER"
];

interface Operator {
  operator_type?: string;
  operator_cardinality?: number;
  extra_info?: Record<string, string | string[]>;
  children?: Operator[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chat-analytics-joins-"));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test("no join of a first build keeps the long side in memory and lets the short one pass", async () => {
  const root = makeHome(join(folder, "home"));
  const bulk = {messages, agentSessions: messages / 40, days: 90, whatsapp: 1000, format: "parquet"} as const;
  await makeBulk({...bulk, folder: join(root, "inbox")});
  const {joins, wrong} = await withHome(root, "2GB", async (context) => {
    await ingest(context);
    const seen = await watchJoins(context.warehouse);
    await build(context);
    return seen;
  });
  expect(joins()).toBeGreaterThan(300);
  expect(wrong().filter((found) => !known.some((one) => found.startsWith(one)))).toEqual([]);
});

/** Has every statement from now on tell its joins. */
async function watchJoins(warehouse: Warehouse) {
  const file = join(folder, "profile.json");
  await warehouse.run(`set enable_profiling = 'json'; set profiling_output = ${literal(file)};`);
  let joins = 0;
  const wrong = new Set<string>();
  const look = (sql: string): void => {
    if (!existsSync(file)) return;
    const plan = JSON.parse(readFileSync(file, "utf8")) as Operator;
    rmSync(file);
    for (const one of operators(plan).filter(({operator_type: type}) => type === "HASH_JOIN")) {
      joins += 1;
      const [passing = 0, kept = 0] = (one.children ?? []).map((child) => child.operator_cardinality ?? 0);
      const type = String(one.extra_info?.["Join Type"]);
      // What a semi join keeps is by its nature a table of keys.
      const isLong = !["SEMI", "ANTI"].includes(type) && kept > messages / 4 && kept > 4 * passing;
      const table = /^create or replace table (\S+)/.exec(sql)?.[1] ?? sql.slice(0, 60);
      if (isLong) wrong.add(`${table} ${type} (${one.extra_info?.["Conditions"]}): ${kept} kept, ${passing} pass`);
    }
  };
  const {run, row, rows} = warehouse;
  warehouse.run = (sql, parameters) => run(sql, parameters).finally(() => look(sql));
  warehouse.row = <T extends Record<string, unknown>>(...given: Parameters<typeof row>) =>
    row<T>(...given).finally(() => look(given[0]));
  warehouse.rows = <T extends Record<string, unknown>>(...given: Parameters<typeof rows>) =>
    rows<T>(...given).finally(() => look(given[0]));
  return {joins: () => joins, wrong: () => [...wrong]};
}

function operators(operator: Operator): Operator[] {
  return [operator, ...(operator.children ?? []).flatMap(operators)];
}
