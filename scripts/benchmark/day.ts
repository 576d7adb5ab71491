import {cpSync, readdirSync, rmSync, statSync} from "node:fs";
import {join} from "node:path";
import {publish} from "../../pipeline/publish/publish.js";
import {refreshWhatIf} from "../../pipeline/what-if/refresh-what-if.js";
import {makeBulk} from "../sample/bulk.js";
import {makeHome, withHome} from "./home.js";
import {type Bench, type Benchmark, type Figure, type Measurement, measure, median, type Works} from "./measure.js";

/** Half a million sessions with twenty million messages. */
const messagesAnAgentSession = 40;

export const benchmark: Benchmark = {
  name: "day",
  question: "What does one more day cost after a year, and after a quarter?",
  memoryLimit: "2.2GB",
  async run(bench) {
    const quarter = await nextDay(bench, Math.round(bench.days / 4));
    const year = await nextDay(bench, bench.days);
    return [
      ...year.figures,
      {name: "models of the day / full build", value: year.models / year.full.seconds, unit: "ratio", atMost: 0.02},
      {
        name: `models after ${bench.days} days / after ${quarter.days}`,
        value: year.models / quarter.models,
        unit: "ratio",
        atMost: 1.5
      }
    ];
  }
};

export const works: Works = {
  async publish({root, memoryLimit}) {
    const {dataFiles, dataBytes} = await withHome(root!, memoryLimit, (context) => publish(context, {isSample: false}));
    return {dataFiles, dataBytes};
  },

  /** The last whole months under other rules, where something changed. */
  async whatIf({root, memoryLimit}) {
    await withHome(root!, memoryLimit, refreshWhatIf);
    return {};
  },

  /** Every table of the warehouse as Parquet. */
  async parquet({root, memoryLimit, target}) {
    await withHome(root!, memoryLimit, ({warehouse}) =>
      warehouse.run(`export database '${target}' (format parquet, compression zstd)`)
    );
    const bytes = readdirSync(target!)
      .filter((file) => file.endsWith(".parquet"))
      .map((file) => statSync(join(target!, file)).size)
      .reduce((sum, size) => sum + size, 0);
    return {bytes};
  }
};

/** Loads and builds a history, then the day after it with a few late rows, as often as it takes for a median. */
async function nextDay(bench: Bench, days: number) {
  const {folder, memoryLimit} = bench;
  const root = makeHome(join(folder, `home-${days}`));
  const messages = Math.round((bench.messages * days) / bench.days);
  const bulk = {
    messages,
    agentSessions: Math.round(messages / messagesAnAgentSession),
    days,
    whatsapp: 1000,
    format: "parquet"
  } as const;
  const history = await makeBulk({...bulk, part: "history", folder: join(root, "inbox")});
  const day = await makeBulk({...bulk, part: "day", folder: join(root, "day")});
  const late = await makeBulk({...bulk, part: "late", folder: join(root, "late")});
  const rows = (files: {rows: number; feed: string}[]) =>
    files.map((file) => `${file.rows.toLocaleString("en")} ${file.feed}`).join(", ");
  bench.say(`${days} days: ${rows(history)}; the day: ${rows(day)}; late rows of the week before: ${rows(late)}`);
  const load = await measure("ingest", "ingest", {folder, memoryLimit, root});
  const full = await measure("build", "full", {folder, memoryLimit, root});
  const whatIf = await measure("day", "whatIf", {folder, memoryLimit, root});
  await measure("day", "publish", {folder, memoryLimit, root});
  const storage = await storageFigures(bench, root);
  rmSync(join(root, "inbox"), {recursive: true});
  const runs: Record<"ingest" | "models" | "whatIf" | "publish" | "nothing" | "late", Measurement>[] = [];
  for (let run = 0; run < 3; run++) {
    const copy = join(folder, "home-day");
    cpSync(root, copy, {recursive: true, verbatimSymlinks: true});
    const input = {folder, memoryLimit, root: copy};
    const arrives = (part: string) => {
      cpSync(join(root, part), join(copy, "inbox"), {recursive: true});
      return measure("ingest", "ingest", input);
    };
    const run = {
      ingest: await arrives("day"),
      models: await measure("build", "again", input),
      whatIf: await measure("day", "whatIf", input),
      publish: await measure("day", "publish", input),
      nothing: await measure("build", "again", input)
    };
    await arrives("late");
    runs.push({...run, late: await measure("build", "again", input)});
    rmSync(copy, {recursive: true});
  }
  const again = days === bench.days ? await measure("build", "full", {folder, memoryLimit, root}) : undefined;
  rmSync(root, {recursive: true});
  const middle = (part: keyof (typeof runs)[number], what: "seconds" | "processorSeconds") =>
    median(runs.map((run) => run[part][what]));
  const seconds = (name: string, value: number): Figure => ({name: `${name}, ${days} days`, value, unit: "seconds"});
  const figures: Figure[] = [
    seconds("first load", load.seconds),
    seconds("full build", full.seconds),
    seconds("what-if of three months", whatIf.seconds),
    {name: "first load, peak memory", value: load.peakMegabytes, unit: "MB", atMost: 4000},
    {name: "full build, peak memory", value: full.peakMegabytes, unit: "MB", atMost: 4000},
    {name: "what-if, peak memory", value: whatIf.peakMegabytes, unit: "MB", atMost: 4000},
    ...(again ? laterFullBuild(again, full) : []),
    seconds("ingest of the day", middle("ingest", "seconds")),
    seconds("models of the day", middle("models", "seconds")),
    seconds("models of the day, processor", middle("models", "processorSeconds")),
    seconds("what-if of the day", middle("whatIf", "seconds")),
    seconds("publish of the day", middle("publish", "seconds")),
    {
      name: "models of the day, peak memory",
      value: Math.max(...runs.map((run) => run.models.peakMegabytes)),
      unit: "MB"
    },
    {...seconds("models with nothing new", middle("nothing", "seconds")), atMost: 2},
    seconds("models of late rows of the week before", middle("late", "seconds")),
    ...storage
  ];
  return {days, full, models: middle("models", "seconds"), figures};
}

/** In a copy of the file, with what stands there until the end. */
function laterFullBuild(again: Measurement, first: Measurement): Figure[] {
  return [
    {name: "full build again / first", value: again.seconds / first.seconds, unit: "ratio", atMost: 1.5},
    {name: "full build again, peak memory", value: again.peakMegabytes, unit: "MB", atMost: 4000}
  ];
}

async function storageFigures({folder, memoryLimit}: Bench, root: string): Promise<Figure[]> {
  const target = join(folder, "parquet");
  const {result} = await measure("day", "parquet", {folder, memoryLimit, root, target});
  rmSync(target, {recursive: true});
  const {size} = statSync(join(root, "warehouse.duckdb"));
  return [
    {name: "warehouse", value: size / 1e9, unit: "GB"},
    {name: "warehouse / its tables as Parquet (zstd)", value: size / result["bytes"]!, unit: "ratio", atMost: 3}
  ];
}
