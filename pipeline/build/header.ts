import {type Fault, type HeaderLine, readHeaderLines} from "./header-lines.js";

/** What a model promises in its opening comment; models/README.md documents the grammar. */
export interface Header {
  description: string;
  /** The same in Spanish. */
  descriptionEs?: string;
  /** The columns that make a row unique; none = the table has one row. */
  grain: string[];
  columns: Column[];
  checks: Check[];
  rebuild: Rebuild;
  /** Tables without the column it is rebuilt by, and the columns that tell which rows a changed row of theirs touches. */
  follows: {table: string; columns: string[]}[];
  /**
   * Rows that are computed again when as-of moves: those for which a condition holds, or those of which it passes an
   * instant, so long (DuckDB intervals) after that of a column.
   */
  ripens?: {condition: string} | {after: string; reaches: string[]};
  /** The column in whose order a table is written when all of it is made anew; it changes no row. */
  sortedBy?: string;
  /** The rows of a key lie all over the history, as a contact's do, and not within a few days. */
  isScattered?: true;
}

export interface Column {
  name: string;
  /** As written, like "timestamptz" or "decimal(18, 6)". */
  type: string;
  meaning: string;
  /** The same in Spanish. */
  meaningEs?: string;
}

export interface Check {
  name: string;
  /** A check that fails stops the build; a warn is reported. */
  kind: "check" | "warn";
  /** A condition that every row must fulfil. */
  sql: string;
}

/** through = a table that says by which key's rows the rows named source_id are counted. */
export type KeyRebuild = {mode: "key"; key: string; through?: string};

export type Rebuild =
  | {mode: "whole"}
  | KeyRebuild
  /** Reaches are DuckDB intervals; back = a day's rows look that far into the past. */
  | {mode: "day" | "month"; back?: string; ahead?: string};

/** The column by which a table is written, or nearly: its order where that is one of time, else its first instant. */
export function lyingBy({columns, sortedBy}: Header) {
  const ordered = columns.find(({name, type}) => name === sortedBy && ["date", "timestamptz"].includes(type));
  return ordered ?? columns.find(({type}) => type === "timestamptz");
}

const keywords = ["grain", "column", "es", "check", "warn", "rebuild", "follows", "ripens", "sorted", "scattered"];
const units: Record<string, string> = {h: "hours", d: "days"};

/** Reads the header of a model; faults start with the file and the line. */
export function parseHeader(path: string, text: string): {header: Header; faults: string[]} {
  const faults: string[] = [];
  const fault: Fault = (line, message) => faults.push(`${path}:${line}: ${message}`);
  const {description, entries} = readHeaderLines(text, keywords, fault);
  const header: Header = {description, grain: [], columns: [], checks: [], rebuild: {mode: "whole"}, follows: []};
  if (description === "") fault(1, 'says not what a row is. Begin with a line like "-- One row per conversation: …".');
  for (const entry of entries) readEntry(header, entry, fault);
  for (const entry of entries.filter(({keyword}) => keyword === "es")) readSpanish(header, entry, fault);
  checkOnce(entries, fault);
  checkNames(header, path, faults);
  if (!entries.some((entry) => entry.keyword === "grain")) {
    faults.push(`${path}: declares no grain. Add "-- grain <columns that make a row unique>".`);
  }
  return {header, faults};
}

function readEntry(header: Header, {line, keyword, text}: HeaderLine, fault: Fault): void {
  if (keyword === "grain") header.grain = text === "one row" ? [] : text.split(",").map((name) => name.trim());
  else if (keyword === "ripens") header.ripens = parseRipens(text);
  else if (keyword === "sorted") header.sortedBy = text.replace(/^by /, "");
  else if (keyword === "scattered") header.isScattered = true;
  else if (keyword === "column") {
    const [, name, type, meaning] =
      /^([a-z][a-z0-9_]*) ([a-z][a-z0-9_ ]*(?:\([\d, ]+\))?(?:\[\])*): (\S.*)$/.exec(text) ?? [];
    if (!name || !type || !meaning) fault(line, `"${text}" is no column. Write "-- column name type: meaning".`);
    else header.columns.push({name, type, meaning});
  } else if (keyword === "rebuild") {
    const rebuild = parseRebuild(text);
    if (rebuild) header.rebuild = rebuild;
    else
      fault(
        line,
        `"rebuild ${text}" is no way to rebuild. Write key <column> [through <table>], day or month [back 96 h] [ahead 7 d].`
      );
  } else if (keyword === "follows") {
    const [, table, columns] = /^([a-z_]+\.[a-z0-9_]+) by ([a-z][a-z0-9_, ]*)$/.exec(text) ?? [];
    if (!table || !columns) fault(line, `"follows ${text}" says not what. Write "-- follows <table> by <columns>".`);
    else header.follows.push({table, columns: columns.split(",").map((name) => name.trim())});
  } else if (keyword === "check" || keyword === "warn") {
    const [, name, sql] = /^([a-z][a-z0-9_]*): (\S.*)$/.exec(text) ?? [];
    if (!name || !sql) fault(line, `"${text}" is no ${keyword}. Write "-- ${keyword} name: condition".`);
    else header.checks.push({name, kind: keyword, sql});
  }
}

