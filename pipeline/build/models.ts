import {readdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {throwFaults} from "../errors.js";
import type {Warehouse} from "../warehouse.js";
import {type Header, parseHeader} from "./header.js";
import {withKeptReads} from "./known-reads.js";
import type {TablesRead} from "./tables-read.js";

export const layers = ["staging", "marts", "metrics"] as const;
export type Layer = (typeof layers)[number];

export interface Model {
  /** Like "marts.sessions"; the path says it. */
  name: string;
  layer: Layer;
  /** For messages, like "models/marts/sessions.sql". */
  path: string;
  header: Header;
  /** The whole file. */
  sql: string;
  /** Tables it reads, without those of schema rebuild. */
  reads: string[];
  /** Tables of schema rebuild that it joins, like "conversation_id". */
  rebuilds: string[];
}

/** The project's own models. */
export const modelsFolder = fileURLToPath(new URL("../../models", import.meta.url));

/** Reads every model, in the order to build them; names all faults of all models at once. */
export async function readModels(warehouse: Warehouse, folder = modelsFolder): Promise<Model[]> {
  const {models, faults} = await parseModels(warehouse, folder);
  throwFaults("models", faults);
  return models;
}

/** The same without throwing; each fault begins with its model's path. */
export async function parseModels(warehouse: Warehouse, folder: string): Promise<{models: Model[]; faults: string[]}> {
  const faults: string[] = [];
  const models: Model[] = [];
  await withKeptReads(warehouse, async (read) => {
    for (const layer of layers) {
      for (const file of await sqlFiles(join(folder, layer))) {
        const text = await readFile(join(folder, layer, file), "utf8");
        const {model, faults: own} = await parseModel(read, layer, file, text);
        models.push(model);
        faults.push(...own);
      }
    }
  });
  for (const model of models) faults.push(...rebuildFaults(model, models));
  const {ordered, faults: unordered} = orderModels(models);
  return {models: ordered, faults: [...faults, ...unordered]};
}

async function sqlFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(".sql")).sort();
}

type Read = (sql: string) => Promise<TablesRead>;

async function parseModel(read: Read, layer: Layer, file: string, sql: string) {
  const path = `models/${layer}/${file}`;
  const {header, faults} = parseHeader(path, sql);
  const model: Model = {
    name: `${layer}.${file.slice(0, -".sql".length)}`,
    layer,
    path,
    header,
    sql,
    reads: [],
    rebuilds: []
  };
  if (!/^[a-z][a-z0-9_]*\.sql$/.test(file)) {
    faults.push(`${path}: is no name for a table. Use lower-case letters, digits and underscores.`);
  }
  try {
    const {tables, bare, functions} = await read(sql);
    model.reads = tables.filter((table) => !table.startsWith("rebuild."));
    model.rebuilds = tables
      .filter((table) => table.startsWith("rebuild."))
      .map((table) => table.slice("rebuild.".length));
    faults.push(...layerFaults(model));
    for (const name of bare) faults.push(`${path}: reads ${name} without a schema. Name the schema.`);
    for (const name of functions.filter((name) => /^(read_|parquet_|glob|sniff_|query)/.test(name))) {
      faults.push(`${path}: calls ${name}(). Models read tables only; load the data with ingest.`);
    }
  } catch (cause) {
    faults.push(`${path}: ${(cause as Error).message}. A model is one select statement.`);
  }
  faults.push(...(await conditionFaults(read, model)));
  return {model, faults};
}

// Daily builds try only the rows that came, which is right only while a condition sees nothing but its row.
async function conditionFaults(read: Read, {path, header: {checks, ripens}}: Model): Promise<string[]> {
  const faults: string[] = [];
  const conditions = ripens && "condition" in ripens ? [...checks, {name: "ripens", sql: ripens.condition}] : checks;
  for (const {name, sql} of conditions) {
    try {
      const {tables, bare} = await read(`select 1 from own where (${sql})`);
      const others = [...tables, ...bare.filter((table) => table !== "own")];
      if (others.length === 0) continue;
      faults.push(`${path}: ${name} reads ${others.join(", ")}. A condition sees its row only; make a column of it.`);
    } catch (cause) {
      faults.push(`${path}: ${name} is no condition (${(cause as Error).message}).`);
    }
  }
  return faults;
}

const allowedSchemas: Record<Layer, string[]> = {
  staging: ["raw", "reference"],
  marts: ["staging", "marts", "reference"],
  metrics: ["marts", "metrics", "reference"]
};

/** How far the data goes, and what made-up names are made of. */
const readByAll = ["ops.as_of", "ops.pseudonym_key"];

