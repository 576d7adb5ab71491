import {identifier, literal, type Warehouse} from "../warehouse.js";
import type {Model} from "./models.js";

/** Writes a model's description and its columns' meanings where every DuckDB client shows them. */
export async function writeComments(warehouse: Warehouse, {name, layer, header}: Model): Promise<void> {
  const kind = layer === "staging" ? "view" : "table";
  await warehouse.run(
    [
      `comment on ${kind} ${name} is ${literal(header.description)}`,
      ...header.columns.map(
        ({name: column, meaning}) => `comment on column ${name}.${identifier(column)} is ${literal(meaning)}`
      )
    ].join(";\n")
  );
}
