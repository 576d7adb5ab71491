import {isUtf8} from "node:buffer";
import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";

/** What one pass over a file's bytes tells. */
export interface TextScan {
  path: string;
  sha256: string;
  isUtf8: boolean;
  hasNul: boolean;
  /** Lines that are not empty; with a quote, line ends inside quotes do not count. */
  records: number;
  /** How lines end outside quotes; "none" when there is one line only. */
  newline: "lf" | "crlf" | "other" | "none";
  /** Whether a record that ends in an empty value has more values than the table has columns. */
  isTooWide: boolean;
  /** Whether NaN or Infinity stands where JSON has a value: DuckDB takes them for one. Of a table it is not asked. */
  hasNoNumber: boolean;
}

/** What parts the values of a text that is a table. */
export interface TableShape {
  delimiter: string;
  quote: string;
  columns: number;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
/** More than DuckDB takes for a record of a table. */
const longestRecord = 4_000_000;

/** Reads a file once, for its hash, its encoding and its number of records. */
export async function scanText(path: string, table: TableShape | null, signal?: AbortSignal): Promise<TextScan> {
  const hash = createHash("sha256");
  const lines = new LineCounter(table);
  const numbers = table === null ? new NumberChecker() : null;
  let carry = Buffer.alloc(0);
  let validUtf8 = true;
  let hasNul = false;
  for await (const chunk of createReadStream(path, {highWaterMark: 1_000_000, signal})) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    hasNul ||= bytes.includes(0);
    if (validUtf8) {
      const whole = carry.length === 0 ? bytes : Buffer.concat([carry, bytes]);
      const end = wholeCharacters(whole);
      validUtf8 = isUtf8(whole.subarray(0, end));
      carry = Buffer.from(whole.subarray(end));
    }
    lines.count(bytes);
    numbers?.check(bytes);
  }
  return {
    path,
    sha256: hash.digest("hex"),
    isUtf8: validUtf8 && carry.length === 0,
    hasNul,
    records: lines.total(),
    newline: lines.newline(),
    isTooWide: lines.isTooWide(),
    hasNoNumber: numbers?.hasNoNumber ?? false
  };
}

/** Counts lines that are not empty, and how they end, outside quotes. */
class LineCounter {
  private lines = 0;
  private lineFeeds = 0;
  private returns = 0;
  private pairs = 0;
  private inQuotes = false;
  private previous = LF;
  private readonly quote: number;
  private readonly widths: WidthChecker | null;

  constructor(table: TableShape | null) {
    this.quote = table === null ? -1 : table.quote.charCodeAt(0);
    this.widths = table === null ? null : new WidthChecker(table);
  }

  count(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (bytes.includes(CR)) this.countEach(bytes);
    else this.countJumping(bytes);
    this.widths?.endChunk(bytes);
    this.previous = bytes[bytes.length - 1]!;
  }

  isTooWide(): boolean {
    return this.widths?.isTooWide() ?? false;
  }

  total(): number {
    return this.lines + (this.previous === LF || this.previous === CR ? 0 : 1);
  }

  newline(): TextScan["newline"] {
    const alone = this.returns - this.pairs;
    if (this.lineFeeds + this.returns === 0) return "none";
    if (this.returns === 0) return "lf";
    return this.lineFeeds === 0 && alone === 0 ? "crlf" : "other";
  }

  // From one quote or line end to the next, by the native search: four times as fast as looking at every byte.
  private countJumping(bytes: Buffer): void {
    const find = (byte: number, from: number) => {
      const at = byte < 0 ? -1 : bytes.indexOf(byte, from);
      return at < 0 ? bytes.length : at;
    };
    let lastEnd = this.previous === LF || this.previous === CR ? -1 : -2;
    let quote = find(this.quote, 0);
    let at = 0;
    while (at < bytes.length) {
      if (this.inQuotes) {
        if (quote >= bytes.length) return;
        this.inQuotes = false;
        at = quote + 1;
        quote = find(this.quote, at);
        continue;
      }
      const end = find(LF, at);
      if (quote < end) {
        this.inQuotes = true;
        at = quote + 1;
        quote = find(this.quote, at);
        continue;
      }
      if (end >= bytes.length) return;
      this.lineFeeds++;
      this.widths?.endRecord(bytes, end);
      if (end !== lastEnd + 1) this.lines++;
      lastEnd = end;
      at = end + 1;
    }
  }

