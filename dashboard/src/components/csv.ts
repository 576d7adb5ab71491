import type {Row} from "./cube.js";
import {isFormula, markWithin, textMark} from "./formula.js";

interface Dialect {
  delimiter: string;
  /** At what other spreadsheets split. */
  elsewhere: RegExp;
  quoted: RegExp;
}

const dialects: Record<"." | ",", Dialect> = {
  ".": {delimiter: ",", elsewhere: /[;\t\r\n]/g, quoted: /[",\r\n]/},
  ",": {delimiter: ";", elsewhere: /[,\t\r\n]/g, quoted: /[",;\r\n]/}
};

/**
 * Rows as RFC 4180 text with a mark, so that spreadsheets read its accents. Those that write decimals with a comma part
 * cells by semicolons, and would read 12.756 as twelve thousand.
 */
export function writeCsv(columns: string[], rows: Row[], decimalMark: "." | "," = "."): string {
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name] ?? null))];
  const {delimiter} = dialects[decimalMark];
  const writeLine = (line: unknown[]) => line.map((value) => writeField(value, decimalMark)).join(delimiter);
  return `\ufeff${lines.map(writeLine).join("\r\n")}\r\n`;
}

function writeField(value: unknown, decimalMark: "." | ","): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value).replace(".", decimalMark);
  if (typeof value !== "string") return String(value);
  const {elsewhere, quoted} = dialects[decimalMark];
  const text = (isFormula(value) ? textMark : "") + markWithin(value, elsewhere);
  return quoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], {type: "text/csv;charset=utf-8"}));
  const link = Object.assign(document.createElement("a"), {href: url, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
