import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import type {Context} from "../context.js";
import {silentLog} from "../log.js";
import {homeAt, type Settings} from "../settings.js";
import {openWarehouse} from "../warehouse.js";

/** A home in a temporary folder with a warehouse in memory, for tests. */
export interface TestHome {
  context: Context;
  /** Puts a file in the inbox. */
  put(path: string, content: string | Buffer): string;
  /** What the log was told as warnings. */
  warnings: string[];
  remove(): void;
}

export async function makeTestHome(
  changes: Partial<Context> & {sources?: Settings["sources"]} = {}
): Promise<TestHome> {
  const home = homeAt(mkdtempSync(join(tmpdir(), "chat-analytics-")));
  const warehouse = await openWarehouse(undefined, {threads: 2});
  const warnings: string[] = [];
  const {sources = {}, ...rest} = changes;
  const context: Context = {
    home,
    settings: {sources, fallbackIntents: []} as unknown as Settings,
    warehouse,
    log: {...silentLog, warn: (line) => void warnings.push(line)},
    now: new Date("2026-03-10T12:00:00Z"),
    signal: new AbortController().signal,
    ...rest
  };
  return {
    context,
    warnings,
    put(path, content) {
      const file = join(home.inbox, path);
      mkdirSync(dirname(file), {recursive: true});
      writeFileSync(file, content);
      return file;
    },
    remove() {
      warehouse.close();
      rmSync(home.root, {recursive: true, force: true});
    }
  };
}
