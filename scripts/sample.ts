import {rm} from "node:fs/promises";
import {join, resolve} from "node:path";
import {parseArgs} from "node:util";
import {UsageError} from "../pipeline/errors.js";
import {type BulkFormat, makeBulk} from "./sample/bulk.js";
import {writeFiles} from "./sample/files.js";
import {makeSample} from "./sample/make-sample.js";

const help = `usage: npx tsx scripts/sample.ts [--out <folder>]
       npx tsx scripts/sample.ts --messages <n> --format csv|jsonl|parquet|whatsapp --out <folder> [--days <n>]

  The first makes the sample of a made-up company (default: data/sample), always the same.
  The second makes an inbox with as many messages as asked for, for measuring.
`;

const formats = ["csv", "jsonl", "parquet", "whatsapp"];

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const {values} = parseArgs({
    options: {
      out: {type: "string"},
      messages: {type: "string"},
      format: {type: "string", default: "csv"},
      days: {type: "string", default: "90"},
      help: {type: "boolean"}
    }
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  if (values.messages === undefined) {
    await writeSample(resolve(values.out ?? join(import.meta.dirname, "..", "data", "sample")));
    return;
  }
  if (values.out === undefined) throw new UsageError("--messages needs --out, a folder to write to.");
  if (!formats.includes(values.format)) {
    throw new UsageError(`--format is ${values.format}; it is one of ${formats.join(", ")}.`);
  }
  const files = await makeBulk({
    messages: wholeNumber("--messages", values.messages),
    days: wholeNumber("--days", values.days),
    format: values.format as BulkFormat,
    folder: resolve(values.out)
  });
  for (const {path, rows} of files) process.stdout.write(`${path}: ${rows.toLocaleString("en")} rows\n`);
}

async function writeSample(folder: string): Promise<void> {
  const files = await makeSample();
  for (const part of ["inbox", "reference"]) await rm(join(folder, part), {recursive: true, force: true});
  await writeFiles(folder, files);
  const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
  process.stdout.write(`${folder}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(number) || number < 1)
    throw new UsageError(`${option} is ${text}; it is a whole number from 1.`);
  return number;
}
