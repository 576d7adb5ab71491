import {counted, PipelineError} from "../errors.js";
import {type Row, rowCount, type Warehouse} from "../warehouse.js";
import type {Check} from "./header.js";
import type {Model} from "./models.js";
import {rowsAmong} from "./rows-among.js";

export interface CheckResult {
  model: string;
  name: string;
  kind: Check["kind"];
  failedRows: number;
  /** Up to three of the rows, as JSON; null when none failed. */
  example: string | null;
}

/** A check that stops the build; carries the rows that fail it, as many as are kept for looking at. */
export class CheckError extends PipelineError {
  override name = "CheckError";
  readonly model: string;
  readonly check: string;
  readonly rows: string[];
  constructor(message: string, model: string, check: string, rows: string[]) {
    super(message);
    this.model = model;
    this.check = check;
    this.rows = rows;
  }
}

const mostRowsKept = 1000;
const examples = 3;
const seeThem = 'The warehouse is as it was. See them with: npx chat-analytics query "from ops.failed_rows"';

/**
 * Throws when rows of a table repeat the model's grain. `among` limits the search to keys that occur in a query.
 * Numbers are counted before texts: where no hash repeats, no key does.
 */
export async function checkGrain(warehouse: Warehouse, model: Model, table: string, among?: string): Promise<void> {
  const {grain} = model.header;
  if (grain.length === 0) return checkOneRow(warehouse, model, table);
  const columns = grain.map((column) => `"${column}"`).join(", ");
  const rows = among ? await rowsAmong(warehouse, model, grain, among) : table;
  const hashes = `select hash(${columns}) as hash from ${rows} group by hash having count(*) > 1`;
  if (!(await warehouse.row<{found: boolean}>(`select exists(${hashes}) as found`)).found) return;
  const repeats = `select ${columns}, count(*) as repeats from ${rows} group by all having count(*) > 1`;
  const {count} = await warehouse.row<{count: number}>(`select count(*) as count from (${repeats})`);
  if (count === 0) return;
  const failed = await jsonRows(warehouse, `${repeats} order by all limit ${mostRowsKept}`);
  throw new CheckError(
    `${model.name}: ${counted(count, "key")} repeat${count === 1 ? "s" : ""} (grain ${grain.join(", ")}), like:\n${shown(failed)}\n  ${seeThem}`,
    model.name,
    "grain",
    failed
  );
}

async function checkOneRow(warehouse: Warehouse, model: Model, table: string): Promise<void> {
  const count = await rowCount(warehouse, table);
  if (count <= 1) return;
  const failed = await jsonRows(warehouse, `select * from ${table} limit ${mostRowsKept}`);
  throw new CheckError(
    `${model.name}: ${counted(count, "row")}, but its grain is one row, like:\n${shown(failed)}\n  ${seeThem}`,
    model.name,
    "grain",
    failed
  );
}

/** How many rows of a table fail each condition; a condition that is null fails too. */
export async function countFailing(warehouse: Warehouse, checks: Check[], table: string): Promise<number[]> {
  if (checks.length === 0) return [];
  const counts = checks.map(({sql}, index) => `count(*) filter (where (${sql}) is not true) as "${index}"`);
  const row = await warehouse.row<Record<string, number>>(`select ${counts.join(", ")} from ${table}`);
  return checks.map((_, index) => row[index]!);
}

/** Throws when rows of a table fail a condition that stops the build. */
export async function stopOnFailing(
  warehouse: Warehouse,
  model: Model,
  table: string,
  failed: number[]
): Promise<void> {
  for (const [index, {name, kind, sql}] of model.header.checks.entries()) {
    const count = failed[index]!;
    if (kind === "warn" || count === 0) continue;
    const rows = await jsonRows(warehouse, failing(model, table, sql, mostRowsKept));
    throw new CheckError(
      `${model.name}: ${counted(count, "row")} fail${count === 1 ? "s" : ""} the check "${name}", like:\n${shown(rows)}\n  ${seeThem}`,
      model.name,
      name,
      rows
    );
  }
}

/** What is noted of a check; the example is looked for in the whole table, so that it is the same on every road. */
export async function checkResult(
  warehouse: Warehouse,
  model: Model,
  {name, kind, sql}: Check,
  failedRows: number
): Promise<CheckResult> {
  const rows = failedRows === 0 ? [] : await jsonRows(warehouse, failing(model, model.name, sql, examples));
  return {model: model.name, name, kind, failedRows, example: rows.length === 0 ? null : `[${rows.join(", ")}]`};
}

function failing({header: {grain, columns}}: Model, table: string, sql: string, limit: number): string {
  const names = columns.map(({name}) => `"${name}"`).join(", ");
  const order = grain.length > 0 ? `order by ${grain.map((name) => `"${name}"`).join(", ")}` : "";
  return `select ${names} from ${table} where (${sql}) is not true ${order} limit ${limit}`;
}

async function jsonRows(warehouse: Warehouse, sql: string): Promise<string[]> {
  const rows = await warehouse.rows<Row & {row: string}>(`select to_json(row)::varchar as row from (${sql}) as row`);
  return rows.map(({row}) => row);
}

function shown(rows: string[]): string {
  return rows
    .slice(0, examples)
    .map((row) => `    ${row}`)
    .join("\n");
}
