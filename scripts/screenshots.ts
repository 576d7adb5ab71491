// Pictures of every page of the published site, to be looked at: npx tsx scripts/screenshots.ts [--home <folder>] [--out <folder>]
import {mkdir} from "node:fs/promises";
import {join, resolve} from "node:path";
import {parseArgs} from "node:util";
import {pages} from "../dashboard/src/pages.js";
import {launchBrowser, openPage} from "../dashboard/test-site.js";
import {silentLog} from "../pipeline/log.js";
import {serve} from "../pipeline/publish/serve.js";
import {homeAt, readEnvironment} from "../pipeline/settings.js";
import {findBrowser} from "./browser.js";

const {values} = parseArgs({options: {home: {type: "string"}, out: {type: "string", default: "screenshots"}}});
const looks = [
  {name: "light", width: 1280, colorScheme: "light"},
  {name: "dark", width: 1280, colorScheme: "dark"},
  {name: "phone", width: 390, colorScheme: "light"}
] as const;

const browserPath = findBrowser();
if (browserPath === null) throw new Error("no Chromium found. Install chromium, or name one in CHROME_PATH.");
const out = resolve(values.out);
await mkdir(out, {recursive: true});
const home = homeAt(values.home ?? readEnvironment(process.env).demoHome);
const stop = new AbortController();
const options = {published: home.published, port: 0, host: "127.0.0.1", log: silentLog, signal: stop.signal};
const {address, closed} = await serve(options);
const browser = await launchBrowser(browserPath);
try {
  for (const {name} of pages) {
    for (const language of ["es", "en"]) {
      for (const look of looks) {
        const view = {viewport: {width: look.width, height: 900}, colorScheme: look.colorScheme};
        const url = new URL(`${language}/${name === "index" ? "" : `${name}.html`}`, address).href;
        const {page, trouble, close} = await openPage(browser, url, view);
        const path = join(out, `${name}-${language}-${look.name}.png`);
        await page.screenshot({path, fullPage: true});
        console.log([path, ...trouble].join("\n  "));
        await close();
      }
    }
  }
} finally {
  await browser.close();
  stop.abort();
  await closed;
}
