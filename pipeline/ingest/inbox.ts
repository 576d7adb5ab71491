import {existsSync, readdirSync, statSync} from "node:fs";
import {basename, dirname, isAbsolute, join, relative, resolve, sep} from "node:path";
import {PipelineError} from "../errors.js";
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
}

/** Everything in the inbox, or what the given files and folders hold, in the order of the paths. */
export function findFiles(home: Home, known: string[], paths?: string[]): Found {
  const warnings: string[] = [];
  if (paths === undefined) {
    if (!existsSync(home.inbox)) return {files: [], warnings};
    for (const entry of readdirSync(home.inbox, {withFileTypes: true})) {
      if (isHidden(entry.name)) continue;
      if (statSync(join(home.inbox, entry.name)).isFile()) {
        warnings.push(
          `inbox/${entry.name}: it lies in no feed's folder. Move it to inbox/<feed>/; ${feedList(known)}.`
        );
      } else if (!known.includes(entry.name)) {
        warnings.push(`inbox/${entry.name}: no feed has this name. Rename the folder; ${feedList(known)}.`);
      }
    }
  }
  const roots = paths ?? known.map((name) => join(home.inbox, name)).filter((folder) => existsSync(folder));
  const files = roots.flatMap((root) => filesUnder(locate(root, home))).map((file) => describe(file, home));
  for (const {feed, path} of files) {
    if (!known.includes(feed)) {
      throw new PipelineError(
        `${path}: its folder "${feed}" names no feed. Put it in inbox/<feed>/; ${feedList(known)}.`
      );
    }
  }
  const unique = [...new Map(files.map((file) => [file.path, file])).values()];
  return {files: unique.sort((a, b) => (a.path < b.path ? -1 : 1)), warnings};
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

function filesUnder(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => !isHidden(name))
    .map((name) => join(path, name))
    .flatMap((entry) => (statSync(entry, {throwIfNoEntry: false}) ? filesUnder(entry) : []));
}

function describe(file: string, home: Home): InboxFile {
  const {size, mtime} = statSync(file);
  const inside = relative(resolve(home.inbox), file);
  const isInside = !inside.startsWith("..") && !isAbsolute(inside);
  return {
    file,
    path: isInside ? inside.split(sep).join("/") : file,
    feed: isInside ? inside.split(sep)[0]! : basename(dirname(file)),
    bytes: size,
    modifiedAt: mtime
  };
}

// Names of files that editors and copy programs are still writing begin with a dot or end like this.
function isHidden(name: string): boolean {
  return name.startsWith(".") || /(\.part|\.tmp|\.crdownload|~)$/.test(name);
}
