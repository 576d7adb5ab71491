import {createHash} from "node:crypto";
import {constants, existsSync} from "node:fs";
import {access, cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile} from "node:fs/promises";
import {basename, join} from "node:path";
import {fileURLToPath} from "node:url";
import type {Context} from "../context.js";
import {PipelineError} from "../errors.js";
import {now} from "../time.js";
import {listFiles, packFile} from "./files.js";
import {addPolicy} from "./page-policy.js";

export interface Shell {
  folder: string;
  /** Of the sources: the same key, the same site. */
  key: string;
}

export interface ShellOptions {
  /** The dashboard's sources. */
  sources?: string;
  /** Folders for finished shells, the preferred one first; the first that can be written to is used. */
  caches?: string[];
}

const project = fileURLToPath(new URL("../..", import.meta.url));
const keptShells = 3;
const HOUR = 3_600_000;

/**
 * The site without its data: pages, scripts and styles. It is built once and kept until its sources change, outside
 * everything that is served. The build works on a copy, so that it writes nothing into the sources and two builds
 * never meet.
 */
export async function prepareShell(context: Context, options: ShellOptions = {}): Promise<Shell> {
  const sources = options.sources ?? join(project, "dashboard");
  const caches = options.caches ?? [
    join(project, "node_modules/.cache/chat-analytics"),
    join(context.home.root, "site-shells")
  ];
  const key = await shellKey(sources);
  for (const cache of caches) {
    const folder = join(cache, `site-${key}`);
    if (existsSync(folder)) return {folder, key};
  }
  const cache = await firstWritable(caches);
  const folder = join(cache, `site-${key}`);
  const step = context.log.step("publish pages");
  const started = performance.now();
  const work = join(context.home.temporary, `site-${process.pid}-${key}`);
  const made = join(cache, `.making-${process.pid}-${key}`);
  try {
    await stageSources(sources, work);
    await build(join(work, "dashboard"), made, context.signal);
    const pages = await finish(made, context.signal);
    await rename(made, folder).catch((error) => {
      // Another process has just made the same.
      if (!existsSync(folder)) throw error;
    });
    step.end(`${pages} pages ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    await rm(work, {recursive: true, force: true});
    await rm(made, {recursive: true, force: true});
  }
  await removeOldShells(cache, folder);
  return {folder, key};
}

async function shellKey(sources: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of (await listFiles(sources)).filter(isSource)) {
    hash.update(`${file}\0`).update(await readFile(join(sources, file)));
  }
  // Versions are exact there, Framework's among them.
  hash.update(JSON.stringify(JSON.parse(await readFile(join(project, "package.json"), "utf8")).dependencies));
  for (const file of ["shell.ts", "page-policy.ts", "files.ts"]) {
    hash.update(await readFile(join(project, "pipeline/publish", file)));
  }
  return hash.digest("hex").slice(0, 16);
}

function isSource(file: string): boolean {
  return !/(^|\/)(\.observablehq|node_modules|dist)\/|^exports\/|\.test\.ts$|\.md\.swp$|^README\.md$/.test(file);
}

async function stageSources(sources: string, work: string): Promise<void> {
  await rm(work, {recursive: true, force: true});
  await mkdir(work, {recursive: true});
  await cp(sources, join(work, "dashboard"), {
    recursive: true,
    filter: (path) => path === sources || !["node_modules", "dist", ".observablehq"].includes(basename(path))
  });
  for (const name of ["node_modules", "package.json", "pipeline", "tsconfig.json"]) {
    await symlink(join(project, name), join(work, name));
  }
}

async function build(sources: string, folder: string, signal: AbortSignal): Promise<void> {
  const {buildSite} = await import("../../dashboard/build.js");
  try {
    await buildSite(folder, signal, sources);
  } catch (cause) {
    signal.throwIfAborted();
    throw new PipelineError((cause as Error).message, {cause});
  }
}

async function finish(folder: string, signal: AbortSignal): Promise<number> {
  const files = await listFiles(folder);
  for (const file of files) {
    signal.throwIfAborted();
    const path = join(folder, file);
    if (file.endsWith(".html")) await writeFile(path, addPolicy(await readFile(path, "utf8")));
    await packFile(path, 9);
  }
  return files.filter((file) => file.endsWith(".html")).length;
}

async function firstWritable(folders: string[]): Promise<string> {
  for (const folder of folders) {
    try {
      await mkdir(folder, {recursive: true});
      await access(folder, constants.W_OK);
      return folder;
    } catch {
      // The next one may do.
    }
  }
  throw new PipelineError(
    `${folders.join(" or ")}: the pages must be kept there, and this user may not write. Give the right to one of them.`
  );
}

async function removeOldShells(cache: string, current: string): Promise<void> {
  const names = await readdir(cache);
  const shells = names.filter((name) => /^site-[0-9a-f]{16}$/.test(name));
  const aged = await Promise.all(shells.map(async (name) => ({name, age: (await stat(join(cache, name))).mtimeMs})));
  const old = aged.sort((a, b) => b.age - a.age).slice(keptShells);
  for (const {name} of old) {
    if (join(cache, name) !== current) await rm(join(cache, name), {recursive: true, force: true});
  }
  // What was killed while it made one; another process may be making one now.
  for (const name of names.filter((name) => name.startsWith(".making-"))) {
    const found = await stat(join(cache, name)).catch(() => null);
    if (found !== null && found.mtimeMs < now().getTime() - HOUR) await rm(join(cache, name), {recursive: true});
  }
}
