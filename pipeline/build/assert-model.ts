import {createRawTables} from "../ingest/raw-tables.js";
import {type ReferenceTableName, referenceDdl, referenceTableNames} from "../reference/tables.js";
import {literal, openWarehouse, type Warehouse} from "../warehouse.js";
import {checkGrain, countFailing, stopOnFailing} from "./checks.js";
import {checkColumns, columnList, declaredTypes, modelFault, query} from "./columns.js";
import {type Model, modelsFolder, parseModels, upstream} from "./models.js";
import {createOpsTables} from "./ops-tables.js";
import {fillRebuild} from "./rebuild.js";
import {testReference} from "./test-reference.js";

export type TestValue = string | number | boolean | null;
export type TestRow = Record<string, TestValue>;
export type Given = Record<string, TestRow[]>;

export interface AssertOptions {
  /** The value of ops.as_of; without it the newest instant given. */
  asOf?: string;
  /** The newest instant of agent_history; without it the newest in a table given whose name says agent, else as-of. */
  agentsAsOf?: string;
  /** Another folder of models. */
  folder?: string;
}

interface Stage extends AssertOptions {
  warehouse: Warehouse;
  models: Model[];
  /** Columns of the tables that no model makes. */
  sources: Map<string, ColumnType[]>;
  given: Given;
}

interface ColumnType {
  name: string;
  type: string;
}

/**
 * Runs one model on the rows given and compares its rows with those expected, in any order, by the columns the expected
 * rows name. Types come from the headers, so a row names only what matters: columns left out are null, tables left out
 * are empty. Tables that stand on reference data alone (the calendar) are built by their own models; reference data has
 * defaults (test-reference.ts), and one row of reference.settings needs only what differs. The model's checks must hold.
 */
export async function assertModel(
  name: string,
  given: Given,
  expected: TestRow[],
  options: AssertOptions = {}
): Promise<void> {
  const rows = await inTurn(() => runModel(name, given, expected, options));
  const missing = difference(rows.expected, rows.actual);
  const surplus = difference(rows.actual, rows.expected);
  if (missing.length === 0 && surplus.length === 0) return;
  const lines = [...missing.map((row) => `  - ${row}`), ...surplus.map((row) => `  + ${row}`)];
  throw new Error(`${name}: expected (-) but got (+):\n${lines.join("\n")}`);
}

async function runModel(name: string, given: Given, expected: TestRow[], options: AssertOptions) {
  const warehouse = await testWarehouse();
  const {models, faults} = await modelsOf(warehouse, options.folder ?? modelsFolder);
  const model = models.find((model) => model.name === name);
  if (!model) throw new Error(`there is no model ${name}`);
  const read = [model, ...models.filter((other) => upstream(model).includes(other.name))];
  const own = faults.filter((fault) => read.some(({path}) => fault.startsWith(`${path}:`)));
  if (own.length > 0) throw new Error(own.join("\n"));
  const sources = await sourceColumns(warehouse);
  await warehouse.run("attach ':memory:' as test; use test;");
  try {
    const stage: Stage = {...options, warehouse, models, sources, given};
    for (const schema of ["raw", "reference", "staging", "marts", "metrics", "rebuild", "ops"]) {
      await warehouse.run(`create schema ${schema}`);
    }
    await createTables(stage, model);
    await fillRebuild(warehouse, model, models);
    await checkColumns(warehouse, model);
    await createTable(warehouse, model, name);
    await checkGrain(warehouse, model, name);
    await stopOnFailing(warehouse, model, name, await countFailing(warehouse, model.header.checks, name));
    return await compared(warehouse, model, expected);
  } finally {
    await warehouse.run("use memory; detach test;");
  }
}

async function createTables(stage: Stage, model: Model): Promise<void> {
  const tables = upstream(model);
  for (const table of tables.filter((table) => table !== "ops.as_of")) await createUpstream(stage, table);
  for (const table of Object.keys(stage.given).filter((table) => !table.startsWith("reference."))) {
    if (await exists(stage.warehouse, table)) continue;
    throw new Error(
      `${table} is given, but ${columnsOf(stage, table) ? `${model.name} does not read it` : "does not exist"}`
    );
  }
  if (tables.includes("ops.as_of")) await createAsOf(stage);
}

