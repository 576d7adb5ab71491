import {identifier} from "../warehouse.js";
import type {Model} from "./models.js";

/**
 * The rows of a table that no build makes anew: retention has removed what they were counted from. They stay as the
 * last build before that left them.
 */
export interface Final {
  /** The period they stand in: a column of type date. */
  column: string;
  /** The first day that is not final. */
  before: string;
}

/** Metrics that stand in a day or month have such rows; marts follow what is left, and what has no period is of now. */
export function finalRows(model: Model, before: string | null): Final | undefined {
  if (before === null || model.layer !== "metrics") return undefined;
  const {rebuild, columns} = model.header;
  if (rebuild.mode === "key") return undefined;
  const column = rebuild.mode === "whole" ? ["day", "month"].find((name) => isDate(columns, name)) : rebuild.mode;
  return column === undefined ? undefined : {column, before};
}

function isDate(columns: Model["header"]["columns"], sought: string): boolean {
  return columns.some(({name, type}) => name === sought && type === "date");
}

/** The condition that a row is final. */
export function isFinal({column, before}: Final): string {
  return `coalesce(${identifier(column)} < date '${before}', false)`;
}

/** The rows of a table, or of a query in brackets, that may still change. */
export function openRows(relation: string, final: Final | undefined): string {
  return final === undefined ? relation : `(from ${relation} where not ${isFinal(final)})`;
}
