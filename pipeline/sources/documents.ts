import {createReadStream, createWriteStream} from "node:fs";
import {mkdtemp, open, readFile, rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import {refuseEndless} from "../ingest/refuse-endless.js";
import {RefusedFile} from "../ingest/refused-file.js";
import type {SourceFile} from "../ingest/source.js";
import {cutJson, halfCharacter} from "../ingest/split-json.js";
import {keepOrder, literal, longestLine, longLines, pathLiteral} from "../warehouse.js";

/** The JSON documents of a file, as SQL. */
export interface Documents {
  /** A select of (record, line, body) with every document; record and line may be null. */
  all: string;
  /** Makes temp table numbered_documents(record, line, body): those whose hash(body) is among `hashes` (a select). */
  number(hashes: string): Promise<void>;
}

/** What makes JSON a document of the format, and what to say of a file that holds none. */
export interface DocumentKind {
  isDocument(value: unknown): boolean;
  refusal: {reason: "not_a_webhook" | "malformed_row"; message: string};
}

// Up to this size JSON that spreads over several lines is taken whole.
const wholeLimit = 64 * 1024 * 1024;
// A part of a file of lines: small enough for what is cut out of it to stay in memory.
const usualPartSize = 192 * 1024 * 1024;

/**
 * Finds out how a file holds its documents, whatever its name ends in: one per line, or as one JSON value that is a
 * document, a list of them or an object of named ones.
 */
export async function documentsIn(file: SourceFile, kind: DocumentKind): Promise<Documents> {
  const shape = await shapeOf(file);
  if (shape === "list") return listOf(file);
  if (shape === "lines") return linesOf(file);
  const text = await readFile(file.path, "utf8");
  const value = parsed(text);
  if (value === undefined) {
    throw new RefusedFile("invalid_json", `the file is no JSON: ${faultOf(text)}; export it again`, text.trim());
  }
  const holder = holderOf(value, kind);
  if (holder === "nothing") throw new RefusedFile(kind.refusal.reason, kind.refusal.message, text.trim());
  return storeDocuments(file, holder === "itself" ? [{body: text}] : cutJson(text).map((part) => ({body: part.text})));
}

/**
 * The documents of a file of any size, a part at a time: what is made of a part fits into memory. Give up a part before
 * asking for the next.
 */
export async function* documentParts(
  file: SourceFile,
  kind: DocumentKind,
  partSize = usualPartSize
): AsyncGenerator<Documents> {
  const {size} = await stat(file.path);
  if (size <= partSize || (await shapeOf(file)) !== "lines" || !(await hasPlainLines(file.path))) {
    yield documentsIn(file, kind);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "chat-analytics-"));
  try {
    let start = 0;
    while (start < size) {
      const from = start;
      const end = await endOfLine(file.path, Math.min(from + partSize, size), size);
      const path = join(folder, "part.jsonl");
      await pipeline(createReadStream(file.path, {start: from, end: end - 1}), createWriteStream(path), {
        signal: file.signal
      });
      yield scanLines({...file, path}, () => linesUpTo(file.path, from));
      start = end;
    }
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** A select of (body): the documents of a file that holds one on each line; null for any other. */
export async function documentLines(file: SourceFile): Promise<string | null> {
  if ((await shapeOf(file)) !== "lines" || !(await hasPlainLines(file.path))) return null;
  return `select body from (${linesScan(file.path)}) where ${isText}`;
}

/** SQL: whether a text is JSON as RFC 8259 has it; DuckDB alone lets trailing commas, NaN and Infinity pass. */
export function isJson(text: string): string {
  const isSuspicious = `
    regexp_matches(${text}, ',\\s*[\\]}]') or contains(${text}, 'NaN') or contains(${text}, 'Infinity')`;
  // A case, because "or" would run the slow check on every text.
  return `case
    when not json_valid(${text}) then false
    when ${isSuspicious}
      then not regexp_matches(regexp_replace(${text}, '"(\\\\.|[^"\\\\])*"', '""', 'g'), ',\\s*[\\]}]|(?i:nan|inf)')
    else true
  end`;
}

/** SQL: what is told of a text that is no JSON: that it holds half a character, or else what is given. */
export function noJsonMessage(text: string, otherwise: string): string {
  const wholePairs = String.raw`'\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]'`;
  const half = String.raw`'\\u[dD][89a-fA-F]'`;
  return `case
    when regexp_matches(regexp_replace(${text}, ${wholePairs}, '', 'g'), ${half}) then ${literal(`The JSON ${halfCharacter}.`)}
    else ${literal(otherwise)}
  end`;
}

async function shapeOf(file: SourceFile): Promise<"lines" | "list" | "whole"> {
  const head = await headOf(file.path);
  const [first = "", ...others] = head.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const isNamedJson = file.name.endsWith(".json");
  if (first === "") return isNamedJson ? "whole" : "lines";
  if (parsed(first) !== undefined) return others.length > 0 ? "lines" : "whole";
  const {size} = await stat(file.path);
  if (size > wholeLimit) return isNamedJson && head.trimStart().startsWith("[") ? "list" : "lines";
  if (parsed(await readFile(file.path, "utf8")) !== undefined) return "whole";
  return !isNamedJson || others.some((line) => isObject(parsed(line))) ? "lines" : "whole";
}

async function headOf(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const {buffer, bytesRead} = await handle.read({buffer: Buffer.alloc(1024 * 1024)});
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Where the line that goes on at an offset is over. */
async function endOfLine(path: string, offset: number, size: number): Promise<number> {
  let at = offset;
  for await (const chunk of createReadStream(path, {start: offset}) as AsyncIterable<Buffer>) {
    const newline = chunk.indexOf(10);
    if (newline >= 0) return at + newline + 1;
    at += chunk.length;
  }
  return size;
}

async function linesUpTo(path: string, end: number): Promise<number> {
  if (end === 0) return 0;
  let lines = 0;
  for await (const chunk of createReadStream(path, {
    end: end - 1,
    highWaterMark: 4 * 1024 * 1024
  }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return lines;
}

function holderOf(value: unknown, {isDocument}: DocumentKind): "itself" | "parts" | "nothing" {
  if (isDocument(value)) return "itself";
  return typeof value === "object" && Object.values(value ?? {}).some(isDocument) ? "parts" : "nothing";
}

function listOf(file: SourceFile): Documents {
  const scan = `
    select json::varchar as body from read_json_objects(
      ${pathLiteral(file.path)}, format = 'array', hive_partitioning = false, maximum_object_size = ${longestLine}
    )`;
  return {
    all: `select null::bigint as record, null::bigint as line, body from (${scan})`,
    number: (hashes) =>
      numberDocuments(file, `select row_number() over () as record, null::bigint as line, body from (${scan})`, hashes)
  };
}

async function linesOf(file: SourceFile): Promise<Documents> {
  // Of a file named .json nobody has looked before: most of them are one document.
  if (file.name.endsWith(".json")) await refuseEndless(file.path);
  if (await hasPlainLines(file.path)) return scanLines(file, async () => 0);
  return storeDocuments(file, linesIn(file.path));
}

/** The lines of a file that is a part of another, which has so many lines before it. */
function scanLines(file: SourceFile, linesBefore: () => Promise<number>): Documents {
  const scan = linesScan(file.path);
  return {
    all: `select null::bigint as record, null::bigint as line, body from (${scan}) where ${isText}`,
    async number(hashes) {
      const lines = `select row_number() over () + ${await linesBefore()} as line, body from (${scan})`;
      await numberDocuments(file, `select line as record, line, body from (${lines}) where ${isText}`, hashes);
    }
  };
}

// No text holds this delimiter, so a row is a line.
function linesScan(path: string): string {
  return `
    select line as body from read_csv(
      ${pathLiteral(path)}, columns = {line: 'varchar'}, auto_detect = false, header = false, quote = '', escape = '',
      delim = '\u0001\u0002\u0003\u0004', hive_partitioning = false, ${longLines}
    )`;
}

// A case, because "or" would trim every line.
const isText = "case when starts_with(body, '{') then true else trim(body, ' \t') <> '' end";

/** Whether every line ends the same way and none is endless: one that is not makes DuckDB's scan fail as a whole. */
async function hasPlainLines(path: string): Promise<boolean> {
  let sinceNewline = 0;
  let isFirst = true;
  let returns = false;
  let endsInReturn = false;
  for await (const chunk of createReadStream(path, {highWaterMark: 4 * 1024 * 1024}) as AsyncIterable<Buffer>) {
    if (isFirst) returns = chunk.includes("\r\n");
    isFirst = false;
    if (!hasSameNewlines(chunk, returns, endsInReturn)) return false;
    endsInReturn = chunk.at(-1) === 13;
    const lastNewline = chunk.lastIndexOf(10);
    sinceNewline = lastNewline < 0 ? sinceNewline + chunk.length : chunk.length - lastNewline;
    if (sinceNewline > longestLine - chunk.length) return false;
  }
  return !endsInReturn;
}

/** Either no return at all, or exactly one before each newline. */
function hasSameNewlines(chunk: Buffer, returns: boolean, endedInReturn: boolean): boolean {
  if (!returns) return !chunk.includes(13);
  if (endedInReturn && chunk[0] !== 10) return false;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
    if (at === 0 ? !endedInReturn : chunk[at - 1] !== 13) return false;
  }
  for (let at = chunk.indexOf(13); at >= 0 && at < chunk.length - 1; at = chunk.indexOf(13, at + 1)) {
    if (chunk[at + 1] !== 10) return false;
  }
  return true;
}

// Node's own reader of lines takes, from Node 24 on, U+2028 for the end of one, which may stand in any text.
async function* linesIn(path: string): AsyncGenerator<Stored> {
  let line = 0n;
  let rest = "";
  for await (const chunk of createReadStream(path, {encoding: "utf8", highWaterMark: 1_000_000})) {
    // A carriage return at the end may be the first half of a line's end.
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const body of lines) {
      line++;
      if (body.trim() !== "") yield {line, body};
    }
  }
  if (rest.trim() !== "") yield {line: line + 1n, body: rest.replace(/\r$/, "")};
}

/** A document; its line is its number, or where there is none its place among the others. */
interface Stored {
  line?: bigint;
  body: string;
}

async function storeDocuments(
  file: SourceFile,
  documents: Iterable<Stored> | AsyncIterable<Stored>
): Promise<Documents> {
  const {warehouse} = file;
  await warehouse.run("create or replace temp table stored_documents (record bigint, line bigint, body varchar)");
  const appender = await warehouse.connection.createAppender("stored_documents");
  let number = 0n;
  for await (const {line, body} of documents) {
    number++;
    appender.appendBigInt(line ?? number);
    if (line === undefined) appender.appendNull();
    else appender.appendBigInt(line);
    appender.appendVarchar(body);
    appender.endRow();
    if (number % 10_000n === 0n) appender.flushSync();
  }
  appender.closeSync();
  const all = "select record, line, body from stored_documents";
  return {all, number: (hashes) => numberDocuments(file, all, hashes)};
}

async function numberDocuments({warehouse}: SourceFile, numbered: string, hashes: string): Promise<void> {
  await keepOrder(warehouse, true);
  await warehouse.run(`
    create or replace temp table numbered_documents as
    select record, line, body from (${numbered}) where hash(body) in (${hashes})
  `);
  await keepOrder(warehouse, false);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function faultOf(text: string): string {
  if (text.trim() === "") return "it is empty";
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return (error as Error).message.replaceAll(/\s+/g, " ");
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
