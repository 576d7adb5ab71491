import {mkdir, readFile, rm} from "node:fs/promises";
import {join} from "node:path";
import {literal, type Warehouse} from "../warehouse.js";

/** Where the time of a model's query went. */
export interface Profile {
  seconds: number;
  /** What the query took of memory, all its operators together. */
  memoryBytes: number;
  /** The operator that took the most time of all threads, with what it worked on. */
  slowest: {name: string; detail: string; seconds: number};
}

interface Operator {
  operator_name?: string;
  operator_timing?: number;
  extra_info?: Record<string, string | string[]>;
  children?: Operator[];
}

/** Runs the work, one statement, and tells where its time went. */
export async function profiled(warehouse: Warehouse, folder: string, work: () => Promise<void>): Promise<Profile> {
  const file = join(folder, "profile.json");
  await mkdir(folder, {recursive: true});
  await warehouse.run(`set enable_profiling = 'json'; set profiling_output = ${literal(file)};`);
  try {
    await work();
  } finally {
    await warehouse.run("pragma disable_profiling").catch(() => undefined);
  }
  const plan = JSON.parse(await readFile(file, "utf8")) as Operator & {
    latency: number;
    total_memory_allocated: number;
  };
  await rm(file);
  const {operator_name = "", operator_timing = 0, extra_info = {}} = operators(plan).reduce(slower, {});
  return {
    seconds: plan.latency,
    memoryBytes: plan.total_memory_allocated,
    slowest: {name: operator_name, detail: detail(extra_info), seconds: operator_timing}
  };
}

/** One line under a model's line. */
export function profileLine({seconds, memoryBytes, slowest}: Profile): string {
  const memory = `${Math.ceil(memoryBytes / 2 ** 20).toLocaleString("en")} MB`;
  const operator = `${slowest.name.toLowerCase()} ${slowest.seconds.toFixed(2)} s`;
  return `        query ${seconds.toFixed(2)} s, ${memory}, slowest: ${operator} ${slowest.detail}`.trimEnd();
}

function operators(operator: Operator): Operator[] {
  return [operator, ...(operator.children ?? []).flatMap(operators)];
}

function slower(one: Operator, other: Operator): Operator {
  return (other.operator_timing ?? 0) > (one.operator_timing ?? 0) ? other : one;
}

function detail(info: Record<string, string | string[]>): string {
  const told = ["Table", "Conditions", "Groups", "Projections"]
    .map((key) => info[key])
    .find((value) => value !== undefined);
  const text = [told ?? ""].flat().join(", ").replaceAll(/\s+/g, " ");
  return text === "" ? "" : `(${text.slice(0, 80)})`;
}
