import {cp, mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, stat, utimes, writeFile} from "node:fs/promises";
import {request as httpRequest} from "node:http";
import {hostname, tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {tableFromIPC} from "@uwdata/flechette";
import {afterAll, beforeAll, expect, test} from "vitest";
import {markStale} from "../compact.js";
import type {Context} from "../context.js";
import {silentLog} from "../log.js";
import {defaultSettings, homeAt, type Settings} from "../settings.js";
import {closeToOthers} from "../umask.js";
import {openWarehouse} from "../warehouse.js";
import type {Manifest} from "./manifest.js";
import {type PublishOptions, publish} from "./publish.js";
import {type Serving, serve} from "./serve.js";

const settings: Settings = {
  ...defaultSettings,
  timeZone: "Europe/Madrid",
  language: "es",
  currency: "EUR",
  sessionGapHours: 24,
  staleSessionHours: 16,
  serviceLevelSeconds: 60,
  accounts: {
    "1022": [{name: "Nimbora España", timeZone: "Europe/Madrid", currency: "EUR", portfolio: "main", validFrom: null}]
  }
};

let root: string;
let context: Context;
let options: PublishOptions;
let serving: Serving;
const stop = new AbortController();

// One real build of a small site by Observable Framework; the tests below go through its life in order.
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "publish-"));
  const sources = join(root, "small-dashboard");
  await mkdir(join(sources, "src/es"), {recursive: true});
  await mkdir(join(root, "exports"));
  await cp("dashboard/vendor.ts", join(sources, "vendor.ts"));
  await writeFile(join(sources, "observablehq.config.ts"), smallConfig);
  await writeFile(join(sources, "src/es/index.md"), "# Hola\n\n```js\ndisplay(1 + 1)\n```\n");
  await writeFile(join(sources, "src/es/salud.md"), "# Salud\n");
  await writeFile(
    join(root, "exports/days.sql"),
    "-- Messages by day.\nselect day, channel, messages_inbound as messages from metrics.conversation_days;\n"
  );
  const warehouse = await openWarehouse(undefined, {threads: 2});
  await warehouse.run(`
    create schema metrics; create schema ops;
    create table metrics.conversation_days (
        day date, channel varchar, account_id varchar, messages_inbound integer, messages_bot integer default 0,
        messages_agent integer default 0
    );
    insert into metrics.conversation_days (day, channel, account_id, messages_inbound)
    values ('2026-10-02', 'whatsapp', '1022', 12), ('2026-10-01', 'messenger', null, 3);
    create table metrics.delivery_days (account_id varchar, accepted integer);
    create table metrics.spend_days (account_id varchar, units integer);
    create table metrics.hour_days (skill varchar, messages_inbound integer);
    insert into metrics.hour_days values ('Ventas', 1), ('Soporte', 7), (null, 20);
    create table metrics.out_of_hours_days (skill varchar, request_sessions integer);
    create table metrics.agent_days (day date, agent_id varchar, skill varchar);
    create table ops.as_of as
      select timestamptz '2026-10-02 20:00:00Z' as as_of, timestamptz '2026-10-01 16:00:00Z' as agents_as_of;
    create table ops.builds as select timestamptz '2026-10-03 06:00:00Z' as built_at;`);
  context = {
    home: homeAt(join(root, "home")),
    settings,
    warehouse,
    log: silentLog,
    now: new Date("2026-10-03T06:00:01Z"),
    signal: new AbortController().signal
  };
  options = {isSample: true, sources, caches: [join(root, "shells")], exports: join(root, "exports")};
});

const smallConfig = `import {refuseTheInternet, vendorPackages} from "./vendor.js";
await vendorPackages("src", ["htl", "isoformat"]);
refuseTheInternet();
export default {root: "src", output: process.env["DASHBOARD_OUTPUT"], globalStylesheets: [], pages: [], sidebar: false};
`;

afterAll(async () => {
  stop.abort();
  await serving?.closed;
  context.warehouse.close();
  await rm(root, {recursive: true, force: true});
});

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(context.home.published, "current/data/manifest.json"), "utf8"));
}