  private countEach(bytes: Buffer): void {
    let previous = this.previous;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === this.quote) this.inQuotes = !this.inQuotes;
      else if (byte <= CR && !this.inQuotes) {
        const wasEnd = previous === LF || previous === CR;
        if (byte === CR || byte === LF) this.widths?.endRecord(bytes, at);
        if (byte === CR) {
          this.returns++;
          if (!wasEnd) this.lines++;
        } else if (byte === LF && previous === CR) this.pairs++;
        else if (byte === LF) {
          this.lineFeeds++;
          if (!wasEnd) this.lines++;
        }
      }
      previous = byte;
    }
  }
}

/**
 * DuckDB drops empty values beyond the last column without a word, so where a text holds a delimiter that is not quoted
 * and the last column is empty, it would take a part of the text for the next column. Only records that end in an empty
 * value are counted, which few do in most files.
 */
class WidthChecker {
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly columns: number;
  private isWide = false;
  /** What the chunks before hold of the record, and where it begins in this one. */
  private before = Buffer.alloc(0);
  private start = 0;

  constructor({delimiter, quote, columns}: TableShape) {
    this.delimiter = delimiter.charCodeAt(0);
    this.quote = quote.charCodeAt(0);
    this.columns = columns;
  }

  endRecord(bytes: Buffer, end: number): void {
    if (this.before.length === 0) this.check(bytes, this.start, end);
    else {
      const whole = Buffer.concat([this.before, bytes.subarray(0, end)]);
      this.check(whole, 0, whole.length);
      this.before = Buffer.alloc(0);
    }
    this.start = end + 1;
  }

  endChunk(bytes: Buffer): void {
    this.before = Buffer.concat([this.before, bytes.subarray(this.start)]);
    this.start = 0;
    // DuckDB does not read so long a record, so nothing depends on how it ends.
    if (this.before.length > longestRecord) this.before = Buffer.alloc(0);
  }

  /** Asked at the end, when the last record may have no line end. */
  isTooWide(): boolean {
    this.check(this.before, 0, this.before.length);
    return this.isWide;
  }

  private check(bytes: Buffer, from: number, to: number): void {
    const last = bytes[to - 1];
    if (last !== this.delimiter && (last !== this.quote || bytes[to - 2] !== last)) return;
    this.isWide ||= this.countDelimiters(bytes, from, to) >= this.columns;
  }

  private countDelimiters(bytes: Buffer, from: number, to: number): number {
    const {delimiter, quote} = this;
    let count = 0;
    let at = from;
    while (at < to) {
      while (bytes[at] === SPACE && at < to) at++;
      if (bytes[at] === quote) {
        do {
          at++;
          while (at < to && bytes[at] !== quote) at++;
          at++;
        } while (at < to && bytes[at] === quote);
      }
      while (at < to && bytes[at] !== delimiter) at++;
      if (at < to) count++;
      at++;
    }
    return count;
  }
}

/** Finds what Python and others write for no number: a word that neither letters nor quotes surround. */
class NumberChecker {
  hasNoNumber = false;
  private end = Buffer.alloc(0);

  check(bytes: Buffer): void {
    // A word may be cut by the chunk's end.
    const seam = Buffer.concat([this.end, bytes.subarray(0, 32)]);
    this.hasNoNumber ||= [seam, bytes].some((part) => holdsValue(part, "NaN") || holdsValue(part, "Infinity"));
    this.end = Buffer.concat([this.end, bytes.subarray(-32)]).subarray(-32);
  }
}

function holdsValue(bytes: Buffer, word: string): boolean {
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
    const before = bytes.toString("latin1", Math.max(at - 16, 0), at);
    const after = bytes.toString("latin1", at + word.length, at + word.length + 16);
    if (/[:,[]\s*-?$/.test(before) && /^\s*[,}\]]/.test(after)) return true;
  }
  return false;
}

export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, {highWaterMark: 1_000_000, signal})) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

// Where the last whole character ends: a character cut by the chunk's end waits for the next chunk.
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    let length = 2;
    if (byte >= 0xf0) length = 4;
    else if (byte >= 0xe0) length = 3;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
