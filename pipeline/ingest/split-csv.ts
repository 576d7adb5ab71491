import {createReadStream} from "node:fs";

export interface CsvDialect {
  /** One byte each. */
  delimiter: string;
  quote: string;
  /** The character that makes a quote part of the value: the quote itself, or a backslash. */
  escape: string;
}

/** One record of a CSV file as it stands there. */
export interface CsvRecord {
  /** From 1, the header not counted. */
  record: number;
  /** The file's line where it begins, from 1. */
  line: number;
  text: string;
  /** The record's values; null when its quotes do not close or its number of columns is not the header's. */
  values: string[] | null;
  /** What is wrong with it, where it has no values. */
  fault?: string;
}

/** In a copy, where each quote may become two, its line is at most twice as long. */
const longestRecord = 8_000_000;
/** A quoted value longer than this, of which the end is not read yet, is taken for one whose closing quote is missing. */
const longestOpen = 2_000_000;
const chunkSize = 4_000_000;

/**
 * Splits a UTF-8 file into records and never loses a line: a record that cannot be read is given out as its first
 * line, and reading goes on with the next line. Lines end with LF, CRLF or CR, all in one file if need be.
 */
export async function* splitCsv(
  path: string,
  dialect: CsvDialect,
  options: {skipLines: number; columns: number; signal?: AbortSignal}
): AsyncGenerator<CsvRecord[]> {
  const splitter = new Splitter(dialect, options.skipLines, options.columns);
  for await (const chunk of createReadStream(path, {highWaterMark: chunkSize, signal: options.signal})) {
    yield splitter.push(chunk as Buffer, false);
  }
  yield splitter.push(Buffer.alloc(0), true);
}

/** The values of the first record of a text. */
export function firstRecord(text: string, dialect: CsvDialect): string[] | null {
  const splitter = new Splitter(dialect, 0, null);
  const [first] = splitter.push(Buffer.from(text), true);
  return first?.values ?? null;
}

const LF = 10;
const CR = 13;
const SPACE = 32;

interface Found {
  end: number;
  next: number;
  values: string[] | null;
}

class Splitter {
  private rest = Buffer.alloc(0);
  private line = 1;
  private record = 0;
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly escape: number;

  constructor(
    dialect: CsvDialect,
    private skipLines: number,
    private readonly columns: number | null
  ) {
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.quote = dialect.quote.charCodeAt(0);
    this.escape = dialect.escape.charCodeAt(0);
  }

  push(chunk: Buffer, isLast: boolean): CsvRecord[] {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const records: CsvRecord[] = [];
    let at = 0;
    while (at < bytes.length) {
      const lineEnd = endOfLine(bytes, at);
      // A CR at the very end may be half of a CRLF.
      const isWhole = isLast || (lineEnd < bytes.length && !(bytes[lineEnd] === CR && lineEnd + 1 === bytes.length));
      if (!isWhole) break;
      const lineNext = afterNewline(bytes, lineEnd);
      if (this.skipLines > 0 || lineEnd === at) {
        if (this.skipLines > 0) this.skipLines--;
        this.line++;
        at = lineNext;
        continue;
      }
      const found = this.find(bytes, at);
      const isOpen = found === "open";
      if (isOpen && !isLast && bytes.length - at < longestOpen) break;
      if (isOpen || found === "broken") {
        records.push(
          this.refuse(bytes, at, lineEnd, "a quote in it does not close, or text follows its closing quote")
        );
        this.line++;
        at = lineNext;
        continue;
      }
      const isMultiLine = found.end > lineEnd;
      const lines = isMultiLine ? countLines(bytes, at, found.next) : 1;
      if (found.end - at > longestRecord) {
        records.push(this.refuse(bytes, at, found.end, `it is longer than ${longestRecord} bytes`));
        this.line += lines;
        at = found.next;
        continue;
      }
      const width = found.values!.length;
      if (this.columns !== null && width !== this.columns) {
        const fault = `it has ${isMultiLine ? "a quote that closes on a later line, and " : ""}${width} columns where the header has ${this.columns}`;
        records.push(this.refuse(bytes, at, lineEnd, fault));
        this.line++;
        at = lineNext;
        continue;
      }
      this.record++;
      const text = bytes.toString("utf8", at, found.end);
      records.push({record: this.record, line: this.line, text, values: found.values});
      this.line += lines;
      at = found.next;
    }
    this.rest = Buffer.from(bytes.subarray(at));
    return records;
  }

  private refuse(bytes: Buffer, from: number, to: number, fault: string): CsvRecord {
    this.record++;
    return {record: this.record, line: this.line, text: bytes.toString("utf8", from, to), values: null, fault};
  }

  // The record that begins at `from`; "open" when the bytes end inside a quoted value.
  private find(bytes: Buffer, from: number): Found | "open" | "broken" {
    const values: string[] = [];
    let at = from;
    while (true) {
      const quoted = this.skipToQuote(bytes, at);
      if (quoted >= 0) {
        const value = this.quotedValue(bytes, quoted + 1);
        if (value === "open") return "open";
        let after = value.end;
        while (bytes[after] === SPACE) after++;
        values.push(value.text);
        at = after;
        if (at < bytes.length && bytes[at] !== this.delimiter && bytes[at] !== LF && bytes[at] !== CR) return "broken";
      } else {
        let end = at;
        while (end < bytes.length && bytes[end] !== this.delimiter && bytes[end] !== LF && bytes[end] !== CR) end++;
        values.push(bytes.toString("utf8", at, end));
        at = end;
      }
      if (at >= bytes.length || bytes[at] !== this.delimiter) return {end: at, next: afterNewline(bytes, at), values};
      at++;
    }
  }

  private skipToQuote(bytes: Buffer, from: number): number {
    let at = from;
    while (bytes[at] === SPACE && this.delimiter !== SPACE) at++;
    return bytes[at] === this.quote ? at : -1;
  }

  private quotedValue(bytes: Buffer, from: number): {text: string; end: number} | "open" {
    const parts: string[] = [];
    let start = from;
    let at = from;
    while (at < bytes.length) {
      const byte = bytes[at];
      if (byte === this.escape && bytes[at + 1] === this.quote && at + 1 < bytes.length) {
        parts.push(bytes.toString("utf8", start, at));
        start = at + 1;
        at += 2;
        continue;
      }
      if (byte === this.quote) {
        parts.push(bytes.toString("utf8", start, at));
        return {text: parts.join(""), end: at + 1};
      }
      at++;
    }
    return "open";
  }
}

function endOfLine(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
}

function afterNewline(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return end;
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at = afterNewline(bytes, endOfLine(bytes, at))) lines++;
  return lines;
}
