import type {Manifest} from "../../../pipeline/publish/manifest.js";
import {type Cube, readCube} from "./cube.js";

export type {Manifest};

// Pages stand one folder deep: /es/, /en/.
const folder = new URL("../data/", globalThis.document?.baseURI ?? "http://localhost/es/");

/** What the site was published with; never from a cache. */
export async function loadManifest(from: URL = folder): Promise<Manifest> {
  const response = await fetch(new URL("manifest.json", from), {cache: "no-cache"});
  if (!response.ok) throw new Error(`data/manifest.json: the server answered ${response.status}.`);
  return response.json() as Promise<Manifest>;
}

const loading = new Map<string, Promise<Cube>>();

/** A data file as columns. A file has its content's hash in its name, so it is fetched once. */
export function loadCube(manifest: Manifest, name: string): Promise<Cube> {
  const file = manifest.files[name];
  if (file === undefined) throw new Error(`${name}: not in data/manifest.json.`);
  let cube = loading.get(file.path);
  if (cube === undefined) {
    cube = fetchCube(file.path, file.columns);
    loading.set(file.path, cube);
  }
  return cube;
}

async function fetchCube(path: string, columns: Manifest["files"][string]["columns"]): Promise<Cube> {
  const response = await fetch(new URL(path, folder));
  if (!response.ok) throw new Error(`data/${path}: the server answered ${response.status}.`);
  return readCube(await response.arrayBuffer(), columns);
}
