import type {Reading} from "../contracts/column.js";
import {trimmedSql} from "../contracts/column.js";
import {columnNames, type Feed} from "../contracts/feed.js";
import {identifier, keepOrder, literal, type Warehouse} from "../warehouse.js";
import {rawTable, rawTarget} from "./raw-tables.js";
import {brokenCharacter} from "./text-copy.js";

/** A file as a relation of text columns, ready to be checked and cast by DuckDB. */
export interface Bulk {
  /** What stands after "from". */
  relation: string;
  /** Contract column → SQL text expression; what is not named is null. */
  texts: Record<string, string>;
  /** SQL for one JSON object of the columns the contract does not know, or for null. */
  extra: string;
  /** SQL for the record's number from 1, where the reader knows it for free. */
  record?: string;
  /** Whether the text holds the broken character somewhere, so that every row is looked at for it. */
  isDamaged?: boolean;
}

/** A refused row is inserted with this added to its file_id, and taken out again once it is explained. */
export const refusedMark = 1_000_000_000;

export interface Lineage {
  fileId: number;
  loadedAt: Date;
}

/**
 * Reads, checks and casts in one statement, straight into the raw table: writing a staging table first costs
 * as much again. Gives how many rows were read, and the positions (from 0) of those that are refused.
 */
export async function insertBulk(
  warehouse: Warehouse,
  feed: Feed,
  bulk: Bulk,
  reading: Reading,
  lineage: Lineage
): Promise<{rows: number; refused: number[]}> {
  const names = columnNames(feed);
  const values = names.map((name) => identifier(`v_${name}`));
  const {fileId, loadedAt} = lineage;
  // Of snapshots the later row wins, so their order must stay; keeping it costs a quarter more.
  await keepOrder(warehouse, feed.merge === "snapshot");
  await warehouse.run(`
    insert into ${rawTarget(feed)}
    select
      ${values.join(", ")},
      extra,
      case when ${refusedSql(feed, bulk)} then ${fileId + refusedMark} else ${fileId} end,
      record,
      ${literal(loadedAt.toISOString())}::timestamptz
    from (${checkedSql(feed, bulk, reading)})
  `);
  const {rows, refused} = await warehouse.row<{rows: number; refused: number}>(`
    select count(*)::double as rows, count(*) filter (where file_id >= ${fileId + refusedMark})::double as refused
    from ${rawTable(feed)} where file_id >= ${fileId}
  `);
  return {rows, refused: refused === 0 ? [] : await refusedPositions(warehouse, feed, bulk, reading)};
}

// A second pass, for files with refusals only. A new table's rows are numbered in the order of the file, but not from 0
// while its transaction is open.
async function refusedPositions(warehouse: Warehouse, feed: Feed, bulk: Bulk, reading: Reading): Promise<number[]> {
  await keepOrder(warehouse, true);
  await warehouse.run(`
    create or replace temp table row_verdicts as
    select ${refusedSql(feed, bulk)} as is_refused from (${checkedSql(feed, bulk, reading)})
  `);
  const found = await warehouse.rows<{position: number}>(
    `select (rowid - first)::double as position
    from row_verdicts, (select min(rowid) as first from row_verdicts)
    where is_refused
    order by position`
  );
  await warehouse.run("drop table row_verdicts");
  return found.map(({position}) => position);
}

function checkedSql(feed: Feed, bulk: Bulk, reading: Reading): string {
  const names = columnNames(feed);
  const given = names.filter((name) => bulk.texts[name] !== undefined);
  const columns = [
    ...names.map((name) => `${valueSql(feed, bulk, name, reading)} as ${identifier(`v_${name}`)}`),
    ...given.map((name) => `${bulk.texts[name]} as ${identifier(`t_${name}`)}`),
    `(${bulk.extra})::json as extra`,
    `${bulk.record ?? "null::bigint"} as record`
  ];
  return `select ${columns.join(",\n")} from ${bulk.relation}`;
}

/** Takes the refused rows out again. */
export async function removeRefused(warehouse: Warehouse, feed: Feed, fileId: number): Promise<void> {
  await warehouse.run(`delete from ${rawTable(feed)} where file_id >= ${fileId + refusedMark}`);
}

function valueSql(feed: Feed, bulk: Bulk, name: string, reading: Reading): string {
  const text = bulk.texts[name];
  const column = feed.columns[name]!;
  return text === undefined ? `null::${column.type}` : column.valueSql(text, reading);
}

// As the condition of a case, each part is only looked at where those before it do not hold.
function refusedSql(feed: Feed, bulk: Bulk): string {
  const conditions = columnNames(feed).flatMap((name) => {
    const column = feed.columns[name]!;
    const value = identifier(`v_${name}`);
    const text = identifier(`t_${name}`);
    if (column.isRequired) return [`${value} is null`];
    if (column.kind === "text" || bulk.texts[name] === undefined) return [];
    return [`(${value} is null and ${text} is not null and ${trimmedSql(text)} is not null)`];
  });
  for (const [from, to] of feed.intervals ?? []) {
    conditions.push(`${identifier(`v_${to}`)} < ${identifier(`v_${from}`)}`);
  }
  if (bulk.isDamaged) {
    const all = Object.keys(bulk.texts).map((name) => identifier(`t_${name}`));
    conditions.push(`contains(concat_ws('', ${all.join(", ")}, extra::varchar), ${literal(brokenCharacter)})`);
  }
  return conditions.length === 0 ? "false" : conditions.join(" or ");
}

/** SQL for an object of named expressions without its nulls; null when nothing is left. */
export function extraSql(extras: {name: string; sql: string}[]): string {
  if (extras.length === 0) return "null";
  const sorted = extras.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const pairs = sorted.map(({name, sql}) => `${literal(name)}, ${sql}`).join(", ");
  const isEmpty = sorted.map(({sql}) => `(${sql}) is null`).join(" and ");
  // A merge patch leaves nulls out.
  return `case when ${isEmpty} then null else json_merge_patch('{}'::json, json_object(${pairs})) end`;
}
