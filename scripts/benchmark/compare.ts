import {cpSync, mkdirSync, readFileSync, rmSync} from "node:fs";
import {open} from "node:fs/promises";
import {join} from "node:path";
import {build} from "../../pipeline/build/build.js";
import {type Model, modelsFolder, readModels, upstream} from "../../pipeline/build/models.js";
import {ingest} from "../../pipeline/ingest/ingest.js";
import {literal, openWarehouse, type Warehouse} from "../../pipeline/warehouse.js";
import {makeBulk} from "../sample/bulk.js";
import {askPostgres, findPostgres, type Rival} from "./compare-postgres.js";
import {type Answers, bareAnswers, ourAnswers, ourModels} from "./compare-sql.js";
import {askSqlite, hasSqlite} from "./compare-sqlite.js";
import {makeHome, withHome} from "./home.js";
import {type Bench, type Benchmark, type Figure, measure, type Works} from "./measure.js";

const tables = ["messages", "conversations", "agent_history"];

export const benchmark: Benchmark = {
  name: "compare",
  question: "How much faster than PostgreSQL and SQLite, from the same raw events to the same answers?",
  async run(bench) {
    const root = makeHome(join(bench.folder, "home-compare"));
    // Whole conversations, so that every side counts the same.
    const messages = Math.max(10, Math.round(bench.messages / 10) * 10);
    const made = await makeBulk({messages, format: "csv", days: 365, folder: join(root, "inbox")});
    const files: Record<string, string> = {};
    for (const {feed, path, rows} of made) {
      if (tables.includes(feed)) files[feed] = path;
      else rmSync(path);
      if (tables.includes(feed)) bench.say(`${rows.toLocaleString("en")} ${feed}`);
    }
    const ours = await askOurs(bench, root);
    const bare = await askBare(bench, files);
    expectSame("DuckDB by hand", bare.answers, ours.answers);
    const figures = [...described(ours), ...described(bare)];
    for (const rival of await askRivals(bench, files)) {
      expectSame(rival.name, rival.answers, ours.answers);
      figures.push(...described(rival), ...ratios(rival, ours, bare));
    }
    bench.say(`${ours.answers.length.toLocaleString("en")} answers, the same on every side`);
    return figures;
  }
};

