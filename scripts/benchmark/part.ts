import {cpSync, mkdirSync, rmSync} from "node:fs";
import {dirname, join} from "node:path";
import {build} from "../../pipeline/build/build.js";
import {modelsFolder, readModels, upstream} from "../../pipeline/build/models.js";
import {type Bulk, makeBulk} from "../sample/bulk.js";
import {makeHome, withHome} from "./home.js";
import {type Bench, type Figure, type Measurement, measure, type Works} from "./measure.js";

/** A part of the models, with all that they stand on, measured at full size and at a quarter of it. */
export interface Part {
  name: string;
  /** The last models of the part. */
  models: string[];
  bulk(bench: Bench, messages: number): Omit<Bulk, "format" | "folder">;
  /** What it may take at full size. */
  mostMegabytes: number;
}

/** Five times as long for four times as much: what sorts grows a little faster than what it sorts. */
const mostGrowth = 5;

export async function measurePart(bench: Bench, part: Part): Promise<Figure[]> {
  const quarter = await buildPart(bench, part, Math.round(bench.messages / 4));
  const whole = await buildPart(bench, part, bench.messages);
  return [
    {name: part.name, value: whole.seconds, unit: "seconds"},
    {name: `${part.name}, processor`, value: whole.processorSeconds, unit: "seconds"},
    {name: `${part.name} of a quarter`, value: quarter.seconds, unit: "seconds"},
    {
      name: `${part.name} / of a quarter, processor`,
      value: whole.processorSeconds / quarter.processorSeconds,
      unit: "ratio",
      atMost: mostGrowth
    },
    {name: `${part.name}, peak memory`, value: whole.peakMegabytes, unit: "MB", atMost: part.mostMegabytes}
  ];
}

async function buildPart(bench: Bench, part: Part, messages: number): Promise<Measurement> {
  const {folder, memoryLimit} = bench;
  const root = makeHome(join(folder, `home-${part.name}`));
  const files = await makeBulk({...part.bulk(bench, messages), format: "parquet", folder: join(root, "inbox")});
  bench.say(files.map((file) => `${file.rows.toLocaleString("en")} ${file.feed}`).join(", "));
  await measure("ingest", "ingest", {folder, memoryLimit, root});
  const models = part.models.join(" ");
  const measured = await measure("part", "build", {folder, memoryLimit, root, models});
  rmSync(root, {recursive: true});
  return measured;
}

export const works: Works = {
  build: ({root, memoryLimit, folder, models}) =>
    withHome(root!, memoryLimit, async (context) => {
      const part = join(folder, "models");
      await copyModels(context.warehouse, models!.split(" "), part);
      const built = await build(context, {full: true, folder: part});
      for (const {name, seconds, rows} of built.models.toSorted((a, b) => b.seconds - a.seconds).slice(0, 5)) {
        process.stderr.write(
          `  ${name.padEnd(32)} ${seconds.toFixed(1).padStart(6)} s ${String(rows).padStart(10)} rows\n`
        );
      }
      rmSync(part, {recursive: true});
      return {models: built.models.length};
    })
};

/** The models named and those that they read, as files of a folder. */
async function copyModels(warehouse: Parameters<typeof readModels>[0], names: string[], folder: string): Promise<void> {
  const models = await readModels(warehouse);
  const needed = new Set<string>();
  const need = (name: string): void => {
    const model = models.find((one) => one.name === name);
    if (!model || needed.has(name)) return;
    needed.add(name);
    for (const table of upstream(model)) need(table);
  };
  for (const name of names) need(name);
  for (const name of needed) {
    const path = `${name.replace(".", "/")}.sql`;
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    cpSync(join(modelsFolder, path), join(folder, path));
  }
}
