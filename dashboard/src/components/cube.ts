import {tableFromIPC} from "npm:@uwdata/flechette";
import type {ColumnKind} from "../../../pipeline/publish/manifest.js";
import type {Day} from "./day.js";

export type Value = string | number | boolean | null;
export type Row = Record<string, Value>;

/** A code per row into the labels. Code -1 is null. */
interface TextColumn {
  kind: "label";
  codes: Int32Array;
  labels: string[];
}

/** Number columns; NaN is null. Days are days since 1970, instants milliseconds since then. */
interface NumberColumn {
  kind: Exclude<ColumnKind, "label">;
  values: Float64Array;
}

/** A table of counts in columns, small enough to be rolled up at every click. */
export interface Cube {
  length: number;
  columns: Map<string, TextColumn | NumberColumn>;
}

export interface Selection {
  /** Days, both ends in; compared with the column `day` (or `month`, its first day). */
  from?: Day;
  to?: Day;
  /** Kept values of a column; null or absent keeps all. A name that the cube does not have is no restriction. */
  where?: Record<string, readonly string[] | null | undefined>;
}

export interface Rollup extends Selection {
  /** Columns that make a group. */
  by?: readonly string[];
  /** Columns that are added up. Null is left out; only nulls give null. */
  sum?: readonly string[];
  /** Columns of which the greatest is taken. */
  max?: readonly string[];
  /** What a number column counts as when grouped, as the week of a day. */
  key?: Record<string, (value: number) => number>;
}

/** Reads an Arrow file; the manifest says what its columns are. */
export function readCube(bytes: ArrayBuffer | Uint8Array, kinds: Record<string, ColumnKind>): Cube {
  const table = tableFromIPC(bytes);
  const columns = new Map<string, TextColumn | NumberColumn>();
  for (const [name, kind] of Object.entries(kinds)) {
    const values = table.getChild(name) as Iterable<unknown> | null;
    if (values === null) throw new Error(`${name}: the manifest names this column, the file lacks it. Publish again.`);
    columns.set(name, readColumn(values, table.numRows, kind));
  }
  return {length: table.numRows, columns};
}

/** A cube from plain rows, for small tables and tests; a column is a label when any of its values is text. */
export function cubeOf(rows: Row[], kinds: Record<string, ColumnKind> = {}): Cube {
  const columns = new Map<string, TextColumn | NumberColumn>();
  for (const name of new Set(rows.flatMap((row) => Object.keys(row)))) {
    const values = rows.map((row) => row[name] ?? null);
    const guess = values.some((value) => typeof value === "string") ? "label" : "number";
    columns.set(name, readColumn(values, rows.length, kinds[name] ?? guess));
  }
  return {length: rows.length, columns};
}

/** Cubes of the same columns, one after the other. */
export function joinCubes(cubes: Cube[]): Cube {
  const [first, ...rest] = cubes;
  if (first === undefined || rest.length === 0) return first ?? emptyCube;
  const length = cubes.reduce((sum, cube) => sum + cube.length, 0);
  const columns = [...first.columns].map(([name, {kind}]) => {
    const parts = cubes.map((cube) => cube.columns.get(name)!);
    if (kind === "label") return [name, joinLabels(parts as TextColumn[], length)] as const;
    const values = new Float64Array(length);
    let at = 0;
    for (const part of parts as NumberColumn[]) {
      values.set(part.values, at);
      at += part.values.length;
    }
    return [name, {kind, values}] as const;
  });
  return {length, columns: new Map<string, TextColumn | NumberColumn>(columns)};
}

function joinLabels(parts: TextColumn[], length: number): TextColumn {
  const codes = new Int32Array(length);
  const known = new Map<string, number>();
  let at = 0;
  for (const part of parts) {
    const own = part.labels.map((label) => {
      const code = known.get(label) ?? known.size;
      known.set(label, code);
      return code;
    });
    for (const code of part.codes) codes[at++] = code === -1 ? -1 : own[code]!;
  }
  return {kind: "label", codes, labels: [...known.keys()]};
}

export const emptyCube: Cube = {length: 0, columns: new Map()};

/** One row for each group that has rows, in the order they first appear. */
export function rollup(cube: Cube, {by = [], sum = [], max = [], key = {}, ...selection}: Rollup): Row[] {
  const keep = keeper(cube, selection);
  const keys = by.map((name) => keyOf(cube, name, key[name]));
  const groupOf = keys.reduce(within, () => 0);
  const counted = (name: string) => ({name, values: numbersOf(cube, name), results: [] as number[]});
  const [sums, maxima] = [sum.map(counted), max.map(counted)];
  const all = [...sums, ...maxima];
  const firsts: number[] = [];
  for (let index = 0; index < cube.length; index++) {
    if (!keep(index)) continue;
    const group = groupOf(index);
    if (group === firsts.length) {
      firsts.push(index);
      for (const {results} of all) results.push(Number.NaN);
    }
    for (const {values, results} of sums) {
      const [value, before] = [values[index]!, results[group]!];
      if (!Number.isNaN(value)) results[group] = Number.isNaN(before) ? value : before + value;
    }
    for (const {values, results} of maxima) {
      const [value, before] = [values[index]!, results[group]!];
      if (!Number.isNaN(value) && !(value <= before)) results[group] = value;
    }
  }
  return firsts.map((index, group) => {
    const row: Row = {};
    for (const {name, value} of keys) row[name] = value(index);
    for (const {name, results} of all) row[name] = orNull(results[group]!);
    return row;
  });
}

