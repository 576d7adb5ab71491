import {chmod, stat} from "node:fs/promises";

/** What this user keeps from whom, as it was before; null while nothing is kept from others by this program. */
let own: number | null = null;

/**
 * From now on nobody outside the user's group can read what is made: names, numbers and texts of people stand in most of
 * it. For the whole process; gives what undoes it.
 */
export function closeToOthers(): () => void {
  const before = process.umask(0o077);
  process.umask(before | 0o007);
  own = before;
  return () => {
    process.umask(before);
    own = null;
  };
}

/** Lets others read a file or enter a folder that is meant for them, as far as this user keeps it from nobody. */
export async function openToOthers(path: string): Promise<void> {
  if (own === null) return;
  const found = await stat(path);
  const wanted = (found.mode & 0o777) | ((found.isDirectory() ? 0o005 : 0o004) & ~own);
  if (wanted === (found.mode & 0o777)) return;
  // A file that somebody else made before has the rights that they gave it.
  await chmod(path, wanted).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPERM") throw error;
  });
}
