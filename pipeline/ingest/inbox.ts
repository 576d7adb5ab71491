import {accessSync, constants, existsSync, readdirSync, realpathSync, type Stats, statSync} from "node:fs";
import {basename, dirname, isAbsolute, join, relative, resolve, sep} from "node:path";
import {PipelineError, systemFault} from "../errors.js";
import {deadLink} from "../own-file.js";
import {printableInLine} from "../printable.js";
import type {Home} from "../settings.js";

/** A file that may be loaded. */
export interface InboxFile {
  /** Where it is. */
  file: string;
  /** What the ledger calls it: its path in the inbox, with "/", or its whole path when it lies elsewhere. */
  path: string;
  /** The folder that says what it holds. */
  feed: string;
  bytes: number;
  modifiedAt: Date;
}

export interface Found {
  files: InboxFile[];
  /** What lies in the inbox that nobody can load, a sentence each. */
  warnings: string[];
  /** Folders that this user may not read. */
  unreadable: {path: string; feed: string; fault: string}[];
}

/** Everything in the inbox, or what the given files and folders hold, in the order of the paths. */
export function findFiles(home: Home, known: string[], paths?: string[]): Found {
  const found: Found = {files: [], warnings: [], unreadable: []};
  const roots = paths ? paths.map((path) => locate(path, home)) : feedFolders(home, known, found.warnings);
  for (const root of roots) addFiles(found, root, home, []);
  for (const {feed, path} of found.files) {
    if (!known.includes(feed)) {
      throw new PipelineError(
        `${path}: its folder "${feed}" names no feed. Put it in inbox/<feed>/; ${feedList(known)}.`
      );
    }
  }
  const unique = [...new Map(found.files.map((file) => [file.path, file])).values()];
  return {...found, files: unique.sort((a, b) => (a.path < b.path ? -1 : 1))};
}

function feedFolders(home: Home, known: string[], warnings: string[]): string[] {
  const inbox = look(home.inbox);
  if (inbox === null) return [];
  if (typeof inbox === "string" || !inbox.isDirectory()) {
    throw new PipelineError(`${home.inbox}: it is no folder. Move it away and make a folder of this name.`);
  }
  const folders: string[] = [];
  for (const name of readdirSync(home.inbox)) {
    if (isHidden(name)) continue;
    const path = join(home.inbox, name);
    const seen = look(path);
    const warn = (text: string) => warnings.push(`inbox/${printableInLine(name)}: ${text}`);
    if (typeof seen === "string") warn(seen);
    else if (seen?.isFile()) warn(`it lies in no feed's folder. Move it to inbox/<feed>/; ${feedList(known)}.`);
    else if (!known.includes(name)) warn(`no feed has this name. Rename the folder; ${feedList(known)}.`);
    else folders.push(path);
  }
  return folders;
}

function feedList(known: string[]): string {
  return `feeds are ${known.toSorted().join(", ")}`;
}

function locate(path: string, home: Home): string {
  const places = [resolve(path), ...(isAbsolute(path) ? [] : [join(home.inbox, path), join(home.root, path)])];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new PipelineError(`${path}: there is no such file or folder. Check the path.`);
  return found;
}

/** Adds a file, or those in a folder, to what was found; `above` are the folders that were gone through to get there. */
function addFiles(found: Found, path: string, home: Home, above: string[]): void {
  const seen = look(path);
  if (seen === null) return;
  if (typeof seen === "string") {
    found.warnings.push(`${shownPath(path, home)}: ${seen}`);
    return;
  }
  if (seen.isFile()) {
    found.files.push(describe(path, seen, home));
    return;
  }
  const folder = realpathSync(path);
  if (above.some((each) => pathWithin(folder, each) !== null)) {
    found.warnings.push(`${shownPath(path, home)}: it is a link to a folder that it lies in. Remove it.`);
    return;
  }
  for (const name of namesIn(found, describe(path, seen, home))) {
    if (!isHidden(name)) addFiles(found, join(path, name), home, [...above, folder]);
  }
}

function namesIn(found: Found, {file, path, feed}: InboxFile): string[] {
  try {
    accessSync(file, constants.X_OK);
    return readdirSync(file);
  } catch (error) {
    const fault = systemFault(error)?.replace(file, path);
    if (fault === undefined) throw error;
    found.unreadable.push({path, feed, fault});
    return [];
  }
}

/** The file or folder at a path, links followed; or what is odd about it and the remedy; null when nothing is there. */
function look(path: string): Stats | string | null {
  // Wherever it is written, who reads it would take the rest for a line of its own.
  if (/\p{Cc}/u.test(basename(path))) return "its name holds a line break or another control character. Rename it.";
  try {
    const stats = statSync(path);
    return stats.isFile() || stats.isDirectory() ? stats : "it is neither a file nor a folder. Remove it.";
  } catch (error) {
    const fault = deadLink(path);
    if (fault !== null) return fault;
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // Node puts this character where a name's bytes are no UTF-8, and then does not find it.
    return basename(path).includes("\ufffd") ? "its name is not written in UTF-8. Rename it." : null;
  }
}

function describe(file: string, {size, mtime}: Stats, home: Home): InboxFile {
  const inside = pathWithin(home.inbox, file);
  return {
    file,
    path: inside?.join("/") ?? file,
    feed: inside?.[0] ?? basename(dirname(file)),
    bytes: size,
    modifiedAt: mtime
  };
}

/** Whether a file is no longer as it was found: somebody is writing it, or has taken it away. */
export function hasChanged({file, bytes, modifiedAt}: InboxFile): boolean {
  const stats = statSync(file, {throwIfNoEntry: false});
  return stats?.size !== bytes || stats.mtime.getTime() !== modifiedAt.getTime();
}

function shownPath(path: string, home: Home): string {
  const inside = pathWithin(home.inbox, path);
  return printableInLine(inside === null ? path : ["inbox", ...inside].join("/"));
}

/** The names that lead from a folder to what lies in it; null for what lies elsewhere. */
function pathWithin(folder: string, path: string): string[] | null {
  const inside = relative(resolve(folder), path);
  return inside.startsWith("..") || isAbsolute(inside) ? null : inside.split(sep);
}

// Names of files that editors and copy programs are still writing begin with a dot or end like this.
function isHidden(name: string): boolean {
  return name.startsWith(".") || /(\.part|\.tmp|\.crdownload|~)$/.test(name);
}
