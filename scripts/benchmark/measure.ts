import {spawn} from "node:child_process";
import {availableParallelism, cpus, totalmem} from "node:os";
import {join} from "node:path";
import {PipelineError} from "../../pipeline/errors.js";

/** What one piece of work cost, in a process of its own. */
export interface Measurement {
  seconds: number;
  /** Of all cores together: what is left of the cost when others use the machine too. */
  processorSeconds: number;
  /** The greatest that the process ever was, Node itself and DuckDB together. */
  peakMegabytes: number;
  /** What the work returned, like counts of rows. */
  result: Record<string, number>;
}

/** A number worth comparing with the next run's. */
export interface Figure {
  name: string;
  value: number;
  unit: "ratio" | "seconds" | "rows/s" | "MB" | "kB" | "rows" | "GB";
  /** What it must not pass, or must reach; absent where it is only told. */
  atMost?: number;
  atLeast?: number;
}

export interface Bench {
  /** A folder of this benchmark's own, removed afterwards. */
  folder: string;
  messages: number;
  /** How long the history is. */
  days: number;
  memoryLimit: string;
  say(line: string): void;
}

export interface Benchmark {
  name: string;
  question: string;
  /** DuckDB's memory limit where none is given: below what the benchmark allows the process. */
  memoryLimit?: string;
  /** How many messages where none are asked for; default 3,000,000. */
  messages?: number;
  run(bench: Bench): Promise<Figure[]>;
}

/** Pieces of work by name, which a child process runs: data in, counts out. */
export type Works = Record<string, (input: WorkInput) => Promise<Record<string, number>>>;

export interface WorkInput {
  folder: string;
  memoryLimit: string;
  [more: string]: string;
}

/** Runs a module's work in a child process, so that its memory is its own, and says on the error output what it cost. */
export function measure(module: string, work: string, input: WorkInput): Promise<Measurement> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", join(import.meta.dirname, "worker.ts"), module, work, JSON.stringify(input)],
    {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: join(import.meta.dirname, "..", "..")
    }
  );
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) {
        reject(new PipelineError(`${module} ${work}: the process ended with ${code}; its own message stands above.`));
        return;
      }
      const measurement: Measurement = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      process.stderr.write(`    ${module} ${work}: ${describeMeasurement(measurement)}\n`);
      resolve(measurement);
    });
  });
}

function describeMeasurement({seconds, processorSeconds, peakMegabytes}: Measurement): string {
  return `${seconds.toFixed(1)} s, ${processorSeconds.toFixed(1)} s of processor, ${peakMegabytes.toFixed(0)} MB`;
}

/**
 * Three pairs, the yardstick first in each, so that what else the machine does hits both. The ratio is the median of
 * the pairs' ratios.
 */
export async function comparePairs(yardstick: () => Promise<Measurement>, ours: () => Promise<Measurement>) {
  const pairs: {yardstick: Measurement; ours: Measurement}[] = [];
  for (let pair = 0; pair < 3; pair++) pairs.push({yardstick: await yardstick(), ours: await ours()});
  return {
    ratio: median(pairs.map((pair) => pair.ours.seconds / pair.yardstick.seconds)),
    processorRatio: median(pairs.map((pair) => pair.ours.processorSeconds / pair.yardstick.processorSeconds)),
    yardstickSeconds: median(pairs.map((pair) => pair.yardstick.seconds)),
    seconds: median(pairs.map((pair) => pair.ours.seconds)),
    peakMegabytes: Math.max(...pairs.map((pair) => pair.ours.peakMegabytes)),
    result: pairs[0]!.ours.result
  };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function isMet({value, atMost, atLeast}: Figure): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}

export function describeMachine(): Record<string, string | number> {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory_gigabytes: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${process.arch}`,
    node: process.version
  };
}
