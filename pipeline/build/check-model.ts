import {feeds} from "../contracts/feeds.js";
import type {Warehouse} from "../warehouse.js";
import type {Build} from "./build.js";
import {changedTable} from "./changes.js";
import {type CheckResult, checkGrain, checkResult, countFailing, stopOnFailing} from "./checks.js";
import {finalRows, openRows} from "./final.js";
import {mayRepeat} from "./key-days.js";
import type {Model} from "./models.js";
import {rebuildColumn} from "./rebuild.js";

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

// Rows that are final passed when they were made; the promises that have changed since are not theirs.
async function checkAll({warehouse, finalBefore}: Build, model: Model, isRebuilt: boolean): Promise<CheckResult[]> {
  const {checks} = model.header;
  const open = openRows(model.name, finalRows(model, finalBefore));
  if (isRebuilt && !hasRawKey(model)) await checkGrain(warehouse, model, open);
  const failed = await countFailing(warehouse, checks, open);
  await stopOnFailing(warehouse, model, open, failed);
  return allResults(warehouse, model, open === model.name ? failed : await countWarns(warehouse, model));
}

// A view of one raw table repeats no key of it: every load makes sure of that.
function hasRawKey({layer, reads, header: {grain}}: Model): boolean {
  const feed = feeds.find(({name}) => reads.length === 1 && reads[0] === `raw.${name}`);
  return layer === "staging" && feed !== undefined && feed.key.every((column) => grain.includes(column));
}

// Rows that did not change passed before, so only those that came are tried; what warned before is counted on.
async function checkChanged(build: Build, model: Model): Promise<CheckResult[]> {
  const {warehouse, previous} = build;
  const {checks, grain} = model.header;
  const changed = `temp.${changedTable(model)}`;
  const came = `(from ${changed} where row_id is null)`;
  const column = rebuildColumn(model);
  // A repeat among the rows of the same keys was found while they were made.
  if (column && !grain.includes(column) && (await mayRepeat(build, model))) {
    await checkGrain(warehouse, model, model.name, came);
  }
  const ofCame = checks.map((check) => ({...check, sql: `(${check.sql}) or row_id is not null`}));
  const ofWent = checks.map((check) => ({...check, sql: `(${check.sql}) or row_id is null`}));
  const failed = await countFailing(warehouse, [...ofCame, ...ofWent], changed);
  const [failedOfCame, failedOfWent] = [failed.slice(0, checks.length), failed.slice(checks.length)];
  await stopOnFailing(warehouse, model, came, failedOfCame);
  const results: CheckResult[] = [];
  for (const [index, check] of checks.entries()) {
    const [came, went] = [failedOfCame[index]!, failedOfWent[index]!];
    const before = previous.checks.get(`${model.name} ${check.name}`) ?? {failedRows: 0, example: null};
    const isAsBefore = came === 0 && went === 0;
    const now = await (isAsBefore ? before : checkResult(warehouse, model, check, before.failedRows + came - went));
    results.push({model: model.name, name: check.name, kind: check.kind, ...now});
  }
  return results;
}

// A view is as long as its raw table: only what was loaded since is tried.
async function checkLoaded({warehouse, previous}: Build, model: Model): Promise<CheckResult[]> {
  const {checks, columns} = model.header;
  const hasLoads = columns.some(({name}) => name === "file_id");
  const loaded = hasLoads ? `(from ${model.name} where file_id > ${previous.lastFileId})` : model.name;
  const stopping = {...model, header: {...model.header, checks: checks.filter(({kind}) => kind === "check")}};
  if (!hasRawKey(model)) await checkGrain(warehouse, model, model.name, loaded);
  await stopOnFailing(warehouse, stopping, loaded, await countFailing(warehouse, stopping.header.checks, loaded));
  return allResults(warehouse, model, await countWarns(warehouse, model));
}

function countWarns(warehouse: Warehouse, {name, header: {checks}}: Model): Promise<number[]> {
  const warns = checks.map((check) => ({...check, sql: check.kind === "warn" ? check.sql : "true"}));
  return countFailing(warehouse, warns, name);
}

async function allResults(warehouse: Warehouse, model: Model, failed: number[]): Promise<CheckResult[]> {
  const all: CheckResult[] = [];
  for (const [index, check] of model.header.checks.entries()) {
    all.push(await checkResult(warehouse, model, check, failed[index]!));
  }
  return all;
}
