import {cp, mkdir, mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import axe from "axe-core";
import {type Browser, type BrowserContextOptions, chromium, type Locator, type Page} from "playwright-core";
import {build} from "../pipeline/build/build.js";
import {columnList} from "../pipeline/build/columns.js";
import {readModels} from "../pipeline/build/models.js";
import {createOpsTables} from "../pipeline/build/ops-tables.js";
import type {Context} from "../pipeline/context.js";
import {ingest} from "../pipeline/ingest/ingest.js";
import {silentLog} from "../pipeline/log.js";
import {publish} from "../pipeline/publish/publish.js";
import {serve} from "../pipeline/publish/serve.js";
import {defaultSettings, homeAt, readSettings, type Settings} from "../pipeline/settings.js";
import {openWarehouse, type Warehouse} from "../pipeline/warehouse.js";
import {browserArguments, findBrowser} from "../scripts/browser.js";

/** A Chromium of this machine, or null, which is said. In CI there must be one. */
export async function browserOrNull(): Promise<string | null> {
  const path = findBrowser();
  if (path !== null) return path;
  if (process.env["CI"]) throw new Error("no Chromium found. Install chromium, or name one in CHROME_PATH.");
  console.warn("browser tests SKIPPED: no Chromium found. Install chromium, or name one in CHROME_PATH.");
  return null;
}

/** Both languages and both themes of a page; as neither depends on the other, these two tell what all four would. */
export const looks = [
  {language: "es", colorScheme: "light"},
  {language: "en", colorScheme: "dark"}
] as const;

export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({executablePath, args: browserArguments});
}

export interface OpenPage {
  page: Page;
  /** What must not happen: errors, refused scripts, missing files, requests that leave this machine. */
  trouble: string[];
  close(): Promise<void>;
}

/** Opens an address in a browser that remembers nothing, and waits until the page has drawn its data. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {}
): Promise<OpenPage> {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const trouble: string[] = [];
  const {origin} = new URL(address);
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["blob:", "data:"].includes(url.protocol)) trouble.push(`asked for ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()} ${response.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("dialog", (dialog) => {
    trouble.push(`a script of the data ran: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  await goTo(page, address);
  await page.evaluate(drawAll);
  return {page, trouble, close: () => context.close()};
}

/** Opens another address in the same window, and waits until it is drawn. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator("html[data-ready]").waitFor();
}

/** A card's table, the one behind its chart opened; after all charts are drawn, as one that grows moves what is clicked. */
export async function openTable(page: Page, card: string): Promise<Locator> {
  await page.evaluate(drawAll);
  const behind = page.getByTestId(card).locator("details:not([open]) > summary");
  if ((await behind.count()) > 0) await behind.first().click();
  const table = page.getByTestId(card).locator("table");
  await table.waitFor();
  return table;
}

/** The value of a big number, unrounded. */
export async function bigNumber(page: Page, metric: string): Promise<number> {
  return Number(await page.locator(`[data-metric="${metric}"] [data-value]`).getAttribute("data-value"));
}

/** What axe has against a page as it stands, of any weight. */
export async function axeViolations(page: Page): Promise<axe.Result[]> {
  await page.evaluate(axe.source);
  const {violations} = await page.evaluate("axe.run(document)").then((result) => result as axe.AxeResults);
  return violations;
}

