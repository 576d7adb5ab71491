import {parse} from "csv-parse/sync";
import {type Reading, trimmed, type Value} from "../contracts/column.js";
import {columnNames, type Feed} from "../contracts/feed.js";
import type {Reason} from "../contracts/reasons.js";
import type {CsvDialect} from "./split-csv.js";
import {brokenCharacter} from "./text-copy.js";

/** Why a row is refused: its first fault, in words a person can act on. */
export interface Explanation {
  columnName: string | null;
  reason: Reason;
  message: string;
}

/** The first fault of a row of texts by the contract, or null when nothing is wrong with it. */
export function explain(feed: Feed, texts: Record<string, string | null>, reading: Reading): Explanation | null {
  const values: Record<string, Value | null> = {};
  for (const name of columnNames(feed)) {
    const text = trimmed(texts[name]);
    if (text?.includes(brokenCharacter)) {
      return {
        columnName: name,
        reason: "invalid_encoding",
        message: `${name} ${shown(text)} holds bytes that are no text; save the file again as UTF-8.`
      };
    }
    const parsed = feed.columns[name]!.schema(reading).safeParse(text);
    if (parsed.success) {
      values[name] = parsed.data;
      continue;
    }
    const issue = parsed.error.issues[0] as unknown as {message: string; params: {reason: Reason}};
    const value = text === null ? "" : ` ${shown(text)}`;
    return {columnName: name, reason: issue.params.reason, message: `${name}${value} ${issue.message}.`};
  }
  for (const [from, to] of feed.intervals ?? []) {
    const [start, end] = [values[from], values[to]];
    if (typeof start === "bigint" && typeof end === "bigint" && end < start) {
      return {
        columnName: to,
        reason: "impossible_interval",
        message: `${to} ${shown(texts[to])} is before ${from} ${shown(texts[from])}; one of the two is wrong.`
      };
    }
  }
  return null;
}

/** For a row that holds broken bytes outside the contract's columns, or that only DuckDB refuses. */
export function explainUnknown(text: string): Explanation {
  if (text.includes(brokenCharacter)) {
    return {
      columnName: null,
      reason: "invalid_encoding",
      message: "The row holds bytes that are no text; save the file again as UTF-8."
    };
  }
  return {columnName: null, reason: "malformed_row", message: "The row cannot be read by the feed's contract."};
}

/** The values of one CSV record. */
export function parseRecord(text: string, dialect: CsvDialect): string[] {
  const [values = []] = parse(text, {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.escape,
    relax_quotes: true,
    relax_column_count: true,
    ltrim: true,
    record_delimiter: ["\r\n\u0000"]
  }) as string[][];
  return values;
}

function shown(text: string | null | undefined): string {
  const short = text && text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return JSON.stringify(short ?? "");
}
