import {existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {ingest} from "./ingest.js";
import {makeTestHome} from "./test-home.js";

// Broken and malicious files written by other people; they stay where they are.
const fixtures = new URL("../../../shared/fixtures/", import.meta.url).pathname;

test.skipIf(!existsSync(fixtures))(
  "no hostile file loads as data, crashes or hangs, and each says why",
  async () => {
    const home = await makeTestHome();
    const names = readdirSync(fixtures).filter((name) => name.startsWith("hostile-"));
    const files = names
      .flatMap((name) => filesUnder(join(fixtures, name)))
      .filter((file) => !/PROVENANCE|LICENSE/.test(file));
    for (const file of files) {
      const name = file
        .slice(fixtures.length)
        .replaceAll("/", "__")
        .replace(/\.txt$/, ".csv")
        .replace(/\.geojsonl$/, ".jsonl");
      home.put(`messages/${name}`, readFileSync(file));
    }
    const {files: loaded, known} = await ingest(home.context);
    expect(loaded.length + known).toBe(files.length);
    expect(loaded.filter(({rows_accepted, file_id}) => rows_accepted > 0 || file_id === null)).toEqual([]);
    // What holds no row at all has nothing to refuse.
    const silent = loaded.filter(({rows_refused}) => rows_refused === 0).map(({path}) => path);
    expect(silent.filter((path) => !/empty_array|empty_no_newline/.test(path))).toEqual([]);
    const unclear = await home.context.warehouse.rows(
      "select reason, message from ops.rejects where reason is null or length(message) < 15"
    );
    expect(unclear).toEqual([]);
    expect(await home.context.warehouse.rows("from raw.messages")).toEqual([]);
    expect(readdirSync(home.context.home.temporary)).toEqual([]);
    home.remove();
  },
  180_000
);

function filesUnder(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}