export const works: Works = {
  async ours({root, memoryLimit, folder}) {
    const models = await copyModels(join(folder, "models"));
    return withHome(root!, memoryLimit, async (context) => {
      const copySeconds = await timed(() => ingest(context));
      const answerSeconds = await timed(async () => {
        await build(context, {full: true, folder: models});
        await writeAnswers(context.warehouse, ourAnswers, join(folder, "ours.csv"));
      });
      return {copySeconds, answerSeconds};
    });
  },

  async bare({memoryLimit, folder, files}) {
    const warehouse = await openWarehouse(join(folder, "bare.duckdb"), {
      memoryLimit,
      temporaryDirectory: join(folder, "bare-temporary")
    });
    try {
      const copySeconds = await timed(async () => {
        for (const [table, path] of Object.entries(JSON.parse(files!) as Record<string, string>)) {
          await warehouse.run(`create table ${table} as from read_csv(${literal(path)})`);
        }
      });
      const answerSeconds = await timed(() => writeAnswers(warehouse, bareAnswers, join(folder, "bare.csv")));
      return {copySeconds, answerSeconds};
    } finally {
      warehouse.close();
    }
  }
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function writeAnswers(warehouse: Warehouse, answers: Answers, path: string): Promise<void> {
  const all = Object.values(answers).map((sql) => `select * from (${sql})`);
  await warehouse.run(`copy (${all.join(" union all ")}) to ${literal(path)} (format csv, header false, quote '')`);
}

/** The models that make what is asked, and all that they stand on. */
async function copyModels(folder: string): Promise<string> {
  const warehouse = await openWarehouse();
  const models = await readModels(warehouse);
  warehouse.close();
  const needed = new Set<Model>();
  const add = (name: string): void => {
    const model = models.find((one) => one.name === name);
    if (model === undefined || needed.has(model)) return;
    needed.add(model);
    for (const table of upstream(model)) add(table);
  };
  for (const name of ourModels) add(`metrics.${name}`);
  for (const {path} of needed) {
    const file = path.replace(/^models\//, "");
    mkdirSync(join(folder, file, ".."), {recursive: true});
    cpSync(join(modelsFolder, file), join(folder, file));
  }
  return folder;
}

async function askOurs(bench: Bench, root: string): Promise<Rival> {
  const {folder, memoryLimit} = bench;
  const {result, processorSeconds} = await measure("compare", "ours", {folder, memoryLimit, root});
  return rival("ours", result, processorSeconds, join(folder, "ours.csv"));
}

async function askBare({folder, memoryLimit}: Bench, files: Record<string, string>): Promise<Rival> {
  const {result, processorSeconds} = await measure("compare", "bare", {
    folder,
    memoryLimit,
    files: JSON.stringify(files)
  });
  return rival("DuckDB by hand", result, processorSeconds, join(folder, "bare.csv"));
}

function rival(name: string, result: Record<string, number>, processorSeconds: number, path: string): Rival {
  return {
    name,
    copySeconds: result["copySeconds"]!,
    indexSeconds: 0,
    answerSeconds: result["answerSeconds"]!,
    processorSeconds,
    answers: readFileSync(path, "utf8").trim().split("\n")
  };
}

async function askRivals(bench: Bench, files: Record<string, string>): Promise<Rival[]> {
  const headers: Record<string, string[]> = {};
  for (const [table, path] of Object.entries(files)) headers[table] = await readHeader(path);
  const rivals: Rival[] = [];
  const bin = findPostgres();
  if (bin === undefined) bench.say("PostgreSQL is SKIPPED: it is not installed (Debian: apt-get install postgresql)");
  else rivals.push(await askPostgres(bin, join(bench.folder, "postgres"), files, headers));
  if (hasSqlite()) rivals.push(askSqlite(bench.folder, files, headers));
  else bench.say("SQLite is SKIPPED: it is not installed (Debian: apt-get install sqlite3)");
  return rivals;
}

async function readHeader(path: string): Promise<string[]> {
  const file = await open(path);
  for await (const line of file.readLines()) return line.split(",");
  throw new Error(`${path} is empty`);
}

// A fast wrong answer is none.
function expectSame(name: string, theirs: string[], ours: string[]): void {
  const [left, right] = [theirs.toSorted(), ours.toSorted()];
  const at = left.findIndex((line, index) => line !== right[index]);
  if (at === -1 && left.length === right.length) return;
  throw new Error(
    `${name}: ${left.length} answers against ${right.length} of ours; the first that differs is ${left[at]} against ${right[at]}`
  );
}

function described({name, copySeconds, indexSeconds, answerSeconds, processorSeconds}: Rival): Figure[] {
  const loads = {"rows in": copySeconds, ...(indexSeconds > 0 && {indexes: indexSeconds})};
  return [
    ...Object.entries({...loads, answers: answerSeconds}).map(
      ([part, value]): Figure => ({
        name: `${name}: ${part}`,
        value,
        unit: "seconds"
      })
    ),
    {name: `${name}: all, processor`, value: processorSeconds, unit: "seconds"}
  ];
}

function ratios(theirs: Rival, ours: Rival, bare: Rival): Figure[] {
  const all = ({copySeconds, indexSeconds, answerSeconds}: Rival) => copySeconds + indexSeconds + answerSeconds;
  return [
    {name: `${theirs.name} / ours, all`, value: all(theirs) / all(ours), unit: "ratio", atLeast: 20},
    {
      name: `${theirs.name} / ours, all, processor`,
      value: theirs.processorSeconds / ours.processorSeconds,
      unit: "ratio"
    },
    {
      name: `${theirs.name} / ours, rows in`,
      value: (theirs.copySeconds + theirs.indexSeconds) / ours.copySeconds,
      unit: "ratio"
    },
    {name: `${theirs.name} / ours, models`, value: theirs.answerSeconds / ours.answerSeconds, unit: "ratio"},
    {name: `${theirs.name} / DuckDB by hand, answers`, value: theirs.answerSeconds / bare.answerSeconds, unit: "ratio"}
  ];
}
