import type {Author, DataPart, Manifest} from "../../../pipeline/publish/manifest.js";
import {type Cube, joinCubes, readCube} from "./cube.js";
import {writeDay} from "./day.js";
import type {Period} from "./filters.js";

export type {Author, Manifest};

// Pages stand one folder deep: /es/, /en/.
const folder = new URL("../data/", globalThis.document?.baseURI ?? "http://localhost/es/");

/** What the site was published with; never from a cache. */
export async function loadManifest(from: URL = folder): Promise<Manifest> {
  const response = await fetch(new URL("manifest.json", from), {cache: "no-cache"});
  if (!response.ok) throw new Error(`data/manifest.json: the server answered ${response.status}.`);
  return response.json() as Promise<Manifest>;
}

const parts = new Map<string, Cube>();
const loading = new Map<string, Promise<Cube>>();
const joined = new Map<string, {key: string; cube: Cube}>();

/** A data file as columns; of one that is cut by month or day, those of the periods, or all. */
export async function loadCube(
  manifest: Manifest,
  name: string,
  periods: readonly Period[] | null = null
): Promise<Cube> {
  const needed = partsOf(manifest, name, periods);
  await Promise.all(needed.map(({path}) => loadPart(path, manifest.files[name]!.columns)));
  return join(name, needed);
}

/** The same without waiting; null when something has to be fetched first. */
export function loadedCube(manifest: Manifest, name: string, periods: readonly Period[] | null = null): Cube | null {
  const needed = partsOf(manifest, name, periods);
  return needed.every(({path}) => parts.has(path)) ? join(name, needed) : null;
}

function partsOf(manifest: Manifest, name: string, periods: readonly Period[] | null): DataPart[] {
  const file = manifest.files[name];
  if (file === undefined) throw new Error(`${name}: not in data/manifest.json.`);
  if (periods === null) return file.parts;
  const days = periods.map(({from, to}) => ({first: writeDay(from), last: writeDay(to)}));
  const needed = file.parts.filter(
    ({span}) =>
      span === null ||
      days.some(({first, last}) => span >= first.slice(0, span.length) && span <= last.slice(0, span.length))
  );
  // A page asks for columns, also of days without rows.
  return needed.length === 0 ? file.parts.slice(-1) : needed;
}

function join(name: string, needed: DataPart[]): Cube {
  const key = needed.map(({path}) => path).join();
  const known = joined.get(name);
  if (known?.key === key) return known.cube;
  const cube = joinCubes(needed.map(({path}) => parts.get(path)!));
  joined.set(name, {key, cube});
  return cube;
}

// A file has its content's hash in its name, so it is fetched once.
function loadPart(path: string, columns: Manifest["files"][string]["columns"]): Promise<Cube> {
  let part = loading.get(path);
  if (part === undefined) {
    part = fetchPart(path, columns);
    loading.set(path, part);
    // What failed may be tried again.
    part.catch(() => loading.delete(path));
  }
  return part;
}

async function fetchPart(path: string, columns: Manifest["files"][string]["columns"]): Promise<Cube> {
  const response = await fetch(new URL(path, folder));
  if (!response.ok) throw new Error(`data/${path}: the server answered ${response.status}.`);
  const cube = readCube(await response.arrayBuffer(), columns);
  parts.set(path, cube);
  return cube;
}
