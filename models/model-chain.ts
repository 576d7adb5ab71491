import {tmpdir} from "node:os";
import {join} from "node:path";
import {checkGrain, countFailing, stopOnFailing} from "../pipeline/build/checks.js";
import {checkColumns, columnList, query} from "../pipeline/build/columns.js";
import {type Model, readModels} from "../pipeline/build/models.js";
import {fillRebuild} from "../pipeline/build/rebuild.js";
import {
  insertReferenceRows,
  type ReferenceRows,
  referenceDdl,
  referenceTableNames
} from "../pipeline/reference/tables.js";
import {readReference} from "../pipeline/reference.js";
import {defaultSettings, homeAt} from "../pipeline/settings.js";
import {openWarehouse, type Warehouse} from "../pipeline/warehouse.js";

type Row = Record<string, string | number | boolean | null>;

/** What a chain of models stands on: rows of staging tables, and of reference tables in place of the defaults. */
export interface Given {
  staging: Record<string, Row[]>;
  reference?: Partial<ReferenceRows>;
  /** Null where no model of the chain asks for it. */
  asOf: string | null;
  /** Selects that are put into tables of these names before anything is built, by column name, for large numbers. */
  many?: Record<string, string>;
}

/** A warehouse in memory with the models named, and all that they stand on, built from the rows given. */
export async function buildChain(names: string[], {staging, reference, asOf, many = {}}: Given): Promise<Warehouse> {
  const warehouse = await openWarehouse(":memory:", {threads: 2});
  const models = await readModels(warehouse);
  for (const schema of ["reference", "staging", "marts", "metrics", "rebuild", "ops"]) {
    await warehouse.run(`create schema ${schema}`);
  }
  const defaults = await defaultReference();
  for (const name of referenceTableNames) {
    await warehouse.run(referenceDdl(name));
    await insertReferenceRows(warehouse, name, reference?.[name] ?? defaults[name]);
  }
  for (const model of models.filter((model) => model.layer === "staging")) {
    await loadRows(warehouse, model, staging[model.name.slice("staging.".length)] ?? []);
  }
  await warehouse.run(
    "create table ops.as_of as select $asOf::timestamptz as as_of, $asOf::timestamptz as agents_as_of",
    {asOf}
  );
  const built = new Set<string>();
  for (const [name, select] of Object.entries(many)) {
    const model = models.find((model) => model.name === name)!;
    if (model.layer !== "staging") {
      await loadRows(warehouse, model, []);
      built.add(name);
    }
    await warehouse.run(`insert into ${name} by name ${select}`);
  }
  for (const name of names) await buildUpTo(warehouse, models, name, built);
  return warehouse;
}

/** The project's own reference data under the default settings. */
export async function defaultReference(): Promise<ReferenceRows> {
  const nowhere = homeAt(join(tmpdir(), "chat-analytics-no-home"));
  return (await readReference(nowhere, defaultSettings)).rows;
}

async function loadRows(warehouse: Warehouse, model: Model, rows: Row[]): Promise<void> {
  const {columns} = model.header;
  await warehouse.run(`create table ${model.name} (${columnList(columns)})`);
  if (rows.length === 0) return;
  const shape = Object.fromEntries(columns.map((column) => [column.name, "varchar"]));
  const values = columns.map(({name, type}) => `entry."${name}"::${type}`);
  await warehouse.run(
    `insert into ${model.name} select ${values.join(", ")} from (select unnest(from_json($rows, $shape)) as entry)`,
    {rows: JSON.stringify(rows), shape: JSON.stringify([shape])}
  );
}

async function buildUpTo(warehouse: Warehouse, models: Model[], name: string, built: Set<string>): Promise<void> {
  const model = models.find((model) => model.name === name);
  if (model === undefined || model.layer === "staging" || built.has(name)) return;
  const period = model.header.rebuild.mode === "whole" ? [] : ["marts.calendar_days"];
  for (const table of [...model.reads, ...period]) await buildUpTo(warehouse, models, table, built);
  await fillRebuild(warehouse, model, models);
  await checkColumns(warehouse, model);
  await warehouse.run(`create table ${name} as from ${query(model)}`);
  await checkGrain(warehouse, model, name);
  await stopOnFailing(warehouse, model, name, await countFailing(warehouse, model.header.checks, name));
  built.add(name);
}
