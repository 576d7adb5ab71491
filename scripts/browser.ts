import {existsSync} from "node:fs";
import {installFromDebian} from "./debian.js";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"
];

/** Flags that keep the browser from asking anything of the outside. */
export const browserArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
];

/** The path of a Chromium or Chrome on this system (CHROME_PATH first), or null. */
export function findBrowser(): string | null {
  const named = process.env["CHROME_PATH"];
  return [named, ...PLACES].find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Debian's chromium by apt-get, where there is none and this is root on Debian; says what it does. */
export function installBrowser(): void {
  if (findBrowser() === null) installFromDebian("Chromium", ["chromium", "fonts-dejavu-core"]);
}
