import {execFileSync, spawnSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from "node:fs";
import {type AddressInfo, createServer} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as pause} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, expect, test, vi} from "vitest";
import {help, main} from "./cli.js";
import {commands, ingestCode} from "./commands.js";
import {hasFiles} from "./demo.js";
import type {LoadedFile} from "./ingest/ingest.js";
import {silentLog} from "./log.js";
import {homeAt} from "./settings.js";
import {openWarehouse} from "./warehouse.js";

const binary = fileURLToPath(new URL("chat-analytics.js", import.meta.url));
const project = fileURLToPath(new URL("..", import.meta.url));
let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "chat-analytics-"));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

function chatAnalytics(...words: string[]) {
  const env = {...process.env, CHAT_ANALYTICS_HOME: root};
  return spawnSync(process.execPath, [binary, ...words], {env, encoding: "utf8"});
}

test("the help names every command, and no other", () => {
  const named = [...help.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name).filter((name) => name !== "help");
  expect(named.sort()).toEqual(Object.keys(commands).sort());
});

test("the help names every option of every command", () => {
  for (const [name, {options}] of Object.entries(commands)) {
    const line = help.split("\n").find((text) => text.startsWith(`  ${name} `)) ?? "";
    for (const option of Object.keys(options))
      expect(line, `${name} --${option}`).toMatch(new RegExp(`--(no-)?${option}\\b`));
  }
});

test("the README names only commands that exist", () => {
  const readme = readFileSync(join(project, "README.md"), "utf8");
  const named = [...readme.matchAll(/npx chat-analytics ([a-z-]+)/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect([...Object.keys(commands), "help"]).toContain(name);
});

test("npx finds the command in the project's own folder", () => {
  expect(execFileSync("npx", ["chat-analytics", "help"], {cwd: project, encoding: "utf8"})).toContain(
    "usage: npx chat-analytics"
  );
});

test("help goes to the standard output with exit code 0", () => {
  const {status, stdout} = chatAnalytics("help");
  expect({status, stdout}).toEqual({status: 0, stdout: `${help}\n`});
});

test("who stops reading, as head does, sees no fault", () => {
  const {stderr} = spawnSync(`"${process.execPath}" "${binary}" help | true`, {shell: true, encoding: "utf8"});
  expect(stderr).toBe("");
});

test("a folder that is gone is no place to start in, and no bug of ours", () => {
  const folder = mkdtempSync(join(root, "gone-"));
  const command = `rmdir "${folder}" && "${process.execPath}" "${binary}" help`;
  const {status, stderr} = spawnSync(command, {shell: true, cwd: folder, encoding: "utf8"});
  expect({status, stderr}).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^chat-analytics: the folder .*\n$/)
  });
});

test("what stands in the data moves no cursor of who asks for it", async () => {
  const home = mkdtempSync(join(root, "query-"));
  (await openWarehouse(homeAt(home).warehouse)).close();
  const {stdout} = spawnSync(process.execPath, [binary, "query", "select chr(27) || '[2K' || chr(13) || 'x' as text"], {
    env: {...process.env, CHAT_ANALYTICS_HOME: home},
    encoding: "utf8"
  });
  expect(stdout).toContain("\\u001b[2K x");
  expect(stdout).not.toContain("\u001b");
  rmSync(home, {recursive: true});
});

test.skipIf(process.platform === "win32")("what is made of people's names and texts is closed to others", () => {
  const home = mkdtempSync(join(root, "closed-"));
  const command = `umask 022 && "${process.execPath}" "${binary}" ingest`;
  spawnSync(command, {shell: true, env: {...process.env, CHAT_ANALYTICS_HOME: join(home, "home")}});
  const mode = (path: string) => (statSync(join(home, path)).mode & 0o777).toString(8);
  expect({home: mode("home"), warehouse: mode("home/warehouse.duckdb")}).toEqual({home: "755", warehouse: "640"});
  rmSync(home, {recursive: true});
});

test("a query that takes too long is stopped by a signal", async () => {
  const home = mkdtempSync(join(root, "query-"));
  (await openWarehouse(homeAt(home).warehouse)).close();
  vi.stubEnv("CHAT_ANALYTICS_HOME", home);
  const endless = main(["query", "select count(*) from range(100000000) as a, range(100000000) as b"]);
  await pause(300);
  process.emit("SIGINT");
  expect(await endless).toBe(130);
  vi.unstubAllEnvs();
  rmSync(home, {recursive: true});
});

