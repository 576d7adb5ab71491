import {lstatSync, type Stats, statSync} from "node:fs";

/**
 * Whether a file is there that takes the place of a default, and what is wrong with what stands at its path: only where
 * there is nothing at all is the default what somebody wanted.
 */
export function lookForFile(path: string): {isThere: boolean; fault: string | null} {
  const stats = look(statSync, path);
  // So container engines mount a file that is not there.
  if (stats?.isDirectory()) {
    return {isThere: false, fault: "it is a folder. Remove it, and write a file of this name if you need one."};
  }
  if (stats !== undefined) return {isThere: true, fault: null};
  return {isThere: false, fault: deadLink(path)};
}

/** What is wrong with a path at which nothing is found, where that is a link. */
export function deadLink(path: string): string | null {
  const isLink = look(lstatSync, path)?.isSymbolicLink() === true;
  return isLink ? "it is a link to nothing that this user can see. Remove it, or mend what it leads to." : null;
}

// Below a file there is nothing either.
function look(how: typeof statSync, path: string): Stats | undefined {
  try {
    return how(path, {throwIfNoEntry: false});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}
