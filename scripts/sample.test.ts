import {existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {gunzipSync} from "node:zlib";
import {expect, test} from "vitest";
import {makeSample} from "./sample/make-sample.js";

const committed = join(import.meta.dirname, "..", "data", "sample");

test("the committed sample is what the script makes", async () => {
  const files = await makeSample();
  const made = files.map(({path}) => path).sort();
  expect(filesUnder(committed)).toEqual(made);
  // Compressed bytes may differ by version of Node; what is in them may not.
  for (const {path, content} of files) {
    expect(existsSync(join(committed, path)), path).toBe(true);
    const kept = readFileSync(join(committed, path));
    expect(plain(path, kept).equals(plain(path, content)), path).toBe(true);
  }
});

test("the sample stays small enough for everybody who clones the project", () => {
  const bytes = filesUnder(committed).reduce((sum, path) => sum + statSync(join(committed, path)).size, 0);
  expect(bytes).toBeLessThan(5_000_000);
});

function plain(path: string, content: Buffer): Buffer {
  return path.endsWith(".gz") ? gunzipSync(content) : content;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: "utf8"})
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}
