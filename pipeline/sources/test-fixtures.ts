import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join, relative} from "node:path";
import {fileURLToPath} from "node:url";

/** Real payloads and hostile files, which lie beside the repository where it is developed. */
const root = fileURLToPath(new URL("../../../shared/fixtures", import.meta.url));

export interface Fixture {
  /** Like "whatsapp-pywa/updates/message.json". */
  path: string;
  content: Buffer;
}

/** The files of every folder whose name begins so; null where there are none, so that a test can say it is skipped. */
export function fixtures(beginning: string, extensions?: string[]): Fixture[] | null {
  if (!existsSync(root)) return null;
  return readdirSync(root)
    .filter((folder) => folder.startsWith(beginning))
    .flatMap((folder) => readdirSync(join(root, folder), {recursive: true, withFileTypes: true}))
    .filter((entry) => entry.isFile() && !["PROVENANCE.md", "LICENSE"].includes(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !extensions || extensions.some((extension) => file.endsWith(extension)))
    .sort()
    .map((file) => ({path: relative(root, file), content: readFileSync(file)}));
}
