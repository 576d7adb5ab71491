import {existsSync} from "node:fs";
import {lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile} from "node:fs/promises";
import {basename, join} from "node:path";
import {fileURLToPath} from "node:url";
import {isStale} from "../compact.js";
import type {Context} from "../context.js";
import {makeFolder} from "../folders.js";
import {openToOthers} from "../umask.js";
import {type Download, downloadsFolder, offerDownloads} from "./downloads.js";
import type {SiteData} from "./export.js";
import {isHashed, linkFile, listFiles, packFile} from "./files.js";
import {prepareShell, type Shell, type ShellOptions} from "./shell.js";
import {noteState, readNoted, siteState} from "./state.js";

export interface PublishSummary {
  /** Where the site lies; a symbolic link that moves to each new release. */
  path: string;
  /** Like "20261018T210411Z-1f0c9a2b7d3e". */
  release: string;
  /** False when the release that is shown already says the same. */
  isNew: boolean;
  dataFiles: number;
  dataRows: number;
  dataBytes: number;
}

export interface PublishOptions extends ShellOptions {
  isSample: boolean;
  /** The pages, where they are at hand already. */
  shell?: Shell | undefined;
  /** Folder of the queries whose results the pages read. */
  exports?: string;
}

const dashboardExports = fileURLToPath(new URL("../../dashboard/exports", import.meta.url));
const keptReleases = 3;
/** Of Brotli: the best takes many times as long for a few per cent, and data is packed at each publish. */
const dataQuality = 5;

/**
 * Makes a release from the pages and the warehouse's numbers, aside, and then moves `published/current` to it in one
 * step: whoever looks sees the old site or the new one. Does nothing when neither pages nor numbers have changed.
 */
export async function publish(context: Context, options: PublishOptions): Promise<PublishSummary> {
  const {published} = context.home;
  const shell = options.shell ?? (await prepareShell(context, options));
  const downloads = await offerDownloads(context);
  const exports = options.exports ?? dashboardExports;
  const shown = await readShown(published);
  const state = await siteState(context, exports, [shell.key, options.isSample]);
  const noted = await readNoted<PublishSummary>(published);
  if (state !== null && state === noted?.state && shown?.name === noted.summary.release) {
    // The home may have been moved since.
    return {...noted.summary, path: join(published, "current"), isNew: false};
  }
  const {isSample} = options;
  // What earlier releases still say of what retention has removed goes, whoever has a page open.
  const forgets = await isStale(context.warehouse);
  const done = await publishState(context, {exports, isSample, forgets, shell, shown, downloads});
  if (state !== null) await noteState(published, {state, summary: done});
  return done;
}

interface Publishing {
  exports: string;
  isSample: boolean;
  forgets: boolean;
  shell: Shell;
  shown: (Release & {name: string}) | null;
  downloads: Download[];
}

async function publishState(context: Context, publishing: Publishing): Promise<PublishSummary> {
  const {exports, isSample, forgets, shell, shown, downloads} = publishing;
  const {published} = context.home;
  // Only here, as it brings Arrow with it, which takes longer to load than to find out that nothing is new.
  const {exportData} = await import("./export.js");
  const data = await exportData(context, exports, isSample);
  const entries = Object.values(data.manifest.files);
  const summary = {
    path: join(published, "current"),
    dataFiles: entries.length,
    dataRows: entries.reduce((sum, {rows}) => sum + rows, 0),
    dataBytes: entries.reduce((sum, {bytes}) => sum + bytes, 0)
  };
  if (!forgets && shown?.pages === shell.key && shown.data === data.manifest.version) {
    return {...summary, release: shown.name, isNew: false};
  }

  const release = `${timestamp(context.now)}-${data.manifest.version}${shell.key.slice(0, 4)}`;
  await removeLeftovers(published);
  const making = join(published, `.making-${process.pid}`);
  try {
    const earlier = shown === null ? null : join(published, "releases", shown.name);
    await assemble(making, shell, data, earlier, context.signal);
    await addDownloads(making, downloads, context.home.reports);
    if (!forgets) await carryOver(published, making);
    context.signal.throwIfAborted();
    await makeFolder(join(published, "releases"));
    await openRelease(making);
    const folder = join(published, "releases", release);
    await rm(folder, {recursive: true, force: true});
    await rename(making, folder);
    const next = join(published, `.next-${process.pid}`);
    await symlink(join("releases", release), next);
    await removeFolder(join(published, "current"));
    await rename(next, join(published, "current"));
  } finally {
    await rm(making, {recursive: true, force: true});
  }
  await removeOldReleases(published, release, forgets ? 1 : keptReleases);
  return {...summary, release, isNew: true};
}

