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
  const groups = new Map<string | number, Row>();
  const keep = keeper(cube, selection);
  const keys = by.map((name) => keyOf(cube, name, key[name]));
  const sums = sum.map((name) => ({name, values: numbersOf(cube, name)}));
  const maxima = max.map((name) => ({name, values: numbersOf(cube, name)}));
  for (let index = 0; index < cube.length; index++) {
    if (!keep(index)) continue;
    const codes = keys.map(({code}) => code(index));
    const groupKey = codes.length === 1 ? codes[0]! : codes.join(" ");
    let group = groups.get(groupKey);
    if (group === undefined) {
      group = {};
      for (const [position, {name, label}] of keys.entries()) group[name] = label(codes[position]!);
      for (const {name} of sums) group[name] = null;
      for (const {name} of maxima) group[name] = null;
      groups.set(groupKey, group);
    }
    for (const {name, values} of sums) {
      const value = values[index]!;
      if (!Number.isNaN(value)) group[name] = ((group[name] as number | null) ?? 0) + value;
    }
    for (const {name, values} of maxima) {
      const value = values[index]!;
      const before = group[name] as number | null;
      if (!Number.isNaN(value) && (before === null || value > before)) group[name] = value;
    }
  }
  return [...groups.values()];
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
  code(index: number): number;
  label(code: number): Value;
}

function keyOf(cube: Cube, name: string, derive: (value: number) => number = (value) => value): Key {
  const column = columnOf(cube, name);
  if (column.kind === "label") {
    return {name, code: (index) => column.codes[index]!, label: (code) => (code === -1 ? null : column.labels[code]!)};
  }
  return {name, code: (index) => derive(column.values[index]!), label: (code) => (Number.isNaN(code) ? null : code)};
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
