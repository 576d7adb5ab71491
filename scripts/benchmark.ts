import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {UsageError} from "../pipeline/errors.js";
import {benchmark as browser} from "./benchmark/browser.js";
import {benchmark as build} from "./benchmark/build.js";
import {benchmark as compare} from "./benchmark/compare.js";
import {benchmark as day} from "./benchmark/day.js";
import {benchmark as hours} from "./benchmark/hours.js";
import {benchmark as idle} from "./benchmark/idle.js";
import {benchmark as ingest} from "./benchmark/ingest.js";
import {type Bench, type Benchmark, describeMachine, type Figure, isMet} from "./benchmark/measure.js";
import {benchmark as report} from "./benchmark/report.js";
import {benchmark as spend} from "./benchmark/spend.js";
import {benchmark as storage} from "./benchmark/storage.js";

/** A new one is a file beside these and a name here. */
const benchmarks: Benchmark[] = [ingest, build, day, spend, hours, idle, storage, compare, report, browser];

const help = `usage: npm run benchmark -- [<name>…] [--messages <n>] [--days <n>] [--memory <limit>] [--json <file>]

  Measures on data made for it, and compares with plain DuckDB in the same run. Exit code 1 when a figure is missed.

${benchmarks.map(({name, question}) => `  ${name.padEnd(10)} ${question}`).join("\n")}

  --messages <n>    how many messages (default: each benchmark's own)
  --days <n>        how long the history is that a day is added to (default 365)
  --memory <limit>  DuckDB's memory limit (default: each benchmark's own)
  --json <file>     also keep the figures, with the machine's description, in a file; those that the README quotes are
                    in scripts/benchmark/figures.json
`;

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      messages: {type: "string"},
      days: {type: "string", default: "365"},
      memory: {type: "string"},
      json: {type: "string"},
      help: {type: "boolean"}
    }
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const unknown = positionals.find((name) => !benchmarks.some((one) => one.name === name));
  if (unknown !== undefined) throw new UsageError(`no benchmark is named ${unknown}.`);
  const messages = values.messages === undefined ? undefined : wholeNumber("messages", values.messages, 1000);
  const days = wholeNumber("days", values.days, 32);
  const machine = describeMachine();
  process.stdout.write(`${Object.values(machine).join(" · ")}\n`);
  for (const benchmark of benchmarks) {
    if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
    const size = {
      messages: messages ?? benchmark.messages ?? 3_000_000,
      days,
      memoryLimit: values.memory ?? benchmark.memoryLimit ?? "1GB"
    };
    const figures = await runBenchmark(benchmark, size);
    if (values.json !== undefined) keepFigures(values.json, benchmark.name, {machine, ...size, figures});
    if (!figures.every(isMet)) process.exitCode = 1;
  }
}

/** Puts a benchmark's figures in the place of its former ones; those of others stay. */
function keepFigures(path: string, name: string, run: object): void {
  const kept = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
  const measured = new Date().toISOString().slice(0, 10);
  writeFileSync(path, `${JSON.stringify({...kept, [name]: {measured, ...run}}, null, 2)}\n`);
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text.replaceAll("_", ""));
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(`--${option} is ${text}; it is a whole number from ${least}.`);
}

type Size = Pick<Bench, "messages" | "days" | "memoryLimit">;

async function runBenchmark(benchmark: Benchmark, size: Size): Promise<Figure[]> {
  process.stdout.write(`\n${benchmark.name}: ${benchmark.question}\n`);
  const folder = mkdtempSync(join(tmpdir(), "chat-analytics-benchmark-"));
  const say = (line: string) => process.stdout.write(`  ${line}\n`);
  try {
    const figures = await benchmark.run({...size, folder, say});
    for (const figure of figures) say(formatFigure(figure));
    return figures;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function formatFigure(figure: Figure): string {
  const digits = figure.value < 100 ? 2 : 0;
  const value = figure.value.toLocaleString("en", {minimumFractionDigits: digits, maximumFractionDigits: digits});
  const bounds = [
    figure.atMost === undefined ? "" : `at most ${figure.atMost.toLocaleString("en")}`,
    figure.atLeast === undefined ? "" : `at least ${figure.atLeast.toLocaleString("en")}`
  ].join("");
  const verdict = bounds === "" ? "" : `${isMet(figure) ? "✓" : "✗"} ${bounds}`;
  return `${figure.name.padEnd(38)} ${value.padStart(12)} ${figure.unit.padEnd(8)} ${verdict}`.trimEnd();
}
