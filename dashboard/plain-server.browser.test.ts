import {createServer, type Server} from "node:http";
import type {AddressInfo} from "node:net";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {pages} from "./src/pages.js";
import {browserOrNull, launchBrowser, openPage, publishTestSite, type TestSite} from "./test-site.js";

const executable = await browserOrNull();
const under = "/intranet/chat/";

let site: TestSite;
let server: Server;
let address: string;
let browser: Browser;

beforeAll(async () => {
  if (executable === null) return;
  site = await publishTestSite(oneDay);
  server = plainServer(site.address);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${under}`;
  browser = await launchBrowser(executable);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  await site?.close();
});

// A file share behind a web server that knows nothing of the site: files under their own names, in a folder of its own.
function plainServer(files: string): Server {
  const types: Record<string, string> = {
    html: "text/html",
    js: "text/javascript",
    css: "text/css",
    svg: "image/svg+xml"
  };
  return createServer(async (request, response) => {
    const {pathname} = new URL(request.url!, "http://localhost");
    const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const ending = /\.(\w+)$/.exec(file)?.[1];
    const found =
      file.startsWith(under) && ending !== undefined ? await fetch(new URL(file.slice(under.length), files)) : null;
    if (!found?.ok) return void response.writeHead(404).end();
    response.writeHead(200, {"content-type": types[ending!] ?? "application/octet-stream"});
    response.end(Buffer.from(await found.arrayBuffer()));
  });
}

describe.skipIf(executable === null)("under a path of a plain web server", () => {
  test("the start finds the language, and links lead from page to page and to the other language", async () => {
    const {page, trouble, close} = await openPage(browser, address);
    expect(new URL(page.url()).pathname).toBe(`${under}es/`);
    await page.getByRole("link", {name: "Gasto", exact: true}).click();
    await page.locator("html[data-ready]").waitFor();
    expect(new URL(page.url()).pathname).toBe(`${under}es/spend.html`);
    await page.getByRole("link", {name: "EN English"}).click();
    await page.locator("html[lang=en][data-ready]").waitFor();
    expect(new URL(page.url()).pathname).toBe(`${under}en/spend.html`);
    expect(trouble).toEqual([]);
    await close();
  });

  test("every page finds its scripts and its data", async () => {
    for (const {name} of pages) {
      const {page, trouble, close} = await openPage(browser, `${address}en/${name === "index" ? "" : `${name}.html`}`);
      expect(await page.locator("#provenance").textContent(), name).toContain("Europe/Madrid");
      expect(trouble, name).toEqual([]);
      await close();
    }
  });

  test("dates stand in the page's language, whatever the browser's", async () => {
    for (const [language, written] of [
      ["es", "18 oct 2026"],
      ["en", "Oct 18, 2026"]
    ]) {
      const {page, close} = await openPage(browser, `${address}${language}/`, {locale: "de-DE"});
      expect(await page.locator(".dated").last().getAttribute("data-day")).toBe(written);
      await close();
    }
  });
});

const oneDay = `
insert into metrics.conversation_days by name
select
    date '2026-10-18' as day, 'whatsapp' as channel, '1022' as account_id, 1 as conversations_opened, 5 as sessions,
    3 as engaged_sessions, 1 as contacts, 20 as messages_inbound, 9 as messages_bot, 2 as messages_agent,
    0 as messages_other;
insert into metrics.health select 'whatsapp_cloud', date '2026-10-18', 100, 0, '2026-10-18 12:30:00Z', null;
insert into ops.as_of values ('2026-10-18 12:32:00Z', '2026-10-18 12:00:00Z');
insert into ops.builds values (1, '2026-10-18 12:50:00Z', 'full', 2);
`;
