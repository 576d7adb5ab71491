import type {Reading} from "../contracts/column.js";
import type {Feed} from "../contracts/feed.js";
import {identifier, literal, pathLiteral, type Warehouse} from "../warehouse.js";
import {type Bulk, extraSql} from "./bulk-insert.js";
import {explain, explainUnknown} from "./explain.js";
import {mapHeaders} from "./headers.js";
import {RefusedFile} from "./refused-file.js";
import type {RejectWriter} from "./rejects.js";

export interface ParquetReader {
  bulk: Bulk;
  extraColumns: string[];
  explain(positions: number[], reading: Reading, rejects: RejectWriter): Promise<void>;
}

/** Reads Parquet: whatever type a column has, its text goes through the contract's checks. */
export async function openParquet(warehouse: Warehouse, path: string, feed: Feed): Promise<ParquetReader> {
  const relation = `read_parquet(${pathLiteral(path)}, hive_partitioning = false, file_row_number = true)`;
  const described = await warehouse.rows<{column_name: string; column_type: string}>(
    `select column_name, column_type from (describe from ${relation})`
  );
  const columns = described.filter(({column_name}) => column_name !== "file_row_number");
  const names = columns.map(({column_name}) => column_name);
  const map = mapHeaders(names, feed);
  if (map.missing.length > 0) {
    const missing = map.missing.join(", ");
    throw new RefusedFile(
      "missing_header",
      `the file has no column ${missing}; add it`,
      names.join(", "),
      map.missing[0]
    );
  }
  const texts = Object.fromEntries(
    Object.entries(map.positions).map(([name, [index]]) => [
      name,
      textSql(names[index!]!, columns[index!]!.column_type)
    ])
  );
  const extras = map.extra.map((index) => ({name: names[index]!, sql: `to_json(${identifier(names[index]!)})`}));
  return {
    bulk: {relation, texts, extra: extraSql(extras), record: "file_row_number + 1"},
    extraColumns: extras.map(({name}) => name),
    explain: (positions, reading, rejects) =>
      explainParquet(warehouse, relation, texts, names, feed, positions, reading, rejects)
  };
}

function textSql(name: string, type: string): string {
  const value = identifier(name);
  const isNested = /[[(]/.test(type) && !/^(DECIMAL|ENUM)/.test(type);
  if (isNested) return `to_json(${value})::varchar`;
  if (type !== "DOUBLE" && type !== "FLOAT") return `${value}::varchar`;
  // Programs write whole numbers of which some are missing as fractions, and DuckDB would say 12.0.
  return `case when ${value} = trunc(${value}) and abs(${value}) < 1e15 then ${value}::bigint::varchar else ${value}::varchar end`;
}

const batchSize = 1000;

async function explainParquet(
  warehouse: Warehouse,
  relation: string,
  texts: Record<string, string>,
  names: string[],
  feed: Feed,
  positions: number[],
  reading: Reading,
  rejects: RejectWriter
): Promise<void> {
  const selected = Object.entries(texts).map(([name, sql]) => `${sql} as ${identifier(`t_${name}`)}`);
  const whole = names.map((name) => `${literal(name)}, ${identifier(name)}`).join(", ");
  for (let from = 0; from < positions.length; from += batchSize) {
    const batch = positions.slice(from, from + batchSize);
    const rows = await warehouse.rows<Record<string, string | null> & {record: number}>(`
      select file_row_number::double as record, json_object(${whole})::varchar as row_text, ${selected.join(", ")}
      from ${relation}
      where file_row_number in (${batch.join(", ")})
      order by file_row_number
    `);
    for (const row of rows) {
      const values = Object.fromEntries(Object.keys(texts).map((name) => [name, row[`t_${name}`] ?? null]));
      const text = row["row_text"] ?? "";
      const {columnName, reason, message} = explain(feed, values, reading) ?? explainUnknown(text);
      await rejects.add({record: row.record + 1, line: null, column_name: columnName, reason, message, row_text: text});
    }
  }
}
