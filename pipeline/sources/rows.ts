import type {Reading} from "../contracts/column.js";
import {columnNames, type Feed} from "../contracts/feed.js";
import {identifier, literal} from "../warehouse.js";

/** SQL for all of a feed's columns in their order: the given expressions, null for the others. */
export function rowValues(feed: Feed, values: Record<string, string>): string {
  return columnNames(feed)
    .map((name) => `(${values[name] ?? "null"})::${feed.columns[name]!.type} as ${identifier(name)}`)
    .join(",\n");
}

/** SQL: a column's typed value out of a text, as its contract has it; null when it is refused. Best given a column. */
export function checked(feed: Feed, name: string, text: string, reading: Reading): string {
  return feed.columns[name]!.valueSql(text, reading);
}

/**
 * Quick ways for texts that nearly always look the same. DuckDB computes an expression that stands twice in a case for
 * every row, so the slow check has to be given null where it is not needed: `oddId` and `oddWord` are that text, in a
 * select before the one that uses `usualId` or `usualWord` beside it.
 */
export function oddId(text: string): string {
  return `case when strlen(${text}) between 1 and 512 and not regexp_matches(${text}, '[^!-~]') then null else ${text} end`;
}

export function oddWord(text: string, usual: string[]): string {
  return `case when ${text} in (${usual.map(literal).join(", ")}) then null else ${text} end`;
}

/** SQL: the typed value of a text whose odd part is in another column. */
export function usualOr(feed: Feed, name: string, text: string, odd: string, reading: Reading): string {
  return `case when ${odd} is null then try_cast(${text} as ${feed.columns[name]!.type}) else ${checked(feed, name, odd, reading)} end`;
}

/** SQL: the fault of a text that gave no value, when there was a text; null when all is well. */
export function faultUnless(value: string, name: string, text: string, reason: string): string {
  return `case when ${text} is not null and ${value} is null then ${fault(name, reason)} end`;
}

/** SQL: the fault of a text of which a column's check made no value, by the contract's own reason; null when all is well. */
export function faultOf(
  feed: Feed,
  column: string,
  value: string,
  name: string,
  text: string,
  reading: Reading
): string {
  const reason = feed.columns[column]!.reasonSql(text, reading);
  return `case when ${text} is not null and ${value} is null then ${literal(`${name} `)} || ${reason} end`;
}

export function missingFault(name: string, text: string): string {
  return `case when nullif(trim(${text}), '') is null then ${fault(name, "missing_value")} end`;
}

/** SQL: a fault as one word of text for the column (empty for the row as a whole) and one for the reason: made quickly. */
export function fault(name: string, reason: string): string {
  return literal(`${name} ${reason}`);
}

/** SQL: what stands where the fault is, out of texts by their columns; null for a column that has none. */
export function givenText(column: string, texts: Record<string, string>): string {
  const cases = Object.entries(texts).map(([name, text]) => `when ${literal(name)} then ${text}`);
  return `case ${column} ${cases.join(" ")} end`;
}

/** SQL: the faulty of some rows, with fault as struct(column_name, reason). */
export function faultyRows(rows: string): string {
  return `
    select * replace ({column_name: nullif(split_part(fault, ' ', 1), ''), reason: split_part(fault, ' ', 2)} as fault)
    from (${rows})
    where fault is not null`;
}
