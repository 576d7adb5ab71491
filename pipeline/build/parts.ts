import {createTable, identifier, literal, memoryGigabytes, rowCount, type Warehouse} from "../warehouse.js";
import type {Build} from "./build.js";
import {readingInstead} from "./found-rows.js";
import {type KeyRebuild, lyingBy} from "./header.js";
import type {Model} from "./models.js";
import {addSpans, allKeys, keySources, showKeys} from "./rebuild.js";

/**
 * How many rows a model of keys may read at once of its largest table, for each gigabyte that DuckDB has. What fits into
 * memory is made several times faster than what spills, and DuckDB does not spill the texts that an aggregate holds for
 * each key: six million statuses were measured to fit into 2.6 GB, and a process to stand far above its limit with them.
 */
const rowsAGigabyte = 2_000_000;

/** How many rows a model of keys reads at once of its largest table, with the memory that DuckDB has. */
export async function mostRowsAtOnce(warehouse: Warehouse): Promise<number> {
  return Math.max(1, Math.floor((await memoryGigabytes(warehouse)) * rowsAGigabyte));
}

// To note where the rows of 2 million keys with one row each lie took 6.6 seconds, of 200,000 with ten 0.4.
const leastRowsAKey = 2;

const sampledKeys = 100_000;

// Keys of which nobody tells an instant come first.
const beginsAt = "coalesce(first_at, 'epoch')";

/**
 * A part of a model's sources that can be read by themselves, as their rows lie within the span of their keys, is half as
 * large: what spills then was measured to take two and a half times as long, and more parts cost no more reading.
 */
const partsOfSpanned = 2;

/** Runs a model's text, the first time to make its table and then to add to it. */
type Work = (isFirst: boolean, sql: string) => Promise<void>;

/** What work in parts needs of a build. */
export type Parted = Pick<Build, "warehouse" | "models" | "filled" | "rowsAtOnce">;

/**
 * Does work with a model's text once for all that is in its table of what is to be rebuilt, or for one part of it after
 * another where that is much. The rows of a key are the same whichever others are made with them, as in a daily build.
 */
export async function inParts(build: Parted, model: Model, work: Work): Promise<void> {
  const {warehouse, rowsAtOnce, filled} = build;
  const {rebuild, sortedBy} = model.header;
  if (rebuild.mode === "day" && sortedBy !== undefined) return inDays(build, model, work);
  if (rebuild.mode !== "key") return work(true, model.sql);
  const reads = await readsByKey(build, model, rebuild.key);
  const atOnce = reads.map(({rows, isSpanned}) => (isSpanned ? rows * partsOfSpanned : rows));
  const parts = Math.ceil(Math.max(0, ...atOnce) / rowsAtOnce);
  if (parts <= 1) return work(true, model.sql);
  const spanned = reads.filter(({isSpanned}) => isSpanned).map(({source}) => source);
  await addSpans(warehouse, model, spanned, filled);
  const {column, ends} = await partEnds(warehouse, rebuild.key, parts);
  for (let part = 0; part <= ends.length; part++) {
    const limits = [
      ...(part === 0 ? [] : [`${column} > ${literal(ends[part - 1]!)}`]),
      ...(part === ends.length ? [] : [`${column} <= ${literal(ends[part]!)}`])
    ];
    const keys = limits.join(" and ") || "true";
    // In a table of their own, for they are read several times.
    const key = identifier(rebuild.key);
    await createTable(
      warehouse,
      partKeys,
      `select ${key}, first_at, last_at from ${allKeys(rebuild.key)} where ${keys}`
    );
    await showKeys(warehouse, rebuild, partKeys);
    const within = await spanOfPart(warehouse, rebuild);
    const sql = within === null ? model.sql : spanned.reduce(within, model.sql);
    await work(part === 0, sql);
  }
  await showKeys(warehouse, rebuild);
  await warehouse.run(`drop table ${partKeys}`);
}

const partKeys = "rebuild.part_keys";

/**
 * Does work once for all days, or for some after the others where that is much: all of a long table would spill while it
 * is put in its order.
 */
