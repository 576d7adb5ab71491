import {rmSync} from "node:fs";
import {join} from "node:path";
import type {Browser, CDPSession, Page} from "playwright-core";
import {pages} from "../../dashboard/src/pages.js";
import {launchBrowser} from "../../dashboard/test-site.js";
import {silentLog} from "../../pipeline/log.js";
import {publish} from "../../pipeline/publish/publish.js";
import {serve} from "../../pipeline/publish/serve.js";
import {homeAt} from "../../pipeline/settings.js";
import {findBrowser} from "../browser.js";
import {makeBulk} from "../sample/bulk.js";
import {makeHome, withHome} from "./home.js";
import {type Benchmark, type Figure, measure, median, type Works} from "./measure.js";

// What pages load grows with days and dimensions, so a year of few messages weighs what a year of many does.
const days = 365;
const mostMessages = 1000 * days;
const agentSessionsADay = 40;
const openings = 3;

export const benchmark: Benchmark = {
  name: "browser",
  question: "What do the pages of a year weigh, and how fast do they open and answer a filter?",
  async run(bench) {
    const executable = findBrowser();
    if (executable === null) {
      bench.say("SKIPPED: no Chromium found. Install chromium, or name one in CHROME_PATH.");
      return [];
    }
    const root = makeHome(join(bench.folder, "home-browser"));
    const {folder, memoryLimit} = bench;
    const messages = Math.min(bench.messages, mostMessages);
    const agentSessions = agentSessionsADay * days;
    await makeBulk({messages, days, agentSessions, format: "parquet", folder: join(root, "inbox")});
    bench.say(`browser: ${days} days, ${messages.toLocaleString("en")} messages`);
    await measure("ingest", "ingest", {folder, memoryLimit, root});
    await measure("build", "full", {folder, memoryLimit, root});
    const first = await measure("browser", "publish", {folder, memoryLimit, root});
    const numbers = await measure("browser", "publishNumbers", {folder, memoryLimit, root});
    const figures: Figure[] = [
      {name: "publish a year, pages built", value: first.seconds, unit: "seconds", atMost: 20},
      {name: "publish new numbers, pages kept", value: numbers.seconds, unit: "seconds", atMost: first.seconds / 2}
    ];
    const browser = await launchBrowser(executable);
    const stop = new AbortController();
    const {published} = homeAt(root);
    const site = await serve({published, port: 0, host: "127.0.0.1", log: silentLog, signal: stop.signal});
    try {
      for (const {name} of pages) figures.push(...(await measurePage(browser, site.address, name)));
    } finally {
      await browser.close();
      stop.abort();
      await site.closed;
      rmSync(root, {recursive: true, force: true});
    }
    return figures;
  }
};

export const works: Works = {
  publish: (input) => publishHome(input["root"]!, input.folder, input.memoryLimit, false),
  // A word in the manifest is new: the release is another, and no page is.
  publishNumbers: (input) => publishHome(input["root"]!, input.folder, input.memoryLimit, true)
};

async function publishHome(root: string, folder: string, memoryLimit: string, isSample: boolean) {
  const caches = [join(folder, "shells")];
  const {isNew, dataBytes} = await withHome(root, memoryLimit, (context) => publish(context, {isSample, caches}));
  if (!isNew) throw new Error("nothing was published");
  return {dataBytes};
}

async function measurePage(browser: Browser, site: string, name: string): Promise<Figure[]> {
  const address = `${site}en/${name === "index" ? "" : `${name}.html`}`;
  const opened: Opening[] = [];
  for (let opening = 0; opening < openings; opening++) opened.push(await open(browser, address));
  const whole = await open(browser, `${address}?period=all`);
  const answers = opened.flatMap(({answer}) => answer ?? []);
  const answered = (part: keyof Answer) => median(answers.map((one) => one[part]));
  return [
    {name: `${name}: opened`, value: opened[0]!.bytes / 1000, unit: "kB", atMost: 250},
    {name: `${name}: opened, all of the year`, value: whole.bytes / 1000, unit: "kB"},
    {name: `${name}: first chart`, value: median(opened.map((one) => one.firstSeconds)), unit: "seconds", atMost: 1},
    {name: `${name}: opened, processor`, value: median(opened.map((one) => one.processorSeconds)), unit: "seconds"},
    ...(answers.length === 0
      ? []
      : ([
          {name: `${name}: a filter's answer`, value: answered("seconds"), unit: "seconds", atMost: 0.1},
          {name: `${name}: a filter's answer, processor`, value: answered("processorSeconds"), unit: "seconds"}
        ] as const))
  ];
}

interface Opening {
  /** Over the wire, compressed, headers included. */
  bytes: number;
  /** From asking for the page to the first card, number or definition with something in it. */
  firstSeconds: number;
  /** What the page's thread worked until everything stood. */
  processorSeconds: number;
  /** Null where a page has no filters. */
  answer: Answer | null;
}

interface Answer {
  /** From the click on a period to the frame that shows it. */
  seconds: number;
  /** What the page's thread worked for it: what is left of it when others use the machine too. */
  processorSeconds: number;
}

/** Opens a page as somebody does who was never here. */
async function open(browser: Browser, address: string): Promise<Opening> {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let bytes = 0;
    session.on("Network.loadingFinished", ({encodedDataLength}) => {
      bytes += encodedDataLength;
    });
    await session.send("Network.enable");
    await session.send("Performance.enable", {timeDomain: "threadTicks"});
    await page.addInitScript(noteFirst);
    await page.goto(address);
    await page.locator("html[data-ready]").waitFor();
    await page.waitForFunction(() => "firstShownAt" in globalThis);
    await page.waitForLoadState("networkidle");
    const firstSeconds = (await page.evaluate<number>("globalThis.firstShownAt")) / 1000;
    const processorSeconds = await worked(session);
    return {bytes, firstSeconds, processorSeconds, answer: await answer(page, session)};
  } finally {
    await context.close();
  }
}

const noteFirst = `
  new MutationObserver((_, observer) => {
    if (document.querySelector(".card svg, .card table, .card .strip, .card .notice, .definitions dd") === null) return;
    observer.disconnect();
    globalThis.firstShownAt = performance.now();
  }).observe(document, {childList: true, subtree: true});
`;

// Charts are drawn when their boxes have a size, in the frame after the click; a message comes after that frame.
async function answer(page: Page, session: CDPSession): Promise<Answer | null> {
  if ((await page.locator('[data-preset="7d"]').count()) === 0) return null;
  const before = await worked(session);
  const milliseconds = await page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    document.querySelector('[data-preset="7d"]').click();
    requestAnimationFrame(() => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - start);
      port2.postMessage(null);
    });
  })`);
  return {seconds: milliseconds / 1000, processorSeconds: (await worked(session)) - before};
}

async function worked(session: CDPSession): Promise<number> {
  const {metrics} = await session.send("Performance.getMetrics");
  return metrics.find(({name}) => name === "TaskDuration")?.value ?? 0;
}