/** The sums over all rows kept; null where no row has a value. */
export function totals(cube: Cube, sum: readonly string[], selection: Selection = {}): Record<string, number | null> {
  const [row] = rollup(cube, {...selection, sum});
  return (row as Record<string, number | null> | undefined) ?? Object.fromEntries(sum.map((name) => [name, null]));
}

/** The rows kept, as they are. */
export function rowsOf(cube: Cube, selection: Selection = {}): Row[] {
  const keep = keeper(cube, selection);
  const rows: Row[] = [];
  for (let index = 0; index < cube.length; index++) {
    if (!keep(index)) continue;
    const row: Row = {};
    for (const [name, column] of cube.columns) row[name] = valueAt(column, index);
    rows.push(row);
  }
  return rows;
}

/** The different values of a column, sorted; nulls left out. */
export function labelsOf(cube: Cube, name: string): string[] {
  const column = cube.columns.get(name);
  return column?.kind === "label" ? [...column.labels].sort() : [];
}

function readColumn(source: Iterable<unknown>, length: number, kind: ColumnKind): TextColumn | NumberColumn {
  if (kind === "label") return readLabels(source, length);
  const values = new Float64Array(length);
  let index = 0;
  for (const value of source) values[index++] = value == null ? Number.NaN : Number(value);
  return {kind, values};
}

function readLabels(source: Iterable<unknown>, length: number): TextColumn {
  const codes = new Int32Array(length);
  const labels: string[] = [];
  const known = new Map<string, number>();
  let index = 0;
  for (const value of source) {
    if (value == null) {
      codes[index++] = -1;
      continue;
    }
    const label = String(value);
    let code = known.get(label);
    if (code === undefined) {
      code = labels.push(label) - 1;
      known.set(label, code);
    }
    codes[index++] = code;
  }
  return {kind: "label", codes, labels};
}

function valueAt(column: TextColumn | NumberColumn, index: number): Value {
  if (column.kind === "label") return column.codes[index] === -1 ? null : column.labels[column.codes[index]!]!;
  const value = column.values[index]!;
  if (Number.isNaN(value)) return null;
  return column.kind === "flag" ? value === 1 : value;
}

function keeper(cube: Cube, {from, to, where = {}}: Selection): (index: number) => boolean {
  const day = cube.columns.get("day") ?? cube.columns.get("month");
  const days = day && day.kind !== "label" ? day.values : null;
  const masks = Object.entries(where).flatMap(([name, values]) => {
    const column = cube.columns.get(name);
    if (values == null || column?.kind !== "label") return [];
    const kept = new Set(values);
    return [{codes: column.codes, kept: column.labels.map((label) => kept.has(label))}];
  });
  return (index) => {
    if (days !== null && from !== undefined && days[index]! < from) return false;
    if (days !== null && to !== undefined && days[index]! > to) return false;
    return masks.every(({codes, kept}) => codes[index] !== -1 && kept[codes[index]!]);
  };
}

interface Key {
  name: string;
  /** A number below `size` for the value of a row. */
  place(index: number): number;
  size: number;
  value(index: number): Value;
}

function keyOf(cube: Cube, name: string, derive: (value: number) => number = (value) => value): Key {
  const column = columnOf(cube, name);
  if (column.kind === "label") {
    const {codes, labels} = column;
    const value = (index: number) => (codes[index] === -1 ? null : labels[codes[index]!]!);
    return {name, place: (index) => codes[index]! + 1, size: labels.length + 1, value};
  }
  const number = numbering();
  const derived = (index: number) => derive(column.values[index]!);
  return {name, place: (index) => number(derived(index)), size: cube.length, value: (index) => orNull(derived(index))};
}

/** Numbers rows by their groups so far and one more key. */
function within(groupOf: (index: number) => number, {place, size}: Key): (index: number) => number {
  const number = numbering();
  return (index) => number(groupOf(index) * size + place(index));
}

/** Numbers values from 0 on, in the order they first appear. */
function numbering(): (value: number) => number {
  const known = new Map<number, number>();
  return (value) => {
    const number = known.get(value);
    if (number !== undefined) return number;
    known.set(value, known.size);
    return known.size - 1;
  };
}

function orNull(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

function numbersOf(cube: Cube, name: string): Float64Array {
  const column = columnOf(cube, name);
  if (column.kind === "label") throw new Error(`${name}: a text column cannot be added up. Export it as a number.`);
  return column.values;
}

function columnOf(cube: Cube, name: string): TextColumn | NumberColumn {
  const column = cube.columns.get(name);
  if (column !== undefined) return column;
  if (cube.length === 0) return {kind: "number", values: new Float64Array(0)};
  throw new Error(`${name}: the data has no such column, only ${[...cube.columns.keys()].join(", ")}.`);
}
