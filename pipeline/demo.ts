import {createHash} from "node:crypto";
import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {PipelineError} from "./errors.js";
import {type Home, homeAt} from "./settings.js";

/** Whether the home's inbox holds anything: a file, or what a run has to complain about. */
export function hasFiles({inbox}: Home): boolean {
  if (!existsSync(inbox)) return false;
  const entries = statSync(inbox).isDirectory() ? readdirSync(inbox, {recursive: true, withFileTypes: true}) : null;
  return entries?.some((entry) => !entry.isDirectory() && !entry.name.startsWith(".")) ?? true;
}

/** A home of its own for the sample: made anew when the sample has changed, kept otherwise. */
export function prepareDemoHome(sample: string, root: string): Home {
  const home = homeAt(root);
  const mark = join(root, ".sample");
  const identity = identify(sample);
  if (existsSync(mark) && readFileSync(mark, "utf8") === identity) return home;
  if (!existsSync(mark) && listFiles(root).length > 0) {
    throw new PipelineError(
      `${root}: it holds files that are not the sample's. Move them away or name another folder.`
    );
  }
  rmSync(root, {recursive: true, force: true});
  mkdirSync(root, {recursive: true});
  cpSync(sample, root, {recursive: true, preserveTimestamps: true});
  writeFileSync(mark, identity);
  return home;
}

/** Whether a home was made from the sample. */
export function isDemoHome(home: Home): boolean {
  return existsSync(join(home.root, ".sample"));
}

function identify(folder: string): string {
  const hash = createHash("sha256");
  for (const file of listFiles(folder)) hash.update(file.slice(folder.length)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, {recursive: true, encoding: "utf8"})
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !path.split(/[\\/]/).at(-1)!.startsWith("."))
    .sort();
}