// Charts out of view are drawn when there is time, and for the paper; after it as wide as they were.
const drawAll = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
  dispatchEvent(new Event("beforeprint"));
  dispatchEvent(new Event("afterprint"));
  resolve();
})))`;

export interface TestSite {
  /** Like "http://localhost:41234/". */
  address: string;
  warehouse: Warehouse;
  close(): Promise<void>;
}

/** Publishes the real pages with made-up metrics and serves them, as `publish` and `serve` do. */
export async function publishTestSite(
  sql: string,
  prepare: (context: Context) => Promise<void> = async () => undefined
): Promise<TestSite> {
  const root = await mkdtemp(join(tmpdir(), "dashboard-"));
  const warehouse = await openWarehouse(undefined, {threads: 2});
  await warehouse.run(emptyTables);
  await createOpsTables(warehouse);
  await createModelTables(warehouse);
  const now = new Date("2026-10-18T13:00:00Z");
  const fill = async (context: Context) => {
    await prepare(context);
    await warehouse.run(sql);
  };
  return publishSite({home: homeAt(root), settings, warehouse, now}, fill, sql !== "");
}

/** Loads the sample, builds it and publishes it: real files, models and pages. */
export async function publishSampleSite(): Promise<TestSite> {
  const root = await mkdtemp(join(tmpdir(), "dashboard-sample-"));
  await cp(sample, root, {recursive: true});
  const home = homeAt(root);
  await mkdir(home.temporary);
  const warehouse = await openWarehouse(home.warehouse, {threads: 2, temporaryDirectory: home.temporary});
  const given = {home, settings: await readSettings(home), warehouse, now: new Date("2026-11-21T00:00:00Z")};
  return publishSite(given, async (context) => {
    await ingest(context);
    await build(context);
  });
}

const sample = fileURLToPath(new URL("../data/sample", import.meta.url));

async function publishSite(
  given: Pick<Context, "home" | "settings" | "warehouse" | "now">,
  fill: (context: Context) => Promise<void>,
  isSample = true
): Promise<TestSite> {
  const stop = new AbortController();
  const {home, warehouse} = given;
  const context: Context = {...given, log: silentLog, signal: stop.signal};
  await fill(context);
  await publish(context, {isSample});
  const site = await serve({
    published: home.published,
    port: 0,
    host: "127.0.0.1",
    log: silentLog,
    signal: stop.signal
  });
  return {
    address: site.address,
    warehouse,
    async close() {
      stop.abort();
      await site.closed;
      warehouse.close();
      await rm(home.root, {recursive: true, force: true});
    }
  };
}

// All other tables that an export may read, empty, as their headers say.
async function createModelTables(warehouse: Warehouse): Promise<void> {
  for (const {name, layer, header} of await readModels(warehouse)) {
    if (layer !== "staging") await warehouse.run(`create table if not exists ${name} (${columnList(header.columns)})`);
  }
}

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
  } as Settings["accounts"]
};

// The tables that the tests fill, with what they need, and those that the pipeline makes.
const emptyTables = `
create schema marts;
create schema metrics;
create schema ops;
create table metrics.conversation_days (
    day date, channel varchar, account_id varchar, conversations_opened integer, sessions integer,
    engaged_sessions integer, contacts integer, messages_inbound integer, messages_bot integer,
    messages_agent integer, messages_other integer, sessions_by_contact integer
);
create table metrics.hour_days (
    day date, hour integer, channel varchar, skill varchar, messages_inbound integer, sessions integer,
    open_seconds integer
);
create table metrics.health (
    source varchar, day date, rows integer, rows_refused integer, last_event_at timestamptz, warning varchar
);
create table metrics.definitions (
    table_name varchar, column_name varchar, type varchar, meaning varchar, meaning_es varchar, position integer,
    table_meaning varchar, table_meaning_es varchar, grain varchar
);
create table ops.as_of (as_of timestamptz, agents_as_of timestamptz);
create table ops.builds (build_id integer, built_at timestamptz, mode varchar, last_file_id integer);
create table ops.files (
    file_id integer, feed varchar, path varchar, sha256 varchar, bytes bigint, loaded_at timestamptz,
    rows_read bigint, rows_accepted bigint, rows_refused bigint, rows_repeated bigint, rows_replaced bigint,
    extra_columns varchar
);
create table ops.rejects (
    file_id integer, record bigint, line bigint, column_name varchar, reason varchar, message varchar,
    row_text varchar, refused_at timestamptz
);
create table ops.checks (model varchar, check_name varchar, kind varchar, failed_rows bigint, example varchar);
`;
