import {createTable, identifier, memoryGigabytes, rowCount, type Warehouse} from "../warehouse.js";
import type {ChangedRows} from "./changes.js";
import {type Final, openRows} from "./final.js";
import {asOne, type Step} from "./first-build.js";
import {type Header, type KeyRebuild, lyingBy, type Rebuild} from "./header.js";
import {type Model, upstream} from "./models.js";
import {rowsAmong, sieve} from "./rows-among.js";
import type {AsOf} from "./sources.js";

/** The table of what is to be rebuilt which a model joins, like rebuild.day; its first column has the same name. */
export function rebuildColumn({header: {rebuild}}: Model): string | undefined {
  if (rebuild.mode === "whole") return undefined;
  return rebuild.mode === "key" ? rebuild.key : rebuild.mode;
}

/** Which tables of schema rebuild hold everything already; see fillRebuild. */
export type Filled = Map<string, KeysFilled>;

interface KeysFilled {
  /** Tables whose keys are all in it. */
  sources: Set<string>;
  /** Those of which every row lies between the first and the last instant that is noted of its key. */
  spanned: Set<string>;
  /** How many rows have its keys, where these are not all there are. */
  rows?: number;
}

/**
 * Fills that table with everything there is, or of a model's keys with those that a table names. In a full build the
 * models of one key share it: what an earlier one found is not looked for again, and the keys of a table that was built
 * from it are in it.
 */
export async function fillRebuild(
  warehouse: Warehouse,
  model: Model,
  models: Model[],
  filled: Filled = new Map(),
  named?: string
): Promise<void> {
  const column = rebuildColumn(model);
  if (column === undefined) return;
  const {rebuild} = model.header;
  if (rebuild.mode !== "key") {
    if (!filled.has(column)) await createTable(warehouse, `rebuild.${column}`, everything(model, models));
    filled.set(column, {sources: new Set(), spanned: new Set()});
    return;
  }
  const known = filled.get(column);
  const isKnown = ({name, header}: Model): boolean =>
    known !== undefined &&
    (known.sources.has(name) || (header.rebuild.mode === "key" && header.rebuild.key === column));
  const sources = keySources(model, models);
  const news = sources.filter((source) => !isKnown(source));
  const names = sources.map(({name}) => name);
  filled.set(column, {
    ...known,
    sources: new Set([...(known?.sources ?? []), ...names]),
    spanned: known?.spanned ?? new Set(names)
  });
  if (known === undefined) {
    const rows = named === undefined ? await mostRows(warehouse, sources) : await rowCount(warehouse, named);
    await createKeys(warehouse, column, instantsOfKeys(model, sources, named), rows);
    if (named !== undefined) filled.get(column)!.rows = await rowsOfKeys(warehouse, column);
  } else if (news.length > 0) await addKeys(warehouse, column, instantsOfKeys(model, news));
  await showKeys(warehouse, rebuild);
}

async function rowsOfKeys(warehouse: Warehouse, column: string): Promise<number> {
  const counted = `select coalesce(sum(row_count), 0)::bigint as rows from ${allKeys(column)}`;
  return (await warehouse.row<{rows: number}>(counted)).rows;
}

/** Notes of a full build's keys where the rows of some tables lie: every one lies between its key's instants then. */
export async function addSpans(warehouse: Warehouse, model: Model, tables: Model[], filled: Filled): Promise<void> {
  const column = rebuildColumn(model)!;
  const {spanned} = filled.get(column)!;
  const sources = tables.filter(({name}) => !spanned.has(name));
  if (sources.length === 0) return;
  const key = identifier(column);
  const keys = allKeys(column);
  const instants = instantsOfKeys(model, sources);
  await createByKeys(warehouse, mergedKeys, await mostRows(warehouse, sources), (isOfPart) => {
    const some = isOfPart(`hash(${key})`);
    return `select ${key}, min(first_at) as first_at, max(last_at) as last_at, max(row_count) as row_count
      from (from ${keys} where ${some} union all ${spanOf(key, `from (${instants}) where ${some}`)}) group by ${key}`;
  });
  const name = keys.slice(keys.indexOf(".") + 1);
  await warehouse.run(`drop table ${keys}; alter table ${mergedKeys} rename to ${name};`);
  for (const {name} of sources) spanned.add(name);
}