async function inDays({warehouse, models, rowsAtOnce}: Parted, model: Model, work: Work): Promise<void> {
  const starts = await startsOfParts(warehouse, keySources(model, models), rowsAtOnce);
  if (starts.length <= 1) return work(true, model.sql);
  await warehouse.run("create or replace table rebuild.every_day as from rebuild.day; drop table rebuild.day;");
  for (const [part, start] of starts.entries()) {
    const next = starts[part + 1];
    const days = [...(part === 0 ? [] : [`day >= '${start}'`]), ...(next === undefined ? [] : [`day < '${next}'`])];
    await warehouse.run(`create or replace view rebuild.day as from rebuild.every_day where ${days.join(" and ")}`);
    await work(part === 0, model.sql);
  }
  await warehouse.run(
    "drop view rebuild.day; create table rebuild.day as from rebuild.every_day; drop table rebuild.every_day;"
  );
}

/** The days that parts begin with: each part has as many days as have no more rows than one may, or a single one. */
async function startsOfParts(warehouse: Warehouse, sources: Model[], most: number): Promise<string[]> {
  if (sources.length === 0) return [];
  const counts = sources.map(
    ({name}) => `select day, count(*) as rows from ${name} where day is not null group by day`
  );
  const days = await warehouse.rows<{day: string; rows: number}>(
    `select day::varchar as day, sum(rows)::bigint as rows from (${counts.join(" union all ")}) group by day order by day`
  );
  const starts: string[] = [];
  let filled = Infinity;
  for (const {day, rows} of days) {
    if (filled + rows > most) {
      starts.push(day);
      filled = 0;
    }
    filled += rows;
  }
  return starts;
}

interface Read {
  source: Model;
  rows: number;
  /** Whether a part reads only what lies within the span of its keys. */
  isSpanned: boolean;
}

/** What a model reads by its key. Where rows of a key lie is noted already, or asked where it has many: it costs less then. */
async function readsByKey({warehouse, models, filled}: Parted, model: Model, key: string): Promise<Read[]> {
  const keys = await rowCount(warehouse, allKeys(key));
  const known = filled.get(key)!;
  const reads: Read[] = [];
  for (const source of keySources(model, models)) {
    const rows = known.rows ?? (await rowCount(warehouse, source.name));
    const isKnown = known.spanned.has(source.name);
    const isSpanned = lyingBy(source.header) !== undefined && (isKnown || rows >= keys * leastRowsAKey);
    reads.push({source, rows, isSpanned});
  }
  return reads;
}

/** Makes a text read of a source only what lies within the span of the part's keys; null where that is not known. */
async function spanOfPart(warehouse: Warehouse, {key, through}: KeyRebuild) {
  // Where a key has other names too, its rows lie under those.
  const keys =
    through === undefined
      ? partKeys
      : `${allKeys(key)} where ${identifier(key)} in (select source_id from rebuild.source_id)`;
  const {first, last} = await warehouse.row<{first: string | null; last: string | null}>(
    `select min(first_at)::varchar as first, max(last_at)::varchar as last from ${keys}`
  );
  if (first === null || last === null || last === "infinity") return null;
  return (sql: string, source: Model): string => {
    const at = identifier(lyingBy(source.header)!.name);
    return readingInstead(
      sql,
      source,
      `(from ${source.name} where ${at} >= ${literal(first)} and ${at} <= ${literal(last)})`
    );
  };
}

/**
 * Where all parts but the last end, with as many rows in each: at first instants of keys, so that a table is written
 * nearly in the order of time and a day is found in few of its blocks; at keys where too many begin at one instant.
 */
export async function partEnds(
  warehouse: Warehouse,
  key: string,
  parts: number
): Promise<{column: string; ends: string[]}> {
  const instants = await endsBy(warehouse, key, beginsAt, parts);
  const keys = instants.length === parts - 1 ? [] : await endsBy(warehouse, key, identifier(key), parts);
  return keys.length > instants.length ? {column: identifier(key), ends: keys} : {column: beginsAt, ends: instants};
}

async function endsBy(warehouse: Warehouse, key: string, column: string, parts: number): Promise<string[]> {
  const ends = await warehouse.rows<{last: string}>(
    `with
    counted as (
      select ${column} as value, sum(row_count) as row_count
      from (from ${allKeys(key)} using sample reservoir(${sampledKeys} rows) repeatable (1))
      group by value
    ),
    begun as (
      select
        value,
        (sum(row_count) over (order by value) - row_count) * ${parts} // sum(row_count) over () as part
      from counted
    )
    select max(value)::varchar as last from begun where part < ${parts - 1} group by part order by part`
  );
  return ends.map(({last}) => last);
}
