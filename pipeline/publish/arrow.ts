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

export interface ArrowFile {
  bytes: Uint8Array;
  rows: number;
  columns: Record<string, ColumnKind>;
}

/** The result of a query as an Arrow IPC stream, its columns as `ColumnKind` says; `place` is named in a fault. */
export async function queryArrow(connection: DuckDBConnection, sql: string, place: string): Promise<ArrowFile> {
  const result = await connection.stream(sql);
  const types = result.columnTypes();
  const columns = result.deduplicatedColumnNames().map((name, index) => collect(name, types[index]!, index, place));
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [index, column] of columns.entries()) {
      for (const value of chunk.getColumnValues(index)) column.add(value);
    }
  }
  const rows = columns[0]?.length() ?? 0;
  const vectors = columns.map((column) => column.vector());
  const fields = columns.map(({name}, index) => new Field(name, vectors[index]!.type, true));
  const struct = makeData({
    type: new Struct(fields),
    length: rows,
    children: vectors.map((vector) => vector.data[0]!)
  });
  const schema = new Schema(fields);
  return {
    bytes: tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), "stream"),
    rows,
    columns: Object.fromEntries(columns.map(({name, kind}) => [name, kind]))
  };
}

interface Column {
  name: string;
  kind: ColumnKind;
  add(value: DuckDBValue): void;
  length(): number;
  vector(): ReturnType<typeof makeVector>;
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
  const values: number[] = [];
  const nulls: number[] = [];
  return {
    name,
    kind,
    add(value) {
      if (value === null) nulls.push(values.length);
      values.push(value === null ? 0 : toNumber(value));
    },
    length: () => values.length,
    vector() {
      const common = {length: values.length, ...nullBitmap(values.length, nulls)};
      if (kind === "flag") return makeVector(makeData({type: new Uint8(), data: Uint8Array.from(values), ...common}));
      if (kind === "day" || kind === "integer") {
        return makeVector(makeData({type: new Int32(), data: Int32Array.from(values), ...common}));
      }
      return makeVector(makeData({type: new Float64(), data: Float64Array.from(values), ...common}));
    }
  };
}

function labelColumn(name: string, index: number): Column {
  const codes: number[] = [];
  const nulls: number[] = [];
  const labels = new Map<string, number>();
  return {
    name,
    kind: "label",
    add(value) {
      if (value === null) {
        nulls.push(codes.length);
        codes.push(0);
        return;
      }
      const label = value as string;
      const known = labels.get(label);
      codes.push(known ?? labels.size);
      if (known === undefined) labels.set(label, labels.size);
    },
    length: () => codes.length,
    vector() {
      // A dictionary without any label cannot be read back.
      const dictionary = vectorFromArray(labels.size > 0 ? [...labels.keys()] : [""], new Utf8());
      return makeVector(
        makeData({
          // Left to itself apache-arrow numbers dictionaries on and on, and the same rows would give other bytes.
          type: new Dictionary(new Utf8(), new Int32(), index),
          data: Int32Array.from(codes),
          dictionary,
          length: codes.length,
          ...nullBitmap(codes.length, nulls)
        })
      );
    }
  };
}

// In Arrow's bitmap a set bit means that there is a value.
function nullBitmap(length: number, nulls: number[]): {nullCount: number; nullBitmap?: Uint8Array} {
  if (nulls.length === 0) return {nullCount: 0};
  const bits = new Uint8Array(Math.ceil(length / 8)).fill(255);
  for (const index of nulls) bits[index >> 3]! &= ~(1 << (index & 7));
  return {nullCount: nulls.length, nullBitmap: bits};
}