/** Kept in a release as `.release.json`, which no server shows. */
interface Release {
  pages: string;
  data: string;
  /** The hashed files that its own pages ask for, those carried over from earlier releases not among them. */
  files: string[];
}

async function readShown(published: string): Promise<(Release & {name: string}) | null> {
  try {
    const name = basename(await readlink(join(published, "current")));
    return {name, ...(await readRelease(join(published, "releases", name)))};
  } catch {
    // Nothing published yet, or a release that somebody damaged: make a new one.
    return null;
  }
}

async function readRelease(folder: string): Promise<Release> {
  return JSON.parse(await readFile(join(folder, ".release.json"), "utf8"));
}

async function assemble(
  folder: string,
  shell: Shell,
  data: SiteData,
  earlier: string | null,
  signal: AbortSignal
): Promise<void> {
  for (const file of await listFiles(shell.folder)) await linkFile(join(shell.folder, file), join(folder, file));
  await mkdir(join(folder, "data"), {recursive: true});
  for (const [name, bytes] of data.files) {
    signal.throwIfAborted();
    // The name holds the content's hash: what the shown release has is the same, packed already.
    if (earlier !== null && (await linkData(join(earlier, "data", name), join(folder, "data", name)))) continue;
    await writeFile(join(folder, "data", name), bytes);
    await packFile(join(folder, "data", name), dataQuality);
  }
  await writeFile(join(folder, "data/manifest.json"), JSON.stringify(data.manifest));
  await packFile(join(folder, "data/manifest.json"), 5);
  const release: Release = {
    pages: shell.key,
    data: data.manifest.version,
    files: (await listFiles(folder)).filter(isHashed)
  };
  await writeFile(join(folder, ".release.json"), JSON.stringify(release));
}

// Any web server may show it, whoever that runs as.
async function openRelease(folder: string): Promise<void> {
  await openToOthers(folder);
  for (const name of await readdir(folder, {recursive: true})) await openToOthers(join(folder, name));
}

async function addDownloads(folder: string, downloads: Download[], reports: string): Promise<void> {
  for (const {file} of downloads) await linkFile(join(reports, file), join(folder, downloadsFolder, file));
}

async function linkData(from: string, to: string): Promise<boolean> {
  if (!existsSync(from)) return false;
  for (const ending of ["", ".br", ".gz"]) if (existsSync(from + ending)) await linkFile(from + ending, to + ending);
  return true;
}

/** A page opened before the switch goes on asking for what its own release named. */
async function carryOver(published: string, folder: string): Promise<void> {
  for (const name of (await listReleases(published)).slice(0, keptReleases - 1)) {
    const earlier = join(published, "releases", name);
    const {files} = await readRelease(earlier).catch(() => ({files: [] as string[]}));
    for (const file of files) await linkFile(join(earlier, file), join(folder, file)).catch(() => undefined);
  }
}

// A back-up that follows links brings one back as a folder, which no link can take the place of.
async function removeFolder(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory()) await rm(path, {recursive: true});
}

async function removeOldReleases(published: string, current: string, kept: number): Promise<void> {
  const others = (await listReleases(published)).filter((release) => release !== current);
  for (const release of others.slice(kept - 1)) {
    await rm(join(published, "releases", release), {recursive: true, force: true});
  }
}

async function removeLeftovers(published: string): Promise<void> {
  await makeFolder(published);
  for (const name of await readdir(published)) {
    if (/^\.(making|next)-/.test(name)) await rm(join(published, name), {recursive: true, force: true});
  }
}

// The newest first: names begin with their time.
async function listReleases(published: string): Promise<string[]> {
  const names = await readdir(join(published, "releases")).catch(() => [] as string[]);
  return names.sort().reverse();
}

function timestamp(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, "");
}
