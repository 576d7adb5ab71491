import {spawnSync} from "node:child_process";
import {createHash} from "node:crypto";
import {mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {literal, openWarehouse} from "../../pipeline/warehouse.js";
import {makeBulk} from "../sample/bulk.js";
import {makeHome} from "./home.js";
import {type Benchmark, median} from "./measure.js";

const files = 1000;
const bytes = 10_000_000;
const program = fileURLToPath(new URL("../../pipeline/chat-analytics.js", import.meta.url));

export const benchmark: Benchmark = {
  name: "idle",
  question: "What does a run cost that finds nothing new, with 10 GB in the inbox?",
  async run(bench) {
    const root = makeHome(join(bench.folder, "home-idle"));
    await makeBulk({messages: Math.min(bench.messages, 100_000), format: "parquet", folder: join(root, "inbox")});
    run(root);
    await addKnownFiles(root);
    run(root);
    const before = contents(root);
    const runs = [run(root), run(root), run(root)];
    if (contents(root) !== before) throw new Error("a run with nothing new changed the warehouse or the site");
    bench.say(`${files.toLocaleString("en")} known files of 10 MB; the warehouse and the site kept every byte`);
    return [
      {name: "run with nothing new", value: median(runs.map(({seconds}) => seconds)), unit: "seconds", atMost: 2},
      {name: "run with nothing new, processor", value: median(runs.map(({processor}) => processor)), unit: "seconds"}
    ];
  }
};

/** The command itself, from the shell, as a timer would start it; its processor time as the shell tells it. */
function run(root: string): {seconds: number; processor: number} {
  const start = performance.now();
  const {status, stdout, stderr} = spawnSync(
    "bash",
    ["-c", `"$0" "$1" run; code=$?; times; exit $code`, process.execPath, program],
    {
      env: {...process.env, CHAT_ANALYTICS_HOME: root},
      encoding: "utf8"
    }
  );
  if (status !== 0) throw new Error(stderr);
  const children = stdout.trim().split("\n").at(-1) ?? "";
  const processor = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0
  );
  return {seconds: (performance.now() - start) / 1000, processor};
}

// Sparse files, noted as loaded before: loading 10 GB is another benchmark's work.
async function addKnownFiles(root: string): Promise<void> {
  const folder = join(root, "inbox/messages");
  mkdirSync(folder, {recursive: true});
  const rows: string[] = [];
  for (let index = 0; index < files; index++) {
    const path = join(folder, `known-${String(index).padStart(4, "0")}.csv`);
    writeFileSync(path, "");
    truncateSync(path, bytes);
    rows.push(
      `(${literal(path.slice(join(root, "inbox/").length))}, ${bytes}, ${literal(statSync(path).mtime.toISOString())}, 'known')`
    );
  }
  const warehouse = await openWarehouse(join(root, "warehouse.duckdb"));
  await warehouse.run(`insert into ops.seen_files (path, bytes, modified_at, sha256) values ${rows.join(", ")}`);
  warehouse.close();
}

/** Every byte of the warehouse, and every name, size and time of change below the site. */
function contents(root: string): string {
  const hash = createHash("sha256").update(readFileSync(join(root, "warehouse.duckdb")));
  for (const name of readdirSync(join(root, "published"), {recursive: true, encoding: "utf8"}).sort()) {
    const {size, mtimeMs} = statSync(join(root, "published", name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}
