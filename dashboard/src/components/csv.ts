import type {Row} from "./cube.js";
import {isFormula, markWithin, textMark} from "./formula.js";

const splitElsewhere = /[;\t\r\n]/g;

/** Rows as RFC 4180 text with a mark, so that spreadsheets read its accents. */
export function writeCsv(columns: string[], rows: Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name] ?? null))];
  return `\ufeff${lines.map((line) => line.map(writeField).join(",")).join("\r\n")}\r\n`;
}

function writeField(value: unknown): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = (isFormula(value) ? textMark : "") + markWithin(value, splitElsewhere);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], {type: "text/csv;charset=utf-8"}));
  const link = Object.assign(document.createElement("a"), {href: url, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
