/** A fault that a person can mend: exit code 1. The message says place, fault, value and remedy in one sentence. */
export class PipelineError extends Error {
  override name = "PipelineError";
}

/** The command line was used wrongly: exit code 2. */
export class UsageError extends PipelineError {
  override name = "UsageError";
}

/** The work was stopped from outside (Ctrl-C); everything is as it was before. */
export class StoppedError extends PipelineError {
  override name = "StoppedError";
  constructor() {
    super("stopped; what was not finished is undone, the next run does it again.");
  }
}

/** A number and what it counts, like "1 row" or "2,000 rows". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Throws all faults at once, one line each; does nothing when there are none. */
export function throwFaults(what: string, faults: string[]): void {
  if (faults.length === 0) return;
  throw new PipelineError(
    `${what} has ${counted(faults.length, "fault")}:\n${faults.map((fault) => `  ${fault}`).join("\n")}`
  );
}

const remedies: Record<string, string> = {
  EACCES: "this user may not do that there. Give it the right, or name another folder",
  EPERM: "this user may not do that there. Give it the right, or name another folder",
  EROFS: "the disk can only be read. Name a folder on another",
  ENOSPC: "the disk is full. Make room and run this again",
  "ENOENT mkdir": "no folder can be made there. Name another",
  "ENOTDIR mkdir": "a file stands where a folder should. Move it away, or name another folder",
  "EEXIST mkdir": "a file stands where a folder should. Move it away, or name another folder",
  EDQUOT: "this user's share of the disk is used up. Make room and run this again"
};

// What can be spilled was; what is left needs memory, or disk for what was spilled.
export const memoryRemedy =
  'Raise memory_limit in settings.yaml (like "4GB"), or make room on the disk for the home\'s temporary folder';

/** Whether DuckDB has no memory left for a statement. */
export function isOfMemory(error: unknown): boolean {
  return /Out of Memory/i.test(String((error as Error).message));
}

export function firstLine(error: unknown): string {
  return String((error as Error).message).split("\n", 1)[0]!;
}

/** What the system or DuckDB refuses and a person can mend, in a sentence; null for anything else. */
export function systemFault(error: unknown): string | null {
  const {code, syscall, message, path, dest} = error as NodeJS.ErrnoException & {dest?: string};
  if (isOfMemory(error)) return `memory is used up. ${memoryRemedy} (${firstLine(error)}).`;
  const remedy = remedies[`${code}`] ?? remedies[`${code} ${syscall}`];
  // What is copied, linked or renamed is ours; the fault is of the place that it was to go to.
  if (remedy !== undefined && path !== undefined) return `${dest ?? path}: ${remedy} (${code}, ${syscall}).`;
  // Who writes on in a file that is open is not told its name, and DuckDB says it in its own words.
  const [full] = /[^\n]*(no space left on device|disk quota exceeded)[^\n]*/i.exec(message) ?? [];
  return full === undefined ? null : `the disk is full. Make room and run this again (${full}).`;
}
