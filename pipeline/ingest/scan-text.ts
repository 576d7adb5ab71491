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
}

const LF = 10;
const CR = 13;

/** Reads a file once, for its hash, its encoding and its number of records. */
export async function scanText(path: string, quote: string | null, signal?: AbortSignal): Promise<TextScan> {
  const hash = createHash("sha256");
  const lines = new LineCounter(quote === null ? -1 : quote.charCodeAt(0));
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
  }
  return {
    path,
    sha256: hash.digest("hex"),
    isUtf8: validUtf8 && carry.length === 0,
    hasNul,
    records: lines.total(),
    newline: lines.newline()
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

  constructor(private readonly quote: number) {}

  count(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (bytes.includes(CR)) this.countEach(bytes);
    else this.countJumping(bytes);
    this.previous = bytes[bytes.length - 1]!;
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
