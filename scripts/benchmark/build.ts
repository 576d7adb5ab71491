import {rmSync, statSync} from "node:fs";
import {join} from "node:path";
import {build} from "../../pipeline/build/build.js";
import {makeBulk} from "../sample/bulk.js";
import {makeHome, withHome} from "./home.js";
import {type Benchmark, measure, type Works} from "./measure.js";
import {buildPlainly} from "./plain.js";

export const benchmark: Benchmark = {
  name: "build",
  question: "How long do all models take on the whole history, beside their selects alone, and on nothing new?",
  memoryLimit: "3.2GB",
  async run(bench) {
    const root = makeHome(join(bench.folder, "home-build"));
    const {folder, memoryLimit, messages} = bench;
    const files = await makeBulk({messages, format: "parquet", folder: join(root, "inbox")});
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    bench.say(`build: ${files.map((file) => `${file.rows.toLocaleString("en")} ${file.feed}`).join(", ")}`);
    await measure("ingest", "ingest", {folder, memoryLimit, root});
    const full = await measure("build", "full", {folder, memoryLimit, root});
    const plain = await measure("build", "plain", {folder, memoryLimit, root});
    const idle = await measure("build", "again", {folder, memoryLimit, root});
    const gigabytes = statSync(join(root, "warehouse.duckdb")).size / 1e9;
    rmSync(root, {recursive: true, force: true});
    return [
      {name: "full build", value: full.seconds, unit: "seconds"},
      {name: "full build", value: rows / full.seconds, unit: "rows/s"},
      {name: "full build, peak memory", value: full.peakMegabytes, unit: "MB"},
      {name: "full build / its selects as one script", value: full.seconds / plain.seconds, unit: "ratio", atMost: 1.5},
      {name: "the same, processor", value: full.processorSeconds / plain.processorSeconds, unit: "ratio"},
      {name: "build with nothing new", value: idle.seconds, unit: "seconds"},
      {name: "warehouse", value: gigabytes, unit: "GB"}
    ];
  }
};

export const works: Works = {
  full: ({root, memoryLimit}) => buildHome(root!, memoryLimit, true),
  plain: async ({root, folder, memoryLimit}) => ({
    models: await buildPlainly(root!, folder, memoryLimit)
  }),
  again: ({root, memoryLimit}) => buildHome(root!, memoryLimit, false)
};

async function buildHome(root: string, memoryLimit: string, full: boolean): Promise<Record<string, number>> {
  const {models} = await withHome(root, memoryLimit, (context) => build(context, {full}));
  for (const {name, seconds, rows} of [...models].sort((a, b) => b.seconds - a.seconds).slice(0, 8)) {
    process.stderr.write(
      `  ${name.padEnd(32)} ${seconds.toFixed(1).padStart(6)} s ${String(rows).padStart(10)} rows\n`
    );
  }
  return {models: models.length};
}
