import {addDays} from "../time.js";
import {createTable, identifier, rowCount, type Warehouse} from "../warehouse.js";
import type {Build} from "./build.js";
import {query} from "./columns.js";
import {lyingBy} from "./header.js";
import {daysOfKeys, firstDay, isUsual, placeOf} from "./key-days.js";
import type {Model} from "./models.js";
import {keySources, rebuildColumn} from "./rebuild.js";
import {sieve} from "./rows-among.js";

// Keys that are like random numbers, as those of WhatsApp and most consoles are, lie anywhere in a long table: to find
// a few of them DuckDB reads all of its keys, and as it sifts them by a filter that lets one in three hundred pass, it
// reads most blocks of all other columns too. So the rows of a key are looked for once in a build, in the days that they
// lie in (key-days.ts); and the models that ask for the same rows later are given what was found.

/** Two temporary tables: the rows that were found, and the keys they were sought by. */
interface Found {
  rows: string;
  keys: string;
}

/** By table and key, like "marts.messages conversation_id"; null where it does not pay. */
export type FoundRows = Map<string, Found | null>;

/** From how many rows on a table is long, if nothing else is said. */
export const longTable = 1_000_000;

/** Of how many rows that a model may read at once one table's found rows are kept. */
const shareKept = 1 / 16;

// How often rows must be read for a copy of them to pay where no days are kept of their keys; those of scattered keys
// cost a look at every block.
const leastReads = 2;
const leastReadsOfScattered = 3;

const mostRanges = 16;

/** A model's query that reads the rows of the touched keys, where its sources are long, from where they were put. */
export async function touchedQuery(build: Build, model: Model): Promise<string> {
  const {rebuild} = model.header;
  if (rebuild.mode !== "key") return query(model);
  let sql = model.sql;
  for (const source of keySources(model, build.models)) {
    // Which names count for a key is asked of all names.
    const isSought = source.name !== rebuild.through && isLongTable(build, source);
    const found = isSought ? await find(build, model, source) : null;
    if (found) sql = readingInstead(sql, source, found.rows);
  }
  return query({...model, sql});
}

/** The rows of the touched keys or days in a model's table, with the column row_id: a select statement. */
export async function staleRows(build: Build, model: Model): Promise<string> {
  const column = rebuildColumn(model)!;
  const touched = `rebuild.${identifier(column)}`;
  const all = `select rowid as row_id, * from ${model.name} semi join ${touched} using (${identifier(column)})`;
  const {rebuild, isScattered} = model.header;
  if (rebuild.mode !== "key" || isScattered || !isLongTable(build, model)) return all;
  return inRanges(all, await rangesOf(build, model, column, touched));
}

/** Keeps what was made of a model's touched keys, in place of dropping it, for those who read it by the same key. */
export async function keepFresh(build: Build, model: Model): Promise<void> {
  const {warehouse, models, found} = build;
  const {rebuild} = model.header;
  const isWanted = rebuild.mode === "key" && isLongTable(build, model) && timesRead(models, model, rebuild.key) > 0;
  if (!isWanted || (await rowCount(warehouse, "temp.fresh")) > mostKept(build)) {
    await warehouse.run("drop table temp.fresh");
    return;
  }
  const kept = tablesOf(model, rebuild.key);
  await createTable(warehouse, kept.keys, `from rebuild.${identifier(rebuild.key)}`);
  await warehouse.run(`alter table temp.fresh rename to ${kept.rows.replace("temp.", "")}`);
  found.set(place(model, rebuild.key), kept);
}

/** After a build. */
export async function dropFound({warehouse, found}: Build): Promise<void> {
  for (const tables of found.values()) if (tables) await drop(warehouse, tables);
  await warehouse.run("drop table if exists temp.sought");
}

/** The rows of a source that have a model's touched keys, and maybe more; null where they are better left in place. */
async function find(build: Build, model: Model, source: Model): Promise<Found | null> {
  const {warehouse, found, models} = build;
  const {rebuild, isScattered} = model.header;
  if (rebuild.mode !== "key") return null;
  const before = found.get(place(source, rebuild.key));
  const least = isScattered ? leastReadsOfScattered : leastReadsOf(build, source, rebuild.key);
  const isReadEnough = timesRead(models, source, rebuild.key) >= least;
  if (before === null || (before === undefined && !isReadEnough)) return null;
  const key = identifier(rebuild.key);
  const known = before ?? (await createEmpty(warehouse, source, rebuild.key));
  const wanted = rebuild.through ? `select source_id as ${key} from rebuild.source_id` : `from rebuild.${key}`;
  const unknown = `select distinct ${key} from (${wanted}) anti join ${known.keys} using (${key})`;
  const keys = await createTable(warehouse, "temp.sought", unknown);
  if (keys > 0 && keys <= mostKept(build)) {
    const sought = `(from temp.sought where ${sieve(source, [rebuild.key])})`;
    const all = `select * from ${source.name} semi join ${sought} as sought using (${key})`;
    const ranges = isScattered ? ["true"] : await rangesOf(build, source, rebuild.key, sought);
    await warehouse.run(`insert into ${known.rows} from (${inRanges(all, ranges)}) limit ${mostKept(build) + 1};
      insert into ${known.keys} from temp.sought;`);
  }
  const isTooMuch = keys > mostKept(build) || (await rowCount(warehouse, known.rows)) > mostKept(build);
  if (isTooMuch) await drop(warehouse, known);
  found.set(place(source, rebuild.key), isTooMuch ? null : known);
  return isTooMuch ? null : known;
}

