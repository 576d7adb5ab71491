import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import type {Context} from "../context.js";
import {createRawTables} from "../ingest/raw-tables.js";
import {silentLog} from "../log.js";
import {homeAt, readSettings} from "../settings.js";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {build} from "./build.js";
import {toyModels} from "./toy-models.js";

let root: string;
let folder: string;
let warehouse: Warehouse;
let context: Context;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "build-"));
  folder = join(root, "models");
  for (const [path, sql] of Object.entries(toyModels)) await write(path, sql);
  const home = homeAt(join(root, "home"));
  await mkdir(home.root);
  warehouse = await openWarehouse(home.warehouse, {threads: 2});
  await createRawTables(warehouse);
  const settings = await readSettings(home);
  const signal = new AbortController().signal;
  context = {home, settings, warehouse, log: silentLog, now: new Date("2026-03-10T00:00:00Z"), signal};
});

afterEach(async () => {
  warehouse.close();
  await rm(root, {recursive: true});
});

async function write(path: string, sql: string): Promise<void> {
  await mkdir(join(folder, path, ".."), {recursive: true});
  await writeFile(join(folder, path), sql);
}

let fileId = 0;

async function load(...rows: [messageId: string, conversationId: string, sentAt: string][]): Promise<void> {
  fileId += 1;
  await warehouse.run(`insert into ops.files (file_id, feed) values (${fileId}, 'messages')`);
  for (const [message_id, conversation_id, sent_at] of rows) {
    const replaced = await warehouse.rows("select 1 from raw.messages where message_id = $message_id", {message_id});
    if (replaced.length > 0) {
      await warehouse.run(
        `insert into raw.messages_versions select * replace (${fileId} as file_id) from raw.messages where message_id = $message_id`,
        {message_id}
      );
      await warehouse.run("delete from raw.messages where message_id = $message_id", {message_id});
    }
    await warehouse.run(
      `insert into raw.messages (message_id, conversation_id, sent_at, file_id, loaded_at)
      values ($message_id, $conversation_id, $sent_at::timestamptz, ${fileId}, '2030-01-01')`,
      {message_id, conversation_id, sent_at}
    );
  }
}

test("a first build makes everything, a second nothing", async () => {
  await load(
    ["a", "x", "2026-03-02 09:00:00Z"],
    ["b", "x", "2026-03-02 09:10:00Z"],
    ["c", "y", "2026-03-03 10:00:00Z"]
  );
  const first = await build(context, {folder});
  expect(first.mode).toBe("full");
  expect(first.models.map(({name}) => name)).toHaveLength(Object.keys(toyModels).length);
  expect(await build(context, {folder})).toMatchObject({mode: "none", models: [], upToDate: true});
});
