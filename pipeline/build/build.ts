import type {Context} from "../context.js";
import {inCopy} from "../copy.js";
import {createRawTables} from "../ingest/raw-tables.js";
import {readFinalBefore} from "../ingest/refuse-final.js";
import {loadReference, type Reference, readReference} from "../reference.js";
import {literal, rowCount, stopOn, type Warehouse} from "../warehouse.js";
import {buildModel, type ModelNote, type ModelSummary, noteModels} from "./build-model.js";
import {type ChangedRows, type Changes, trackChanges} from "./changes.js";
import {CheckError} from "./checks.js";
import {definitionsName, writeDefinitions} from "./definitions.js";
import {asOne, inSteps, type Step} from "./first-build.js";
import {dropFound, type FoundRows, longTable, soughtBy, tableLengths} from "./found-rows.js";
import {hashModel} from "./hashes.js";
import {type KeyDays, readKeyDays, settleKeyDays} from "./key-days.js";
import {isLong, LongBuildError} from "./long-build.js";
import {layers, type Model, readModels} from "./models.js";
import {createOpsTables} from "./ops-tables.js";
import {mostRowsAtOnce} from "./parts.js";
import {type Previous, readPrevious} from "./previous.js";
import {clearRebuild, type Filled, settleRebuild} from "./rebuild.js";
import {fingerprint, readSources, type Sources, sameAsOf} from "./sources.js";

export interface BuildOptions {
  /** Build every table anew, whatever changed. */
  full?: boolean;
  /** Say where the time went. */
  profile?: boolean;
  /** Another folder of models than the project's. */
  folder?: string;
  /** How many rows a model of keys reads at once of its largest table; by default what memory allows. */
  rowsAtOnce?: number;
  /** From how many rows on a table is long: what is sought in it is kept for the models after. */
  longTable?: number;
  /** Takes rows out of raw tables in the build's transaction, and gives those that went, by table. */
  remove?: () => Promise<Map<string, ChangedRows>>;
}

export interface BuildSummary {
  mode: "full" | "daily" | "none";
  /** Those that were built, in their order. */
  models: ModelSummary[];
  checks: {model: string; name: string; kind: "check" | "warn"; failedRows: number}[];
  upToDate: boolean;
}

/** What one build knows, for the functions that do its parts. */
export interface Build {
  context: Context;
  warehouse: Warehouse;
  models: Model[];
  previous: Previous;
  sources: Sources;
  changes: Changes;
  isFull: boolean;
  filled: Filled;
  rowsAtOnce: number;
  /** How many rows tables had when the build began, nearly, and how many make one long. */
  lengths: Map<string, number>;
  longTable: number;
  /** What was found so far of the long ones. */
  found: FoundRows;
  /** Of which tables it is known in which days the rows of a key lie. */
  keyDays: KeyDays;
  /** The first day that is not final; see final.ts. */
  finalBefore: string | null;
  isProfiled: boolean;
  /** Of the models that were built so far. */
  notes: ModelNote[];
}

/**
 * Runs the models whose inputs changed, with their checks, all or nothing: when a check stops it, or a fault, or
 * Ctrl-C, the warehouse stays as it was.
 */
export async function build(context: Context, options: BuildOptions = {}): Promise<BuildSummary> {
  const {warehouse, signal} = context;
  const models = await readModels(warehouse, options.folder);
  const reference = await readReference(context.home, context.settings);
  for (const warning of reference.warnings) context.log.warn(warning);
  const release = stopOn(signal, warehouse);
  try {
    signal.throwIfAborted();
    await createOpsTables(warehouse);
    const previous = await readPrevious(warehouse);
    const run = (step: Step) => buildAll(context, step, () => prepare(context, options, models, reference, previous));
    if (previous.buildId === 0) return await inSteps(warehouse, run);
    try {
      return await warehouse.transaction(() => run(asOne));
    } catch (error) {
      if (!(error instanceof LongBuildError)) throw error;
      context.log.info("more of the history is made anew than fits into memory: it is built in a copy of the file.");
      return await inCopy(warehouse, () => run((part) => warehouse.transaction(part)));
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CheckError) await keepFailedRows(warehouse, error);
    throw error;
  } finally {
    release();
  }
}

async function buildAll({warehouse}: Context, step: Step, begin: () => Promise<Build | null>): Promise<BuildSummary> {
  const state = await step(begin);
  if (state === null) return summary(warehouse, "none", []);
  if (step === asOne && (await isLong(state))) throw new LongBuildError();
  const built: ModelSummary[] = [];
  for (const [index, model] of state.models.entries()) {
    const done = await step(() => buildModel(state, model, index));
    if (done) built.push(done);
  }
  await step(() => dropFound(state));
  await settleKeyDays(state, (model) => soughtBy(model, state.models), step);
  await step(() => finish(state));
  return summary(warehouse, state.isFull ? "full" : "daily", built);
}

