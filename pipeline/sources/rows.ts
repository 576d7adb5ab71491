import type {Reading} from "../contracts/column.js";
import {trimmedSql} from "../contracts/column.js";
import {columnNames, type Feed} from "../contracts/feed.js";
import {identifier, literal} from "../warehouse.js";

/** SQL for all of a feed's columns in their order: the given expressions, null for the others. */
export function rowValues(feed: Feed, values: Record<string, string>): string {
  return columnNames(feed)
    .map((name) => `(${values[name] ?? "null"})::${feed.columns[name]!.type} as ${identifier(name)}`)
    .join(",\n");
}

/** SQL: a column's typed value out of a text, as its contract has it; null when it is refused. */
export function checked(feed: Feed, name: string, text: string, reading: Reading): string {
  return feed.columns[name]!.valueSql(trimmedSql(text), reading);
}

/** The same for an id, by a quick way for those of ASCII without blanks, which nearly all are. */
export function checkedId(feed: Feed, name: string, text: string, reading: Reading): string {
  const isPlain = `strlen(${text}) between 1 and 512 and not regexp_matches(${text}, '[^!-~]')`;
  return `case when ${isPlain} then ${text} else ${checked(feed, name, text, reading)} end`;
}

/** The same for a text that mostly is one of these, written exactly so. */
export function checkedWord(feed: Feed, name: string, text: string, usual: string[], reading: Reading): string {
  const isUsual = `${text} in (${usual.map(literal).join(", ")})`;
  const {type} = feed.columns[name]!;
  return `case when ${isUsual} then ${text}::${type} else ${checked(feed, name, text, reading)} end`;
}

/** SQL: the fault of a text that gave no value, when there was a text; null when all is well. */
export function faultUnless(value: string, name: string, text: string, reason: string): string {
  return `case when ${text} is not null and ${value} is null then ${fault(name, reason)} end`;
}

export function missingFault(name: string, text: string): string {
  return `case when nullif(trim(${text}), '') is null then ${fault(name, "missing_value")} end`;
}

/** SQL: struct(column_name, reason). */
export function fault(name: string, reason: string): string {
  return `{column_name: ${literal(name)}, reason: ${literal(reason)}}`;
}
