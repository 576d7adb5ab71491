import {literal, longLines, pathLiteral, type Warehouse} from "../warehouse.js";
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

/**
 * Compares two files of one layout. DuckDB does it by the rows' hashes, so that of a million rows it keeps no more than
 * the numbers, and reads each file twice.
 */
export async function compareFiles(
  warehouse: Warehouse,
  before: string,
  after: string,
  header: string[],
  dialect: Dialect
): Promise<RowChanges> {
  const names = header.map((_, index) => `column_${index}`);
  const columns = names.map((name) => `${literal(name)}: 'varchar'`).join(", ");
  const rows = (path: string) =>
    `(select hash(${names.join(", ")}) as row_hash, * from read_csv(${pathLiteral(path)}, columns = {${columns}},
      delim = ${literal(dialect.delimiter)}, quote = '"', escape = '"', header = true, auto_detect = false,
      hive_partitioning = false, ${longLines}))`;
  const counted = (path: string) => `(select row_hash, count(*) as times from ${rows(path)} group by row_hash)`;
  await warehouse.run(`create or replace temp table changed_rows as
    select row_hash, coalesce(new.times, 0) - coalesce(old.times, 0) as more
    from ${counted(before)} as old full join ${counted(after)} as new using (row_hash)
    where old.times is distinct from new.times`);
  const difference = async (path: string, sign: 1 | -1) => {
    const {count} = await warehouse.row<{count: number}>(
      `select coalesce(sum(${sign} * more), 0)::bigint as count from changed_rows where ${sign} * more > 0`
    );
    const found = await warehouse.rows<Record<string, string | null>>(
      `select distinct ${names.join(", ")} from ${rows(path)}
      where row_hash in (select row_hash from changed_rows where ${sign} * more > 0)
      order by all limit ${examples}`
    );
    const shown = found.map((row) => Object.fromEntries(header.map((name, index) => [name, row[names[index]!] ?? ""])));
    return {count, rows: shown};
  };
  const added = await difference(after, 1);
  const removed = await difference(before, -1);
  await warehouse.run("drop table changed_rows");
  return {
    rows_added: added.count,
    rows_removed: removed.count,
    examples_added: added.rows,
    examples_removed: removed.rows
  };
}
