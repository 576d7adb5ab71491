import {literal, rowCount} from "../warehouse.js";
import type {Build} from "./build.js";
import {type Change, nothing} from "./changes.js";
import {checkModel} from "./check-model.js";
import type {CheckResult} from "./checks.js";
import {modelFault} from "./columns.js";
import {writeComments} from "./comments.js";
import {finalRows} from "./final.js";
import {soughtBy} from "./found-rows.js";
import {type Hashes, hashModel} from "./hashes.js";
import {followChange} from "./key-days.js";
import type {Model} from "./models.js";
import {type Profile, profiled, profileLine, profileOf, type StatementProfile} from "./profile.js";
import {fillRebuild, fillTouched, type Passing, rebuildColumn} from "./rebuild.js";
import {replaceModel, updateModel} from "./run-model.js";
import {sameAsOf} from "./sources.js";

export interface ModelSummary {
  name: string;
  /** whole: every row anew; touched: rows of touched keys, days or months; kept: only meanings or checks are new. */
  mode: "view" | "whole" | "touched" | "kept";
  /** Rows of the table now; null for a view, which is not counted. */
  rows: number | null;
  seconds: number;
  profile?: Profile;
}

/** What is kept of a model that was built. */
export interface ModelNote extends Hashes {
  name: string;
  kind: "view" | "table";
  rows: number | null;
  seconds: number;
}

type Road = "replace" | "whole" | "touched" | "none";

const modes = {replace: "whole", whole: "whole", touched: "touched", none: "kept"} as const;

/** Builds one model as far as needed, checks it and notes what changed; null when there was nothing to do. */
export async function buildModel(build: Build, model: Model, index: number): Promise<ModelSummary | null> {
  const {changes, previous, models, context} = build;
  const started = performance.now();
  const hashes = hashModel(model);
  const road = await chooseRoad(build, model, hashes.sqlHash);
  if (road === "none") {
    const isView = model.layer === "staging";
    changes.set(model.name, isView ? viewChange(model, await changes.above(model)) : nothing);
    const hasSameText = previous.models.get(model.name)?.textHash === hashes.textHash;
    if (hasSameText && (await changes.of(model.name)).length === 0) return null;
  }
  const place = String(index + 1).padStart(String(models.length).length);
  const step = context.log.step(`[${place}/${models.length}] ${model.name}`);
  try {
    const done = await takeRoad(build, model, road, hashes, started);
    const rows = done.rows === null ? "" : `${done.rows.toLocaleString("en")} rows`;
    step.end(`${rows.padStart(16)} ${done.seconds.toFixed(1).padStart(7)} s`);
    if (done.profile) context.log.info(profileLine(done.profile));
    return done;
  } catch (error) {
    step.end("stopped");
    throw error;
  }
}

async function takeRoad(
  build: Build,
  model: Model,
  road: Road,
  hashes: Hashes,
  started: number
): Promise<ModelSummary> {
  const {warehouse, changes, previous} = build;
  const isView = model.layer === "staging";
  const parts: StatementProfile[] = [];
  const runQuery = async (sql: string): Promise<void> => {
    const part = await runModelQuery(build, model, sql);
    if (part) parts.push(part);
  };
  const final = finalRows(model, build.finalBefore);
  if (road === "replace") changes.set(model.name, await replaceModel(build, model, runQuery, final));
  if (road === "whole" || road === "touched") {
    changes.set(model.name, await updateModel(build, model, runQuery, road, final));
  }
  const hasSameText = previous.models.get(model.name)?.textHash === hashes.textHash;
  const results = await checkModel(build, model, hasSameText);
  if (road === "replace" || !hasSameText) await writeComments(warehouse, model);
  if (results !== null) await noteChecks(build, model, results, hasSameText);
  const rows = isView ? null : await rowCount(warehouse, model.name);
  await followChange(build, model, (one) => soughtBy(one, build.models));
  const seconds = (performance.now() - started) / 1000;
  const profile = profileOf(parts);
  build.notes.push({name: model.name, kind: isView ? "view" : "table", ...hashes, rows, seconds});
  return {name: model.name, mode: isView ? "view" : modes[road], rows, seconds, ...(profile && {profile})};
}

