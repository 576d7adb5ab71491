import type {Row, Value} from "./cube.js";
import {writeDay} from "./day.js";
import {type Child, element, scrollBox} from "./dom.js";
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

/** The order that a reader gave a table; null is the one it came in. */
export type Sort = {column: string; isDescending: boolean} | null;

export interface TableOptions {
  layout?: Layout | undefined;
  sort?: Sort;
  /** What a click on a column's name does; without it the names are no buttons. */
  resort?(sort: Sort): void;
}

/** A table that a keyboard can scroll and a screen reader can name. */
export function table(
  columns: Column[],
  rows: Row[],
  format: Formats,
  caption: string,
  {layout = "figures", sort = null, resort}: TableOptions = {}
): HTMLElement {
  const head = element(
    "tr",
    {},
    columns.map((column) => {
      const isSorted = sort?.column === column.name;
      const order = sort?.isDescending ? "descending" : "ascending";
      const attributes = {scope: "col", class: alignment(column), "aria-sort": isSorted ? order : null};
      if (resort === undefined || rows.length < 2) return element("th", attributes, column.label);
      const onclick = () => resort(nextSort(column, sort));
      const sign = element("span", {class: "sorted", "aria-hidden": "true"}, order === "ascending" ? "▲" : "▼");
      const button = element(
        "button",
        {type: "button", class: "sort", onclick, "data-column": column.name},
        column.label
      );
      if (isSorted) button.append(sign);
      return element("th", attributes, button);
    })
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
  return scrollBox(
    "scroll",
    caption,
    element(
      "table",
      {class: layout},
      element("caption", {class: "hidden"}, caption),
      element("thead", {}, head),
      element("tbody", {}, body)
    )
  );
}

/** Rows as a reader wants them: texts by what is shown, numbers and times by their value, and what has none last. */
export function sorted(columns: Column[], rows: Row[], sort: Sort, format: Formats): Row[] {
  const column = columns.find(({name}) => name === sort?.column);
  if (sort === null || column === undefined) return rows;
  const keyed = rows.map((row) => ({row, key: keyOf(column, row)}));
  const order = (a: string | number, b: string | number) =>
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), format.language, {numeric: true, sensitivity: "base"});
  const sign = sort.isDescending ? -1 : 1;
  return keyed
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      return sign * order(a.key, b.key);
    })
    .map(({row}) => row);
}

function keyOf(column: Column, row: Row): string | number | null {
  const value = row[column.name];
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (column.content === undefined) return value ?? null;
  return element("span", {}, column.content(row)).textContent;
}

// The greatest first, of texts the first; then the other way round; then as it came.
function nextSort(column: Column, sort: Sort): Sort {
  const isDescendingFirst = alignment(column) === "number" || alignment(column) === "when";
  if (sort?.column !== column.name) return {column: column.name, isDescending: isDescendingFirst};
  return sort.isDescending === isDescendingFirst ? {...sort, isDescending: !isDescendingFirst} : null;
}

export function show(column: Column, value: Value | undefined, format: Formats): string {
  if (value == null) return "–";
  if (column.kind === undefined || column.kind === "text" || column.kind === "code") return String(value);
  if (column.kind === "flag") return format.flag(value === true || value === 1);
  return format[column.kind](value as number);
}

/** The value as a file holds it: days and instants in ISO, amounts with their six digits, as sums of them may have more. */
export function plain(column: Column, value: Value | undefined): Value {
  if (value == null) return null;
  if (column.kind === "day") return writeDay(value as number);
  if (column.kind === "instant") return new Date(value as number | string).toISOString();
  if (column.kind === "decimal" || column.kind === "seconds") return Number((value as number).toFixed(6));
  return value;
}

function alignment({kind = "text"}: Column): string {
  if (["integer", "decimal", "percent", "seconds"].includes(kind)) return "number";
  return ["day", "instant"].includes(kind) ? "when" : kind;
}
