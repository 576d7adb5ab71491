import {spawn, spawnSync} from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";

// The whole job on the whole sample, on a machine that may be busy.
vi.setConfig({testTimeout: 400_000});

const binary = fileURLToPath(new URL("chat-analytics.js", import.meta.url));
const sample = fileURLToPath(new URL("../data/sample", import.meta.url));

function inHome(root: string, ...words: string[]) {
  const env = {...process.env, CHAT_ANALYTICS_HOME: root};
  return spawnSync(process.execPath, [binary, ...words], {env, encoding: "utf8", maxBuffer: 1e9});
}

function query<T = Record<string, unknown>>(root: string, sql: string): T[] {
  const {status, stdout, stderr} = inHome(root, "query", sql, "--json");
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe("the sample, from nothing to a site", () => {
  let folder = "";
  let root = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "chat-analytics-"));
    root = join(folder, "demo");
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test("start on an empty home says so, does everything in a home of its own and sums up what it did", () => {
    const env = {...process.env, CHAT_ANALYTICS_HOME: join(folder, "home"), CHAT_ANALYTICS_DEMO_HOME: root};
    // Nor does a warehouse into which nothing was loaded make it less empty.
    expect(inHome(join(folder, "home"), "ingest").status).toBe(0);
    const {status, stderr} = spawnSync(process.execPath, [binary, "start", "--no-serve"], {env, encoding: "utf8"});
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("sample data");
    expect(stderr).toMatch(/rows were refused/);
    const manifest = JSON.parse(readFileSync(join(root, "published/current/data/manifest.json"), "utf8"));
    expect(manifest.meta.is_sample).toBe(true);
    expect(existsSync(join(root, "published/current/es/index.html"))).toBe(true);
    expect(existsSync(join(root, "temporary"))).toBe(false);
    expect(existsSync(join(root, "run.lock"))).toBe(false);
  });

  test("every row read is accepted, refused or an exact repeat", () => {
    const sql =
      "select path from ops.files where rows_read is distinct from rows_accepted + rows_refused + rows_repeated";
    expect(query(root, sql)).toEqual([]);
    const [sum] = query<{n: number}>(root, "select sum(rows_read)::bigint as n from ops.files");
    expect(sum!.n).toBeGreaterThan(50_000);
  });

  test("status shows each feed and each refused file", () => {
    const {status, stdout} = inHome(root, "status", "--json");
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.isLawful).toBe(true);
    expect(report.feeds.map((feed: {feed: string}) => feed.feed)).toContain("whatsapp_cloud");
    expect(report.refusals.length).toBeGreaterThan(0);
    expect(inHome(root, "status").stdout).toContain("Rows read = accepted + refused + repeated");
  });

  test("a second run loads nothing, rebuilds nothing and publishes nothing", () => {
    const before = statSync(join(root, "warehouse.duckdb")).mtimeMs;
    const releases = readdirSync(join(root, "published/releases"));
    const {status, stderr} = inHome(root, "run");
    expect(status, stderr).toBe(0);
    expect(readdirSync(join(root, "published/releases"))).toEqual(releases);
    expect(statSync(join(root, "warehouse.duckdb")).mtimeMs).toBe(before);
    expect(inHome(root, "ingest").stderr).toMatch(
      /nothing new to load: all \d+ files found, .* are loaded already\.$/m
    );
  });

  test("a run with --strict fails while rows stand refused in what it loaded", () => {
    mkdirSync(join(root, "inbox/messages"), {recursive: true});
    writeFileSync(
      join(root, "inbox/messages/bad.csv"),
      "message_id,conversation_id,sent_at,direction,author,channel\nx1,c1,yesterday,inbound,contact,whatsapp\n"
    );
    const {status, stderr} = inHome(root, "ingest", "--strict");
    expect(status, stderr).toBe(1);
    expect(query(root, "select reason, column_name, line from ops.rejects where row_text like '%yesterday%'")).toEqual([
      {reason: "invalid_instant", column_name: "sent_at", line: 2}
    ]);
  });

  test("reports are written with a manifest beside them", () => {
    const out = join(root, "out");
    const {status, stderr} = inHome(root, "report", "agent_history_information", "--day", "2026-11-10", "--out", out);
    expect(status, stderr).toBe(0);
    const names = readdirSync(out, {recursive: true, encoding: "utf8"});
    expect(names.filter((name) => name.endsWith(".csv")).length).toBe(1);
    expect(names.filter((name) => name.endsWith(".json")).length).toBe(1);
  });

  test("report alone writes what is due, which is what was loaded and built", () => {
    const {status, stderr} = inHome(root, "report");
    expect(stderr).toContain("Build it with: npx chat-analytics build");
    expect(status).toBe(1);
  });

  test("build --full gives what the first build gave", () => {
    const sql = "select * from metrics.conversation_days order by all";
    const before = query(root, sql);
    const {status, stderr} = inHome(root, "build", "--full");
    expect(status, stderr).toBe(0);
    expect(query(root, sql)).toEqual(before);
    const report = inHome(root, "report");
    expect(report.stderr).toContain("nothing is due. Name a report or a day");
    expect(report.status).toBe(0);
  });

  test("publish alone, with nothing new, leaves the site", () => {
    const {status, stderr} = inHome(root, "publish");
    expect(status, stderr).toBe(0);
  });

  test("serve answers with a strict content security policy and stops on a signal", async () => {
    const env = {...process.env, CHAT_ANALYTICS_HOME: root};
    const child = spawn(process.execPath, [binary, "serve", "--port", "0"], {env, stdio: ["ignore", "ignore", "pipe"]});
    let said = "";
    const address = await new Promise<string>((resolve) => {
      child.stderr.on("data", (data) => {
        said += data;
        const found = /http:\/\/(127\.0\.0\.1|localhost):\d+/.exec(said);
        if (found) resolve(found[0]);
      });
    });
    const response = await fetch(`${address}/es/`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(said).toMatch(/whoever reaches it reads everything/i);
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.once("exit", (code) => resolve(code)))).toBe(0);
  });
});

test("a run that is stopped undoes what it had begun, and the next one does it all", async () => {
  const root = mkdtempSync(join(tmpdir(), "chat-analytics-"));
  cpSync(sample, root, {recursive: true, preserveTimestamps: true});
  const child = spawn(process.execPath, [binary, "ingest"], {
    env: {...process.env, CHAT_ANALYTICS_HOME: root},
    stdio: ["ignore", "ignore", "pipe"]
  });
  // Stop it in the middle: as soon as it says that the first file is loaded.
  child.stderr.once("data", () => child.kill("SIGINT"));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(130);
  expect(existsSync(join(root, "temporary"))).toBe(false);
  expect(existsSync(join(root, "run.lock"))).toBe(false);
  const {status, stderr} = inHome(root, "ingest");
  expect(status, stderr).toBe(0);
  const [files] = query<{n: number}>(root, "select count(*) as n from ops.files");
  const inbox = readdirSync(join(root, "inbox"), {recursive: true, withFileTypes: true}).filter((entry) =>
    entry.isFile()
  );
  expect(files!.n).toBe(inbox.length);
  rmSync(root, {recursive: true, force: true});
});