const mergedKeys = "rebuild.merged_keys";

/** In how many rows distinct keys are sought at once, for each gigabyte of memory: those of more do not fit into it. */
const rowsSearchedAGigabyte = 6_500_000;

async function createKeys(warehouse: Warehouse, column: string, sql: string, rows: number): Promise<void> {
  const key = identifier(column);
  await createByKeys(warehouse, allKeys(column), rows, (isOfPart) =>
    spanOf(key, `from (${sql}) where ${isOfPart(`hash(${key})`)}`)
  );
}

/**
 * Makes a table of what a select gives that tells the keys of so many rows apart: of some keys after the others where
 * all do not fit into memory. The select is given the condition that a key's hash belongs to the part.
 */
export async function createByKeys(
  warehouse: Warehouse,
  table: string,
  rows: number,
  select: (isOfPart: (hash: string) => string) => string,
  step: Step = asOne
): Promise<void> {
  const parts = Math.max(1, Math.ceil(rows / ((await memoryGigabytes(warehouse)) * rowsSearchedAGigabyte)));
  for (let part = 0; part < parts; part++) {
    const sql = select((hash) => (parts === 1 ? "true" : `${hash} % ${parts} = ${part}`));
    await step(async () => {
      if (part === 0) await createTable(warehouse, table, sql);
      else await warehouse.run(`insert into ${table} ${sql}`);
    });
  }
}

// Null for keys that none of the tables that lie by an instant have.
function spanOf(key: string, rows: string): string {
  return `select ${key}, min(lies_at) as first_at, max(lies_at) as last_at, count(*)::integer as row_count
    from (${rows}) group by ${key}`;
}

/**
 * The table of a key's values that are to be rebuilt; models join a view of it. Where that is all of them, with their first
 * and last instant and how many rows they have.
 */
export function allKeys(column: string): string {
  return `rebuild.${identifier(`all ${column}`)}`;
}

/** Makes the views that models join: of all keys of a table, or of those that a condition takes, and of their other names. */
export async function showKeys(
  warehouse: Warehouse,
  rebuild: KeyRebuild,
  table = allKeys(rebuild.key),
  condition = "true"
): Promise<void> {
  const key = identifier(rebuild.key);
  await warehouse.run(`create or replace view rebuild.${key} as select ${key} from ${table} where ${condition}`);
  if (rebuild.through !== undefined) await showNames(warehouse, rebuild.key, rebuild.through);
}

/** Under which names sources may know what is to be rebuilt: what bears none of them need not be read. */
async function showNames(warehouse: Warehouse, column: string, through: string): Promise<void> {
  const key = identifier(column);
  await warehouse.run(`create or replace view rebuild.source_id as
    select ${key} as source_id from rebuild.${key}
    union all
    select source_id from ${through} semi join rebuild.${key} using (${key})`);
}

/** How many rows the longest of some tables has. */
export async function mostRows(warehouse: Warehouse, tables: {name: string}[]): Promise<number> {
  const counts = tables.map(({name}) => `select count(*) as count from ${name}`);
  if (counts.length === 0) return 0;
  return (await warehouse.row<{most: number}>(`select max(count) as most from (${counts.join(" union all ")})`)).most;
}

async function addKeys(warehouse: Warehouse, column: string, sql: string): Promise<void> {
  const key = identifier(column);
  const unknown = `(from (${sql}) anti join ${allKeys(column)} using (${key}))`;
  await warehouse.run(`insert into ${allKeys(column)} ${spanOf(key, unknown)}`);
}

