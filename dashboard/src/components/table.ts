import type {Row, Value} from "./cube.js";
import {writeDay} from "./day.js";
import {type Child, element} from "./dom.js";
import type {Formats} from "./format.js";

/** How a column is written; `content` draws it otherwise, the CSV keeps the plain value. */
export interface Column {
  name: string;
  label: string;
  kind?: "text" | "integer" | "decimal" | "percent" | "day" | "instant" | "seconds" | "flag" | "code";
  content?(row: Row): Child;
}

/** Records stack their cells where the screen is too narrow for columns; figures scroll. */
export type Layout = "records" | "figures";

/** A table that a keyboard can scroll and a screen reader can name. */
export function table(
  columns: Column[],
  rows: Row[],
  format: Formats,
  caption: string,
  layout: Layout = "figures"
): HTMLElement {
  const head = element(
    "tr",
    {},
    columns.map((column) => element("th", {scope: "col", class: alignment(column)}, column.label))
  );
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      columns.map((column) =>
        element(
          "td",
          {class: alignment(column), "data-label": column.label},
          column.content ? column.content(row) : show(column, row[column.name], format)
        )
      )
    )
  );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "group", "aria-label": caption},
    element(
      "table",
      {class: layout},
      element("caption", {class: "hidden"}, caption),
      element("thead", {}, head),
      element("tbody", {}, body)
    )
  );
}

export function show(column: Column, value: Value | undefined, format: Formats): string {
  if (value == null) return "–";
  if (column.kind === undefined || column.kind === "text" || column.kind === "code") return String(value);
  if (column.kind === "flag") return format.flag(value === true || value === 1);
  return format[column.kind](value as number);
}

/** The value as a file holds it: days and instants in ISO, numbers as they are. */
export function plain(column: Column, value: Value | undefined): Value {
  if (value == null) return null;
  if (column.kind === "day") return writeDay(value as number);
  if (column.kind === "instant") return new Date(value as number | string).toISOString();
  return value;
}

function alignment({kind = "text"}: Column): string {
  if (["integer", "decimal", "percent", "seconds"].includes(kind)) return "number";
  return ["day", "instant"].includes(kind) ? "when" : kind;
}
