import {totalmem} from "node:os";

const shareOfMachine = 0.6;

/**
 * What DuckDB may use where settings do not say: a share of what the machine, or the container around this process, has.
 * The process stands up to 40 % above it, Node included, and the system needs room too; what does not fit is spilled.
 */
export function defaultMemoryLimit(machine = totalmem(), container = process.constrainedMemory?.() ?? 0): string {
  // Without a container the answer is 0, or greater than any memory.
  const bytes = container > 0 ? Math.min(machine, container) : machine;
  return `${Math.floor((bytes * shareOfMachine) / 1e6)}MB`;
}