/** The statement that finds everything; a null key belongs to nobody and is never rebuilt. */
function everything(model: Model, models: Model[]): string {
  const {mode} = model.header.rebuild;
  if (mode === "day") return "select day, starts_at, ends_at from marts.calendar_days";
  if (mode === "month") return months;
  return keys(model, keySources(model, models));
}

/** What a model reads that has its key. */
export function keySources(model: Model, models: Model[]): Model[] {
  const column = rebuildColumn(model);
  const read = new Set(upstream(model));
  return models.filter(({name, header: {columns}}) => read.has(name) && columns.some(({name}) => name === column));
}

function keys(model: Model, sources: Model[]): string {
  const column = rebuildColumn(model)!;
  const key = identifier(column);
  const type = model.header.columns.find(({name}) => name === column)?.type;
  const parts = sources.map(({name}) => `select ${key}::${type} as ${key} from ${name} where ${key} is not null`);
  return parts.length > 0 ? parts.join(" union ") : `select null::${type} as ${key} limit 0`;
}

/** The keys of some tables' rows, or of them those that are named, with the instants by which these are written. */
function instantsOfKeys(model: Model, sources: Model[], named?: string): string {
  const column = rebuildColumn(model)!;
  const key = identifier(column);
  const type = model.header.columns.find(({name}) => name === column)?.type;
  const parts = sources.map(({name, header}) => {
    const at = lyingBy(header);
    // A row without its instant lies anywhere.
    const instant = at === undefined ? "null" : `coalesce(${identifier(at.name)}, 'infinity')`;
    const among = named === undefined ? name : `${name} semi join ${named} as named using (${key})`;
    return `select ${key}::${type} as ${key}, ${instant}::timestamptz as lies_at from ${among} where ${key} is not null`;
  });
  return parts.join(" union all ") || `select null::${type} as ${key}, null::timestamptz as lies_at limit 0`;
}

const months = `select month, min(starts_at) as starts_at, max(ends_at) as ends_at from marts.calendar_days group by month`;

export interface Passing {
  from: AsOf;
  to: AsOf;
}

/**
 * Fills that table with what changed rows touch and, when as-of has moved, with what ripens by that.
 * Gives false, and no table, when nothing is touched; "everything" when what is touched cannot be told apart.
 */
export async function fillTouched(
  warehouse: Warehouse,
  model: Model,
  changed: ChangedRows[],
  passing: Passing | undefined,
  final?: Final
): Promise<boolean | "everything"> {
  const column = rebuildColumn(model)!;
  const {rebuild, follows, ripens} = model.header;
  const isByDay = rebuild.mode === "day" || rebuild.mode === "month";
  const sources: string[] = [];
  for (const {table, sql, columns} of changed) {
    const followed = follows.find((one) => one.table === table);
    if (followed) {
      sources.push(`select "${column}" from ${await rowsAmong(warehouse, model, followed.columns, sql)}`);
    } else if (columns.includes(column)) {
      sources.push(`select "${column}" from (${sql})`, ...throughNames(rebuild, sql, columns));
    } else if (rebuild.mode === "month" && columns.includes("day"))
      sources.push(`select date_trunc('month', day)::date from (${sql})`);
    else return "everything";
  }
  if (passing && ripens) sources.push(`select "${column}" from ${model.name} where ${hasRipened(ripens, passing)}`);
  const touched = `select distinct "${column}" from (${sources.join(" union all ") || `select null as "${column}" limit 0`}) where "${column}" is not null`;
  if (isByDay) {
    const open = openRows(`(${dirtyPeriods(rebuild, touched, passing)})`, final?.column === column ? final : undefined);
    return (await createTable(warehouse, `rebuild.${column}`, `from ${open}`)) > 0;
  }
  const keys = await createTable(warehouse, allKeys(column), touched);
  if (rebuild.mode === "key") await showKeys(warehouse, rebuild, allKeys(column), sieve(model, [column]));
  return keys > 0;
}