/** What the models need to be built; null when there is nothing to do. */
async function prepare(
  context: Context,
  options: BuildOptions,
  models: Model[],
  reference: Reference,
  previous: Previous
): Promise<Build | null> {
  const {warehouse} = context;
  await createRawTables(warehouse);
  await loadReference(warehouse, reference);
  const removed = (await options.remove?.()) ?? new Map<string, ChangedRows>();
  const sources = await readSources(warehouse, models);
  const isFull = options.full === true || previous.buildId === 0;
  if (!isFull && removed.size === 0 && isUpToDate(models, previous, sources)) {
    await warehouse.run("drop table if exists ops.failed_rows");
    return null;
  }
  const isSame = async (table: string): Promise<boolean> => {
    if (!sources.fingerprints.has(table)) sources.fingerprints.set(table, await fingerprint(warehouse, table));
    return previous.fingerprints.get(table) === sources.fingerprints.get(table);
  };
  const changes = trackChanges(warehouse, previous.lastFileId, isSame, removed);
  const isProfiled = options.profile === true;
  const finalBefore = await readFinalBefore(warehouse);
  const filled: Filled = new Map();
  const rowsAtOnce = options.rowsAtOnce ?? (await mostRowsAtOnce(warehouse));
  const state: Build = {
    ...{context, warehouse, models, previous, sources, changes},
    ...{isFull, filled, rowsAtOnce, finalBefore, isProfiled, notes: []},
    lengths: await tableLengths(warehouse),
    longTable: options.longTable ?? longTable,
    found: new Map(),
    keyDays: await readKeyDays(warehouse, previous)
  };
  for (const layer of layers) await warehouse.run(`create schema if not exists ${layer}`);
  await writeAsOf(state);
  await clearRebuild(warehouse);
  return state;
}

function isUpToDate(models: Model[], previous: Previous, sources: Sources): boolean {
  const made = [...models.map(({name}) => name), definitionsName];
  return (
    previous.lastFileId === sources.lastFileId &&
    sameAsOf(previous.asOf, sources.asOf) &&
    [...sources.fingerprints].every(([table, print]) => previous.fingerprints.get(table) === print) &&
    models.length === previous.models.size &&
    models.every((model) => previous.models.get(model.name)?.textHash === hashModel(model).textHash) &&
    made.length === previous.tables.size &&
    made.every((name) => previous.tables.has(name))
  );
}

async function writeAsOf({warehouse, previous, sources: {asOf}}: Build): Promise<void> {
  if ((await rowCount(warehouse, "ops.as_of")) === 1 && sameAsOf(previous.asOf, asOf)) return;
  await warehouse.run("delete from ops.as_of");
  await warehouse.run("insert into ops.as_of values ($asOf::timestamptz, $agentsAsOf::timestamptz)", {...asOf});
}

async function finish(state: Build): Promise<void> {
  const {warehouse, models, previous, sources, context, isFull} = state;
  await noteModels(state);
  await dropLeftovers(state);
  const texts = (model: Model) => previous.models.get(model.name)?.textHash === hashModel(model).textHash;
  const isDocumented = previous.tables.has(definitionsName) && models.length === previous.models.size;
  if (!isDocumented || !models.every(texts)) await writeDefinitions(warehouse, models);
  await settleRebuild(warehouse, models);
  await warehouse.run("delete from ops.fingerprints");
  const prints = [...sources.fingerprints].map(([table, print]) => `(${literal(table)}, ${literal(print)})`);
  if (prints.length > 0) await warehouse.run(`insert into ops.fingerprints values ${prints.join(", ")}`);
  const buildId = previous.buildId + 1;
  await warehouse.run("insert into ops.builds values ($buildId, $at::timestamptz, $mode, $lastFileId)", {
    buildId,
    at: context.now.toISOString(),
    mode: isFull ? "full" : "daily",
    lastFileId: sources.lastFileId
  });
  await warehouse.run(
    `delete from ops.builds where build_id <= ${buildId - buildsKept}; drop table if exists ops.failed_rows;`
  );
}

const buildsKept = 1000;

// A model that is gone takes its table along: nobody would keep it right.
async function dropLeftovers({warehouse, models, previous, context}: Build): Promise<void> {
  const made = new Set([...models.map(({name}) => name), definitionsName]);
  for (const [name, kind] of previous.tables) {
    if (made.has(name)) continue;
    await warehouse.run(`drop ${kind} ${name}`);
    context.log.info(`${name} was dropped: no model makes it any more.`);
  }
  const names = [...made].map((name) => `'${name}'`).join(", ");
  await warehouse.run(
    `delete from ops.models where name not in (${names}); delete from ops.checks where model not in (${names});`
  );
}

async function summary(
  warehouse: Warehouse,
  mode: BuildSummary["mode"],
  models: ModelSummary[]
): Promise<BuildSummary> {
  const checks = await warehouse.rows<BuildSummary["checks"][number]>(
    `select model, check_name as name, kind, failed_rows as "failedRows" from ops.checks order by model, check_name`
  );
  return {mode, models, checks, upToDate: mode === "none"};
}

// The transaction is rolled back by now; the rows are kept apart, so that somebody can look at them.
async function keepFailedRows(warehouse: Warehouse, {model, check, rows}: CheckError): Promise<void> {
  await warehouse.transaction(async () => {
    await warehouse.run(
      "create schema if not exists ops; create or replace table ops.failed_rows (model varchar, check_name varchar, row json)"
    );
    await warehouse.run(
      "insert into ops.failed_rows select $model, $check, unnest(from_json($rows::json, '[\"json\"]'))",
      {model, check, rows: `[${rows.join(",")}]`}
    );
  });
}
