import {strToU8, zipSync} from "fflate";

type Cell = string | number | null;

/** An XLSX workbook of the sheets given, for tests; texts are shared, as Excel writes them. */
export function workbook(sheets: Record<string, Cell[][]>): Uint8Array {
  const texts: string[] = [];
  const names = Object.keys(sheets);
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const cellXml = (cell: Cell, row: number, column: number) => {
    if (cell === null) return "";
    const at = `${String.fromCharCode(65 + column)}${row + 1}`;
    if (typeof cell === "number") return `<c r="${at}"><v>${cell}</v></c>`;
    return `<c r="${at}" t="s"><v>${texts.push(cell) - 1}</v></c>`;
  };
  const sheetXml = (rows: Cell[][]) =>
    `<worksheet><sheetData>${rows
      .map(
        (cells, row) => `<row r="${row + 1}">${cells.map((cell, column) => cellXml(cell, row, column)).join("")}</row>`
      )
      .join("")}</sheetData></worksheet>`;
  const parts = Object.fromEntries(
    Object.values(sheets).map((rows, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(rows)])
  );
  const files: Record<string, string> = {
    "xl/workbook.xml": `<workbook xmlns:r="r"><sheets>${names
      .map((name, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names
      .map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`)
      .join("")}</Relationships>`,
    "xl/sharedStrings.xml": `<sst>${texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join("")}</sst>`,
    ...parts
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