test("an unknown command is wrong usage: exit code 2", () => {
  const {status, stderr} = chatAnalytics("frobnicate");
  expect(status).toBe(2);
  expect(stderr).toContain('there is no command "frobnicate"');
});

test("an unknown option is wrong usage: exit code 2, with the help of its command alone", () => {
  const {status, stderr} = chatAnalytics("report", "--colour");
  expect(status).toBe(2);
  expect(stderr).toContain("write CSV reports (default: all that are due)");
  expect(stderr).not.toContain("deliver [--failed]");
});

test("a query without a statement is wrong usage: exit code 2", () => {
  expect(chatAnalytics("query").status).toBe(2);
});

/** In this process, which takes a tenth of the time. */
async function here(...words: string[]) {
  let said = "";
  const write = (text: string | Uint8Array) => {
    said += text;
    return true;
  };
  vi.stubEnv("CHAT_ANALYTICS_HOME", root);
  vi.stubEnv("CHAT_ANALYTICS_DEMO_HOME", join(root, "demo"));
  vi.spyOn(process.stderr, "write").mockImplementation(write);
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  try {
    return {status: await main(words), said};
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  }
}

test.each([
  [["report", "nope"], "report nope: there is no such report"],
  [["report", "--day", "2026-13-01"], '--day is "2026-13-01". Write it like 2026-03-02.'],
  [["report", "--day", "2026-02-30"], '--day is "2026-02-30"'],
  [["report", "--out", ""], "--out names no folder"],
  [["ingest", ""], "a path is empty"],
  [["rates", "import", "card.csv", "--from", "2026-02-30"], '--from is "2026-02-30"'],
  [["serve", "--port", ""], '--port is ""'],
  [["start", "--port", "abc"], '--port is "abc". Use a number from 0 to 65535.'],
  [["start", "--port", "0x10"], '--port is "0x10"'],
  [["start", "--host", ""], "--host names no address"],
  [["serve", "--name", "http://chat/"], '--name is "http://chat/"']
])("%j is wrong usage, and nothing is made: exit code 2", async (words, fault) => {
  const {status, said} = await here(...words);
  expect(said).toContain(fault);
  expect(status).toBe(2);
  expect(readdirSync(root)).toEqual([]);
});

test("start finds out whether it can listen there before it does anything else", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const {port} = server.address() as AddressInfo;
  const {status, said} = await here("start", "--port", String(port));
  await new Promise((resolve) => server.close(resolve));
  expect(said).toContain(`port ${port} of 127.0.0.1: another program uses it.`);
  expect(status).toBe(1);
  expect(readdirSync(root)).toEqual([]);
});

test.each([[["query", "select 1"]], [["report"]], [["deliver"]], [["publish"]]])(
  "%j in a home without a warehouse says how to make one, and makes none: exit code 1",
  async (words) => {
    const {status, said} = await here(...words);
    expect(said).toContain("it has no warehouse yet. Make one with: npx chat-analytics run");
    expect(status).toBe(1);
    expect(readdirSync(root)).toEqual([]);
  }
);

test("what reads models says where none was built what to do: exit code 1", async () => {
  expect((await here("ingest")).status).toBe(0);
  // What a first build that was killed leaves.
  const warehouse = await openWarehouse(join(root, "warehouse.duckdb"));
  await warehouse.run("create schema metrics; create table metrics.days as select 1 as n");
  warehouse.close();
  const days = ["--from", "2026-03-02", "--to", "2026-03-02", "--as-of", "2026-03-02"];
  for (const words of [["report"], ["publish"], ["what-if", ...days]]) {
    const {status, said} = await here(...words);
    expect(said).toContain("nothing was built yet. Build it with: npx chat-analytics build");
    expect(status).toBe(1);
  }
  rmSync(join(root, "warehouse.duckdb"));
});

