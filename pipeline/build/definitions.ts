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
-- column meaning_es varchar: The same in Spanish; null where the header does not say it.
-- column position integer: Place of the column in its table, from 1.
-- column table_meaning varchar: What a row of the table is.
-- column table_meaning_es varchar: The same in Spanish; null where the header does not say it.
-- column grain varchar: The columns that make a row of the table unique.
-- es: Una fila por columna de marts y metrics: lo que promete la cabecera de su modelo.
-- es table_name: Con su esquema, como metrics.waits.
-- es column_name: La columna.
-- es type: Tipo de DuckDB, como lo escribe la cabecera.
-- es meaning: Qué contiene la columna, en inglés.
-- es meaning_es: Lo mismo en español; vacío cuando la cabecera no lo dice.
-- es position: Lugar de la columna en su tabla, desde 1.
-- es table_meaning: Qué es una fila de la tabla, en inglés.
-- es table_meaning_es: Lo mismo en español; vacío cuando la cabecera no lo dice.
-- es grain: Las columnas que hacen única una fila de la tabla.`;

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

function columnRows(table: string, {columns, description, descriptionEs, grain}: Header): string[] {
  return columns.map(({name, type, meaning, meaningEs}, index) => {
    const values = [
      ...[table, name, type, meaning].map(literal),
      literalOrNull(meaningEs),
      String(index + 1),
      literal(description),
      literalOrNull(descriptionEs),
      literal(grain.join(", "))
    ];
    return `(${values.join(", ")})`;
  });
}

function literalOrNull(text: string | undefined): string {
  return text === undefined ? "null" : literal(text);
}