async function runModelQuery({warehouse, context, isProfiled}: Build, model: Model, sql: string) {
  try {
    if (isProfiled && model.layer !== "staging") {
      return await profiled(warehouse, context.home.temporary, () => warehouse.run(sql));
    }
    await warehouse.run(sql);
    return undefined;
  } catch (cause) {
    throw modelFault(model, cause);
  }
}

async function chooseRoad(build: Build, model: Model, sqlHash: string): Promise<Road> {
  const {warehouse, previous, changes, isFull} = build;
  const kind = model.layer === "staging" ? "view" : "table";
  const isKnown = previous.models.get(model.name)?.sqlHash === sqlHash && previous.tables.get(model.name) === kind;
  if (isFull || !isKnown) {
    await fillAnew(build, model);
    return "replace";
  }
  if (kind === "view") return "none";
  const above = await changes.above(model);
  const passing = timePassing(build, model);
  if (above !== "everything" && above.length === 0 && !passing) return "none";
  if (above !== "everything" && rebuildColumn(model) && passing !== "everything") {
    const touched = await fillTouched(warehouse, model, above, passing, finalRows(model, build.finalBefore));
    if (touched === true) return "touched";
    if (touched === false) return "none";
  }
  await fillAnew(build, model);
  return "whole";
}

// Only in a full build does every table of a key come out of what is to be rebuilt.
async function fillAnew({warehouse, models, isFull, filled}: Build, model: Model): Promise<void> {
  const column = rebuildColumn(model);
  if (!isFull && column !== undefined) filled.delete(column);
  await fillRebuild(warehouse, model, models, filled);
}

/** Whether as-of has moved under a model that reads it; "everything" when nobody knows which rows that changes. */
function timePassing({previous, sources}: Build, {reads, header}: Model): Passing | undefined | "everything" {
  const [from, to] = [previous.asOf, sources.asOf];
  if (!reads.includes("ops.as_of") || sameAsOf(from, to)) return undefined;
  const hasReach = header.ripens !== undefined || ("ahead" in header.rebuild && header.rebuild.ahead !== undefined);
  const isForward = isLater(to.asOf, from.asOf) && isLater(to.agentsAsOf, from.agentsAsOf);
  return hasReach && isForward ? {from, to} : "everything";
}

// Texts of one form and one zone sort like the instants. What was null ripens in ways nobody foresaw.
function isLater(to: string | null, from: string | null): boolean {
  return to === from || (to !== null && from !== null && new Date(to) >= new Date(from));
}

function viewChange({header: {columns}}: Model, above: Change): Change {
  if (above === "everything") return above;
  const names = columns.map(({name}) => name);
  return above.map((rows) => ({...rows, columns: rows.columns.filter((name) => names.includes(name))}));
}

// Written at once: what comes last may read it. What says the same as before need not be written.
async function noteChecks(
  {warehouse, previous}: Build,
  {name}: Model,
  results: CheckResult[],
  hasSameText: boolean
): Promise<void> {
  const isAsBefore = ({name: check, failedRows, example}: CheckResult): boolean => {
    const before = previous.checks.get(`${name} ${check}`);
    return before !== undefined && before.failedRows === failedRows && before.example === example;
  };
  if (hasSameText && results.every(isAsBefore)) return;
  await warehouse.run("delete from ops.checks where model = $name", {name});
  if (results.length === 0) return;
  const noted = results.map(
    ({name: check, kind, failedRows, example}) =>
      `(${literal(name)}, ${literal(check)}, '${kind}', ${failedRows}, ${example === null ? "null" : literal(example)})`
  );
  await warehouse.run(`insert into ops.checks values ${noted.join(", ")}`);
}

/** Notes what became of all models that were built, in one go: a statement each would take longer than small models. */
export async function noteModels({warehouse, previous, notes}: Build): Promise<void> {
  if (notes.length === 0) return;
  const noted = notes.map(
    ({name, kind, sqlHash, textHash, rows, seconds}) =>
      `(${literal(name)}, '${kind}', '${sqlHash}', '${textHash}', ${rows}, ${seconds}, ${previous.buildId + 1})`
  );
  await warehouse.run(`delete from ops.models where name in (${notes.map(({name}) => literal(name)).join(", ")});
    insert into ops.models values ${noted.join(", ")};`);
}
