import {parse} from "csv-parse/sync";
import {PipelineError} from "../errors.js";
import {readWorkbook, type Sheet} from "./workbook.js";

/** A file's sheets, whatever its name ends in: Meta gives workbooks that are named .csv. */
export function readSheets(bytes: Uint8Array, path: string): Sheet[] {
  const isWorkbook = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
  const sheets = isWorkbook ? readWorkbook(bytes, path) : [readText(bytes, path)];
  return sheets.map(({name, rows}) => ({name, rows: rows.map((row) => row.map((cell) => cell.trim()))}));
}

function readText(bytes: Uint8Array, path: string): Sheet {
  const text = decoded(bytes, path);
  const delimiter = [",", ";", "\t"].reduce((best, next) =>
    text.split(next).length > text.split(best).length ? next : best
  );
  try {
    const rows = parse(text, {delimiter, relax_column_count: true, relax_quotes: true, bom: true}) as string[][];
    return {name: "", rows};
  } catch (cause) {
    throw new PipelineError(`${path}: it cannot be read as CSV (${(cause as Error).message}). Download it again.`, {
      cause
    });
  }
}

function decoded(bytes: Uint8Array, path: string): string {
  const marks: Record<string, string> = {fffe: "utf-16le", feff: "utf-16be"};
  const mark = Buffer.from(bytes.subarray(0, 2)).toString("hex");
  try {
    return new TextDecoder(marks[mark] ?? "utf-8", {fatal: true}).decode(bytes);
  } catch (cause) {
    throw new PipelineError(`${path}: it is neither a workbook nor CSV in UTF-8. Download it again.`, {cause});
  }
}
