import {mkdir, readFile, rm} from "node:fs/promises";
import {join} from "node:path";
import {literal, type Warehouse} from "../warehouse.js";

/** Where the time of a model's query went, of all its parts where it was made in parts. */
export interface Profile {
  parts: number;
  seconds: number;
  /** What the query took of memory, all its operators together; of the part that took the most. */
  memoryBytes: number;
  /** The operator that took the most time of all threads, with what it worked on. */
  slowest: OperatorTime;
}

interface OperatorTime {
  name: string;
  detail: string;
  seconds: number;
}

/** What one statement took. */
export interface StatementProfile {
  seconds: number;
  memoryBytes: number;
  operators: OperatorTime[];
}

interface Operator {
  operator_name?: string;
  operator_timing?: number;
  extra_info?: Record<string, string | string[]>;
  children?: Operator[];
}

/** Runs the work, one statement, and tells where its time went. */
export async function profiled(
  warehouse: Warehouse,
  folder: string,
  work: () => Promise<unknown>
): Promise<StatementProfile> {
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
  return {
    seconds: plan.latency,
    memoryBytes: plan.total_memory_allocated,
    operators: operators(plan).map(({operator_name = "", operator_timing = 0, extra_info = {}}) => ({
      name: operator_name,
      detail: detail(extra_info),
      seconds: operator_timing
    }))
  };
}

/** Puts together what the parts of one query took; operators that did the same in each are one. Undefined of none. */
export function profileOf(parts: StatementProfile[]): Profile | undefined {
  if (parts.length === 0) return undefined;
  const times = new Map<string, OperatorTime>();
  // Where a statement has several that look alike, the first of each part belongs to the first of the others.
  for (const {operators} of parts) {
    const seen = new Map<string, number>();
    for (const {name, detail, seconds} of operators) {
      const alike = `${name} ${detail}`;
      const place = (seen.get(alike) ?? 0) + 1;
      seen.set(alike, place);
      const before = times.get(`${alike} ${place}`)?.seconds ?? 0;
      times.set(`${alike} ${place}`, {name, detail, seconds: before + seconds});
    }
  }
  return {
    parts: parts.length,
    seconds: parts.reduce((sum, {seconds}) => sum + seconds, 0),
    memoryBytes: Math.max(...parts.map(({memoryBytes}) => memoryBytes)),
    slowest: [...times.values()].reduce((one, other) => (other.seconds > one.seconds ? other : one))
  };
}

/** One line under a model's line. */
export function profileLine({parts, seconds, memoryBytes, slowest}: Profile): string {
  const memory = `${Math.ceil(memoryBytes / 2 ** 20).toLocaleString("en")} MB`;
  const operator = `${slowest.name.toLowerCase()} ${slowest.seconds.toFixed(2)} s`;
  const query = parts === 1 ? "query" : `query in ${parts} parts`;
  return `        ${query} ${seconds.toFixed(2)} s, ${memory}, slowest: ${operator} ${slowest.detail}`.trimEnd();
}

function operators(operator: Operator): Operator[] {
  return [operator, ...(operator.children ?? []).flatMap(operators)];
}

function detail(info: Record<string, string | string[]>): string {
  const told = ["Table", "Conditions", "Groups", "Projections"]
    .map((key) => info[key])
    .find((value) => value !== undefined);
  const text = [told ?? ""].flat().join(", ").replaceAll(/\s+/g, " ");
  return text === "" ? "" : `(${text.slice(0, 80)})`;
}
