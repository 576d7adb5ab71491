import {spawn} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, renameSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterEach, beforeEach, expect, test} from "vitest";
import {copyDatabase} from "./copy.js";
import {openForReading, openForWriting} from "./run-lock.js";
import {homeAt} from "./settings.js";
import {PATIENCE_WITH_READERS_MILLISECONDS} from "./warehouse.js";

const at = new Date("2026-11-15T08:00:00Z");
let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chat-analytics-"));
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

/** Another process that holds the home, until it is killed. */
async function holdElsewhere(how: "write" | "read", of = root) {
  const lock = JSON.stringify(fileURLToPath(new URL("run-lock.ts", import.meta.url)));
  const settings = JSON.stringify(fileURLToPath(new URL("settings.ts", import.meta.url)));
  const open = how === "write" ? `openForWriting(home, {}, new Date(${at.getTime()}))` : "openForReading(home, 0)";
  const code = `import {openForReading, openForWriting} from ${lock}; import {homeAt} from ${settings};
    const home = homeAt(${JSON.stringify(of)}); await ${open}; console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"]
  });
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  return {
    pid: child.pid!,
    kill: () =>
      new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      })
  };
}

test("a second writer learns at once who works and since when", async () => {
  const other = await holdElsewhere("write");
  const started = performance.now();
  const message = `process ${other.pid} works on it since 2026-11-15T08:00:00.000Z`;
  await expect(openForWriting(homeAt(root), {}, at)).rejects.toThrow(message);
  expect(performance.now() - started).toBeLessThan(PATIENCE_WITH_READERS_MILLISECONDS);
  await other.kill();
});

test("a killed process leaves no lock", async () => {
  const other = await holdElsewhere("write");
  await other.kill();
  const warehouse = await openForWriting(homeAt(root), {}, at);
  expect(await warehouse.row("select 1 as n")).toEqual({n: 1});
  warehouse.close();
  expect(existsSync(homeAt(root).lockFile)).toBe(false);
});

test("who opens a file that took its own one's place waits for somebody who reads it already", async () => {
  const warehouse = await openForWriting(homeAt(root), {}, at);
  const copy = homeAt(join(root, "copy"));
  mkdirSync(copy.root);
  await copyDatabase(warehouse, copy.warehouse);
  await warehouse.run("create table gone as select 1 as n");
  const reader = await holdElsewhere("read", copy.root);
  renameSync(copy.warehouse, warehouse.path);
  const reopening = warehouse.reopen();
  setTimeout(() => void reader.kill(), 300);
  await reopening;
  expect(await warehouse.rows("select table_name from duckdb_tables()")).toEqual([]);
  warehouse.close();
  expect(existsSync(homeAt(root).lockFile)).toBe(false);
});

test("a writer waits for somebody who only reads", async () => {
  (await openForWriting(homeAt(root), {}, at)).close();
  const reader = await holdElsewhere("read");
  const opening = openForWriting(homeAt(root), {}, at);
  setTimeout(() => void reader.kill(), 300);
  (await opening).close();
});

test("a reader that has waited long enough says who writes", async () => {
  const other = await holdElsewhere("write");
  await expect(openForReading(homeAt(root), 100)).rejects.toThrow(`process ${other.pid} works on it`);
  await other.kill();
});

test("a reader that is stopped waits no longer", async () => {
  const other = await holdElsewhere("write");
  const reading = openForReading(homeAt(root), 600_000, AbortSignal.timeout(100));
  await expect(reading).rejects.toThrow("aborted");
  await other.kill();
});
