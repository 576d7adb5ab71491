import {copyFile, link, mkdir, readdir, readFile, writeFile} from "node:fs/promises";
import {dirname, join, relative} from "node:path";
import {promisify} from "node:util";
import {brotliCompress, constants, gzip} from "node:zlib";

/** Paths of all files under a folder, relative to it and sorted. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

/** Whether a file of a site never changes under its name, because the name holds a hash of the content. */
export function isHashed(path: string): boolean {
  return /^_[a-z]+\//.test(path) || /^data\/[^/]+\.[0-9a-f]{12}\.arrow/.test(path);
}

/** A second name for a file, or a copy where the file system has none (another disk). */
export async function linkFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), {recursive: true});
  try {
    await link(from, to);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "EXDEV" && code !== "EPERM" && code !== "ENOTSUP" && code !== "EMLINK") throw error;
    await copyFile(from, to);
  }
}

const smallestWorthPacking = 1000;

/** Leaves a .br and a .gz beside a file that shrinks by it, so that nothing is packed while somebody waits. */
export async function packFile(path: string, quality: number): Promise<void> {
  if (!/\.(html|js|css|svg|json|arrow|txt|map)$/.test(path)) return;
  const content = await readFile(path);
  if (content.length < smallestWorthPacking) return;
  const options = {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length
    }
  };
  const [br, gz] = await Promise.all([promisify(brotliCompress)(content, options), promisify(gzip)(content)]);
  if (br.length < content.length) await writeFile(`${path}.br`, br);
  if (gz.length < content.length) await writeFile(`${path}.gz`, gz);
}
