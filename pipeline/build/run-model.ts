import {PipelineError} from "../errors.js";
import {createTable, identifier, rowCount, type Warehouse} from "../warehouse.js";
import type {Build} from "./build.js";
import {type Change, changedTable, nothing} from "./changes.js";
import {checkGrain} from "./checks.js";
import {checkColumns, columnList, query} from "./columns.js";
import {type Final, isFinal, openRows} from "./final.js";
import {keepFresh, staleRows, touchedQuery} from "./found-rows.js";
import type {Model} from "./models.js";
import {inParts} from "./parts.js";
import {rebuildColumn} from "./rebuild.js";

// Above this many rows it costs less to build what reads a table anew than to find out what changed in it.
const mostRowsCompared = 2_000_000;

/** Runs the one statement that holds a model's query: as it is, or with a profile. */
export type RunQuery = (sql: string) => Promise<void>;

/** Makes a table anew, or a view of staging. */
export async function replaceModel(build: Build, model: Model, runQuery: RunQuery, final?: Final): Promise<Change> {
  const {warehouse} = build;
  const kind = model.layer === "staging" ? "view" : "table";
  await checkColumns(warehouse, model);
  await dropOtherKind(build, model, kind);
  const kept = final && (await keepFinalRows(warehouse, model, final));
  const {sortedBy} = model.header;
  const order = sortedBy === undefined ? "" : ` order by ${identifier(sortedBy)}`;
  await inParts(build, model, async (isFirst, sql) => {
    const rows = `${openRows(query({...model, sql}), final)}${order}`;
    if (isFirst) return runQuery(`create or replace ${kind} ${model.name} as from ${rows}`);
    await readyForMore(warehouse, model);
    await runQuery(`insert into ${model.name} by name from ${rows}`);
  });
  if (kept) {
    await readyForMore(warehouse, model);
    await warehouse.run(`insert into ${model.name} by name from temp.final_rows; drop table temp.final_rows;`);
  }
  return "everything";
}

// A table that was made of no rows in an order seems empty to DuckDB 1.5, whatever the same transaction puts into it.
async function readyForMore(warehouse: Warehouse, {name, header}: Model): Promise<void> {
  if ((await rowCount(warehouse, name)) > 0) return;
  await warehouse.run(`create or replace table ${name} (${columnList(header.columns)})`);
}

// Columns that the model has learnt since are null in rows that are final; those it has dropped are gone there too.
async function keepFinalRows(warehouse: Warehouse, model: Model, final: Final): Promise<boolean> {
  const found = await warehouse.rows<{name: string}>(
    `select column_name as name from information_schema.columns
    where table_catalog = current_database() and table_schema || '.' || table_name = $name`,
    {name: model.name}
  );
  const columns = model.header.columns.filter((column) => found.some(({name}) => name === column.name));
  if (!columns.some(({name}) => name === final.column)) return false;
  const values = columns.map(({name, type}) => `try_cast(${identifier(name)} as ${type}) as ${identifier(name)}`);
  await warehouse.run(`create or replace temp table final_rows as
    select ${values.join(", ")} from ${model.name} where ${isFinal(final)}`);
  return true;
}

/**
 * Makes the rows of the touched keys or days anew (of the whole table when nothing tells them apart), and writes only
 * those that came out different. The change lists both the rows that went and the rows that came.
 */
export async function updateModel(
  build: Build,
  model: Model,
  runQuery: RunQuery,
  scope: "touched" | "whole",
  final?: Final
): Promise<Change> {
  const {warehouse} = build;
  if (scope === "whole" && (await rowCount(warehouse, model.name)) > mostRowsCompared) {
    return replaceModel(build, model, runQuery, final);
  }
  if (scope === "whole") await checkColumns(warehouse, model);
  const text = scope === "touched" ? await touchedQuery(build, model) : query(model);
  await runQuery(`create or replace temp table fresh as from ${openRows(text, final)}`);
  const columns = model.header.columns.map(({name}) => identifier(name));
  const stale = scope === "touched" ? await staleRows(build, model) : `select rowid as row_id, * from ${model.name}`;
  if (scope === "touched") await refuseStrays(warehouse, model);
  await checkGrain(warehouse, model, "temp.fresh");
  const changed = `temp.${changedTable(model)}`;
  const isChanged = await tellDifferences(warehouse, model, openRows(`(${stale})`, final));
  if (scope === "touched") await keepFresh(build, model);
  else await warehouse.run("drop table temp.fresh");
  if (!isChanged) return nothing;
  await warehouse.run(
    `delete from ${model.name} where rowid in (select row_id from ${changed} where row_id is not null)`
  );
  await warehouse.run(`insert into ${model.name} select ${columns.join(", ")} from ${changed} where row_id is null`);
  const names = model.header.columns.map(({name}) => name);
  return [{table: model.name, sql: `select * exclude (row_id) from ${changed}`, columns: names}];
}

/**
 * Makes a table of a model's rows that are not among the fresh ones and, without a row_id, of the fresh ones that are not
 * among them; gives false, and no table, where all are the same. Rows of the same grain are told apart by a hash of all
 * they hold: comparing every column takes three times as long.
 */
async function tellDifferences(warehouse: Warehouse, model: Model, rows: string): Promise<boolean> {
  const {grain, columns} = model.header;
  const all = columns.map(({name}) => identifier(name)).join(", ");
  const keys = grain.map(identifier);
  const hashed = [`hash(${all}) as row_hash`, ...keys].join(", ");
  const same = keys.map((key) => ` and stale.${key} is not distinct from fresh.${key}`).join("");
  // In a table of their own, for DuckDB joins by how many there are.
  const differences = await createTable(
    warehouse,
    "temp.unlike",
    `select stale.row_id, fresh.fresh_id
    from (select row_id, ${hashed} from ${rows}) as stale
    full join (select rowid as fresh_id, ${hashed} from temp.fresh) as fresh
      on stale.row_hash = fresh.row_hash${same}
    where stale.row_id is null or fresh.fresh_id is null`
  );
  if (differences > 0) {
    await createTable(
      warehouse,
      `temp.${changedTable(model)}`,
      `select rowid as row_id, ${all} from ${model.name} where rowid in (select row_id from temp.unlike where fresh_id is null)
      union all
      select null, ${all} from temp.fresh where rowid in (select fresh_id from temp.unlike where row_id is null)`
    );
  }
  await warehouse.run("drop table temp.unlike");
  return differences > 0;
}

// A model that forgets to join its table of what is to be rebuilt would double its rows.
async function refuseStrays(warehouse: Warehouse, model: Model): Promise<void> {
  const column = identifier(rebuildColumn(model)!);
  const [stray] = await warehouse.rows<{value: string}>(
    `select ${column}::varchar as value from temp.fresh anti join rebuild.${column} using (${column}) limit 1`
  );
  if (!stray) return;
  throw new PipelineError(
    `${model.path}: makes rows of ${column} ${stray.value}, which is not to be rebuilt. Join rebuild.${column} so that only its rows come out.`
  );
}

async function dropOtherKind({warehouse, previous}: Build, {name}: Model, kind: "view" | "table"): Promise<void> {
  const before = previous.tables.get(name);
  if (before !== undefined && before !== kind) await warehouse.run(`drop ${before} ${name}`);
}
