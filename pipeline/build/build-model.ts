import type {Build} from "./build.js";
import {type Change, nothing} from "./changes.js";
import {checkModel} from "./check-model.js";
import type {CheckResult} from "./checks.js";
import {writeComments} from "./comments.js";
import {type Hashes, hashModel} from "./hashes.js";
import type {Model} from "./models.js";
import {fillRebuild, fillTouched, type Passing, rebuildColumn} from "./rebuild.js";
import {replaceModel, rowCount, updateModel} from "./run-model.js";
import {sameAsOf} from "./sources.js";

export interface ModelSummary {
  name: string;
  /** whole: every row anew; touched: the rows of touched keys, days or months. */
  mode: "view" | "whole" | "touched";
  /** Rows of the table now; null for a view, which is not counted. */
  rows: number | null;
  seconds: number;
}

type Road = "replace" | "whole" | "touched" | "none";

/** Builds one model as far as needed, checks it and notes what changed; null when there was nothing to do. */
export async function buildModel(build: Build, model: Model, index: number): Promise<ModelSummary | null> {
  const {warehouse, changes, previous, models, context} = build;
  const started = performance.now();
  const hashes = hashModel(model);
  const hasSameText = previous.models.get(model.name)?.textHash === hashes.textHash;
  const road = await chooseRoad(build, model, hashes.sqlHash);
  const isView = model.layer === "staging";
  if (road === "none" && isView) changes.set(model.name, viewChange(model, await changes.above(model)));
  if (road === "none" && !isView) changes.set(model.name, nothing);
  if (road === "none" && hasSameText && (await changes.of(model.name)).length === 0) return null;

  const label = `[${String(index + 1).padStart(String(models.length).length)}/${models.length}] ${model.name}`;
  const step = context.log.step(label);
  if (road === "replace") changes.set(model.name, await replaceModel(warehouse, model));
  if (road === "whole" || road === "touched") changes.set(model.name, await updateModel(warehouse, model, road));
  const results = await checkModel(build, model, hasSameText);
  if (road === "replace" || !hasSameText) await writeComments(warehouse, model);
  const rows = isView ? null : await rowCount(warehouse, model.name);
  const seconds = (performance.now() - started) / 1000;
  await noteModel(build, model, results, {rows, seconds, ...hashes});
  const counted = rows === null ? "" : `${rows.toLocaleString("en")} rows`;
  step.end(`${counted.padStart(16)} ${seconds.toFixed(1).padStart(7)} s`);
  if (isView) return {name: model.name, mode: "view", rows, seconds};
  return {name: model.name, mode: road === "replace" || road === "whole" ? "whole" : "touched", rows, seconds};
}

async function chooseRoad(build: Build, model: Model, sqlHash: string): Promise<Road> {
  const {warehouse, previous, models, changes, isFull} = build;
  const kind = model.layer === "staging" ? "view" : "table";
  const isKnown = previous.models.get(model.name)?.sqlHash === sqlHash && previous.tables.get(model.name) === kind;
  if (isFull || !isKnown) {
    await fillRebuild(warehouse, model, models);
    return "replace";
  }
  if (kind === "view") return "none";
  const above = await changes.above(model);
  const passing = timePassing(build, model);
  if (above !== "everything" && above.length === 0 && !passing) return "none";
  if (above !== "everything" && rebuildColumn(model) && passing !== "everything") {
    const touched = await fillTouched(warehouse, model, above, passing);
    if (touched === true) return "touched";
    if (touched === false) return "none";
  }
  await fillRebuild(warehouse, model, models);
  return "whole";
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

async function noteModel(
  {warehouse, previous}: Build,
  {name, layer}: Model,
  results: CheckResult[],
  {rows, seconds, sqlHash, textHash}: Hashes & {rows: number | null; seconds: number}
): Promise<void> {
  await warehouse.run("delete from ops.models where name = $name", {name});
  await warehouse.run("insert into ops.models values ($name, $kind, $sqlHash, $textHash, $rows, $seconds, $buildId)", {
    name,
    kind: layer === "staging" ? "view" : "table",
    sqlHash,
    textHash,
    rows,
    seconds,
    buildId: previous.buildId + 1
  });
  await warehouse.run("delete from ops.checks where model = $name", {name});
  for (const {name: check, kind, failedRows, example} of results) {
    await warehouse.run("insert into ops.checks values ($name, $check, $kind, $failedRows, $example)", {
      name,
      check,
      kind,
      failedRows,
      example
    });
  }
}
