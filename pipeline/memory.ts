import {totalmem} from "node:os";

const shareOfMachine = 0.45;

/**
 * What DuckDB may use where settings do not say: a share of what the machine, or the container around this process, has.
 * Node included, the process of a first build of 100 million messages stood at twice its limit, of 20 million at 1.6
 * times; what does not fit is spilled.
 */
export function defaultMemoryLimit(machine = totalmem(), container = process.constrainedMemory?.() ?? 0): string {
  // Without a container the answer is 0, or greater than any memory.
  const bytes = container > 0 ? Math.min(machine, container) : machine;
  return `${Math.floor((bytes * shareOfMachine) / 1e6)}MB`;
}