function readSpanish(header: Header, {line, text}: HeaderLine, fault: Fault): void {
  const [, name = "", meaning] = /^([a-z][a-z0-9_]*)?: (\S.*)$/.exec(text) ?? [];
  const column = header.columns.find((one) => one.name === name);
  const said = name === "" ? header.descriptionEs : column?.meaningEs;
  if (meaning === undefined)
    fault(line, `"es ${text}" says nothing. Write "-- es <column>: texto", or "-- es: texto".`);
  else if (said !== undefined) fault(line, `es ${name} is said twice. Keep one.`);
  else if (name === "") header.descriptionEs = meaning;
  else if (column === undefined) fault(line, `es ${name} is no column of the header. Declare it or correct the line.`);
  else column.meaningEs = meaning;
}

function parseRipens(text: string): NonNullable<Header["ripens"]> {
  const [, reaches, after] = /^(\d+ [hd](?:, \d+ [hd])*) after ([a-z][a-z0-9_]*)$/.exec(text) ?? [];
  if (reaches === undefined || after === undefined) return {condition: text};
  return {after, reaches: reaches.split(", ").map((reach) => reach.replace(/[hd]/, (unit) => units[unit]!))};
}

function parseRebuild(text: string): Rebuild | undefined {
  const [, key, through] = /^key ([a-z][a-z0-9_]*)(?: through ([a-z]+\.[a-z][a-z0-9_]*))?$/.exec(text) ?? [];
  if (key) return {mode: "key", key, ...(through && {through})};
  const period = /^(day|month)(?: back (\d+) ([hd]))?(?: ahead (\d+) ([hd]))?$/.exec(text);
  if (!period) return undefined;
  const [, mode, back, backUnit = "", ahead, aheadUnit = ""] = period;
  return {
    mode: mode as "day" | "month",
    ...(back && {back: `${back} ${units[backUnit]}`}),
    ...(ahead && {ahead: `${ahead} ${units[aheadUnit]}`})
  };
}

function checkOnce(entries: HeaderLine[], fault: Fault): void {
  for (const keyword of ["grain", "rebuild", "ripens", "sorted", "scattered"]) {
    const [, second] = entries.filter((entry) => entry.keyword === keyword);
    if (second) fault(second.line, `${keyword} is said twice. Keep one.`);
  }
}

function checkNames(header: Header, path: string, faults: string[]): void {
  const {grain, columns, checks, rebuild, follows, ripens, sortedBy} = header;
  const names = columns.map((column) => column.name);
  for (const name of repeated(names)) faults.push(`${path}: column ${name} is declared twice. Keep one.`);
  for (const name of repeated(checks.map((check) => check.name))) {
    faults.push(`${path}: check ${name} is declared twice. Name one of them otherwise.`);
  }
  if (columns.length === 0) faults.push(`${path}: declares no column. Add "-- column name type: meaning" for each.`);
  for (const name of grain.filter((name) => !names.includes(name))) {
    faults.push(`${path}: grain ${name || '""'} is no column of the header. Declare it or correct the grain.`);
  }
  for (const name of follows.flatMap(({columns}) => columns).filter((name) => !names.includes(name))) {
    faults.push(`${path}: follows by ${name}, which is no column of the header. Declare it or correct the line.`);
  }
  if (sortedBy !== undefined && !names.includes(sortedBy)) {
    faults.push(`${path}: is sorted by ${sortedBy}, which is no column of the header. Declare it or correct the line.`);
  }
  if (ripens !== undefined && "after" in ripens && !names.includes(ripens.after)) {
    faults.push(
      `${path}: ripens after ${ripens.after}, which is no column of the header. Declare it or correct the line.`
    );
  }
  if (header.isScattered && rebuild.mode !== "key") {
    faults.push(`${path}: scattered stands without a key. Remove it, or rebuild by one.`);
  }
  const needed = rebuild.mode === "key" ? rebuild.key : rebuild.mode;
  if (rebuild.mode === "whole") {
    for (const [keyword, isSaid] of Object.entries({ripens: ripens !== undefined, follows: follows.length > 0})) {
      if (isSaid)
        faults.push(`${path}: ${keyword} stands without rebuild. A model rebuilt whole needs none; remove it.`);
    }
  } else if (!names.includes(needed)) {
    faults.push(`${path}: is rebuilt by ${needed}, which is no column of the header. Declare it or rebuild otherwise.`);
  } else if (rebuild.mode !== "key" && columns.find((column) => column.name === needed)?.type !== "date") {
    faults.push(`${path}: is rebuilt by ${needed}, so column ${needed} must be a date.`);
  }
}

function repeated(names: string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
