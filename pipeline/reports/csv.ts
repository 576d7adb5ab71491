import {createHash} from "node:crypto";
import {once} from "node:events";
import {createWriteStream, type WriteStream} from "node:fs";
import {finished} from "node:stream/promises";
import {type DuckDBResult, DuckDBTypeId, type DuckDBValue} from "@duckdb/node-api";
import {type Dialect, dialects, formatNumber, formatText} from "./dialects.js";

export interface CsvFile {
  rows: number;
  bytes: number;
  /** Of the file. */
  sha256: string;
  /** Of the rows whatever the dialect, without the header: the same data, the same hash. */
  contentSha256: string;
}

/**
 * Writes the rows of a streaming result under a header, a chunk at a time, so that memory does not grow with the rows.
 * Columns beyond the header's are not printed. Without a path nothing is written, only counted and hashed.
 */
export async function writeCsv(
  result: DuckDBResult,
  header: string[],
  dialect: Dialect,
  path: string | null,
  signal: AbortSignal
): Promise<CsvFile> {
  const file = {hash: createHash("sha256"), bytes: 0};
  const content = createHash("sha256");
  const output = path === null ? null : createWriteStream(path, {flags: "wx"});
  const failed = output === null ? null : finished(output);
  // Awaited below; until then a failure must not count as unhandled.
  failed?.catch(() => undefined);
  let rows = 0;
  const put = async (text: string) => {
    const bytes = Buffer.from(text, "utf8");
    file.hash.update(bytes);
    file.bytes += bytes.length;
    if (output !== null) await write(output, bytes, failed!);
  };
  try {
    const headerLine = header.map((cell) => formatText(cell, dialect)).join(dialect.delimiter) + dialect.lineEnding;
    await put((dialect.hasByteOrderMark ? "\uFEFF" : "") + headerLine);
    const formats = header.map((_, index) => cellFormat(result.columnTypeId(index)));
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      signal.throwIfAborted();
      const columns = formats.map((_, index) => chunk!.getColumnValues(index));
      const text = formatRows(columns, chunk.rowCount, formats, dialect);
      await put(text);
      content.update(dialect.name === "plain" ? text : formatRows(columns, chunk.rowCount, formats, dialects.plain));
      rows += chunk.rowCount;
    }
    output?.end();
    await failed;
    return {rows, bytes: file.bytes, sha256: file.hash.digest("hex"), contentSha256: content.digest("hex")};
  } finally {
    output?.destroy();
  }
}

type CellFormat = (value: DuckDBValue, dialect: Dialect) => string;

function cellFormat(type: DuckDBTypeId): CellFormat {
  if (type === DuckDBTypeId.VARCHAR) return (value, dialect) => formatText(value as string, dialect);
  // DuckDB writes dates as 2026-03-02, timestamps as 2026-03-02 09:00:00 and decimals with all their places.
  return (value, dialect) => formatNumber(String(value), dialect);
}

function formatRows(columns: DuckDBValue[][], rows: number, formats: CellFormat[], dialect: Dialect): string {
  let text = "";
  for (let row = 0; row < rows; row += 1) {
    for (let index = 0; index < formats.length; index += 1) {
      const value = columns[index]![row]!;
      if (index > 0) text += dialect.delimiter;
      if (value !== null) text += formats[index]!(value, dialect);
    }
    text += dialect.lineEnding;
  }
  return text;
}

// Waits while the disk is slower than the query; a full disk ends the wait with its error.
async function write(output: WriteStream, bytes: Buffer, failed: Promise<void>): Promise<void> {
  if (output.write(bytes)) return;
  await Promise.race([once(output, "drain"), failed]);
}
