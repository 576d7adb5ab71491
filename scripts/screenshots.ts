// Pictures of every page of the published site, to be looked at:
// npx tsx scripts/screenshots.ts [--home <folder> | --empty] [--out <folder>] [--only <part of a name>]
import {mkdir} from "node:fs/promises";
import {join, resolve} from "node:path";
import {parseArgs} from "node:util";
import {pages} from "../dashboard/src/pages.js";
import {launchBrowser, openPage, publishTestSite} from "../dashboard/test-site.js";
import {silentLog} from "../pipeline/log.js";
import {serve} from "../pipeline/publish/serve.js";
import {homeAt, readEnvironment} from "../pipeline/settings.js";
import {findBrowser} from "./browser.js";

const {values} = parseArgs({
  options: {
    home: {type: "string"},
    empty: {type: "boolean", default: false},
    out: {type: "string", default: "screenshots"},
    only: {type: "string", default: ""}
  }
});
const looks = [
  {name: "light", width: 1280, colorScheme: "light"},
  {name: "dark", width: 1280, colorScheme: "dark"},
  {name: "phone", width: 390, colorScheme: "light"},
  {name: "tablet", width: 820, colorScheme: "light"},
  {name: "beamer", width: 1920, colorScheme: "light"},
  {name: "paper", width: 1280, colorScheme: "light"}
] as const;

const browserPath = findBrowser();
if (browserPath === null) throw new Error("no Chromium found. Install chromium, or name one in CHROME_PATH.");
const out = resolve(values.out);
await mkdir(out, {recursive: true});
const site = values.empty ? await publishTestSite("") : await servedHome();
const browser = await launchBrowser(browserPath);
try {
  for (const {name} of pages) {
    for (const language of ["es", "en"]) {
      for (const look of looks) {
        const shot = `${name}-${language}-${look.name}`;
        if (!shot.includes(values.only)) continue;
        const view = {viewport: {width: look.width, height: 900}, colorScheme: look.colorScheme};
        const url = new URL(`${language}/${name === "index" ? "" : `${name}.html`}`, site.address).href;
        const {page, trouble, close} = await openPage(browser, url, view);
        const path = join(out, look.name === "paper" ? `${shot}.pdf` : `${shot}.png`);
        if (look.name === "paper") await page.pdf({path, preferCSSPageSize: true, printBackground: true});
        else await page.screenshot({path, fullPage: true});
        console.log([path, ...trouble].join("\n  "));
        await close();
      }
    }
  }
} finally {
  await browser.close();
  await site.close();
}

async function servedHome(): Promise<{address: string; close(): Promise<void>}> {
  const home = homeAt(values.home ?? readEnvironment(process.env).demoHome);
  const stop = new AbortController();
  const options = {published: home.published, port: 0, host: "127.0.0.1", log: silentLog, signal: stop.signal};
  const {address, closed} = await serve(options);
  const close = async () => {
    stop.abort();
    await closed;
  };
  return {address, close};
}
