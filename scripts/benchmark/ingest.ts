import {rmSync, statSync} from "node:fs";
import {join} from "node:path";
import {ingest} from "../../pipeline/ingest/ingest.js";
import {literal, openWarehouse} from "../../pipeline/warehouse.js";
import {type BulkFormat, makeBulk} from "../sample/bulk.js";
import {emptyHome, makeHome, withHome} from "./home.js";
import {type Bench, type Benchmark, comparePairs, type Figure, measure, median, type Works} from "./measure.js";

export const benchmark: Benchmark = {
  name: "ingest",
  question: "What do all checks cost over a bare DuckDB load of the same file?",
  async run(bench) {
    return [...(await compare(bench, "csv")), ...(await compare(bench, "jsonl")), ...(await webhooks(bench))];
  }
};

export const works: Works = {
  async bare({folder, memoryLimit, path, reader}) {
    const target = join(folder, "bare.duckdb");
    rmSync(target, {force: true});
    const warehouse = await openWarehouse(target, {memoryLimit, temporaryDirectory: join(folder, "bare-temporary")});
    try {
      await warehouse.run(`create table messages as from ${reader}(${literal(path!)})`);
      return await warehouse.row<{rows: number}>("select count(*) as rows from messages");
    } finally {
      warehouse.close();
    }
  },

  async ingest({root, memoryLimit}) {
    const {files} = await withHome(root!, memoryLimit, (context) => ingest(context));
    const sum = (column: "rows_read" | "rows_accepted" | "rows_refused") =>
      files.reduce((total, file) => total + file[column], 0);
    // Of data made for it nothing is refused, and what is built on less tells nothing.
    if (sum("rows_refused") > 0) throw new Error(`${sum("rows_refused")} rows of ${root} were refused`);
    return {read: sum("rows_read"), accepted: sum("rows_accepted")};
  }
};

async function compare(bench: Bench, format: BulkFormat): Promise<Figure[]> {
  const root = makeHome(join(bench.folder, `home-${format}`));
  const [file] = await makeBulk({messages: bench.messages, format, folder: join(root, "inbox"), only: "messages"});
  const path = file!.path;
  const {folder, memoryLimit} = bench;
  const reader = format === "csv" ? "read_csv" : "read_json";
  bench.say(`${format}: ${file!.rows.toLocaleString("en")} messages, ${megabytes(path)} MB`);
  const pairs = await comparePairs(
    () => measure("ingest", "bare", {folder, memoryLimit, path, reader}),
    () => {
      emptyHome(root);
      return measure("ingest", "ingest", {folder, memoryLimit, root});
    }
  );
  expectAll(pairs.result, bench.messages);
  rmSync(root, {recursive: true, force: true});
  return [
    {name: `ingest ${format} / bare load`, value: pairs.ratio, unit: "ratio", atMost: 1.5},
    {name: `ingest ${format} / bare load, processor`, value: pairs.processorRatio, unit: "ratio"},
    {name: `ingest ${format}`, value: bench.messages / pairs.seconds, unit: "rows/s"},
    {name: `bare load ${format}`, value: bench.messages / pairs.yardstickSeconds, unit: "rows/s"},
    {name: `ingest ${format}, peak memory`, value: pairs.peakMegabytes, unit: "MB", atMost: 1500}
  ];
}

async function webhooks(bench: Bench): Promise<Figure[]> {
  const root = makeHome(join(bench.folder, "home-whatsapp"));
  const messages = Math.round(bench.messages / 2);
  const [file] = await makeBulk({messages, format: "whatsapp", folder: join(root, "inbox")});
  bench.say(`webhooks: ${file!.rows.toLocaleString("en")} messages and statuses, ${megabytes(file!.path)} MB`);
  const runs = [];
  for (let run = 0; run < 3; run++) {
    emptyHome(root);
    runs.push(await measure("ingest", "ingest", {folder: bench.folder, memoryLimit: bench.memoryLimit, root}));
  }
  expectAll(runs[0]!.result, file!.rows);
  rmSync(root, {recursive: true, force: true});
  const seconds = median(runs.map((run) => run.seconds));
  return [
    {name: "ingest webhooks", value: file!.rows / seconds, unit: "rows/s", atLeast: 150_000},
    {
      name: "ingest webhooks, processor time of a million rows",
      value: (median(runs.map((run) => run.processorSeconds)) / file!.rows) * 1_000_000,
      unit: "seconds"
    },
    {
      name: "ingest webhooks, peak memory",
      value: Math.max(...runs.map((run) => run.peakMegabytes)),
      unit: "MB",
      atMost: 1500
    }
  ];
}

// A fast load that leaves rows out is none.
function expectAll(result: Record<string, number>, rows: number): void {
  if (result["accepted"] !== rows) throw new Error(`of ${rows} rows ${result["accepted"]} were accepted`);
}

function megabytes(path: string): string {
  return Math.round(statSync(path).size / 1e6).toLocaleString("en");
}