test("a first publish makes pages and data, and the data can be read", async () => {
  // What a run that was killed long ago was making, which the next test looks for.
  const cut = join(root, "shells/.making-4711-0123456789abcdef/es");
  await mkdir(cut, {recursive: true});
  await utimes(dirname(cut), 0, 0);
  const summary = await publish(context, options);
  expect(summary).toMatchObject({isNew: true, dataFiles: 1, dataRows: 2});
  const manifest = await readManifest();
  expect(manifest.meta).toEqual({
    time_zone: "Europe/Madrid",
    language: "es",
    currency: "EUR",
    decimal_mark: ".",
    session_gap_hours: 24,
    stale_session_hours: 16,
    service_level_seconds: 60,
    as_of: "2026-10-02T20:00:00.000Z",
    agents_as_of: "2026-10-01T16:00:00.000Z",
    data_from: "2026-10-01",
    data_to: "2026-10-02",
    channels: ["whatsapp", "messenger"],
    authors: ["contact"],
    accounts: [
      {id: "1022", name: "Nimbora España"},
      {id: "–", name: "–"}
    ],
    skills: [
      {id: "Soporte", name: "Soporte"},
      {id: "Ventas", name: "Ventas"},
      {id: "–", name: "–"}
    ],
    is_sample: true,
    built_at: "2026-10-03T06:00:00.000Z"
  });
  const file = manifest.files["days"]!;
  const table = tableFromIPC(await readFile(join(context.home.published, "current/data", file.parts[0]!.path)));
  expect([...table.getChild("channel")]).toEqual(["messenger", "whatsapp"]);
  expect([...table.getChild("messages")]).toEqual([3, 12]);
});

test("nothing but the release, the sources and the kept pages is left behind", async () => {
  expect((await readdir(context.home.published)).sort()).toEqual(["current", "releases"]);
  expect(await readdir(join(root, "shells"))).toEqual([expect.stringMatching(/^site-[0-9a-f]{16}$/)]);
  expect(await readdir(join(root, "small-dashboard/src"))).toEqual(["es"]);
});

test("publishing again changes nothing while the numbers are the same", async () => {
  const before = await readlink(join(context.home.published, "current"));
  const summary = await publish({...context, now: new Date("2026-10-03T07:00:00Z")}, options);
  expect(summary.isNew).toBe(false);
  expect(await readlink(join(context.home.published, "current"))).toBe(before);
});

test("a home that was moved says where its site lies now", async () => {
  const [home, moved] = [homeAt(join(root, "before")), homeAt(join(root, "after"))];
  await mkdir(home.root);
  await context.warehouse.run(`attach '${home.warehouse}' as kept; copy from database memory to kept; detach kept;`);
  const publishAt = async (place: typeof home) => {
    const warehouse = await openWarehouse(place.warehouse);
    const summary = await publish({...context, home: place, warehouse}, options);
    warehouse.close();
    return summary;
  };
  expect(await publishAt(home)).toMatchObject({isNew: true, path: join(home.published, "current")});
  await rename(home.root, moved.root);
  expect(await publishAt(moved)).toMatchObject({isNew: false, path: join(moved.published, "current")});
});

test("the address leads to the pages in the language of the settings", async () => {
  serving = await serve({
    published: context.home.published,
    port: 0,
    host: "127.0.0.1",
    log: silentLog,
    signal: stop.signal
  });
  const response = await fetch(`${serving.address}?from=2026-10-01`);
  expect(response.url).toBe(`${serving.address}es/?from=2026-10-01`);
  expect(await response.text()).toContain("Hola");
  expect((await fetch(`${serving.address}es`)).url).toBe(`${serving.address}es/`);
  expect(await (await fetch(`${serving.address}es/salud`)).text()).toContain("Salud");
});

test("a page may run its own scripts and nothing else", async () => {
  const response = await fetch(`${serving.address}es/`);
  const policy = response.headers.get("content-security-policy")!;
  expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'sha256-/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  expect(response.headers.get("content-type")).toBe("text/html;charset=utf-8");
  expect(await response.text()).toContain(`content="${policy.replace("; frame-ancestors 'none'", "")}"`);
});

test("pages and manifest are asked for each time, hashed files never again", async () => {
  const {files} = await readManifest();
  const page = await fetch(`${serving.address}es/`);
  const manifest = await fetch(`${serving.address}data/manifest.json`);
  const data = await fetch(`${serving.address}data/${files["days"]!.parts[0]!.path}`);
  expect(page.headers.get("cache-control")).toBe("no-cache");
  expect(manifest.headers.get("cache-control")).toBe("no-cache");
  expect(data.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(data.headers.get("content-type")).toBe("application/vnd.apache.arrow.stream");
  const {etag} = (await get(`${serving.address}es/`, {})).headers;
  const same = await get(`${serving.address}es/`, {"If-None-Match": etag!});
  expect(same.status).toBe(304);
  // Another policy than the page's would leave a blank page after a reload.
  expect(same.headers["content-security-policy"]).toBe(page.headers.get("content-security-policy"));
  const script = /"(\.[^"]*client[^"]*\.js)"/.exec(await page.text())![1]!;
  const client = await fetch(new URL(script, `${serving.address}es/`));
  expect(client.status).toBe(200);
  expect(client.headers.get("cache-control")).toContain("immutable");
});

test("what compresses is sent compressed to whom it can be", async () => {
  const page = `${serving.address}es/`;
  expect((await get(page, {"Accept-Encoding": "br, gzip"})).headers["content-encoding"]).toBe("br");
  expect((await get(page, {"Accept-Encoding": "gzip"})).headers["content-encoding"]).toBe("gzip");
  const plain = await get(page, {});
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.headers.vary).toBe("Accept-Encoding");
  expect(plain.headers["content-security-policy"]).toContain("sha256-");
});