function hasRipened(ripens: NonNullable<Header["ripens"]>, {from, to}: Passing): string {
  if ("condition" in ripens) return `(${ripens.condition}) is true`;
  const {after, reaches} = ripens;
  const at = (asOf: string | null, reach: string) => `'${asOf}'::timestamptz - interval '${reach}'`;
  return reaches
    .map((reach) => `(${after} > ${at(from.asOf, reach)} and ${after} <= ${at(to.asOf, reach)})`)
    .join(" or ");
}

/**
 * Keys that changed rows touch because a table says that their own is another name of one: that one, and where the
 * table itself changed, the names it gives or gave.
 */
function throughNames(rebuild: Rebuild, sql: string, columns: string[]): string[] {
  if (rebuild.mode !== "key" || rebuild.through === undefined) return [];
  const key = identifier(rebuild.key);
  const known = `select names.${key} from ${rebuild.through} as names
    where names.source_id in (select ${key} from (${sql}))`;
  return columns.includes("source_id") ? [known, `select source_id from (${sql})`] : [known];
}

/**
 * The days (months) whose rows may differ: a day looks back and ahead by the reach of the model, so a changed row
 * touches the days from `ahead` before it to `back` after it; and what looks ahead ripens while time passes.
 */
function dirtyPeriods(rebuild: Rebuild, touched: string, passing: Passing | undefined): string {
  if (rebuild.mode !== "day" && rebuild.mode !== "month") throw new Error("no period");
  const {mode, back, ahead} = rebuild;
  const periods = mode === "day" ? "select day, starts_at, ends_at from marts.calendar_days" : months;
  if (back === undefined && ahead === undefined) return `from (${periods}) where ${mode} in (${touched})`;
  const ripening =
    passing && ahead
      ? `union select ${mode}, starts_at, ends_at from periods
      where ends_at > '${passing.from.asOf}'::timestamptz - interval '${ahead}' and starts_at <= '${passing.to.asOf}'::timestamptz`
      : "";
  return `with
    periods as (${periods}),
    touched as (select starts_at, ends_at from periods where ${mode} in (${touched}))
    select distinct periods.${mode}, periods.starts_at, periods.ends_at
    from periods
    inner join touched
        on periods.ends_at > touched.starts_at - interval '${ahead ?? "0 hours"}'
        and periods.starts_at < touched.ends_at + interval '${back ?? "0 hours"}'
    ${ripening}`;
}

/** Before a build: drops what the last one left, the views of settleRebuild, or all when it was killed. */
export async function clearRebuild(warehouse: Warehouse): Promise<void> {
  for (const {name, type} of await foundRebuilds(warehouse)) {
    await warehouse.run(`drop ${type === "VIEW" ? "view" : "table"} rebuild.${identifier(name)}`);
  }
}

function foundRebuilds(warehouse: Warehouse): Promise<{name: string; type: string}[]> {
  return warehouse.rows<{name: string; type: string}>(
    `select table_name as name, table_type as type from information_schema.tables
    where table_catalog = current_database() and table_schema = 'rebuild'`
  );
}

/** After a build: views of everything, so that a model's file runs as it stands in any DuckDB shell. */
export async function settleRebuild(warehouse: Warehouse, models: Model[]): Promise<void> {
  const columns = new Map<string, string[]>();
  for (const model of models) {
    const column = rebuildColumn(model);
    if (column) columns.set(column, [...(columns.get(column) ?? []), everything(model, models)]);
  }
  for (const {name, type} of await foundRebuilds(warehouse)) {
    if (type !== "VIEW") await warehouse.run(`drop table rebuild.${identifier(name)}`);
    else if (!columns.has(name)) await warehouse.run(`drop view rebuild.${identifier(name)}`);
  }
  for (const [column, parts] of columns) {
    await warehouse.run(
      `create or replace view rebuild.${identifier(column)} as ${[...new Set(parts)].join(" union ")}`
    );
  }
  for (const {header} of models) {
    const {rebuild} = header;
    if (rebuild.mode === "key" && rebuild.through) await showNames(warehouse, rebuild.key, rebuild.through);
  }
}
