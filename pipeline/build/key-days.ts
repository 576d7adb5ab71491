import {identifier, type Warehouse} from "../warehouse.js";
import type {Build} from "./build.js";
import {changedTable} from "./changes.js";
import {asOne, type Step} from "./first-build.js";
import {lyingBy} from "./header.js";
import type {Model} from "./models.js";
import type {Previous} from "./previous.js";
import {createByKeys} from "./rebuild.js";
import {sieve} from "./rows-among.js";

// Keys that are like random numbers lie anywhere in a long table, and to look for a few of them among its texts DuckDB
// unpacks every one: what a day costs would grow with the history. So a build keeps, beside each long table, a number for
// every key and the day that its rows lie in, which takes a seventh of the time to read. It may know of a day that has
// no such row any more, and leaves out none that has.

/** Tables of key days that hold every row, by table and columns, like "marts.messages message_id". */
export type KeyDays = Set<string>;

const schema = "key_days";

/** Days are counted from it; null is an instant that is missing or far off. */
export const firstDay = "1970-01-01";

/** The condition that an instant is within the days that are counted. */
export function isUsual(at: string): string {
  return `${at} >= '${firstDay}' and ${at} < '9999-01-01'`;
}

/** The day of an instant as a number. */
function dayOf(at: string): string {
  return `case when ${isUsual(at)} then floor(epoch(${at}) / 86400)::integer end`;
}

/** What the last build kept; nothing of what a build without key days has left behind, or another DuckDB has hashed. */
export async function readKeyDays(warehouse: Warehouse, {buildId}: Previous): Promise<KeyDays> {
  const tables = await warehouse.rows<{name: string; isRight: boolean}>(
    `select table_name as name, exists(
      from ops.key_days where build_id = ${buildId} and duckdb_version = version()
    ) as "isRight"
    from duckdb_tables() where database_name = current_database() and schema_name = '${schema}'`
  );
  for (const {name, isRight} of tables) if (!isRight) await warehouse.run(`drop table ${kept(name)}`);
  return new Set(tables.filter(({isRight}) => isRight).map(({name}) => name));
}

/** The columns by which rows of a model's table are looked for. */
type SoughtBy = (model: Model) => string[][];

/** Follows what a build changed in a model's table. */
export async function followChange(build: Build, model: Model, soughtBy: SoughtBy): Promise<void> {
  const change = await build.changes.of(model.name);
  if (change.length === 0 || build.keyDays.size === 0) return;
  for (const sought of soughtBy(model)) {
    const name = placeOf(model, sought);
    if (!build.keyDays.has(name)) continue;
    if (change !== "everything") await addDays(build, model, sought);
    else await forget(build, name);
  }
}

/** After a build: what nobody seeks by any more goes, what is missing of long tables is made, in steps of a build. */
export async function settleKeyDays(build: Build, soughtBy: SoughtBy, step: Step = asOne): Promise<void> {
  const {warehouse, models, keyDays, previous} = build;
  const wanted = models.flatMap((model) =>
    soughtBy(model).map((columns) => ({model, columns, name: placeOf(model, columns)}))
  );
  const unwanted = [...keyDays].filter((kept) => !wanted.some(({name}) => name === kept));
  await step(async () => {
    for (const name of unwanted) await forget(build, name);
  });
  const missing = wanted.filter(({name}) => !keyDays.has(name));
  const long = await longOnes(
    build,
    missing.map(({model}) => model.name)
  );
  for (const {model, columns, name} of missing) {
    if (!long.has(model.name)) continue;
    const rows = isUnique(model, columns) ? 0 : long.get(model.name)!;
    const days = daysOfRows(model, columns, model.name);
    await createByKeys(warehouse, kept(name), rows, (isOfPart) => `${days} where ${isOfPart("key_hash")}`, step);
  }
  await step(() =>
    warehouse.run(`delete from ops.key_days; insert into ops.key_days values (${previous.buildId + 1}, version());`)
  );
}