async function createUpstream(stage: Stage, table: string): Promise<void> {
  const {warehouse, given, models} = stage;
  if (await exists(warehouse, table)) return;
  const model = models.find((model) => model.name === table);
  if (model && !given[table] && isBuilt(stage, model)) {
    await buildUpstream(stage, model);
    return;
  }
  const columns = columnsOf(stage, table);
  if (!columns) throw new Error(`${table} is read, but nobody says what columns it has`);
  await warehouse.run(`create table ${table} (${columnList(columns)})`);
  await insertRows(warehouse, table, columns, rowsFor(table, given[table]));
}

// Calendars are the same in most tests and costly to make: one copy for each state of the reference data.
async function buildUpstream(stage: Stage, model: Model): Promise<void> {
  const {warehouse, given} = stage;
  const reference = Object.entries(given).filter(([table]) => table.startsWith("reference."));
  const copy = `memory.main."${JSON.stringify([model.path, model.sql, reference]).replaceAll('"', '""')}"`;
  const isShared = standsOnReference(stage, model);
  if (!isShared || !copies.has(copy)) {
    for (const table of upstream(model)) await createUpstream(stage, table);
    await fillRebuild(warehouse, model, stage.models);
    await createTable(warehouse, model, isShared ? copy : model.name);
    if (isShared) copies.add(copy);
  }
  if (isShared) await warehouse.run(`create view ${model.name} as from ${copy}`);
}

const copies = new Set<string>();

function isBuilt(stage: Stage, model: Model): boolean {
  return model.name === "marts.service_calendars" || standsOnReference(stage, model);
}

function standsOnReference(stage: Stage, model: Model): boolean {
  const {models, given} = stage;
  return upstream(model).every((table) => {
    if (table.startsWith("reference.")) return true;
    const read = models.find((model) => model.name === table);
    return read !== undefined && !given[table] && standsOnReference(stage, read);
  });
}

async function createAsOf(stage: Stage): Promise<void> {
  const {warehouse, given, asOf, agentsAsOf} = stage;
  const tables = Object.keys(given).filter((table) => !table.startsWith("reference."));
  const all = asOf ?? (await newestInstant(stage, tables));
  const agents =
    agentsAsOf ??
    (await newestInstant(
      stage,
      tables.filter((table) => table.includes("agent"))
    )) ??
    all;
  await warehouse.run("create table ops.as_of (as_of timestamptz, agents_as_of timestamptz)");
  await insertRows(warehouse, "ops.as_of", columnsOf(stage, "ops.as_of")!, [{as_of: all, agents_as_of: agents}]);
}

async function newestInstant(stage: Stage, tables: string[]): Promise<string | null> {
  const instants = tables.flatMap((table) =>
    (columnsOf(stage, table) ?? [])
      .filter(({type}) => type === "timestamptz" || type === "TIMESTAMP WITH TIME ZONE")
      .map(({name}) => `select max("${name}") as instant from ${table}`)
  );
  if (instants.length === 0) return null;
  const sql = `select max(instant)::varchar as newest from (${instants.join(" union all ")})`;
  return (await stage.warehouse.row<{newest: string | null}>(sql)).newest;
}

function columnsOf({models, sources}: Stage, table: string): ColumnType[] | undefined {
  return sources.get(table) ?? models.find((model) => model.name === table)?.header.columns;
}

function rowsFor(table: string, given: TestRow[] | undefined): TestRow[] {
  if (table === "ops.pseudonym_key") return given ?? [{key: "key"}];
  const defaults = testReference[table.replace("reference.", "") as ReferenceTableName];
  if (!table.startsWith("reference.") || !defaults) return given ?? [];
  if (table === "reference.settings") return [{...defaults[0], ...given?.[0]}];
  return given ?? defaults;
}

async function exists(warehouse: Warehouse, table: string): Promise<boolean> {
  const found = await warehouse.rows(
    "select 1 from information_schema.tables where table_catalog = 'test' and table_schema || '.' || table_name = $table",
    {table}
  );
  return found.length > 0;
}