test("new numbers are shown at once, and a page opened before still finds its own", async () => {
  const before = await readManifest();
  await context.warehouse.run(
    "insert into metrics.conversation_days (day, channel, messages_inbound) values ('2026-10-03', 'whatsapp', 40)"
  );
  const summary = await publish({...context, now: new Date("2026-10-04T06:00:00Z")}, options);
  expect(summary.isNew).toBe(true);
  const after = (await (await fetch(`${serving.address}data/manifest.json`)).json()) as Manifest;
  expect(after.version).not.toBe(before.version);
  expect(after.meta.data_to).toBe("2026-10-03");
  for (const {path} of [...before.files["days"]!.parts, ...after.files["days"]!.parts]) {
    expect((await fetch(`${serving.address}data/${path}`)).status).toBe(200);
  }
});

test("three releases are kept, and data of older ones is dropped", async () => {
  const first = (await readManifest()).files["days"]!.parts[0]!.path;
  for (const hour of [7, 8, 9]) {
    await context.warehouse.run(
      `insert into metrics.conversation_days (day, channel, messages_inbound) values ('2026-10-04', 'sms', ${hour})`
    );
    await publish({...context, now: new Date(`2026-10-05T0${hour}:00:00Z`)}, options);
  }
  const releases = await readdir(join(context.home.published, "releases"));
  expect(releases).toHaveLength(3);
  const data = await readdir(join(context.home.published, "current/data"));
  expect(data.filter((name) => name.endsWith(".arrow"))).toHaveLength(3);
  expect(data).not.toContain(first);
});

test("what was to be forgotten is in no earlier release either, nor carried over from one", async () => {
  const before = (await readManifest()).files["days"]!.parts[0]!.path;
  await context.warehouse.run("delete from metrics.conversation_days where channel = 'sms'");
  await publish({...context, now: new Date("2026-10-05T10:00:00Z")}, options);
  // As where the run was killed that removed it, or the site says nothing of it.
  await markStale(context.warehouse);
  const {release} = await publish({...context, now: new Date("2026-10-05T11:00:00Z")}, options);
  await context.warehouse.run("drop table ops.stale_blocks");
  expect(await readdir(join(context.home.published, "releases"))).toEqual([release]);
  expect(await readdir(join(context.home.published, "current/data"))).not.toContain(before);
});

test("a home that came back from a back-up with folders for links gets its site again", async () => {
  const current = join(context.home.published, "current");
  await cp(current, `${current}-copied`, {recursive: true, dereference: true});
  await rm(current);
  await rename(`${current}-copied`, current);
  const {release} = await publish(context, options);
  expect(await readlink(current)).toBe(join("releases", release));
});

test.skipIf(process.platform === "win32")(
  "any web server may read the site, whoever may read the rest of the home",
  async () => {
    const published = join(root, "open", "published");
    const undo = closeToOthers();
    try {
      await publish({...context, home: {...context.home, published}}, options);
    } finally {
      undo();
    }
    const entries = await readdir(published, {recursive: true, withFileTypes: true});
    const release = entries.filter(({parentPath, name}) => /releases/.test(join(parentPath, name)));
    expect(release.length).toBeGreaterThan(20);
    for (const entry of release.filter((each) => !each.isSymbolicLink())) {
      const {mode} = await stat(join(entry.parentPath, entry.name));
      expect([entry.name, (mode & 0o777).toString(8)]).toEqual([entry.name, entry.isDirectory() ? "755" : "644"]);
    }
  }
);

test("a publish that is stopped leaves the site as it was, and nothing beside it", async () => {
  const before = await readlink(join(context.home.published, "current"));
  await context.warehouse.run(
    "insert into metrics.conversation_days (day, channel, messages_inbound) values ('2026-10-06', 'sms', 1)"
  );
  const stopped = AbortSignal.abort(new Error("stopped"));
  await expect(publish({...context, signal: stopped}, options)).rejects.toThrow("stopped");
  expect(await readlink(join(context.home.published, "current"))).toBe(before);
  expect((await readdir(context.home.published)).sort()).toEqual(["current", "releases"]);
});