// Counted, as DuckDB has no estimate of what is not committed; in one statement, as each costs more than the counting.
async function longOnes({warehouse, longTable}: Build, tables: string[]): Promise<Map<string, number>> {
  if (tables.length === 0) return new Map();
  const counts = [...new Set(tables)].map((name) => `select '${name}' as name, count(*) as rows from ${name}`);
  const long = await warehouse.rows<{name: string; rows: number}>(
    `select name, rows from (${counts.join(" union all ")}) where rows >= ${longTable}`
  );
  return new Map(long.map(({name, rows}) => [name, rows]));
}

async function forget({warehouse, keyDays}: Build, name: string): Promise<void> {
  await warehouse.run(`drop table ${kept(name)}`);
  keyDays.delete(name);
}

export function placeOf({name}: Model, columns: string[]): string {
  return `${name} ${columns.join(", ")}`;
}

/** The days in which rows of a table lie that have one of the sought keys, by the instant that it is written by. */
export async function daysOfKeys(
  {warehouse, keyDays}: Build,
  model: Model,
  column: string,
  at: string,
  sought: string
): Promise<(number | null)[]> {
  const name = placeOf(model, [column]);
  const hashes = `select ${hashOf(model, [column])} as key_hash from ${sought} where ${sieve(model, [column])}`;
  const days = await warehouse.rows<{day: number | null}>(
    keyDays.has(name)
      ? `select distinct day from ${kept(name)} semi join (${hashes}) as sought using (key_hash) order by day`
      : `select distinct ${dayOf(at)} as day
        from ${model.name} semi join ${sought} as sought using (${identifier(column)}) order by day`
  );
  return days.map(({day}) => day);
}

/** Whether rows that came to a model's table may repeat the grain of one that stands there; false is certain. */
export async function mayRepeat({warehouse, keyDays}: Build, model: Model): Promise<boolean> {
  const {grain} = model.header;
  const name = placeOf(model, grain);
  if (!keyDays.has(name)) return true;
  const hashes = `select ${hashOf(model, grain)} as key_hash from temp.${changedTable(model)}`;
  // A condition that all meet, for what sieve() is for.
  const {found} = await warehouse.row<{found: boolean}>(
    `select exists(
      from ${kept(name)} semi join (
        from (${hashes} where row_id is null except ${hashes} where row_id is not null) where key_hash >= 0
      ) as came using (key_hash)
    ) as found`
  );
  return found;
}

async function addDays({warehouse, previous}: Build, model: Model, columns: string[]): Promise<void> {
  const table = kept(placeOf(model, columns));
  if (model.layer === "staging") {
    const loaded = `(from ${model.name} where file_id > ${previous.lastFileId})`;
    await warehouse.run(`insert into ${table} ${daysOfRows(model, columns, loaded)}`);
    return;
  }
  const changed = `temp.${changedTable(model)}`;
  const came = daysOfRows(model, columns, `(from ${changed} where row_id is null)`);
  const went = daysOfRows(model, columns, `(from ${changed} where row_id is not null)`);
  await warehouse.run(`insert into ${table} ${came} except ${went}`);
}

function daysOfRows(model: Model, columns: string[], rows: string): string {
  const at = lyingBy(model.header);
  const day = at === undefined ? "null::integer" : dayOf(identifier(at.name));
  const distinct = isUnique(model, columns) ? "" : "distinct ";
  return `select ${distinct}${hashOf(model, columns)} as key_hash, ${day} as day from ${rows}`;
}

/** Whether every row has values of its own in some columns, so that none need be told apart. */
function isUnique({header: {grain}}: Model, columns: string[]): boolean {
  return grain.every((column) => columns.includes(column));
}

// Values of another type have another hash.
function hashOf({header}: Model, names: string[]): string {
  const typed = names.map((name) => {
    const column = header.columns.find((one) => one.name === name)!;
    return `${identifier(name)}::${column.type}`;
  });
  return `hash(${typed.join(", ")})`;
}

function kept(name: string): string {
  return `${schema}.${identifier(name)}`;
}
