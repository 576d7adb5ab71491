import {type DuckDBConnection, type DuckDBResultReader, type DuckDBValue, StatementType} from "@duckdb/node-api";
import {PipelineError, UsageError} from "./errors.js";
import type {Warehouse} from "./warehouse.js";

export interface Answer {
  columns: string[];
  isNumeric: boolean[];
  /** Each value as DuckDB prints it; null stays null. */
  rows: (string | null)[][];
  /** Each value as a JSON text, with all the digits of decimals and whole numbers. */
  jsonRows: string[][];
}

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL.*|FLOAT|DOUBLE)$/;

/** Asks one statement; files and other databases are out of its reach. Throws a PipelineError with DuckDB's words. */
export async function ask(warehouse: Warehouse, sql: string): Promise<Answer> {
  await warehouse.run("set enable_external_access = false; set lock_configuration = true");
  try {
    const reader = await warehouse.statement(() => readOne(warehouse.connection, sql));
    const types = reader.columnTypes().map(String);
    const isNumeric = types.map((type) => NUMERIC.test(type));
    return {
      columns: reader.columnNames(),
      isNumeric,
      rows: reader.getRows().map((row) => row.map(printValue)),
      jsonRows: reader
        .getRowsJson()
        .map((row) => row.map((value, index) => printJson(value, isNumeric[index] === true)))
    };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new PipelineError(`the query cannot be answered: ${(cause as Error).message}`, {cause});
  }
}

// Run as one text, only the first of several that have rows would be shown.
async function readOne(connection: DuckDBConnection, sql: string): Promise<DuckDBResultReader> {
  const notOne = new UsageError("query: write one SQL statement, in quotes.");
  const statements = await connection.extractStatements(sql).catch(() => null);
  if (statements === null) {
    // What cannot be read throws here, with its place; nothing at all gives a result without a column.
    await connection.run(sql);
    throw notOne;
  }
  const last = statements.count - 1;
  for (let index = 0; index < last; index += 1) {
    const statement = await statements.prepare(index);
    // A pivot is several to DuckDB: types of the values it finds are made before it.
    if (statement.statementType !== StatementType.CREATE) throw notOne;
    await statement.run();
  }
  return (await statements.prepare(last)).runAndReadAll();
}

function printValue(value: DuckDBValue): string | null {
  return value === null ? null : String(value);
}

function printJson(value: unknown, isNumeric: boolean): string {
  // A decimal or a whole number beyond 2^53 comes as text; as a bare JSON number it keeps its digits.
  return isNumeric && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? value : JSON.stringify(value);
}

/** An array of objects, one line a row. */
export function formatJson({columns, jsonRows}: Answer): string {
  const names = columns.map((name) => JSON.stringify(name));
  const lines = jsonRows.map((row) => `{${row.map((value, index) => `${names[index]}: ${value}`).join(", ")}}`);
  return lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n]`;
}

/** Aligned columns; numbers to the right; a null is an empty cell. */
export function formatTable({columns, isNumeric, rows}: Answer): string {
  const cells = rows.map((row) => row.map((value) => (value ?? "").replaceAll(/\s+/g, " ")));
  const widths = columns.map((name, index) =>
    cells.reduce((width, row) => Math.max(width, row[index]!.length), name.length)
  );
  const print = (row: string[]) =>
    row
      .map((cell, index) => (isNumeric[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  const count = rows.length === 1 ? "1 row" : `${rows.length} rows`;
  return [print(columns), rule, ...cells.map(print), count].join("\n");
}
