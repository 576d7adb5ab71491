import {tmpdir} from "node:os";
import {join} from "node:path";
import {checkGrain, countFailing, stopOnFailing} from "../../pipeline/build/checks.js";
import {checkColumns, columnList, query} from "../../pipeline/build/columns.js";
import {type Model, readModels} from "../../pipeline/build/models.js";
import {fillRebuild} from "../../pipeline/build/rebuild.js";
import {
  insertReferenceRows,
  type ReferenceRow,
  type ReferenceRows,
  referenceDdl,
  referenceTableNames
} from "../../pipeline/reference/tables.js";
import {readReference} from "../../pipeline/reference.js";
import {defaultSettings, homeAt} from "../../pipeline/settings.js";
import {openWarehouse, type Warehouse} from "../../pipeline/warehouse.js";

type Row = Record<string, string | number | boolean | null>;

export interface Traffic {
  messages?: Row[];
  deliveryEvents?: Row[];
  /** Rows of reference.accounts. */
  accounts?: ReferenceRow[];
  /** Columns of reference.settings that differ from the defaults. */
  settings?: ReferenceRow;
  /** Rows that replace those of a reference table. */
  reference?: Partial<ReferenceRows>;
  /** Rows of cards, added to the project's own. */
  rates?: ReferenceRow[];
  /** A select of columns of staging.delivery_events, added to the rows given, for large numbers. */
  manyDeliveryEvents?: string;
  /** A select of columns of marts.whatsapp_usage, in place of messages and delivery events, for very large numbers. */
  usage?: string;
  /** The last tables to build; all they stand on is built too. */
  upTo?: string[];
  /** Up to when events are known; for what is forecast. */
  asOf?: string;
}

/** A warehouse in memory in which the traffic given is rated by the real models and the project's own cards. */
export async function rateTraffic(traffic: Traffic): Promise<Warehouse> {
  const warehouse = await openWarehouse(":memory:", {threads: 2});
  const models = await readModels(warehouse);
  for (const schema of ["reference", "staging", "marts", "metrics", "rebuild", "ops"]) {
    await warehouse.run(`create schema ${schema}`);
  }
  await loadReferenceRows(warehouse, traffic);
  await loadStaging(warehouse, models, "staging.messages", traffic.messages ?? []);
  await loadStaging(warehouse, models, "staging.delivery_events", traffic.deliveryEvents ?? []);
  if (traffic.manyDeliveryEvents !== undefined) {
    await warehouse.run(`insert into staging.delivery_events by name ${traffic.manyDeliveryEvents}`);
  }
  if (traffic.usage !== undefined) {
    const {columns} = models.find((model) => model.name === "marts.whatsapp_usage")!.header;
    await warehouse.run(`create table marts.whatsapp_usage (${columnList(columns)})`);
    await warehouse.run(`insert into marts.whatsapp_usage by name ${traffic.usage}`);
  }
  await warehouse.run(
    "create table ops.as_of as select $asOf::timestamptz as as_of, $asOf::timestamptz as agents_as_of",
    {asOf: traffic.asOf ?? null}
  );
  for (const name of traffic.upTo ?? ["metrics.spend_days"]) await buildUpTo(warehouse, models, name);
  return warehouse;
}

/** Builds a model and all that it stands on, from staging up, whole. */
async function buildUpTo(warehouse: Warehouse, models: Model[], name: string): Promise<void> {
  const model = models.find((model) => model.name === name);
  if (model === undefined || model.layer === "staging") return;
  const {found} = await warehouse.row<{found: boolean}>(
    "select exists(from duckdb_tables() where schema_name || '.' || table_name = $name) as found",
    {name}
  );
  if (found) return;
  for (const table of [...model.reads, ...(model.header.rebuild.mode === "whole" ? [] : ["marts.calendar_days"])]) {
    await buildUpTo(warehouse, models, table);
  }
  await fillRebuild(warehouse, model, models);
  await checkColumns(warehouse, model);
  await warehouse.run(`create table ${name} as from ${query(model)}`);
  await checkGrain(warehouse, model, name);
  await stopOnFailing(warehouse, model, name, await countFailing(warehouse, model.header.checks, name));
}

async function loadReferenceRows(warehouse: Warehouse, {accounts, settings, reference, rates}: Traffic): Promise<void> {
  const nowhere = homeAt(join(tmpdir(), "chat-analytics-no-home"));
  const {rows} = await readReference(nowhere, defaultSettings);
  const all: ReferenceRows = {...rows, ...reference};
  all.accounts = accounts ?? [];
  all.settings = [{...rows.settings[0], ...settings}];
  all.whatsapp_rates = [...all.whatsapp_rates, ...(rates ?? [])];
  for (const name of referenceTableNames) {
    await warehouse.run(referenceDdl(name));
    await insertReferenceRows(warehouse, name, all[name]);
  }
}

async function loadStaging(warehouse: Warehouse, models: Model[], name: string, rows: Row[]): Promise<void> {
  const {columns} = models.find((model) => model.name === name)!.header;
  await warehouse.run(`create table ${name} (${columnList(columns)})`);
  if (rows.length === 0) return;
  const shape = Object.fromEntries(columns.map((column) => [column.name, "varchar"]));
  const values = columns.map(({name: column, type}) => `entry."${column}"::${type}`);
  await warehouse.run(
    `insert into ${name} select ${values.join(", ")} from (select unnest(from_json($rows, $shape)) as entry)`,
    {rows: JSON.stringify(rows), shape: JSON.stringify([shape])}
  );
}
