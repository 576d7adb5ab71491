import {once} from "node:events";
import {createWriteStream} from "node:fs";
import {writeFile} from "node:fs/promises";
import {finished} from "node:stream/promises";
import type {Reading} from "../contracts/column.js";
import type {Feed} from "../contracts/feed.js";
import {identifier, literal, pathLiteral, type Warehouse} from "../warehouse.js";
import {type Bulk, extraSql} from "./bulk-insert.js";
import {explain, explainUnknown} from "./explain.js";
import {type HeaderMap, mapHeaders} from "./headers.js";
import {RefusedFile} from "./refused-file.js";
import type {RejectWriter} from "./rejects.js";
import {cutJson, type JsonRecord, splitJsonDocument, splitJsonLines} from "./split-json.js";
import {brokenCharacter, type Copies, readHead} from "./text-copy.js";
import type {TextReader} from "./text-reader.js";

interface Keys {
  names: string[];
  map: HeaderMap;
}

/** Reads JSON lines with DuckDB; any other JSON document is written out as JSON lines first. */
export function openJson(
  path: string,
  feed: Feed,
  warehouse: Warehouse,
  copies: Copies,
  options: {isLines: boolean; isDamaged: boolean}
): TextReader {
  const split = options.isLines ? splitJsonLines : splitJsonDocument;
  const reader: TextReader = {
    table: null,
    extraColumns: [],
    suits: (scan, rows) => scan.records === rows && !scan.hasNoNumber,
    attempts: options.isLines ? [ofFirstKeys, async () => bulkOf(path, await keysOf(warehouse, path))] : [],
    async mend(copies: Copies, signal: AbortSignal) {
      const copy = copies.next();
      const {malformed, names} = await writeObjects(split(path, signal), copy);
      return {bulk: bulkOf(copy, names), malformed};
    },
    async explain(positions, reading, rejects, signal, isMended) {
      await explainJson(split(path, signal), feed, positions, reading, rejects, isMended);
    }
  };
  return reader;

  async function ofFirstKeys(): Promise<Bulk | null> {
    const names = await firstKeys(path);
    const map = mapHeaders(names, feed, {allowRepeats: true});
    if (!canBeColumns(names) || map.missing.length > 0) return null;
    reader.extraColumns = map.extra.map((index) => names[index]!);
    return firstKeysBulk(path, {names, map}, copies.next(), options.isDamaged);
  }

  function bulkOf(file: string, names: string[]): Bulk {
    const map = mapHeaders(names, feed, {allowRepeats: true});
    if (names.length > 0 && map.missing.length > 0) {
      throw new RefusedFile(
        "missing_header",
        `no row has ${map.missing.join(", ")}; every ${feed.name} object must have at least ${required(feed)}`,
        null,
        map.missing[0]
      );
    }
    reader.extraColumns = map.extra.map((index) => names[index]!);
    return jsonBulk(file, {names, map}, options.isDamaged);
  }
}

function required(feed: Feed): string {
  return Object.entries(feed.columns)
    .filter(([, column]) => column.isRequired)
    .map(([name]) => name)
    .join(", ");
}

/** The keys of the file's first objects: most files have no others. */
async function firstKeys(path: string): Promise<string[]> {
  const lines = (await readHead(path, 262_144)).toString("utf8").split("\n").slice(0, -1);
  const names = new Set<string>();
  for (const line of lines) {
    if (line.trim() === "") continue;
    try {
      for (const name of Object.keys(JSON.parse(line))) names.add(name);
    } catch {
      return [];
    }
  }
  return [...names].sort();
}

async function keysOf(warehouse: Warehouse, path: string): Promise<string[]> {
  const rows = await warehouse.rows<{name: string}>(`
    select distinct unnest(keys) as name
    from (select distinct json_keys(json) as keys from ${objects(path)})
    order by name
  `);
  return rows.map(({name}) => name);
}

// Beyond this many keys a file holds data in its keys, and a column each would cost too much.
const mostColumns = 300;

function canBeColumns(names: string[]): boolean {
  const isDistinct = new Set(names.map((name) => name.toLowerCase())).size === names.length;
  return isDistinct && names.length > 0 && names.length <= mostColumns && !names.includes("");
}

function jsonBulk(path: string, keys: Keys, isDamaged: boolean): Bulk {
  return canBeColumns(keys.names) ? columnsBulk(path, keys, isDamaged) : objectsBulk(path, keys, isDamaged);
}

/**
 * One column a key, without a pass over the file to know them all: DuckDB throws on a key that it did not expect where
 * it found out the columns by itself and every one is asked for. It finds them in a file of one object, written for it.
 */
async function firstKeysBulk(path: string, {names, map}: Keys, pattern: string, isDamaged: boolean): Promise<Bulk> {
  const extras = new Set(map.extra);
  // Null stands for any JSON.
  const values = names.map((name, index) => [name, extras.has(index) ? null : "text"]);
  await writeFile(pattern, `${JSON.stringify(Object.fromEntries(values))}\n`);
  const file = unusedName(names);
  const detection = "records = true, maximum_sample_files = 1, map_inference_threshold = -1";
  const files = `[${pathLiteral(pattern)}, ${pathLiteral(path)}], filename = ${literal(file)}`;
  return {
    ...columnsOf({names, map}),
    relation: `(
      from read_json(${files}, ${lines}, ${detection}) where ${identifier(file)} = ${literal(path)}
    )`,
    isDamaged
  };
}

function unusedName(names: string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  let name = "file";
  while (taken.has(name)) name += "_";
  return name;
}

