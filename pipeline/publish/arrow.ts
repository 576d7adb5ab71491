import {
  type DuckDBConnection,
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue
} from "@duckdb/node-api";
import {
  Dictionary,
  Field,
  Float64,
  Int8,
  Int16,
  Int32,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Uint8,
  Utf8,
  vectorFromArray
} from "apache-arrow";
import {PipelineError} from "../errors.js";
import type {ColumnKind} from "./manifest.js";

export interface ArrowFiles {
  rows: number;
  columns: Record<string, ColumnKind>;
  parts: {span: string | null; bytes: Uint8Array}[];
}

/** Cut by months or days where there are more values, in all rows and columns, than so many. */
export interface Cut {
  by: "month" | "day";
  above: number;
}

/**
 * The result of a query as Arrow IPC streams, its columns as `ColumnKind` says; `place` is named in a fault. Where it is
 * cut by the months of `day`, or by days, a page loads what it shows, and what is over stays as it is: the rows must come
 * in the order of their first column.
 */
export async function queryArrowParts(
  connection: DuckDBConnection,
  sql: string,
  place: string,
  {by, above}: Cut
): Promise<ArrowFiles> {
  const columns = await collectAll(connection, sql, place);
  const [first] = columns;
  const rows = first?.length() ?? 0;
  const found = {rows, columns: kindsOf(columns)};
  if (first?.name !== "day" || first.kind !== "day" || rows * columns.length <= above) {
    return {...found, parts: [{span: null, bytes: writeRows(columns, 0, rows)}]};
  }
  const parts: ArrowFiles["parts"] = [];
  let start = 0;
  for (let row = 1; row <= rows; row++) {
    // To write a day takes far longer than to compare two, and most rows have the day of the row before.
    if (row < rows && first.numberAt(row) === first.numberAt(row - 1)) continue;
    const span = spanOf(first, start, by);
    if (row < rows && spanOf(first, row, by) === span) continue;
    parts.push({span, bytes: writeRows(columns, start, row)});
    start = row;
  }
  return {...found, parts};
}

function spanOf(day: Column, row: number, by: Cut["by"]): string | null {
  const value = day.numberAt(row);
  return value === null ? null : new Date(value * 86_400_000).toISOString().slice(0, by === "month" ? 7 : 10);
}

function kindsOf(columns: Column[]): Record<string, ColumnKind> {
  return Object.fromEntries(columns.map(({name, kind}) => [name, kind]));
}

async function collectAll(connection: DuckDBConnection, sql: string, place: string): Promise<Column[]> {
  const result = await connection.stream(sql);
  const types = result.columnTypes();
  const columns = result.deduplicatedColumnNames().map((name, index) => collect(name, types[index]!, index, place));
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [index, column] of columns.entries()) {
      for (const value of chunk.getColumnValues(index)) column.add(value);
    }
  }
  return columns;
}

function writeRows(columns: Column[], from: number, to: number): Uint8Array {
  const vectors = columns.map((column) => column.vector(from, to));
  const fields = columns.map(({name}, index) => new Field(name, vectors[index]!.type, true));
  const struct = makeData({
    type: new Struct(fields),
    length: to - from,
    children: vectors.map((vector) => vector.data[0]!)
  });
  const schema = new Schema(fields);
  return tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), "stream");
}

interface Column {
  name: string;
  kind: ColumnKind;
  add(value: DuckDBValue): void;
  length(): number;
  /** Null where the column has no value there, or no numbers. */
  numberAt(row: number): number | null;
  vector(from: number, to: number): ReturnType<typeof makeVector>;
}

function collect(name: string, type: DuckDBType, index: number, place: string): Column {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return labelColumn(name, index);
    case DuckDBTypeId.DATE:
      return numberColumn(name, "day", (value) => (value as DuckDBDateValue).days);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return numberColumn(name, "instant", (value) => Number((value as DuckDBTimestampValue).micros / 1000n));
    case DuckDBTypeId.BOOLEAN:
      return numberColumn(name, "flag", Number);
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
      return numberColumn(name, "integer", Number);
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return numberColumn(name, "number", Number);
    case DuckDBTypeId.DECIMAL:
      return numberColumn(name, "number", (value) => (value as DuckDBDecimalValue).toDouble());
    default:
      throw new PipelineError(
        `${place}: column ${name} is ${type}. Cast it to varchar, integer, double, date, timestamptz or boolean.`
      );
  }
}

function numberColumn(name: string, kind: ColumnKind, toNumber: (value: DuckDBValue) => number): Column {
  const all: number[] = [];
  const isNull: boolean[] = [];
  return {
    name,
    kind,
    add(value) {
      isNull.push(value === null);
      all.push(value === null ? 0 : toNumber(value));
    },
    length: () => all.length,
    numberAt: (row) => (isNull[row] ? null : all[row]!),
    vector(from, to) {
      const values = all.slice(from, to);
      const common = {length: values.length, ...nullBitmap(isNull.slice(from, to))};
      if (kind === "flag") return makeVector(makeData({type: new Uint8(), data: Uint8Array.from(values), ...common}));
      if (kind === "day") return makeVector(makeData({type: new Int32(), data: Int32Array.from(values), ...common}));
      if (kind === "integer") return makeVector(makeData({...integers(values), ...common}));
      return makeVector(makeData({type: new Float64(), data: Float64Array.from(values), ...common}));
    }
  };
}

// The narrowest, which is what a browser has to load.
function integers(values: number[]): {type: Int32; data: Int32Array} {
  let [least, most] = [0, 0];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  // apache-arrow's types tell the widths apart where its functions take them all alike.
  const narrow = <Type, Data>(type: Type, data: Data) => ({type, data}) as unknown as {type: Int32; data: Int32Array};
  if (least >= -128 && most <= 127) return narrow(new Int8(), Int8Array.from(values));
  if (least >= -32_768 && most <= 32_767) return narrow(new Int16(), Int16Array.from(values));
  return {type: new Int32(), data: Int32Array.from(values)};
}

function labelColumn(name: string, index: number): Column {
  const all: (string | null)[] = [];
  return {
    name,
    kind: "label",
    add(value) {
      all.push(value as string | null);
    },
    length: () => all.length,
    numberAt: () => null,
    vector(from, to) {
      const values = all.slice(from, to);
      const labels = new Map<string, number>();
      const codes = values.map((label) => {
        if (label === null) return 0;
        const code = labels.get(label) ?? labels.size;
        labels.set(label, code);
        return code;
      });
      // A dictionary without any label cannot be read back.
      const dictionary = vectorFromArray(labels.size > 0 ? [...labels.keys()] : [""], new Utf8());
      const {type, data} = integers(codes);
      return makeVector(
        makeData({
          // Left to itself apache-arrow numbers dictionaries on and on, and the same rows would give other bytes.
          type: new Dictionary(new Utf8(), type, index),
          data,
          dictionary,
          length: codes.length,
          ...nullBitmap(values.map((label) => label === null))
        })
      );
    }
  };
}

// In Arrow's bitmap a set bit means that there is a value.
function nullBitmap(isNull: boolean[]): {nullCount: number; nullBitmap?: Uint8Array} {
  const nullCount = isNull.filter(Boolean).length;
  if (nullCount === 0) return {nullCount};
  const bits = new Uint8Array(Math.ceil(isNull.length / 8)).fill(255);
  for (const [index, isSo] of isNull.entries()) if (isSo) bits[index >> 3]! &= ~(1 << (index & 7));
  return {nullCount, nullBitmap: bits};
}
