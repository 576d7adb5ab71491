import {literal, type Warehouse} from "../warehouse.js";
import {writeComments} from "./comments.js";
import {type Header, parseHeader} from "./header.js";
import type {Model} from "./models.js";

/** The one table of metrics that no file makes: it is made of all the files' headers. */
export const definitionsName = "metrics.definitions";

const header = `-- One row per column of marts and metrics: what its model's header promises.
-- grain table_name, column_name
-- column table_name varchar: With its schema, like metrics.waits.
-- column column_name varchar: The column.
-- column type varchar: DuckDB's type, as the header writes it.
-- column meaning varchar: What the column holds.
-- column position integer: Place of the column in its table, from 1.
-- column table_meaning varchar: What a row of the table is.
-- column grain varchar: The columns that make a row of the table unique.`;

/** Writes metrics.definitions from the headers, its own among them. */
export async function writeDefinitions(warehouse: Warehouse, models: Model[]): Promise<void> {
  const own = {name: definitionsName, layer: "metrics", header: parseHeader(definitionsName, header).header} as Model;
  const documented = [...models.filter(({layer}) => layer !== "staging"), own];
  const rows = documented.flatMap(({name, header}) => columnRows(name, header));
  await warehouse.run(`create schema if not exists metrics;
    create or replace table ${definitionsName} (${own.header.columns.map(({name, type}) => `${name} ${type}`).join(", ")});
    insert into ${definitionsName} values ${rows.join(",\n")};`);
  await writeComments(warehouse, own);
}

function columnRows(table: string, {columns, description, grain}: Header): string[] {
  return columns.map(({name, type, meaning}, index) => {
    const texts = [table, name, type, meaning].map(literal).join(", ");
    return `(${texts}, ${index + 1}, ${literal(description)}, ${literal(grain.join(", "))})`;
  });
}
