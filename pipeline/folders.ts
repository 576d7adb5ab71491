import {mkdir, stat} from "node:fs/promises";
import {dirname} from "node:path";
import {openToOthers} from "./umask.js";

/**
 * Makes a folder and those above it, where they are missing. Node's own way of it never comes back where the system
 * answers ENOENT to a new folder in one that is there, as it does in /proc and where disks are mounted on demand.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
    await openToOthers(folder);
  } catch (error) {
    // Somebody else may just have made it.
    if (!(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false
  );
}
