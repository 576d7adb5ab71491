import {readFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parse} from "csv-parse/sync";
import type {z} from "zod";
import {lookForFile} from "../own-file.js";
import type {Home} from "../settings.js";
import type {ReferenceRow, ReferenceTableName} from "./tables.js";

export interface ReferenceFile<Row extends ReferenceRow = ReferenceRow> {
  /** The table it fills; the file has its name. */
  name: ReferenceTableName;
  /** Header in the file to column in the table and what a cell may be; a header must be there unless it is optional. */
  columns: {[Column in keyof Row & string]: {header: string; cell: z.ZodType<Row[Column]>; isOptional?: true}};
}

/** A row with where it stands. */
export type Placed<Row> = Row & {place: string};

export interface FileContent<Row> {
  /** What messages call it, like reference/skills.csv; the project's own begins with data/. */
  path: string;
  rows: Placed<Row>[];
  faults: string[];
}

/** A record as csv-parse gives it when asked for its line. */
interface Line {
  record: string[];
  info: {lines: number};
}

/** More faults than this in one file are counted, not named. */
const NAMED_FAULTS = 100;
const defaultsFolder = fileURLToPath(new URL("../../data/reference", import.meta.url));

/** What each file said last: a run asks for it when it begins and when it builds, and most files never change. */
const readLast = new Map<string, {file: object; bytes: Buffer; content: FileContent<ReferenceRow>}>();

/** Reads the home's file, else the project's default. */
export function readReferenceFile<Row extends ReferenceRow>(home: Home, file: ReferenceFile<Row>): FileContent<Row> {
  const own = join(home.reference, `${file.name}.csv`);
  const path = `reference/${file.name}.csv`;
  const {isThere, fault} = lookForFile(own);
  if (fault !== null) return {path, rows: [], faults: [`${path}: ${fault}`]};
  return isThere ? readFile(own, path, file) : readShippedFile(file);
}

/** Reads the project's default, whatever the home has. */
export function readShippedFile<Row extends ReferenceRow>(file: ReferenceFile<Row>): FileContent<Row> {
  return readFile(join(defaultsFolder, `${file.name}.csv`), `data/reference/${file.name}.csv`, file);
}

const shipped = "data/";

export function isShipped(path: string): boolean {
  return path.startsWith(shipped);
}

/** The home's file that would take the place of one of the project's own. */
export function ownPath(path: string): string {
  return path.slice(shipped.length);
}

/** How a sentence ends that begins with what a file lacks; nobody changes the project's own. */
export function remedyIn(path: string): string {
  if (!isShipped(path)) return `${path}. Add it there or correct it.`;
  return `${path}. Copy that file to ${ownPath(path)} and add it there, or correct it.`;
}

function readFile<Row extends ReferenceRow>(from: string, path: string, file: ReferenceFile<Row>): FileContent<Row> {
  const bytes = readFileSync(from);
  const last = readLast.get(path);
  if (last?.file === file && last.bytes.equals(bytes)) return last.content as FileContent<Row>;
  const content = parseReference(bytes, path, file);
  readLast.set(path, {file, bytes, content});
  return content;
}

export function parseReference<Row extends ReferenceRow>(
  bytes: Buffer,
  path: string,
  file: ReferenceFile<Row>
): FileContent<Row> {
  const failed = (fault: string): FileContent<Row> => ({path, rows: [], faults: [`${path}${fault}`]});
  let records: Line[];
  try {
    // Two editors may have left two kinds of line ends, of which csv-parse knows one, and counts the other twice.
    const text = new TextDecoder("utf-8", {fatal: true}).decode(bytes).replaceAll(/\r\n?/g, "\n");
    records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      info: true
    }) as unknown as Line[];
  } catch (error) {
    if (error instanceof TypeError) return failed(": it is not in UTF-8. Save it as CSV in UTF-8.");
    const {lines, message} = error as Error & {lines?: number};
    return failed(`:${lines ?? 1}: it cannot be read as CSV (${message}). Mend the quotes there.`);
  }
  const [head, ...body] = records;
  if (head === undefined) return failed(`: it is empty. Write its header: ${headersOf(file).join(",")}`);

  const columns = Object.entries(file.columns) as [
    keyof Row & string,
    ReferenceFile<Row>["columns"][keyof Row & string]
  ][];
  const found = head.record.map(plain);
  const faults = [
    ...found
      .filter((header) => !columns.some(([, column]) => column.header === header))
      .map((header) => `${path}:1: there is no column "${header}". The columns are: ${headersOf(file).join(", ")}.`),
    ...found
      .filter((header, index) => found.indexOf(header) !== index)
      .map((header) => `${path}:1: column "${header}" comes twice. Take one out.`),
    ...columns
      .filter(([, column]) => !found.includes(column.header) && !column.isOptional)
      .map(
        ([, column]) =>
          `${path}:1: column "${column.header}" is missing. The columns are: ${headersOf(file).join(", ")}.`
      )
  ];
  if (faults.length > 0) return {path, rows: [], faults};

  const positions = columns.map(([column, {header, cell}]) => ({
    ...{column, header, parse: remembering(cell)},
    index: found.indexOf(header)
  }));
  const rows: Placed<Row>[] = [];
  for (const {record, info} of body) {
    if (record.every((cell) => cell === "")) continue;
    const place = `${path}:${info.lines}`;
    if (record.length !== found.length) {
      faults.push(`${place}: it has ${record.length} cells, the header has ${found.length}. Mend the row.`);
      continue;
    }
    const row: ReferenceRow = {};
    let isWhole = true;
    for (const {column, header, parse, index} of positions) {
      const text = record[index] ?? "";
      const parsed = parse(text);
      if (parsed.success) {
        row[column] = parsed.data;
      } else {
        isWhole = false;
        faults.push(`${place} ${header}: ${text === "" ? "it" : `"${text}"`} ${parsed.error.issues[0]?.message}`);
      }
    }
    if (isWhole) rows.push({...(row as Row), place});
  }
  return {path, rows, faults};
}

// A column of thousands of rows has a few texts, and asking zod for each takes most of the time.
function remembering<Value>(cell: z.ZodType<Value>): (text: string) => z.ZodSafeParseResult<Value> {
  const known = new Map<string, z.ZodSafeParseResult<Value>>();
  return (text) => {
    const parsed = known.get(text) ?? cell.safeParse(text);
    known.set(text, parsed);
    return parsed;
  };
}

/** Keeps a screenful of the faults of one file, and says how many more there are. */
export function firstFaults(path: string, faults: string[]): string[] {
  if (faults.length <= NAMED_FAULTS) return faults;
  const more = faults.length - NAMED_FAULTS;
  return [...faults.slice(0, NAMED_FAULTS), `${path}: ${more} more faults. Mend those above first.`];
}

function headersOf<Row extends ReferenceRow>(file: ReferenceFile<Row>): string[] {
  return Object.values<{header: string}>(file.columns).map(({header}) => header);
}

// Spreadsheets of half the world separate with semicolons.
function delimiterOf(text: string): string {
  const head = text.slice(0, text.search(/\n|$/));
  const count = (delimiter: string) => head.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function plain(header: string): string {
  return header.trim().toLowerCase().replaceAll(/\s+/g, "_");
}
