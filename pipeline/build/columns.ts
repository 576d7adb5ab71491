import {firstLine, isOfMemory, memoryRemedy, PipelineError} from "../errors.js";
import type {Warehouse} from "../warehouse.js";
import type {Column} from "./header.js";
import type {Model} from "./models.js";

/** The select statement of a model, ready to stand inside another one. */
export function query(model: Model): string {
  return `(\n${model.sql.trim().replace(/;$/, "")}\n)`;
}

/** Throws when the columns a model makes are not those of its header, in order and type. Runs nothing. */
export async function checkColumns(warehouse: Warehouse, model: Model): Promise<void> {
  const made = await describe(warehouse, model);
  const declared = await declaredTypes(warehouse, model);
  const count = Math.max(made.length, declared.length);
  for (let index = 0; index < count; index += 1) {
    const [is, says] = [made[index], declared[index]];
    if (is?.name === says?.name && is?.type === says?.type) continue;
    const shown = is ? `is ${is.name} ${is.type}` : "is missing";
    const wanted = says ? `the header says ${says.name} ${says.type}` : "the header does not declare it";
    throw new PipelineError(`${model.path}: column ${index + 1} ${shown}, ${wanted}.`);
  }
}

async function describe(warehouse: Warehouse, model: Model): Promise<{name: string; type: string}[]> {
  try {
    const rows = await warehouse.rows<{column_name: string; column_type: string}>(`describe from ${query(model)}`);
    return rows.map((row) => ({name: row.column_name, type: row.column_type}));
  } catch (cause) {
    throw modelFault(model, cause);
  }
}

/** The header's types as DuckDB writes them, like "TIMESTAMP WITH TIME ZONE". */
export async function declaredTypes(
  warehouse: Warehouse,
  {path, header: {columns}}: Model
): Promise<{name: string; type: string}[]> {
  const typed = columns.map(({type}, index) => `typeof(null::${type}) as "${index}"`);
  try {
    const row = await warehouse.row<Record<string, string>>(`select ${typed.join(", ")}`);
    return columns.map(({name}, index) => ({name, type: row[index]!}));
  } catch (cause) {
    throw new PipelineError(`${path}: the header has a type DuckDB does not know (${firstLine(cause)}).`, {cause});
  }
}

/** What DuckDB says against a model's SQL, with the model's place. */
export function modelFault(model: Model, cause: unknown): PipelineError {
  const remedy = isOfMemory(cause) ? `. ${memoryRemedy}; the warehouse is as it was.` : "";
  return new PipelineError(`${model.path}: ${firstLine(cause)}${remedy}`, {cause});
}

/** "a bigint, b varchar" for a create table statement. */
export function columnList(columns: Pick<Column, "name" | "type">[]): string {
  return columns.map(({name, type}) => `"${name}" ${type}`).join(", ");
}