// One column a key, all keys being known.
function columnsBulk(path: string, {names, map}: Keys, isDamaged: boolean): Bulk {
  const known = new Set(Object.values(map.positions).flat());
  const columns = names
    .map((name, index) => `${literal(name)}: ${known.has(index) ? "'varchar'" : "'json'"}`)
    .join(", ");
  return {
    relation: `read_json(${pathLiteral(path)}, ${lines}, columns = {${columns}})`,
    ...columnsOf({names, map}),
    isDamaged
  };
}

function columnsOf({names, map}: Keys): {texts: Record<string, string>; extra: string} {
  const column = (index: number) => identifier(names[index]!);
  return {
    texts: textsOfKeys(map, column),
    extra: extraSql(map.extra.map((index) => ({name: names[index]!, sql: withoutNull(column(index))})))
  };
}

// Keys that differ in case only, or thousands of them: whole objects, and paths into them.
function objectsBulk(path: string, {names, map}: Keys, isDamaged: boolean): Bulk {
  return {
    relation: objects(path),
    texts: textsOfKeys(map, (index) => `json_extract_string(json, ${literal(pointer(names[index]!))})`),
    extra: unknownSql("json", {names, map}),
    isDamaged
  };
}

/** SQL for what an object holds besides the keys that the contract knows; null for nothing. */
function unknownSql(object: string, {names, map}: Keys): string {
  const known = Object.values(map.positions).flat();
  const nulls = Object.fromEntries(known.map((index) => [names[index]!, null]));
  return `nullif(json_merge_patch(${object}, ${literal(JSON.stringify(nulls))}::json), '{}'::json)`;
}

// A JSON null says no more than a key that is not there.
function withoutNull(value: string): string {
  return `nullif(${value}, 'null'::json)`;
}

function textsOfKeys(map: HeaderMap, column: (index: number) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map.positions).map(([name, found]) => [
      name,
      found.length === 1 ? column(found[0]!) : `coalesce(${found.map(column).join(", ")})`
    ])
  );
}

function pointer(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

const lines = "format = 'newline_delimited', hive_partitioning = false, maximum_object_size = 16777216";

function objects(path: string): string {
  return `read_json_objects(${pathLiteral(path)}, ${lines})`;
}

async function writeObjects(
  source: AsyncGenerator<JsonRecord[]>,
  copy: string
): Promise<{malformed: number; names: string[]}> {
  const out = createWriteStream(copy);
  const names = new Set<string>();
  let malformed = 0;
  for await (const records of source) {
    const lines: string[] = [];
    for (const {text, value} of records) {
      if (value === null) malformed++;
      else {
        for (const name of Object.keys(value)) names.add(name);
        lines.push(`${inOneLine(text, value)}\n`);
      }
    }
    if (lines.length > 0 && !out.write(lines.join(""))) await once(out, "drain");
  }
  out.end();
  await finished(out);
  return {malformed, names: [...names].sort()};
}

// What JavaScript would write otherwise than DuckDB: its numbers hold 15 digits, and neither 1.0 nor 1e400.
const oddNumber = /[[:,]\s*-?[\d.]{16}|(?:\.0+|\d[eE][+-]?\d+)\s*[,}\]]/;

/** The object in one line, each of its keys once, and every number as it was written. */
function inOneLine(text: string, value: Record<string, unknown>): string {
  if (!oddNumber.test(text)) {
    try {
      return JSON.stringify(value);
    } catch {
      // It has too many levels for that.
    }
  }
  const members = new Map(cutJson(text).map((part) => [part.name, part.text.replaceAll(/[\r\n]/g, " ")]));
  return `{${[...members].map(([name, written]) => `${JSON.stringify(name)}:${written}`).join(",")}}`;
}

async function explainJson(
  source: AsyncGenerator<JsonRecord[]>,
  feed: Feed,
  positions: number[],
  reading: Reading,
  rejects: RejectWriter,
  isMended: boolean
): Promise<void> {
  let position = -1;
  let next = 0;
  for await (const records of source) {
    for (const {record, line, text, value, fault} of records) {
      if (value === null && isMended) {
        const message = `The JSON ${fault}.`;
        const reason = text.includes(brokenCharacter) ? "invalid_encoding" : "invalid_json";
        await rejects.add({record, line, column_name: null, reason, message, row_text: text});
        continue;
      }
      position++;
      if (positions[next] !== position) continue;
      next++;
      const {columnName, reason, message} =
        explain(feed, textsOf(text, value ?? {}, feed), reading) ?? explainUnknown(text);
      await rejects.add({record, line, column_name: columnName, reason, message, row_text: text});
    }
  }
}

function textsOf(text: string, value: Record<string, unknown>, feed: Feed): Record<string, string | null> {
  const written = new Map(cutJson(text).map((part) => [part.name, part.text]));
  const names = Object.keys(value).sort();
  const {positions} = mapHeaders(names, feed, {allowRepeats: true});
  return Object.fromEntries(
    Object.entries(positions).map(([name, found]) => {
      const first = found.map((index) => names[index]!).find((each) => (value[each] ?? null) !== null);
      return [name, first === undefined ? null : textOf(value[first], written.get(first)!)];
    })
  );
}

function textOf(value: unknown, written: string): string {
  if (typeof value === "object") return written;
  // DuckDB keeps a whole number apart from one that was written as a fraction.
  const isFraction = typeof value === "number" && /[.eE]/.test(written);
  return isFraction && Number.isInteger(value) && !String(value).includes("e") ? `${value}.0` : String(value);
}
