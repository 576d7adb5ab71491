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

/** Throws all faults at once, one line each; does nothing when there are none. */
export function throwFaults(what: string, faults: string[]): void {
  if (faults.length === 0) return;
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  throw new PipelineError(`${what} has ${count}:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
}
