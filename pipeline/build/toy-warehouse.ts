import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import type {Context} from "../context.js";
import {createRawTables} from "../ingest/raw-tables.js";
import {silentLog} from "../log.js";
import {type Home, homeAt, readSettings} from "../settings.js";
import {openWarehouse, type Row, type Warehouse} from "../warehouse.js";
import {type BuildOptions, type BuildSummary, build} from "./build.js";
import {toyModels} from "./toy-models.js";

export interface ToyMessage {
  message_id: string;
  conversation_id: string | null;
  sent_at: string | null;
}

/** A home of its own with toy models and a warehouse in it, for tests of the engine. */
export interface ToyWarehouse {
  home: Home;
  warehouse: Warehouse;
  /** Loads messages as one file; a message id that comes again replaces the row before. */
  load(messages: ToyMessage[]): Promise<void>;
  build(options?: BuildOptions, context?: Partial<Context>): Promise<BuildSummary>;
  writeModel(path: string, sql: string): Promise<void>;
  removeModel(path: string): Promise<void>;
  writeSettings(yaml: string): Promise<void>;
  /** Every row of every table of marts and metrics, as text in a fixed order. */
  content(): Promise<Record<string, Row[]>>;
  close(): Promise<void>;
}

export async function openToyWarehouse(path?: string): Promise<ToyWarehouse> {
  const root = await mkdtemp(join(tmpdir(), "build-"));
  const folder = join(root, "models");
  const home = homeAt(join(root, "home"));
  await mkdir(home.root);
  const warehouse = await openWarehouse(path === "file" ? home.warehouse : undefined, {threads: 2});
  await createRawTables(warehouse);
  let fileId = 0;
  const toy: ToyWarehouse = {
    home,
    warehouse,
    async load(messages) {
      fileId += 1;
      await warehouse.run("insert into ops.files (file_id, feed) values ($fileId, 'messages')", {fileId});
      for (const message of messages) await loadMessage(warehouse, fileId, message);
    },
    async build(options = {}, changed = {}) {
      const settings = await readSettings(home);
      const context = {home, settings, warehouse, log: silentLog, now: at, signal: new AbortController().signal};
      return build({...context, ...changed}, {folder, ...options});
    },
    async writeModel(path, sql) {
      await mkdir(dirname(join(folder, path)), {recursive: true});
      await writeFile(join(folder, path), sql);
    },
    removeModel: (path) => rm(join(folder, path)),
    writeSettings: (yaml) => writeFile(home.settingsFile, yaml),
    async content() {
      const tables = await warehouse.rows<{name: string}>(
        "select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('marts', 'metrics') order by name"
      );
      const content: Record<string, Row[]> = {};
      for (const {name} of tables) content[name] = await warehouse.rows(`from ${name} order by all`);
      if (tables.length === 0) return content;
      content["ops.as_of"] = await warehouse.rows("from ops.as_of");
      content["ops.checks"] = await warehouse.rows("from ops.checks order by all");
      return content;
    },
    async close() {
      warehouse.close();
      await rm(root, {recursive: true});
    }
  };
  for (const [path, sql] of Object.entries(toyModels)) await toy.writeModel(path, sql);
  return toy;
}

const at = new Date("2026-03-10T00:00:00Z");

async function loadMessage(warehouse: Warehouse, fileId: number, message: ToyMessage): Promise<void> {
  const {message_id} = message;
  await warehouse.run(
    `insert into raw.messages_versions
    select * replace (${fileId} as file_id) from raw.messages where message_id = $message_id`,
    {message_id}
  );
  await warehouse.run("delete from raw.messages where message_id = $message_id", {message_id});
  await warehouse.run(
    `insert into raw.messages (message_id, conversation_id, sent_at, file_id, loaded_at)
    values ($message_id, $conversation_id, $sent_at::timestamptz, ${fileId}, '2030-01-01')`,
    {...message}
  );
}
