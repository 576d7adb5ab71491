import {createReadStream} from "node:fs";
import {RefusedFile} from "./refused-file.js";

/** One top-level value of a JSON file: a line of JSON lines, or an element of an array. */
export interface JsonRecord {
  /** From 1. */
  record: number;
  /** The file's line where it begins, from 1. */
  line: number;
  text: string;
  value: Record<string, unknown> | null;
  /** What is wrong with it, where it is no object. */
  fault?: string;
}

/** DuckDB's own limit for one object. */
const longestObject = 16_000_000;
const endlessObject = 4 * longestObject;
const chunkSize = 4_000_000;

/** Splits JSON lines; blank lines are no records. */
export async function* splitJsonLines(path: string, signal?: AbortSignal): AsyncGenerator<JsonRecord[]> {
  let line = 0;
  let record = 0;
  for await (const lines of readLines(path, signal)) {
    const records: JsonRecord[] = [];
    for (const text of lines) {
      line++;
      if (/^[ \t\r]*$/.test(text)) continue;
      record++;
      records.push({record, line, text, ...parseObject(text)});
    }
    yield records;
  }
}

/**
 * Splits a JSON document: the elements of a top-level array, or the top-level values one after the other. What is
 * left when brackets do not close is a record with a fault.
 */
export async function* splitJsonDocument(path: string, signal?: AbortSignal): AsyncGenerator<JsonRecord[]> {
  const splitter = new DocumentSplitter();
  for await (const chunk of createReadStream(path, {encoding: "utf8", highWaterMark: chunkSize, signal})) {
    yield splitter.push(chunk as string, false);
  }
  yield splitter.push("", true);
}

/** The parts of an object or a list as they are written; those of a list have no name. The text is known to be JSON. */
export function cutJson(text: string): {name: string | null; text: string}[] {
  const parts: {name: string | null; text: string}[] = [];
  let name: string | null = null;
  let start = 0;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (inString) {
      if (letter === "\\") at++;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (depth === 1 && letter === ":") {
      name = JSON.parse(text.slice(start, at));
      start = at + 1;
    } else if (depth === 1 && (letter === "," || letter === "}" || letter === "]")) {
      const part = text.slice(start, at).trim();
      if (part !== "") parts.push({name, text: part});
      start = at + 1;
      if (letter !== ",") depth--;
    } else if (letter === "{" || letter === "[") {
      if (depth === 0) start = at + 1;
      depth++;
    } else if (letter === "}" || letter === "]") depth--;
  }
  return parts;
}

async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<string[]> {
  let rest = "";
  for await (const chunk of createReadStream(path, {encoding: "utf8", highWaterMark: chunkSize, signal})) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield lines;
  }
  if (rest !== "") yield [rest];
}

function parseObject(text: string): {value: Record<string, unknown> | null; fault?: string} {
  if (text.length > longestObject) return {value: null, fault: `is longer than ${longestObject} characters`};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return {value: null, fault: "is no object in braces"};
    }
    const fault = faultForDuckdb(text, value);
    return fault === undefined ? {value: value as Record<string, unknown>} : {value: null, fault};
  } catch (error) {
    return {value: null, fault: `cannot be read: ${(error as Error).message.split("\n")[0]}`};
  }
}

/** What is told of JSON that has one of the two escapes of an emoji without the other. */
export const halfCharacter =
  "holds half a character (\\ud800 to \\udfff alone): a text was cut within an emoji; cut texts between characters";

/** What JavaScript takes for JSON and DuckDB does not. */
function faultForDuckdb(text: string, value: object): string | undefined {
  if (/\\u[dD][89a-fA-F]/.test(text) && !isWellFormed(value)) return halfCharacter;
  if (!text.includes("\\u0000")) return undefined;
  const key = Object.keys(value).find((name) => name.includes("\0"));
  return key === undefined ? undefined : `has the key ${JSON.stringify(key)}, which holds a zero character; rename it`;
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, part]) => key.isWellFormed() && isWellFormed(part));
}

class DocumentSplitter {
  private rest = "";
  private at = 0;
  private depth = 0;
  private start = -1;
  private startLine = 1;
  private inString = false;
  private line = 1;
  private record = 0;
  private outer: "unknown" | "array" | "closed" | "values" = "unknown";
  /** Whether an array's comma or bracket comes after a value. */
  private hasValue = false;

  push(chunk: string, isLast: boolean): JsonRecord[] {
    const records: JsonRecord[] = [];
    let text = this.rest + chunk;
    for (; this.at < text.length; this.at++) {
      const letter = text[this.at]!;
      if (letter === "\n") this.line++;
      if (this.inString) {
        if (letter === "\\") {
          // An escape at the very end waits for its other half.
          if (this.at + 1 >= text.length && !isLast) break;
          this.at++;
        } else if (letter === '"') this.inString = false;
        continue;
      }
      if (letter === '"') {
        this.begin();
        this.inString = true;
      } else if (letter === "{" || letter === "[") {
        if (letter === "[" && this.outer === "unknown") {
          this.outer = "array";
          continue;
        }
        this.begin();
        this.depth++;
      } else if (letter === "}" || letter === "]") {
        if (this.depth === 0) {
          this.give(text.slice(Math.max(this.start, 0), this.start < 0 ? 0 : this.at), records);
          const closes = letter === "]" && this.outer === "array";
          if (closes) this.outer = "closed";
          else this.giveFault("closes what was never opened", letter, records);
          continue;
        }
        this.depth--;
        if (this.depth === 0) this.give(text.slice(this.start, this.at + 1), records);
      } else if (this.depth === 0) {
        const isBreak = letter === "," || /\s/.test(letter);
        const isStray = letter === "," && this.start < 0 && !this.hasValue;
        if (isStray && this.outer === "array") this.giveFault("has a comma with no value before it", letter, records);
        if (letter === ",") this.hasValue = false;
        if (!isBreak) this.begin();
        else if (letter === "," || this.outer !== "array")
          this.give(text.slice(Math.max(this.start, 0), this.start < 0 ? 0 : this.at), records);
      }
    }
    if (this.start >= 0) {
      text = text.slice(this.start);
      this.at -= this.start;
      this.start = 0;
    } else {
      text = text.slice(this.at);
      this.at = 0;
    }
    this.rest = text;
    // Where that much belongs to one value, its end may be gigabytes away.
    if (text.length > endlessObject) {
      throw new RefusedFile(
        "too_long",
        `the value that begins in line ${this.startLine} is longer than ${longestObject} characters; split it`
      );
    }
    if (isLast) {
      if (this.start >= 0) this.give(this.rest, records);
      else if (this.outer === "array") this.giveFault("is an array that does not close", "[", records);
      else if (this.outer === "unknown") this.giveFault("document is empty", "", records);
    }
    return records;
  }

  private begin(): void {
    if (this.outer === "unknown" || this.outer === "closed") this.outer = "values";
    if (this.start >= 0) return;
    this.start = this.at;
    this.startLine = this.line;
  }

  private give(text: string, records: JsonRecord[]): void {
    this.start = -1;
    if (text.trim() === "") return;
    this.hasValue = true;
    this.record++;
    records.push({record: this.record, line: this.startLine, text, ...parseObject(text)});
  }

  private giveFault(fault: string, text: string, records: JsonRecord[]): void {
    this.record++;
    records.push({record: this.record, line: this.line, text, value: null, fault});
  }
}
