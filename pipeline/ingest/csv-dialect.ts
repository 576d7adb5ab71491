import type {Feed} from "../contracts/feed.js";
import {type HeaderMap, mapHeaders} from "./headers.js";
import {RefusedFile} from "./refused-file.js";
import {type CsvDialect, firstRecord} from "./split-csv.js";

export interface CsvShape extends CsvDialect {
  headers: string[];
  map: HeaderMap;
  /** Lines up to and with the header. */
  headerLines: number;
  /** Of these, the lines that are not empty. */
  headerRecords: number;
  newline: "lf" | "crlf";
}

const delimiters = [",", ";", "\t", "|"];

/** Finds the header and the dialect by the names the feed knows, not by guessing from the rows. */
export function sniffCsv(head: string, feed: Feed): CsvShape {
  const lines = head.split(/\r\n|\n|\r/);
  let first = lines.findIndex((line) => line.trim() !== "");
  if (first < 0) {
    throw new RefusedFile("missing_header", `the file is empty; its first line must name the columns ${named(feed)}`);
  }
  // Excel's own way to say what separates the columns.
  const hint = /^"?sep=(.)"?$/i.exec(lines[first]!)?.[1];
  const skipped = hint === undefined ? 0 : 1;
  first += skipped;
  const text = (lines[first] ?? "").replace(/^\ufeff/, "");
  let best: {dialect: CsvDialect; headers: string[]; map: HeaderMap; known: number} | null = null;
  for (const delimiter of hint === undefined ? delimiters : [hint]) {
    for (const quote of ['"', "'"]) {
      const dialect = {delimiter, quote, escape: escapeIn(head, quote)};
      const headers = firstRecord(text, dialect);
      if (headers === null) continue;
      const map = mapHeaders(headers, feed);
      // Names are matched without their punctuation, so a quote left around one must count against the dialect.
      const isUnquoted = !headers.some((name) => /^(['"]).*\1$/.test(name));
      const known = Object.keys(map.positions).length + (isUnquoted ? 0.5 : 0);
      if (best === null || known > best.known) best = {dialect, headers, map, known};
    }
  }
  if (best === null || best.map.missing.length > 0) {
    const missing = best === null ? feed.key : best.map.missing;
    throw new RefusedFile(
      "missing_header",
      `the header lacks ${missing.join(", ")}; the first line of a ${feed.name} file must name at least ${named(feed)}`,
      text,
      missing[0]
    );
  }
  return {
    ...best.dialect,
    headers: best.headers.map((header) => header.trim()),
    map: best.map,
    headerLines: first + 1,
    headerRecords: 1 + skipped,
    newline: /\r\n/.test(head) ? "crlf" : "lf"
  };
}

function named(feed: Feed): string {
  return Object.entries(feed.columns)
    .filter(([, column]) => column.isRequired)
    .map(([name]) => name)
    .join(", ");
}

// A backslash before a quote that does not end its value is an escape.
function escapeIn(head: string, quote: string): string {
  const escaped = quote === '"' ? /\\"(?![,;\t|\r\n]|$)/ : /\\'(?![,;\t|\r\n]|$)/;
  return escaped.test(head) && !head.includes(`\\${quote}${quote}`) ? "\\" : quote;
}
