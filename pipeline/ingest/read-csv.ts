import {once} from "node:events";
import {createWriteStream} from "node:fs";
import {finished} from "node:stream/promises";
import type {Reading} from "../contracts/column.js";
import type {Feed} from "../contracts/feed.js";
import {identifier, literal, longestLine, pathLiteral} from "../warehouse.js";
import {type Bulk, extraSql} from "./bulk-insert.js";
import {type CsvShape, sniffCsv} from "./csv-dialect.js";
import {explain, explainUnknown, parseRecord} from "./explain.js";
import type {RejectWriter} from "./rejects.js";
import {splitCsv} from "./split-csv.js";
import type {Copies} from "./text-copy.js";
import {brokenCharacter, readHead} from "./text-copy.js";
import type {TextReader} from "./text-reader.js";

/** Reads CSV: DuckDB's own reader where the file keeps the rules, else after its records were written out again. */
export async function openCsv(path: string, feed: Feed, isDamaged: boolean): Promise<TextReader> {
  const head = (await readHead(path, 262_144)).toString("utf8");
  const shape = sniffCsv(head, feed);
  const isPlain = shape.quote === '"' && shape.escape === '"';
  return {
    table: {...shape, columns: shape.headers.length},
    extraColumns: shape.map.extra.map((index) => extraName(shape, index)),
    suits: (scan, rows) =>
      (scan.newline === shape.newline || scan.newline === "none") &&
      scan.records - shape.headerRecords === rows &&
      !scan.isTooWide,
    attempts: isPlain ? [async () => csvBulk(path, shape, isDamaged, shape.headerLines, shape.newline)] : [],
    async mend(copies: Copies, signal: AbortSignal) {
      const copy = copies.next();
      const malformed = await writeRecords(path, copy, shape, signal);
      return {
        bulk: csvBulk(copy, {...shape, delimiter: ",", quote: '"', escape: '"'}, isDamaged, 0, "lf", longestLine),
        malformed
      };
    },
    explain: (positions, reading, rejects, signal, isMended) =>
      explainCsv(path, feed, shape, positions, reading, rejects, signal, isMended)
  };
}

// DuckDB's own limit; a copy, which is read with care anyway, may have longer ones.
const usualLine = 2_000_000;

function csvBulk(
  path: string,
  shape: CsvShape,
  isDamaged: boolean,
  skip: number,
  newline: CsvShape["newline"],
  lineSize = usualLine
): Bulk {
  const columns = shape.headers.map((_, index) => `${literal(`c${index}`)}: 'varchar'`).join(", ");
  const options = [
    "auto_detect = false",
    `columns = {${columns}}`,
    `delim = ${literal(shape.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    "header = false",
    "hive_partitioning = false",
    `skip = ${skip}`,
    `new_line = ${newline === "crlf" ? "'\\r\\n'" : "'\\n'"}`,
    `max_line_size = ${lineSize}`,
    // By itself DuckDB takes sixteen times the longest line.
    "buffer_size = 32000000"
  ];
  return {
    relation: `read_csv(${pathLiteral(path)}, ${options.join(", ")})`,
    texts: Object.fromEntries(
      Object.entries(shape.map.positions).map(([name, [index]]) => [name, identifier(`c${index}`)])
    ),
    extra: extraSql(shape.map.extra.map((index) => ({name: extraName(shape, index), sql: identifier(`c${index}`)}))),
    isDamaged
  };
}

function extraName(shape: CsvShape, index: number): string {
  const name = shape.headers[index]!;
  const isOnly = shape.headers.indexOf(name) === index && name !== "";
  return isOnly ? name : `${name || "column"} (${index + 1})`;
}

// Every record that can be read, in one plain dialect; gives how many cannot.
async function writeRecords(path: string, copy: string, shape: CsvShape, signal: AbortSignal): Promise<number> {
  const out = createWriteStream(copy);
  let malformed = 0;
  for await (const records of splitCsv(path, shape, options(shape, signal))) {
    const lines: string[] = [];
    for (const {values} of records) {
      if (values === null) malformed++;
      else lines.push(`${values.map(quoted).join(",")}\n`);
    }
    if (lines.length > 0 && !out.write(lines.join(""))) await once(out, "drain");
  }
  out.end();
  await finished(out);
  return malformed;
}

async function explainCsv(
  path: string,
  feed: Feed,
  shape: CsvShape,
  positions: number[],
  reading: Reading,
  rejects: RejectWriter,
  signal: AbortSignal,
  isMended: boolean
): Promise<void> {
  let position = -1;
  let next = 0;
  for await (const records of splitCsv(path, shape, options(shape, signal))) {
    for (const {record, line, text, values, fault} of records) {
      if (values === null && isMended) {
        const message = `The row cannot be split into columns: ${fault}.`;
        const reason = text.includes(brokenCharacter) ? "invalid_encoding" : "malformed_row";
        await rejects.add({record, line, column_name: null, reason, message, row_text: text});
        continue;
      }
      position++;
      if (positions[next] !== position) continue;
      next++;
      const cells = parseRecord(text, shape);
      const texts = Object.fromEntries(
        Object.entries(shape.map.positions).map(([name, [index]]) => [name, cells[index!] ?? null])
      );
      const {columnName, reason, message} = explain(feed, texts, reading) ?? explainUnknown(text);
      await rejects.add({record, line, column_name: columnName, reason, message, row_text: text});
    }
  }
}

function options(shape: CsvShape, signal: AbortSignal) {
  return {skipLines: shape.headerLines, columns: shape.headers.length, signal};
}

function quoted(value: string): string {
  return value === "" ? "" : `"${value.replaceAll('"', '""')}"`;
}
