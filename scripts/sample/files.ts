import {mkdir, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {gzipSync} from "node:zlib";

/** A file of the sample; its path is relative to the sample's folder. */
export interface SampleFile {
  path: string;
  content: Buffer;
}

export type Cell = string | number | boolean | null | undefined;

export async function writeFiles(folder: string, files: SampleFile[]): Promise<void> {
  for (const {path, content} of files) {
    await mkdir(dirname(join(folder, path)), {recursive: true});
    await writeFile(join(folder, path), content);
  }
}

/** A path that ends in .gz is compressed. */
export function textFile(path: string, text: string): SampleFile {
  const bytes = Buffer.from(text, "utf8");
  return {path, content: path.endsWith(".gz") ? gzipSync(bytes, {level: 9}) : bytes};
}

export function csvFile(path: string, header: string[], rows: Cell[][], delimiter = ","): SampleFile {
  const line = (cells: Cell[]) => cells.map((cell) => quoted(cell, delimiter)).join(delimiter);
  return textFile(path, `${[header, ...rows].map(line).join("\n")}\n`);
}

export function jsonLinesFile(path: string, documents: unknown[]): SampleFile {
  const lines = documents.map((document) => (typeof document === "string" ? document : JSON.stringify(document)));
  return textFile(path, `${lines.join("\n")}\n`);
}

function quoted(cell: Cell, delimiter: string): string {
  const text = cell === null || cell === undefined ? "" : String(cell);
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}