test("what reads models says where another version built them what to do: exit code 1", async () => {
  expect((await here("ingest")).status).toBe(0);
  const warehouse = await openWarehouse(join(root, "warehouse.duckdb"));
  await warehouse.run("create table ops.models as select 'marts.whatsapp_charges' as name, '0123' as sql_hash");
  warehouse.close();
  const days = ["--from", "2026-03-02", "--to", "2026-03-02", "--as-of", "2026-03-02"];
  for (const words of [["report"], ["report", "intents", "--day", "2026-03-02"], ["publish"], ["what-if", ...days]]) {
    const {status, said} = await here(...words);
    expect(said).toContain("of an earlier version of the models. Make them anew with: npx chat-analytics build");
    expect(status).toBe(1);
  }
  rmSync(join(root, "warehouse.duckdb"));
});

test.skipIf(process.platform === "win32")("a warehouse that there was no room to make is made when there is", () => {
  const env = {...process.env, CHAT_ANALYTICS_HOME: root, TSX_DISABLE_CACHE: "1", NODE_DISABLE_COMPILE_CACHE: "1"};
  // As on a disk that is full after a few kilobytes.
  const words = ["-c", 'ulimit -f 16 && exec "$0" "$@"', process.execPath, binary, "ingest"];
  const {status, stderr} = spawnSync("sh", words, {env, encoding: "utf8"});
  expect({status, stderr}).toMatchObject({status: 1, stderr: expect.stringContaining("DuckDB cannot open it")});
  expect(chatAnalytics("ingest")).toMatchObject({status: 0, stderr: "nothing new to load.\n"});
  rmSync(join(root, "warehouse.duckdb"));
});

test("every fault of the settings is named at once: exit code 1", () => {
  writeFileSync(join(root, "settings.yaml"), "time_zone: +02:00\nlanguage: fr\nfrobnicate: 1\n");
  const {status, stderr} = chatAnalytics("build");
  rmSync(join(root, "settings.yaml"));
  expect(status).toBe(1);
  for (const fault of ["time_zone", "language", "frobnicate"]) expect(stderr).toContain(fault);
});

test("an inbox that is no folder, or holds what is no file, is told and no bug of ours", () => {
  const home = homeAt(root);
  writeFileSync(home.inbox, "x");
  expect(hasFiles(home)).toBe(true);
  const {status, stderr} = chatAnalytics("ingest");
  rmSync(home.inbox);
  expect({status, stderr}).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`${home.inbox}: it is no folder.`)
  });
  mkdirSync(join(home.inbox, "agents"), {recursive: true});
  rmSync(home.warehouse);
  expect(hasFiles(home)).toBe(false);
  symlinkSync("loop", join(home.inbox, "agents/loop"));
  expect(hasFiles(home)).toBe(true);
  const second = chatAnalytics("ingest");
  rmSync(home.inbox, {recursive: true});
  rmSync(home.warehouse);
  expect(second).toMatchObject({
    status: 0,
    stderr: expect.stringContaining("inbox/agents/loop: it is a link to nothing")
  });
});

test("a file that was not loaded is something to mend; one that changed meanwhile, or refused rows, if --strict", () => {
  const code = (file: Partial<LoadedFile>, strict: boolean) =>
    ingestCode({files: [{rows_refused: 0, file_id: 1, ...file}]}, {values: {strict}, log: silentLog});
  const codes = (file: Partial<LoadedFile>) => [code(file, false), code(file, true)];
  expect(codes({})).toEqual([0, 0]);
  expect(codes({rows_refused: 1})).toEqual([0, 1]);
  expect(codes({file_id: null, isChanging: true})).toEqual([0, 1]);
  expect(codes({file_id: null})).toEqual([1, 1]);
});

test.skipIf(process.platform !== "linux").each(["/sys/chat-analytics", "/proc/chat-analytics", "/etc/hosts/home"])(
  "a home that nobody can make is no bug of ours, like %s: exit code 1",
  (home) => {
    const env = {...process.env, CHAT_ANALYTICS_HOME: home};
    const options = {env, encoding: "utf8", timeout: 60_000, killSignal: "SIGKILL"} as const;
    const {status, stderr} = spawnSync(process.execPath, [binary, "run"], options);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^chat-analytics: \/(sys|proc|etc)\/[a-z-]+: .* \(E[A-Z]+, mkdir\)\.$/m);
  }
);
