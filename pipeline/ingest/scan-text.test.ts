import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fc from "fast-check";
import {afterAll, expect, test} from "vitest";
import {scanText, type TableShape} from "./scan-text.js";

const folder = mkdtempSync(join(tmpdir(), "chat-analytics-"));

afterAll(() => rmSync(folder, {recursive: true, force: true}));

const table: TableShape = {delimiter: ",", quote: '"', columns: 2};

async function scan(content: string | Buffer, shape: TableShape | null = table) {
  const path = join(folder, "scanned.txt");
  writeFileSync(path, content);
  return scanText(path, shape);
}

test("lines that are not empty are counted, whatever ends them", async () => {
  expect(await scan("a\nb\n\nc")).toMatchObject({records: 3, newline: "lf"});
  expect(await scan("a\r\nb\r\n\r\n")).toMatchObject({records: 2, newline: "crlf"});
  expect(await scan("a\rb\n")).toMatchObject({records: 2, newline: "other"});
  expect(await scan("a\nb\r\n")).toMatchObject({records: 2, newline: "other"});
  expect(await scan("a")).toMatchObject({records: 1, newline: "none"});
  expect(await scan("")).toMatchObject({records: 0, newline: "none"});
});

test("a line end inside quotes ends no record", async () => {
  expect((await scan('a,"x\ny"\nb,"z""\n"\n')).records).toBe(2);
  expect((await scan('a,"x\r\ny"\r\nb,""\r\n')).records).toBe(2);
  expect((await scan('{"a":\n"x"}\n', null)).records).toBe(2);
});

test("a record of too many values that ends in an empty one is seen, wherever it stands", async () => {
  const wide = ["a,b,", 'a,b,""', 'a,b,""\r', "a,b,,", ",,", '"x,y",b,', 'say "a, b" to,', ' "a" ,b,'];
  const narrow = ["a,b", "a,", ",", 'a,""', '"a,b",', '"a"",b,","c"', 'a,"b,""c"""', ' "a,b" ,', "a,b\n\n,"];
  for (const ends of ["", "\n", "\nc,d\n"]) {
    for (const line of wide) expect([line, (await scan(`a,b\n${line}${ends}`)).isTooWide]).toEqual([line, true]);
    for (const line of narrow) expect([line, (await scan(`a,b\n${line}${ends}`)).isTooWide]).toEqual([line, false]);
  }
});

test("a record cut by the reader's chunks is counted whole", async () => {
  const lead = "x,y\n".repeat(249_999);
  for (const before of ["", "z", "zz", "zzz"]) {
    expect((await scan(`${lead}${before},b,\nc,d\n`)).isTooWide).toBe(true);
    expect((await scan(`${lead}${before}","\nc,d\n`)).isTooWide).toBe(false);
    expect((await scan(`${lead}"${before},\nb",\nc,d\n`)).isTooWide).toBe(false);
  }
});

test("no number is found where JSON has a value, also where the reader's chunks cut it", async () => {
  const lines = ['{"a":NaN}', '{"a": -Infinity }', '{"a":[1,NaN]}', '{"a":"NaN"}', '{"a":"b NaN, c"}', '{"NaN":1}'];
  const seen = [true, true, true, false, false, false];
  for (let shift = 0; shift < 20; shift++) {
    const lead = " ".repeat(999_980 + shift);
    for (const [at, line] of lines.entries()) {
      expect([line, (await scan(`${lead}${line}`, null)).hasNoNumber]).toEqual([line, seen[at]]);
    }
  }
});

test("both ways of counting agree on any text", async () => {
  const letters = fc.array(fc.constantFrom("a", '"', "\n", "é", ","), {maxLength: 60}).map((list) => list.join(""));
  await fc.assert(
    fc.asyncProperty(letters, async (text) => {
      // A return in front of the first line makes the scan look at every byte.
      const jumping = await scan(text);
      const each = await scan(`\r${text}`);
      expect([each.records, each.isTooWide]).toEqual([jumping.records, jumping.isTooWide]);
    }),
    {numRuns: 300}
  );
});

test("characters cut by the reader's chunks are still UTF-8; a cut at the end is not", async () => {
  const long = Buffer.from(`${"x".repeat(999_999)}é€👍`.repeat(3));
  expect(await scan(long)).toMatchObject({isUtf8: true});
  expect(await scan(long.subarray(0, -1))).toMatchObject({isUtf8: false});
  expect(await scan(Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]))).toMatchObject({isUtf8: false});
  expect(await scan("a\0b")).toMatchObject({hasNul: true});
});
