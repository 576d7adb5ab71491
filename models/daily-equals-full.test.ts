import {cpSync, mkdirSync, readdirSync, statSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, test} from "vitest";
import {build} from "../pipeline/build/build.js";
import type {Context} from "../pipeline/context.js";
import {ingest} from "../pipeline/ingest/ingest.js";
import {silentLog} from "../pipeline/log.js";
import {homeAt, readSettings} from "../pipeline/settings.js";
import {openWarehouse} from "../pipeline/warehouse.js";

const sample = fileURLToPath(new URL("../data/sample", import.meta.url));
let root: string;
let context: Context;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "daily-"));
  cpSync(join(sample, "settings.yaml"), join(root, "settings.yaml"));
  cpSync(join(sample, "reference"), join(root, "reference"), {recursive: true});
  const home = homeAt(root);
  const warehouse = await openWarehouse(home.warehouse, {threads: 2, temporaryDirectory: home.temporary});
  mkdirSync(home.temporary);
  const settings = await readSettings(home);
  const signal = new AbortController().signal;
  context = {home, settings, warehouse, log: silentLog, now: new Date("2026-11-21T00:00:00Z"), signal};
});

afterAll(async () => {
  context.warehouse.close();
  await rm(root, {recursive: true});
});

// Every third file comes late, so that old days get rows they lacked and conversations are split and joined.
test("the sample in three loads, a build after each, gives what one full build gives, table by table", async () => {
  const files = readdirSync(join(sample, "inbox"), {recursive: true, encoding: "utf8"})
    .filter((file) => statSync(join(sample, "inbox", file)).isFile())
    .sort();
  await load(files.filter((_, index) => index % 3 !== 0));
  expect((await build(context)).mode).toBe("full");
  await load(files.filter((_, index) => index % 6 === 0));
  expect((await build(context)).mode).toBe("daily");
  // As in a history of which every table is long.
  await load(files.filter((_, index) => index % 6 === 3));
  expect((await build(context, {longTable: 1})).mode).toBe("daily");
  const daily = await contents();
  await build(context, {full: true});
  expect(daily).toEqual(await contents());
  // As a history is built whose rows are too many for one statement.
  await build(context, {full: true, rowsAtOnce: 6000});
  expect(daily).toEqual(await contents());
}, 600_000);

async function load(files: string[]): Promise<void> {
  for (const file of files) {
    mkdirSync(dirname(join(context.home.inbox, file)), {recursive: true});
    cpSync(join(sample, "inbox", file), join(context.home.inbox, file));
  }
  await ingest(context);
}

/** Rows and a sum of row hashes of every table. */
async function contents(): Promise<Record<string, string>> {
  const {warehouse} = context;
  const tables = await warehouse.rows<{schema: string; name: string}>(
    "select table_schema as schema, table_name as name from information_schema.tables where table_schema in ('marts', 'metrics') order by all"
  );
  const contents: Record<string, string> = {};
  for (const {schema, name} of tables) {
    const {content} = await warehouse.row<{content: string}>(
      `select count(*) || ' rows ' || coalesce(sum(hash("${name}")::hugeint), 0) as content from ${schema}.${name}`
    );
    contents[`${schema}.${name}`] = content;
  }
  return contents;
}
