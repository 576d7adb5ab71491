import {rm} from "node:fs/promises";
import {join, resolve} from "node:path";
import {parseArgs} from "node:util";
import {writeFiles} from "./sample/files.js";
import {makeSample} from "./sample/make-sample.js";

const help = `usage: npx tsx scripts/sample.ts [--out <folder>]

  Makes the committed sample of a made-up company (default: data/sample), always the same bytes.
`;

const {values} = parseArgs({options: {out: {type: "string"}, help: {type: "boolean"}}});
if (values.help) process.stdout.write(help);
else {
  const folder = resolve(values.out ?? join(import.meta.dirname, "..", "data", "sample"));
  const files = await makeSample();
  for (const part of ["inbox", "reference"]) await rm(join(folder, part), {recursive: true, force: true});
  await writeFiles(folder, files);
  const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
  process.stdout.write(`${folder}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
}
