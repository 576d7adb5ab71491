import {readdir, readFile} from "node:fs/promises";
import {join, relative} from "node:path";
import {fileURLToPath} from "node:url";
import {parseHeader} from "../pipeline/build/header.js";
import {tablesRead} from "../pipeline/build/tables-read.js";
import {openWarehouse, type Warehouse} from "../pipeline/warehouse.js";
import {lintText} from "./lint/sql-text.js";
import {lintTree} from "./lint/sql-tree.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["models", "reports", "dashboard/exports"];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = await lintFolders(root);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

/** Every fault of every SQL file of the project, like "models/marts/waits.sql:12: …". */
export async function lintFolders(root: string): Promise<string[]> {
  const warehouse = await openWarehouse();
  const faults: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), {recursive: true, withFileTypes: true}).catch(() => []);
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".sql"));
    for (const file of files.map(({parentPath, name}) => join(parentPath, name)).sort()) {
      faults.push(...(await lintFile(warehouse, relative(root, file), await readFile(file, "utf8"))));
    }
  }
  warehouse.close();
  return faults;
}

/** Faults of one file; `path` decides which rules hold: staging may say *, reports may order. */
export async function lintFile(warehouse: Warehouse, path: string, text: string): Promise<string[]> {
  const faults = lintText(text);
  const isModel = path.startsWith("models/");
  if (path.startsWith("models/metrics/")) faults.push(...lintSpanish(path, text));
  try {
    const rules = {mayOrder: !isModel, mayStar: path.startsWith("models/staging/")};
    faults.push(...(await lintTree(warehouse, text, rules)));
    const {bare} = await tablesRead(warehouse, text);
    for (const name of bare) faults.push({line: lineOf(text, name), fault: `${name} has no schema. Name it.`});
  } catch (cause) {
    faults.push({line: 1, fault: (cause as Error).message.split("\n", 1)[0]!});
  }
  return faults.sort((a, b) => a.line - b.line).map(({line, fault}) => `${path}:${line}: ${fault}`);
}

// Pages in Spanish show what metrics mean.
function lintSpanish(path: string, text: string): {line: number; fault: string}[] {
  const {descriptionEs, columns} = parseHeader(path, text).header;
  const missing = columns.filter(({meaningEs}) => meaningEs === undefined).map(({name}) => name);
  if (descriptionEs === undefined) missing.unshift("");
  return missing.map((name) => ({
    line: text.split("\n").findIndex((line) => line.startsWith(`-- column ${name} `)) + 1 || 1,
    fault: `${name || "a row"} is not said in Spanish. Add "-- ${`es ${name}`.trim()}: …".`
  }));
}

function lineOf(text: string, name: string): number {
  const place = text.search(new RegExp(`\\b(from|join)\\s+["']?${name.replaceAll(/\W/g, "\\$&")}`));
  return text.slice(0, Math.max(place, 0)).split("\n").length;
}
