import type {Warehouse} from "../warehouse.js";

/**
 * Works while DuckDB counts three threads at least. It reads a list of JSON files with one thread each unless it counts
 * more threads than files, and a file is read beside a pattern of its keys. On two cores it is told to expect a third
 * thread from outside, which never comes: no more than two run.
 */
export async function withThreeThreads<T>(warehouse: Warehouse, work: () => Promise<T>): Promise<T> {
  const {threads} = await warehouse.row<{threads: number}>("select current_setting('threads')::double as threads");
  if (threads !== 2) return work();
  await warehouse.run("set threads = 3; set external_threads = 2");
  try {
    return await work();
  } finally {
    await warehouse.run("set external_threads = 1; set threads = 2");
  }
}
