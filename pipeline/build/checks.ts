import {PipelineError} from "../errors.js";
import type {Row, Warehouse} from "../warehouse.js";
import type {Check} from "./header.js";
import type {Model} from "./models.js";

export interface CheckResult {
  model: string;
  name: string;
  kind: Check["kind"];
  failedRows: number;
  /** Up to three of the rows, as JSON; null when none failed. */
  example: string | null;
}

/** Checks grain and conditions over all rows of a table; throws at the first that must stop the build. */
export async function runChecks(warehouse: Warehouse, model: Model, table: string): Promise<CheckResult[]> {
  await checkGrain(warehouse, model, table);
  return runConditions(warehouse, model, table);
}

/** Throws when rows repeat the grain of the model. */
export async function checkGrain(warehouse: Warehouse, model: Model, table: string): Promise<void> {
  const {grain} = model.header;
  if (grain.length === 0) {
    const {count} = await warehouse.row<{count: number}>(`select count(*) as count from ${table}`);
    if (count > 1) throw new PipelineError(`${model.name}: has ${count} rows, the grain says one row.`);
    return;
  }
  const columns = grain.map((column) => `"${column}"`).join(", ");
  const repeats = `select ${columns}, count(*) as repeats from ${table} group by ${columns} having count(*) > 1`;
  const {count} = await warehouse.row<{count: number}>(`select count(*) as count from (${repeats})`);
  if (count === 0) return;
  const rows = await warehouse.rows(`${repeats} order by all limit 3`);
  throw new PipelineError(
    `${model.name}: ${counted(count, "key")} repeat${count === 1 ? "s" : ""} (grain ${grain.join(", ")}), like:\n` +
      `${shown(rows)}\n  Correct ${model.path} or its grain; the warehouse is as it was.`
  );
}

async function runConditions(warehouse: Warehouse, model: Model, table: string): Promise<CheckResult[]> {
  const {checks} = model.header;
  if (checks.length === 0) return [];
  const counts = checks.map(({sql}, index) => `count(*) filter (where (${sql}) is not true) as "${index}"`);
  const failed = await warehouse.row<Record<string, number>>(`select ${counts.join(", ")} from ${table}`);
  const results: CheckResult[] = [];
  for (const [index, {name, kind, sql}] of checks.entries()) {
    const failedRows = failed[index]!;
    const rows = failedRows === 0 ? [] : await failingRows(warehouse, model, table, sql);
    if (failedRows > 0 && kind === "check") throw checkFault(model, name, sql, failedRows, rows);
    results.push({model: model.name, name, kind, failedRows, example: failedRows === 0 ? null : JSON.stringify(rows)});
  }
  return results;
}

function failingRows(
  warehouse: Warehouse,
  {header: {grain, columns}}: Model,
  table: string,
  sql: string
): Promise<Row[]> {
  const names = columns.map(({name}) => `"${name}"`).join(", ");
  const order = grain.length > 0 ? `order by ${grain.map((name) => `"${name}"`).join(", ")}` : "";
  return warehouse.rows(`select ${names} from ${table} where (${sql}) is not true ${order} limit 3`);
}

function checkFault({name: model}: Model, name: string, sql: string, count: number, rows: Row[]): PipelineError {
  return new PipelineError(
    `${model}: ${counted(count, "row")} fail${count === 1 ? "s" : ""} the check "${name}", like:\n${shown(rows)}\n` +
      `  The warehouse is as it was. See them with: select * from (<the model>) where (${sql}) is not true`
  );
}

function shown(rows: Row[]): string {
  return rows.map((row) => `    ${JSON.stringify(row)}`).join("\n");
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
