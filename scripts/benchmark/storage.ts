import {mkdirSync, rmSync, statSync} from "node:fs";
import {join} from "node:path";
import {build} from "../../pipeline/build/build.js";
import {compactWarehouse} from "../../pipeline/compact.js";
import {ingest} from "../../pipeline/ingest/ingest.js";
import {silentLog} from "../../pipeline/log.js";
import {homeAt} from "../../pipeline/settings.js";
import {literal, openWarehouse} from "../../pipeline/warehouse.js";
import {makeBulk} from "../sample/bulk.js";
import {emptyHome, makeHome, withHome} from "./home.js";
import {type Benchmark, type Figure, measure, type Works} from "./measure.js";

const mostRuns = 200;
const told = [10, 50, 100, 200];
// So many messages a day at most: a small company, whose file would be mostly what daily runs leave behind.
const mostMessagesADay = 500;

export const benchmark: Benchmark = {
  name: "storage",
  question: "How does the warehouse grow over 200 daily runs (fewer with --days), against one full build of the same?",
  async run(bench) {
    const root = makeHome(join(bench.folder, "home-storage"));
    const runs = Math.min(bench.days, mostRuns);
    const messages = Math.min(bench.messages, runs * mostMessagesADay);
    await makeBulk({messages, format: "parquet", days: runs, folder: join(bench.folder, "all")});
    const {folder, memoryLimit} = bench;
    const {result, processorSeconds} = await measure("storage", "daily", {
      folder,
      memoryLimit,
      root,
      runs: String(runs)
    });
    emptyHome(root);
    const fresh = (await measure("storage", "fresh", {folder, memoryLimit, root})).result["bytes"]!;
    const figures: Figure[] = tellings(runs).map((run) => ({
      name: `warehouse after ${run} daily runs`,
      value: result[`bytes_${run}`]! / 1e6,
      unit: "MB"
    }));
    return [
      ...figures,
      {name: "fresh full build of the same", value: fresh / 1e6, unit: "MB"},
      {name: `after ${runs} daily runs / fresh`, value: result[`bytes_${runs}`]! / fresh, unit: "ratio", atMost: 2},
      {name: "times it was compacted", value: result["compacted"]!, unit: "rows"},
      {name: "a daily run, processor", value: processorSeconds / runs, unit: "seconds"}
    ];
  }
};

export const works: Works = {
  async daily({folder, root, memoryLimit, runs: asked}) {
    const home = homeAt(root!);
    const runs = Number(asked);
    const result: Record<string, number> = {compacted: 0};
    for (let run = 1; run <= runs; run++) {
      await putDay(join(folder, "all"), home.inbox, run - 1, runs);
      await withHome(root!, memoryLimit, async (context) => {
        await ingest(context);
        await build(context);
      });
      if ((await compactWarehouse(home, silentLog, {memoryLimit})) !== null) result["compacted"]!++;
      if (tellings(runs).includes(run)) {
        result[`bytes_${run}`] = statSync(home.warehouse).size;
        process.stderr.write(`  run ${run}: ${(result[`bytes_${run}`]! / 1e6).toFixed(1)} MB\n`);
      }
    }
    return result;
  },

  async fresh({root, memoryLimit}) {
    await withHome(root!, memoryLimit, async (context) => {
      await ingest(context);
      await build(context, {full: true});
    });
    return {bytes: statSync(homeAt(root!).warehouse).size};
  }
};

function tellings(runs: number): number[] {
  return [...new Set([...told.filter((run) => run <= runs), runs])];
}

const instants: Record<string, string> = {
  messages: "sent_at",
  delivery_events: "occurred_at",
  conversations: "opened_at",
  agent_history: "connected_at"
};

/** One day of each feed, as a file of its own. */
async function putDay(from: string, inbox: string, day: number, runs: number): Promise<void> {
  const warehouse = await openWarehouse();
  const start = `timestamptz '2026-11-15 00:00:00Z' - interval ${runs - day} day`;
  for (const [feed, instant] of Object.entries(instants)) {
    mkdirSync(join(inbox, feed), {recursive: true});
    const path = join(inbox, feed, `day-${String(day).padStart(3, "0")}.parquet`);
    await warehouse.run(`copy (
      from ${literal(join(from, feed, "bulk.parquet"))}
      where ${instant} >= ${start} and ${instant} < ${start} + interval 1 day
    ) to ${literal(path)} (format parquet)`);
    const {rows} = await warehouse.row<{rows: number}>(`select count(*) as rows from ${literal(path)}`);
    if (rows === 0) rmSync(path);
  }
  warehouse.close();
}
