import type {Warehouse} from "../warehouse.js";
import {literal} from "../warehouse.js";
import type {Dialect} from "./dialects.js";

/** What a revision has otherwise than the file before it, row by row. */
export interface RowChanges {
  rows_added: number;
  rows_removed: number;
  /** Some of them, as they stand in the files, by the header's names. */
  examples_added: Record<string, string>[];
  examples_removed: Record<string, string>[];
}

const examples = 20;

/** Compares two files of one layout. DuckDB does it, so that a million rows need no more memory than it may take. */
export async function compareFiles(
  warehouse: Warehouse,
  before: string,
  after: string,
  header: string[],
  dialect: Dialect
): Promise<RowChanges> {
  const columns = header.map((_, index) => `${literal(`column_${index}`)}: 'varchar'`).join(", ");
  const read = (path: string) =>
    `from read_csv(${literal(path)}, columns = {${columns}}, delim = ${literal(dialect.delimiter)}, quote = '"',
      escape = '"', header = true, auto_detect = false, max_line_size = 16777216)`;
  const difference = async (from: string, without: string) => {
    const sql = `${read(from)} except all ${read(without)}`;
    const {count} = await warehouse.row<{count: number}>(`select count(*) as count from (${sql})`);
    const rows = await warehouse.rows<Record<string, string | null>>(
      `select * from (${sql}) order by all limit ${examples}`
    );
    return {
      count,
      rows: rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[`column_${index}`] ?? ""])))
    };
  };
  const added = await difference(after, before);
  const removed = await difference(before, after);
  return {
    rows_added: added.count,
    rows_removed: removed.count,
    examples_added: added.rows,
    examples_removed: removed.rows
  };
}
