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
  const quoteByte = quote === null ? -1 : quote.charCodeAt(0);
  let carry = Buffer.alloc(0);
  let validUtf8 = true;
  let hasNul = false;
  let records = 0;
  let lineFeeds = 0;
  let pairs = 0;
  let lonely = 0;
  let inQuotes = false;
  let previous = LF;
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
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === quoteByte) inQuotes = !inQuotes;
      else if (byte <= CR && !inQuotes) {
        if (byte === LF) {
          if (previous === CR) pairs++;
          else {
            lineFeeds++;
            if (previous !== LF) records++;
          }
        } else if (byte === CR) {
          lonely++;
          if (previous !== LF && previous !== CR) records++;
        }
      }
      previous = byte;
    }
  }
  if (previous !== LF && previous !== CR) records++;
  const alone = lonely - pairs;
  return {
    path,
    sha256: hash.digest("hex"),
    isUtf8: validUtf8 && carry.length === 0,
    hasNul,
    records,
    newline: newlineOf(lineFeeds, pairs, alone)
  };
}

export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, {highWaterMark: 1_000_000, signal})) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function newlineOf(lineFeeds: number, pairs: number, alone: number): TextScan["newline"] {
  if (lineFeeds === 0 && pairs === 0 && alone === 0) return "none";
  if (pairs === 0 && alone === 0) return "lf";
  return lineFeeds === 0 && alone === 0 ? "crlf" : "other";
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
