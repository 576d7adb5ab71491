import type {Build} from "./build.js";
import {type CheckResult, checkGrain, checkResult, countFailing, stopOnFailing} from "./checks.js";
import type {Model} from "./models.js";
import {rebuildColumn} from "./rebuild.js";
import {changedTable} from "./run-model.js";

/**
 * Checks what this build changed in a model (all of it when nobody knows what changed, or when its checks did);
 * throws when a check stops the build. Null when nothing changed and what was noted before still holds.
 */
export async function checkModel(build: Build, model: Model, hasSameText: boolean): Promise<CheckResult[] | null> {
  const change = await build.changes.of(model.name);
  if (hasSameText && change.length === 0) return null;
  if (change === "everything" || !hasSameText) return checkAll(build, model, change.length > 0);
  if (model.layer !== "staging") return checkChanged(build, model);
  return checkLoaded(build, model);
}

async function checkAll({warehouse}: Build, model: Model, isRebuilt: boolean): Promise<CheckResult[]> {
  if (isRebuilt) await checkGrain(warehouse, model, model.name);
  const failed = await countFailing(warehouse, model.header.checks, model.name);
  await stopOnFailing(warehouse, model, model.name, failed);
  return results({warehouse}, model, failed);
}

// Rows that did not change passed before, so only those that came are tried; what warned before is counted on.
async function checkChanged({warehouse, previous}: Build, model: Model): Promise<CheckResult[]> {
  const {checks, grain} = model.header;
  const came = `(from temp.${changedTable(model)} where row_id is null)`;
  const went = `(from temp.${changedTable(model)} where row_id is not null)`;
  const column = rebuildColumn(model);
  // A repeat among the rows of the same keys was found while they were made.
  if (column && !grain.includes(column)) await checkGrain(warehouse, model, model.name, came);
  const failedOfCame = await countFailing(warehouse, checks, came);
  await stopOnFailing(warehouse, model, came, failedOfCame);
  const failedOfWent = await countFailing(warehouse, checks, went);
  const failed = checks.map(({name}, index) => {
    const before = previous.failed.get(`${model.name} ${name}`) ?? 0;
    return before + failedOfCame[index]! - failedOfWent[index]!;
  });
  return results({warehouse}, model, failed);
}

// A view is as long as its raw table, and raw tables keep their keys themselves: only what was loaded is tried.
async function checkLoaded({warehouse, previous}: Build, model: Model): Promise<CheckResult[]> {
  const {checks, columns} = model.header;
  const hasLoads = columns.some(({name}) => name === "file_id");
  const loaded = hasLoads ? `(from ${model.name} where file_id > ${previous.lastFileId})` : model.name;
  const stopping = {...model, header: {...model.header, checks: checks.filter(({kind}) => kind === "check")}};
  await checkGrain(warehouse, model, model.name, loaded);
  await stopOnFailing(warehouse, stopping, loaded, await countFailing(warehouse, stopping.header.checks, loaded));
  const warns = checks.map((check) => ({...check, sql: check.kind === "warn" ? check.sql : "true"}));
  return results({warehouse}, model, await countFailing(warehouse, warns, model.name));
}

async function results({warehouse}: Pick<Build, "warehouse">, model: Model, failed: number[]): Promise<CheckResult[]> {
  const all: CheckResult[] = [];
  for (const [index, check] of model.header.checks.entries()) {
    all.push(await checkResult(warehouse, model, check, failed[index]!));
  }
  return all;
}