function leastReadsOf({keyDays}: Build, source: Model, key: string): number {
  return keyDays.has(place(source, key)) ? 1 : leastReads;
}

async function createEmpty(warehouse: Warehouse, source: Model, key: string): Promise<Found> {
  const tables = tablesOf(source, key);
  await createTable(warehouse, tables.rows, `from ${source.name} limit 0`);
  await createTable(warehouse, tables.keys, `select ${identifier(key)} from ${source.name} limit 0`);
  return tables;
}

async function drop(warehouse: Warehouse, {rows, keys}: Found): Promise<void> {
  await warehouse.run(`drop table ${rows}; drop table ${keys};`);
}

function mostKept({rowsAtOnce}: Build): number {
  return Math.floor(rowsAtOnce * shareKept);
}

function inRanges(select: string, ranges: string[]): string {
  return ranges.map((range) => `${select} where ${range}`).join(" union all ") || `${select} limit 0`;
}

/** Where the rows of some keys lie: conditions on the column by which a table is written, a few ranges of days. */
async function rangesOf(build: Build, model: Model, column: string, sought: string): Promise<string[]> {
  const lies = lyingBy(model.header);
  if (lies === undefined) return ["true"];
  const at = identifier(lies.name);
  const found = await daysOfKeys(build, model, column, at, sought);
  const days = together(found.filter((day) => day !== null));
  const ranges = days.map(
    ([first, last]) => `${at} >= '${addDays(firstDay, first)}' and ${at} < '${addDays(firstDay, last + 1)}'`
  );
  return found.includes(null) ? [...ranges, `(${isUsual(at)}) is not true`] : ranges;
}

/** Rising numbers as ranges, those that lie nearest together as one where there would be too many. */
function together(numbers: number[]): [number, number][] {
  const gaps = numbers.slice(1).map((number, index) => number - numbers[index]!);
  const widest = [...gaps].sort((a, b) => b - a)[mostRanges - 1] ?? 1;
  const ranges: [number, number][] = [];
  for (const [index, number] of numbers.entries()) {
    if (index > 0 && gaps[index - 1]! <= Math.max(1, widest)) ranges.at(-1)![1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** By which columns a model's rows are sought in daily builds: its key, those of its readers, its grain. */
export function soughtBy(model: Model, models: Model[]): string[][] {
  const {rebuild, grain, columns, isScattered} = model.header;
  const isStaging = model.layer === "staging";
  // What was loaded since the last build is told by the number of its file.
  if (isStaging && !columns.some(({name}) => name === "file_id")) return [];
  const isReader = (one: Model): boolean =>
    one.header.rebuild.mode === "key" &&
    !one.header.isScattered &&
    one.header.rebuild.through !== model.name &&
    keySources(one, models).includes(model);
  const keys = models.filter(isReader).flatMap((reader) => rebuildColumn(reader) ?? []);
  if (rebuild.mode === "key" && !isScattered) keys.push(rebuild.key);
  const own = rebuildColumn(model);
  const isGrainTried = own !== undefined && !grain.includes(own);
  const sought = [...keys.map((key) => [key]), ...(isGrainTried ? [grain] : [])];
  return [...new Map(sought.map((columns) => [placeOf(model, columns), columns])).values()];
}

function isLongTable({lengths, longTable}: Build, {name, layer, reads}: Model): boolean {
  const tables = layer === "staging" ? reads : [name];
  return tables.some((table) => (lengths.get(table) ?? 0) >= longTable);
}

/** How many rows each table has, nearly. */
export async function tableLengths(warehouse: Warehouse): Promise<Map<string, number>> {
  const tables = await warehouse.rows<{name: string; rows: number}>(
    `select schema_name || '.' || table_name as name, estimated_size as rows from duckdb_tables()
    where database_name = current_database()`
  );
  return new Map(tables.map(({name, rows}) => [name, rows]));
}

/** How often models that are rebuilt by a key read a table that has it. */
function timesRead(models: Model[], {name}: Model, key: string): number {
  return models
    .filter(({header: {rebuild}, reads}) => rebuild.mode === "key" && rebuild.key === key && reads.includes(name))
    .reduce((sum, {sql}) => sum + [...sql.matchAll(placesOf(name))].length, 0);
}

/** A model's text that reads something else in place of one of its sources. */
export function readingInstead(sql: string, {name}: Model, rows: string): string {
  const alias = ` as ${name.split(".")[1]}`;
  return sql.replaceAll(placesOf(name), (_, place, as) => `${place}${rows}${as ?? alias}`);
}

/** Where a text reads a table: what stands before the name, and the alias after it. */
function placesOf(table: string): RegExp {
  return new RegExp(String.raw`(\b(?:from|join)\s+)${table.replace(".", String.raw`\.`)}\b(?!\.)(\s+as\b)?`, "g");
}

function place(model: Model, key: string): string {
  return placeOf(model, [key]);
}

function tablesOf(model: Model, key: string): Found {
  const name = place(model, key);
  return {rows: `temp.${identifier(`found ${name}`)}`, keys: `temp.${identifier(`keys of ${name}`)}`};
}
