import {identifier, type Warehouse} from "../warehouse.js";
import type {Model} from "./models.js";

/** The rows of a model's table that have the same values in some columns as one of a query's rows. */
export async function rowsAmong(warehouse: Warehouse, model: Model, columns: string[], among: string): Promise<string> {
  const isNull = columns.map((column) => `${identifier(column)} is null`).join(" or ");
  const {hasNulls} = await warehouse.row<{hasNulls: boolean}>(
    `select exists(select 1 from (${among}) where ${isNull}) as "hasNulls"`
  );
  // Equal values are sought where they can be; for nulls a table is read to its end.
  const equals = hasNulls ? "is not distinct from" : "=";
  const same = columns.map((name) => `rows.${identifier(name)} ${equals} sought.${identifier(name)}`).join(" and ");
  const sought = hasNulls ? `(${among})` : `(from (${among}) where ${sieve(model, columns)})`;
  return `(from ${model.name} as rows semi join ${sought} as sought on ${same})`;
}

/**
 * A condition that all values meet which are not null. DuckDB 1.5 sifts the rows of a table by the few values that it
 * joins, while it reads them and before it reads their other columns, only where these come through a condition.
 */
export function sieve({header}: Model, columns: string[]): string {
  const isText = (name: string): boolean =>
    header.columns.some((column) => column.name === name && column.type === "varchar");
  const texts = columns.filter(isText).map((name) => `${identifier(name)} >= ''`);
  return texts.join(" and ") || "true";
}