async function createTable(warehouse: Warehouse, model: Model, table: string): Promise<void> {
  try {
    await warehouse.run(`create table ${table} as from ${query(model)}`);
  } catch (cause) {
    throw modelFault(model, cause);
  }
}

async function insertRows(warehouse: Warehouse, table: string, columns: ColumnType[], rows: TestRow[]): Promise<void> {
  for (const name of rows.flatMap((row) => Object.keys(row))) {
    if (!columns.some((column) => column.name === name)) throw new Error(`${table} has no column ${name}`);
  }
  if (rows.length === 0) return;
  const values = rows.map((row) => `(${columns.map(({name, type}) => `${value(row[name])}::${type}`).join(", ")})`);
  try {
    await warehouse.run(`insert into ${table} values ${values.join(",\n")}`);
  } catch (cause) {
    throw new Error(`${table}: ${(cause as Error).message}`, {cause});
  }
}

function value(given: TestValue | undefined): string {
  return given === null || given === undefined ? "null" : literal(String(given));
}

async function compared(warehouse: Warehouse, model: Model, expected: TestRow[]) {
  const named = new Set(expected.flatMap((row) => Object.keys(row)));
  const types = await declaredTypes(warehouse, model);
  const columns = named.size === 0 ? types : types.filter(({name}) => named.has(name));
  await warehouse.run(`create table main.expected (${columnList(types)})`);
  await insertRows(warehouse, "main.expected", types, expected);
  return {
    expected: await texts(warehouse, "main.expected", columns),
    actual: await texts(warehouse, model.name, columns)
  };
}

// Every value as DuckDB writes it; the session's zone is UTC, so an instant ends in +00, which Z says shorter.
async function texts(warehouse: Warehouse, table: string, columns: ColumnType[]): Promise<string[]> {
  const shown = columns.map(({name, type}) => {
    const text = `"${name}"::varchar`;
    const whole = type === "TIMESTAMP WITH TIME ZONE" ? `regexp_replace(${text}, '\\+00$', 'Z')` : text;
    return `'${name}: ' || coalesce(${whole}, 'null')`;
  });
  const rows = await warehouse.rows<{row: string}>(
    `select concat_ws(', ', ${shown.join(", ")}) as row from ${table} order by row`
  );
  return rows.map(({row}) => row);
}

// Rows that stand more often on the left than on the right.
function difference(left: string[], right: string[]): string[] {
  const rest = [...right];
  return left.filter((row) => {
    const index = rest.indexOf(row);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

let turn: Promise<unknown> = Promise.resolve();

// Tests that run at the same time share one warehouse.
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

let opened: Promise<Warehouse> | undefined;

function testWarehouse(): Promise<Warehouse> {
  opened ??= openWarehouse(":memory:", {threads: 2});
  return opened;
}

let columns: Promise<Map<string, ColumnType[]>> | undefined;

function sourceColumns(warehouse: Warehouse): Promise<Map<string, ColumnType[]>> {
  columns ??= readSourceColumns(warehouse);
  return columns;
}

async function readSourceColumns(warehouse: Warehouse): Promise<Map<string, ColumnType[]>> {
  await warehouse.run("attach ':memory:' as sources; use sources; create schema reference;");
  await createRawTables(warehouse);
  await createOpsTables(warehouse);
  for (const name of referenceTableNames) await warehouse.run(referenceDdl(name));
  const rows = await warehouse.rows<{table: string; name: string; type: string}>(
    `select schema_name || '.' || table_name as table, column_name as name, data_type as type
    from duckdb_columns() where database_name = 'sources' order by table_oid, column_index`
  );
  await warehouse.run("use memory; detach sources;");
  const columns = new Map<string, ColumnType[]>();
  for (const {table, name, type} of rows) columns.set(table, [...(columns.get(table) ?? []), {name, type}]);
  return columns;
}

const parsed = new Map<string, ReturnType<typeof parseModels>>();

function modelsOf(warehouse: Warehouse, folder: string): ReturnType<typeof parseModels> {
  if (!parsed.has(folder)) parsed.set(folder, parseModels(warehouse, folder));
  return parsed.get(folder)!;
}
