import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fc from "fast-check";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import type {SourceFile} from "../ingest/source.js";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {type DocumentKind, documentParts, documentsIn, isJson, isObject} from "./documents.js";

let warehouse: Warehouse;
const folder = mkdtempSync(join(tmpdir(), "chat-analytics-test-"));

beforeAll(async () => {
  warehouse = await openWarehouse();
});

afterAll(() => {
  warehouse.close();
  rmSync(folder, {recursive: true});
});

const kind: DocumentKind = {
  isDocument: (value) => isObject(value) && "entry" in value,
  refusal: {reason: "not_a_webhook", message: "none"}
};

function file(text: string, name = "day.jsonl"): SourceFile {
  const path = join(folder, name);
  writeFileSync(path, text);
  return {
    warehouse,
    path,
    name,
    reading: {timeZone: "UTC", loadedAt: new Date("2026-03-10T12:00:00Z")},
    signal: new AbortController().signal,
    fallbackIntents: []
  };
}

async function bodies(sql: string): Promise<string[]> {
  const found = await warehouse.rows<{body: string}>(`select body from (${sql}) order by body`);
  return found.map(({body}) => body);
}

describe("lines", () => {
  const lines = ['{"entry":1}', "", '{"entry":2}', "  ", '{"entry":"ñ\u2028"}', '{"entry":4}'];
  const expected = lines.filter((line) => line.trim() !== "").sort();

  test.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"]
  ])("that end in %s are documents, blank ones are none", async (_, newline) => {
    const documents = await documentsIn(file(lines.join(newline)), kind);
    expect(await bodies(documents.all)).toEqual(expected);
    await documents.number("select hash('{\"entry\":4}')");
    expect(await warehouse.rows("from numbered_documents")).toMatchObject([{line: 6, body: '{"entry":4}'}]);
  });

  test("one without end is refused, also in a file that is named as a document", async () => {
    const endless = file(`{"entry":"${"y".repeat(140_000_000)}`, "day.json");
    await expect(documentsIn(endless, kind)).rejects.toThrow("after byte 0 no line ends for 64 MiB");
  });

  test("a part at a time gives the same lines with the numbers of the whole file", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('{"entry":1}', "", '{"entry":"long long long"}', "{", " "), {
          minLength: 3,
          maxLength: 12
        }),
        fc.integer({min: 1, max: 60}),
        fc.boolean(),
        async (middle, partSize, endsInNewline) => {
          const all = ['{"entry":0}', ...middle, '{"entry":9}'];
          const found: unknown[] = [];
          for await (const part of documentParts(file(all.join("\n") + (endsInNewline ? "\n" : "")), kind, partSize)) {
            await part.number(`select hash(body) from (${part.all})`);
            found.push(...(await warehouse.rows("select line, body from numbered_documents order by line")));
          }
          expect(found).toEqual(
            all.map((body, index) => ({line: index + 1, body})).filter(({body}) => body.trim() !== "")
          );
        }
      ),
      {numRuns: 30}
    ));
});

test.each([
  '{"a": "b, ]"}',
  '{"a": "NaN", "b": "Infinity"}',
  '{"a": "\\",]"}',
  '{"a": [1, 2], "b": {}}',
  '{"a": [1, 2,]}',
  '{"a": 1, }',
  '{"a": NaN}',
  '{"a": -Infinity}',
  "{'a': 1}",
  '{"a": 1} x',
  "",
  "nul"
])("%s is JSON to the reader as it is to JSON.parse", async (text) => {
  let isParsed = true;
  try {
    JSON.parse(text);
  } catch {
    isParsed = false;
  }
  expect(await warehouse.row(`select ${isJson("body")} as found from (select $text as body)`, {text})).toEqual({
    found: isParsed
  });
});