/** What tells of loading itself reads the ledgers of files and checks. */
const ledgerReaders = ["metrics.health", "metrics.findings"];

function layerFaults({name, path, layer, reads}: Model): string[] {
  return reads
    .filter((table) => {
      const [schema = ""] = table.split(".");
      if (schema === "ops") return !readByAll.includes(table) && !ledgerReaders.includes(name);
      return !allowedSchemas[layer].includes(schema);
    })
    .map((table) => `${path}: reads ${table}. A model of ${layer} reads ${allowedSchemas[layer].join(", ")} only.`);
}

// A model joins exactly the table of what is to be rebuilt that its header speaks of.
function rebuildFaults({path, layer, header, reads, rebuilds}: Model, models: Model[]): string[] {
  const {rebuild, follows, sortedBy} = header;
  if (layer === "staging" && rebuild.mode !== "whole") {
    return [`${path}: is a view and cannot be rebuilt in parts. Remove the rebuild line.`];
  }
  if (layer === "staging" && sortedBy !== undefined) {
    return [`${path}: is a view, of which nothing is written in any order. Remove the sorted line.`];
  }
  const expected = rebuild.mode === "key" ? rebuild.key : rebuild.mode;
  const joined = rebuild.mode === "key" && rebuild.through ? [expected, "source_id"] : [expected];
  const faults = rebuilds
    .filter((name) => rebuild.mode === "whole" || !joined.includes(name))
    .map((name) => `${path}: joins rebuild.${name}, but its header does not say so. Correct the rebuild line.`);
  for (const {table, columns} of follows) {
    const followed = models.find((model) => model.name === table);
    const missing = columns.filter((name) => !followed?.header.columns.some((column) => column.name === name));
    if (!reads.includes(table)) faults.push(`${path}: follows ${table}, which it does not read. Remove the line.`);
    else if (missing.length > 0) {
      faults.push(`${path}: follows ${table} by ${missing.join(", ")}, which that does not have. Correct the line.`);
    }
  }
  if (rebuild.mode === "whole") return faults;
  if (!rebuilds.includes(expected)) {
    faults.push(
      `${path}: is rebuilt by ${expected} but never joins rebuild.${expected}. Join it or drop the rebuild line.`
    );
  }
  if (rebuild.mode === "key" && rebuild.through && !reads.includes(rebuild.through)) {
    faults.push(`${path}: is rebuilt through ${rebuild.through} but never reads it. Join it or drop "through".`);
  }
  const isByPeriod = rebuild.mode !== "key";
  if (isByPeriod && !models.some((model) => model.name === "marts.calendar_days")) {
    faults.push(`${path}: is rebuilt by ${expected}, which needs marts.calendar_days. Add that model.`);
  }
  return faults;
}

/** Upstream first; by name where that leaves a choice. What reads ops.checks comes after all that writes it. */
export function orderModels(models: Model[]): {ordered: Model[]; faults: string[]} {
  const byName = new Map(models.map((model) => [model.name, model]));
  const faults: string[] = [];
  const ordered: Model[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (model: Model, trail: string[]): void => {
    if (state.get(model.name) === "done") return;
    if (state.get(model.name) === "open") {
      const circle = [...trail.slice(trail.indexOf(model.name)), model.name].join(" → ");
      faults.push(`${model.path}: reads itself by way of ${circle}. Break the circle.`);
      return;
    }
    state.set(model.name, "open");
    for (const table of upstream(model)) {
      const read = byName.get(table);
      if (read) visit(read, [...trail, model.name]);
      else if (layers.some((layer) => table.startsWith(`${layer}.`))) {
        faults.push(
          `${model.path}: reads ${table}, which no model makes. Correct the name or add models/${table.replace(".", "/")}.sql.`
        );
      }
    }
    state.set(model.name, "done");
    ordered.push(model);
  };
  const isLate = (model: Model, below: string[] = []): boolean =>
    model.reads.some((table) => {
      const read = byName.get(table);
      return (
        table === "ops.checks" || (read !== undefined && !below.includes(table) && isLate(read, [...below, table]))
      );
    });
  const sorted = models.toSorted((a, b) => Number(isLate(a)) - Number(isLate(b)) || a.name.localeCompare(b.name));
  for (const model of sorted) visit(model, []);
  return {ordered, faults};
}

/** What must be built before a model: what it reads, and the days when it is rebuilt by day or month. */
export function upstream({reads, header: {rebuild}}: Model): string[] {
  const isByPeriod = rebuild.mode === "day" || rebuild.mode === "month";
  return isByPeriod && !reads.includes("marts.calendar_days") ? [...reads, "marts.calendar_days"] : reads;
}