test("a query that fails is named, and the site stays", async () => {
  const before = await readlink(join(context.home.published, "current"));
  const exports = join(root, "bad-exports");
  await mkdir(exports);
  await writeFile(join(exports, "bad.sql"), "select nothing_such from metrics.conversation_days");
  await expect(publish(context, {...options, exports})).rejects.toThrow(/bad-exports\/bad\.sql: .*nothing_such/);
  expect(await readlink(join(context.home.published, "current"))).toBe(before);
});

test.each([
  "/../../warehouse.duckdb",
  "/..%2f..%2fsettings.yaml",
  "/%2e%2e/%2e%2e/settings.yaml",
  "/es/..%5c..%5csettings.yaml",
  "/.release.json",
  "/data/../.release.json",
  "//example.com/",
  "/%00",
  "/%"
])("nothing outside the site is shown: %s", async (path) => {
  await writeFile(join(context.home.root, "settings.yaml"), "secret: yes");
  const {status, body, headers} = await get(serving.address, {}, path);
  expect(status).toBe(404);
  expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(body).toBe("There is nothing at this address.\n");
});

test("a name from elsewhere that was made to point here gets no answer, at whatever address", async () => {
  const ended = new AbortController();
  const {published} = context.home;
  const own = {host: "0.0.0.0", port: 0, name: "Chat.bank.example"};
  const open = await serve({...own, published, log: silentLog, signal: ended.signal});
  const address = open.address.replace("0.0.0.0", "localhost");
  for (const at of [serving.address, address]) {
    for (const name of ["evil.example", "chat.bank.example.evil.example", "127.0.0.1.evil.example:80"]) {
      expect([name, (await get(at, {Host: name}, "/es/")).status]).toEqual([name, 421]);
    }
    for (const name of ["127.0.0.1:3000", "[::1]:3000", "10.0.0.7", "chat", "x.localhost:80", hostname()]) {
      expect([name, (await get(at, {Host: name}, "/es/")).status]).toEqual([name, 200]);
    }
  }
  expect((await get(address, {Host: "chat.bank.example:3000"}, "/es/")).status).toBe(200);
  expect((await get(serving.address, {Host: "chat.bank.example"}, "/es/")).status).toBe(421);
  ended.abort();
  await open.closed;
});

test("only reading is answered", async () => {
  const response = await fetch(`${serving.address}es/`, {method: "POST", body: "x"});
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD");
});

test("a port that is taken is named with the way out", async () => {
  const port = Number(new URL(serving.address).port);
  const again = serve({
    published: context.home.published,
    port,
    host: "127.0.0.1",
    log: silentLog,
    signal: stop.signal
  });
  await expect(again).rejects.toThrow(`port ${port} of 127.0.0.1: another program uses it.`);
});

test("without anything published the server says how to get it", async () => {
  const published = join(root, "empty/published");
  const nothing = serve({published, port: 0, host: "127.0.0.1", log: silentLog, signal: stop.signal});
  await expect(nothing).rejects.toThrow("nothing is published yet. Make it with: npx chat-analytics run");
});

test("a place to keep the pages that cannot be written to is named, and the next one is taken", async () => {
  const file = join(root, "a-file");
  await writeFile(file, "");
  const nowhere = publish(context, {...options, caches: [join(file, "shells")]});
  await expect(nowhere).rejects.toThrow(`${join(file, "shells")}: the pages must be kept there`);
  const summary = await publish(context, {...options, caches: [join(file, "shells"), join(root, "shells")]});
  expect(summary.isNew).toBe(true);
});

test("the server ends when it is stopped", async () => {
  const once = new AbortController();
  const {published} = context.home;
  const {address, closed} = await serve({published, port: 0, host: "127.0.0.1", log: silentLog, signal: once.signal});
  expect((await fetch(`${address}es/`)).status).toBe(200);
  once.abort();
  await closed;
  await expect(fetch(`${address}es/`)).rejects.toThrow("fetch failed");
});

interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

// fetch resolves dots in paths and sets its own headers; this sends what is asked for.
function get(address: string, headers: Record<string, string>, path?: string): Promise<Answer> {
  const {hostname, port, pathname} = new URL(address);
  return new Promise((resolve, reject) => {
    const request = httpRequest({hostname, port, path: path ?? pathname, headers}, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString("utf8")
        })
      );
    });
    request.on("error", reject).end();
  });
}
