import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fc from "fast-check";
import {afterAll, expect, test} from "vitest";
import {scanText} from "./scan-text.js";

const folder = mkdtempSync(join(tmpdir(), "chat-analytics-"));

afterAll(() => rmSync(folder, {recursive: true, force: true}));

async function scan(content: string | Buffer, quote: string | null = '"') {
  const path = join(folder, "scanned.txt");
  writeFileSync(path, content);
  return scanText(path, quote);
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

test("both ways of counting agree on any text", async () => {
  const letters = fc.array(fc.constantFrom("a", '"', "\n", "é", ","), {maxLength: 60}).map((list) => list.join(""));
  await fc.assert(
    fc.asyncProperty(letters, async (text) => {
      // A return in front of the first line makes the scan look at every byte.
      const jumping = await scan(text);
      const each = await scan(`\r${text}`);
      expect(each.records).toBe(jumping.records);
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
