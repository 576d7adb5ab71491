import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {pages} from "./src/pages.js";
import {
  axeViolations,
  browserOrNull,
  goTo,
  launchBrowser,
  looks,
  openPage,
  openTable,
  publishTestSite,
  type TestSite
} from "./test-site.js";

const executable = await browserOrNull();
const hostile = '<img src=x onerror="alert(1)">';

const visits = looks.flatMap(({language, colorScheme}) =>
  pages.map(({name}) => ({
    address: name === "index" ? `${language}/` : `${language}/${name}.html`,
    colorScheme
  }))
);
const addresses = visits.map(({address}) => address);

let site: TestSite;
let browser: Browser;

beforeAll(async () => {
  if (executable === null) return;
  site = await publishTestSite(sixtyDays);
  browser = await launchBrowser(executable);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.skipIf(executable === null)("the published site", () => {
  for (const {address, colorScheme} of visits) {
    test(`${address} in ${colorScheme} is accessible, whole and asks nothing of the outside`, async () => {
      const {page, trouble, close} = await openPage(browser, site.address + address, {colorScheme});
      // A page names all the modules it is drawn with, so that the browser asks for them at once.
      const {named, loaded} = await page.evaluate(modulesOf);
      expect(loaded.length).toBeGreaterThan(5);
      expect(loaded.length).toBeLessThan(20);
      expect(named.toSorted()).toEqual(loaded.toSorted());
      // Tables and definitions behind the charts count too.
      for (const details of await page.locator("details").all()) await details.locator("summary").click();
      expect(await serious(page)).toEqual([]);
      expect(await page.locator("html").getAttribute("lang")).toBe(address.slice(0, 2));
      expect(await page.locator("#sample").isVisible()).toBe(true);
      expect(await page.locator("#provenance").textContent()).toContain("Europe/Madrid");
      expect(trouble).toEqual([]);
      await close();
    });
  }

  test("without JavaScript a page says that it needs it, in its language", async () => {
    const context = await browser.newContext({javaScriptEnabled: false});
    const page = await context.newPage();
    for (const [address, words] of [
      ["es/", "Esta página necesita JavaScript."],
      ["en/spend.html", "This page needs JavaScript."]
    ] as const) {
      await page.goto(site.address + address);
      expect(await page.locator(".no-script").textContent()).toContain(words);
    }
    await context.close();
  });

  test("the start leads to the language of the settings", async () => {
    const {page, close} = await openPage(browser, site.address);
    expect(new URL(page.url()).pathname).toBe("/es/");
    await close();
  });

  test("big numbers are the counts of the days and channels in the address", async () => {
    const {page, close} = await openPage(
      browser,
      `${site.address}en/?from=2026-10-05&to=2026-10-11&channel=whatsapp&channel=sms`
    );
    for (const column of ["sessions", "engaged_sessions", "messages_inbound", "messages_agent"]) {
      const expected = await count(column, "2026-10-05", "2026-10-11", ["whatsapp", "sms"]);
      const before = await count(column, "2026-09-28", "2026-10-04", ["whatsapp", "sms"]);
      const number = page.locator(`[data-metric="conversation_days.${column}"]`);
      expect(await number.locator("[data-value]").getAttribute("data-value")).toBe(String(expected));
      expect(Number(await number.locator("[data-change]").getAttribute("data-change"))).toBeCloseTo(
        expected / before - 1
      );
    }
    await close();
  });

  test("a filter changes the numbers, the address and the links, and is remembered", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/`);
    const sessions = page.locator('[data-metric="conversation_days.sessions"] [data-value]');
    expect(Number(await sessions.getAttribute("data-value"))).toBe(await count("sessions", "2026-09-21", "2026-10-18"));
    await page.getByRole("button", {name: "7 days", exact: true}).click();
    await page.getByRole("checkbox", {name: "SMS"}).uncheck();
    const expected = await count("sessions", "2026-10-12", "2026-10-18", ["whatsapp", "chat_web"]);
    expect(Number(await sessions.getAttribute("data-value"))).toBe(expected);
    expect(new URL(page.url()).search).toBe("?period=7d&channel=whatsapp&channel=chat_web");

    await page.getByRole("link", {name: "ES Español"}).click();
    await page.locator("html[lang=es][data-ready]").waitFor();
    expect(new URL(page.url()).search).toBe("?period=7d&channel=whatsapp&channel=chat_web");
    expect(Number(await sessions.getAttribute("data-value"))).toBe(expected);

    await goTo(page, `${site.address}es/`);
    expect(Number(await sessions.getAttribute("data-value"))).toBe(expected);
    expect(trouble).toEqual([]);
    await close();
  });

  test("without any channel the page says that nothing matches, and how to go on", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/?channel=`);
    expect(await page.locator(".notice").textContent()).toContain("Try a longer period or fewer filters.");
    await page.getByRole("button", {name: "All", exact: true}).last().click();
    expect(await page.locator("[data-metric]").count()).toBeGreaterThan(3);
    expect(trouble).toEqual([]);
    await close();
  });

  test("a card's CSV holds exactly the rows of its table", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/?from=2026-10-05&to=2026-10-06`);
    const card = page.getByTestId("sessions_by_day");
    expect(await (await openTable(page, "sessions_by_day")).locator("tbody tr").count()).toBe(6);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      card.getByRole("button", {name: /CSV/}).click()
    ]);
    const stream = await download.createReadStream();
    const text = Buffer.concat(await stream.toArray()).toString("utf8");
    const sessions = await count("sessions", "2026-10-05", "2026-10-05", ["whatsapp"]);
    expect(text.split("\r\n")).toHaveLength(8);
    const engaged = await count("engaged_sessions", "2026-10-05", "2026-10-05", ["whatsapp"]);
    const begun = await count("sessions_by_contact", "2026-10-05", "2026-10-05", ["whatsapp"]);
    expect(text).toContain(`\r\n2026-10-05,whatsapp,${sessions},${engaged},${begun}\r\n`);
    await close();
  });

  test("a weekday's mean counts the days that are over, and is none without one", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/`);
    const card = page.getByTestId("messages_by_weekday_and_hour");
    const sundayAtNine = async () => {
      const row = (await openTable(page, "messages_by_weekday_and_hour")).locator("tbody tr").nth(6 * 24 + 9);
      return row.locator("td").allTextContents();
    };
    // 27 September to 11 October; the 18th ends at 14:32.
    const {n} = await site.warehouse.row<{n: number}>(
      `select sum(messages_inbound)::integer as n from metrics.hour_days
      where hour = 9 and isodow(day) = 7 and day between '2026-09-21' and '2026-10-17'`
    );
    expect(await sundayAtNine()).toEqual(["Sunday", "09:00", String(n), String(n / 3), "no"]);
    expect(await card.locator(".note").textContent()).toContain("Oct 18, 2026 is not complete");
    await page.getByRole("button", {name: "7 days", exact: true}).click();
    expect(await sundayAtNine()).toEqual(["Sunday", "09:00", "–", "–", "no"]);
    await close();
  });

  test("sessions are counted in all, or those the contact wrote in or began, and the address says which", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/?period=7d`);
    const card = page.getByTestId("sessions_by_day");
    await card.getByLabel("Count").selectOption("engaged");
    expect(new URL(page.url()).search).toBe("?period=7d&sessions=engaged");
    expect(await card.getByRole("link", {name: "Definition"}).getAttribute("href")).toContain("engaged_sessions");
    await card.getByLabel("Count").selectOption("by_contact");
    expect(await card.getByRole("link", {name: "Definition"}).getAttribute("href")).toContain("sessions_by_contact");
    await page.goBack();
    await page.locator('[data-preset="28d"]').click();
    expect(await card.getByLabel("Count").inputValue()).toBe("engaged");
    await page.goBack();
    await page.goBack();
    expect(await card.getByLabel("Count").inputValue()).toBe("");
    await card.getByLabel("Count").selectOption("engaged");
    await page.goBack();
    await expect.poll(() => card.getByLabel("Count").inputValue()).toBe("");
    expect(trouble).toEqual([]);
    await close();
  });

  test("a click on an intent keeps it alone, the address holds it, and the days chosen after keep it too", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/bot.html?period=all`);
    expect(await page.getByTestId("intents").textContent()).toContain("intents.csv lacks one intent: order.new");
    expect(await page.getByTestId("fallback_rates").textContent()).toContain("no.match (settings.yaml)");
    await page.getByTestId("intents").getByRole("button", {name: "order.new"}).click();
    await page.getByTestId("chosen-intent").waitFor();
    expect(new URL(page.url()).searchParams.get("intent")).toBe("order.new");
    expect(await page.locator('[data-metric="intent_days.sessions"] [data-value]').getAttribute("data-value")).toBe(
      "120"
    );
    await page.locator('[data-preset="7d"]').click();
    expect(new URL(page.url()).searchParams.get("intent")).toBe("order.new");
    expect(await page.locator('[data-metric="intent_days.sessions"] [data-value]').getAttribute("data-value")).toBe(
      "14"
    );
    await page.getByRole("button", {name: "Show all"}).click();
    expect(new URL(page.url()).searchParams.has("intent")).toBe(false);
    await page.goBack();
    await page.getByTestId("chosen-intent").waitFor();
    await page.goForward();
    await page.getByTestId("chosen-intent").waitFor({state: "detached"});
    expect(trouble).toEqual([]);
    await close();
  });

  test("texts that the bot did not understand are found without accents, and are never markup", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}es/bot.html?period=all`);
    const card = page.getByTestId("unmatched_texts");
    expect(await card.textContent()).toContain(hostile);
    await card.getByRole("searchbox").fill("CANÁRIAS");
    expect(await card.locator("tbody tr").allTextContents()).toEqual([expect.stringContaining("¿Enviáis a Canarias?")]);
    await card.getByRole("searchbox").fill("nothing like it");
    expect(await card.locator(".notice").count()).toBe(1);
    expect(trouble).toEqual([]);
    await close();
  });

  test("what strangers write is shown as they wrote it", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}es/health.html?period=all`);
    expect(await page.getByTestId("files").textContent()).toContain(`${hostile}.csv`);
    expect(await page.getByTestId("warnings").textContent()).toContain(hostile);
    expect(await page.getByTestId("refused_rows").textContent()).toContain(hostile);
    expect(await page.locator("main img").count()).toBe(0);
    expect(trouble).toEqual([]);
    await close();
  });

  test("in high contrast colours that mean something stay, and one link alone is the current one", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/`, {forcedColors: "active"});
    const grounds = (selector: string) =>
      page.locator(selector).evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).backgroundColor));
    const swatches = await grounds(".filters .swatch");
    expect(swatches.length).toBeGreaterThan(2);
    expect(new Set(swatches).size).toBe(swatches.length);
    const lines = await page
      .locator("nav.pages a")
      .evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).borderBottomColor));
    expect(lines.filter((line) => line !== lines.at(-1))).toEqual([lines[0]]);
    await goTo(page, `${site.address}es/bot.html`);
    expect(await grounds(".bar-fill")).not.toContain((await grounds("body"))[0]);
    await close();
  });

  test("the titles of the pages are never cut on a laptop, at 200 % neither", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/`);
    for (const width of [641, 720, 860, 1000, 1100, 1200, 1280]) {
      await page.setViewportSize({width, height: 800});
      const hidden = await page.locator("nav.pages").evaluate((nav) => nav.scrollWidth - nav.clientWidth);
      expect(hidden, String(width)).toBeLessThanOrEqual(0);
    }
    await close();
  });

  test("a number of many digits is written smaller, and stays within its box", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/`);
    const numbers = page.locator(".big-number .value");
    expect(await numbers.first().evaluate((node) => node.style.getPropertyValue("--letters"))).toBe(
      String((await numbers.first().textContent())!.length)
    );
    await numbers.evaluateAll((nodes) => {
      for (const node of nodes) {
        node.textContent = "123.456.789,00 US$";
        node.style.setProperty("--letters", "18");
      }
    });
    for (const width of [360, 768, 1100, 1300]) {
      await page.setViewportSize({width, height: 800});
      const beyond = await numbers.evaluateAll((nodes) => nodes.map((node) => node.scrollWidth - node.clientWidth));
      expect(Math.max(...beyond), String(width)).toBeLessThanOrEqual(0);
    }
    await close();
  });

  test("a long name is shortened to what its chart has room for on a phone", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/bot.html`, {viewport: {width: 390, height: 844}});
    const card = page.getByTestId("handoff_share");
    const box = (await card.boundingBox())!;
    expect(await card.locator("svg").textContent()).toContain("long.long.");
    for (const name of await card.locator("svg text").all()) {
      const {x, width} = (await name.boundingBox())!;
      expect(x, (await name.textContent())!).toBeGreaterThanOrEqual(box.x);
      expect(x + width, (await name.textContent())!).toBeLessThanOrEqual(box.x + box.width);
    }
    await close();
  });

  test.each([
    ["es", "No es un teléfono: escriba de 7 a 15 cifras", "línea 10"],
    ["en", "It is no phone number: write 7 to 15 digits", "line 10"]
  ])("why rows were refused is told in the language of the page: %s", async (language, remedy, place) => {
    const {page, close} = await openPage(browser, `${site.address}${language}/health.html`);
    const row = page.getByTestId("refused_rows").locator("tr", {hasText: "contact_phone"});
    expect(await row.textContent()).toContain(remedy);
    expect(await row.textContent()).toContain(place);
    await close();
  });

  test("warnings of a day are told in words", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/health.html?period=all`);
    const warned = page.getByTestId("arrivals").locator("[data-source=agent_history] .warned");
    expect(await warned.first().getAttribute("title")).toContain("Un agente con varios nombres: 17 is");
    await close();
  });

  test("what the pointer shows of a chart stays within a phone", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/bot.html`, {viewport: {width: 390, height: 844}});
    const chart = page.getByTestId("fallback_rates").locator("svg").first();
    await chart.scrollIntoViewIfNeeded();
    const box = (await chart.boundingBox())!;
    let widest = 0;
    for (const part of [0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
      await page.mouse.move(box.x + part * box.width, box.y + box.height / 2);
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
      const tip = (await chart.locator("[aria-label=tip]").boundingBox())!;
      expect(tip.x, String(part)).toBeGreaterThanOrEqual(0);
      expect(tip.x + tip.width, String(part)).toBeLessThanOrEqual(390);
      widest = Math.max(widest, tip.width);
    }
    // Too wide for either side of a point in the middle: else there was nothing to keep.
    expect(widest).toBeGreaterThan(190);
    await close();
  });

  test("refused rows show neither the row nor the value that was refused", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/health.html`);
    const text = await page.getByTestId("refused_rows").textContent();
    expect(text).toContain("Invalid phone number");
    expect(text).not.toMatch(/600111222|ana@example|31\/02|m-7/);
    await close();
  });

  test("the theme that was chosen holds on the next page", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/`, {colorScheme: "light"});
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.locator("#theme").click();
    expect(await ground()).toBe(light);
    await page.locator("#theme").click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.getByRole("link", {name: "Definitions", exact: true}).click();
    await page.locator("html[data-theme=dark][data-ready]").waitFor();
    expect(await ground()).toBe(dark);
    await close();
  });

  test("a number's question mark leads to its definition, and the search finds it without accents", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/`);
    await page.getByRole("link", {name: "Definition: Sessions"}).click();
    await page.locator("html[data-ready] dt:target").waitFor();
    expect(await page.locator("dt:target").textContent()).toContain("sessions");
    // A long name goes on in the next line behind one of its words, and its type stays whole.
    const long = page.locator("dt", {hasText: "available_without_calendar_seconds"});
    const lines = await long.evaluate(linesOf);
    expect(lines[0]).toMatch(/_$/);
    expect(lines.at(-1)).toMatch(/decimal\(18,6\)$/);
    await page.getByRole("searchbox").fill("SESIÓN");
    expect(await page.locator("dd").allTextContents()).toEqual(["Una sesion, said without an accent."]);
    await page.getByRole("searchbox").fill("no such thing");
    expect(await page.locator(".notice").count()).toBe(1);
    await close();
  });

  test("definitions are in Spanish on Spanish pages, where somebody wrote them so", async () => {
    for (const {language, said, lang} of [
      {language: "es", said: "Las que empezaron ese día.", lang: "es"},
      {language: "en", said: "Started on the day.", lang: "en"}
    ]) {
      const {page, close} = await openPage(browser, `${site.address}${language}/`);
      const mark = page.locator('a.what[href$="conversation_days.sessions"]');
      await mark.focus();
      await page.waitForFunction((link) => (link as HTMLElement).title !== "", await mark.elementHandle());
      expect(await mark.getAttribute("title")).toBe(said);
      await mark.click();
      const meaning = page.locator('[id="conversation_days.sessions"] + dd');
      expect([await meaning.textContent(), await meaning.getAttribute("lang")]).toEqual([said, lang]);
      const untold = page.locator('[id="conversation_days.messages_inbound"] + dd');
      expect([await untold.textContent(), await untold.getAttribute("lang")]).toEqual(["From contacts.", "en"]);
      expect(await page.getByText("Lo que aún no está traducido").count()).toBe(language === "es" ? 1 : 0);
      await close();
    }
  });

  test("a table is sorted by its column's name, with the keyboard, and stays so", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/?period=all`);
    const table = await openTable(page, "sessions_by_day");
    const column = async () => (await table.locator("tbody td:nth-child(3)").allTextContents()).map(Number);
    const asItCame = await column();
    await table.getByRole("button", {name: "Sessions", exact: true}).focus();
    await page.keyboard.press("Enter");
    expect(await column()).toEqual([...asItCame].sort((a, b) => b - a));
    expect(await table.locator("th[aria-sort]").getAttribute("aria-sort")).toBe("descending");
    await page.keyboard.press("Enter");
    expect(await column()).toEqual([...asItCame].sort((a, b) => a - b));
    expect(await serious(page)).toEqual([]);

    await page.reload();
    await page.locator("html[data-ready]").waitFor();
    await openTable(page, "sessions_by_day");
    expect(await column()).toEqual([...asItCame].sort((a, b) => a - b));
    await table.getByRole("button", {name: "Sessions", exact: true}).press("Enter");
    expect(await column()).toEqual(asItCame);
    await table.getByRole("button", {name: "Channel"}).click();
    const channels = await table.locator("tbody td:nth-child(2)").allTextContents();
    expect(channels).toEqual([...channels].sort());
    expect(trouble).toEqual([]);
    await close();
  });

  for (const {language, link, copied} of [
    {language: "es", link: "Enlace: ¿Cuándo escriben los clientes?", copied: "Enlace copiado"},
    {language: "en", link: "Link: When do contacts write?", copied: "Link copied"}
  ]) {
    test(`a card's link is copied with its filters, and leads to the card, in ${language}`, async () => {
      const permissions = ["clipboard-read", "clipboard-write"];
      const {page, trouble, close} = await openPage(browser, `${site.address}${language}/?period=7d`, {permissions});
      await page.getByRole("link", {name: link}).press("Enter");
      await page.getByText(copied, {exact: true}).waitFor();
      const address = await page.evaluate<string>("navigator.clipboard.readText()");
      expect(address).toBe(`${site.address}${language}/?period=7d#messages_by_weekday_and_hour`);
      await page.goto("about:blank");
      await goTo(page, address);
      const card = page.getByTestId("messages_by_weekday_and_hour");
      await expect
        .poll(() => card.locator("header").evaluate((node) => node.getBoundingClientRect().bottom))
        .toBeLessThan(900);
      expect(trouble).toEqual([]);
      await close();
    });
  }

  test("a card's link says the filters that are the default, as its reader may have chosen others", async () => {
    const permissions = ["clipboard-read", "clipboard-write"];
    const {page, trouble, close} = await openPage(browser, `${site.address}en/`, {permissions});
    const period = await page.getByTestId("period").textContent();
    await page.getByRole("link", {name: "Link: When do contacts write?"}).click();
    const address = await page.evaluate<string>("navigator.clipboard.readText()");
    await page.locator('[data-preset="7d"]').click();
    await page.goto("about:blank");
    await goTo(page, address);
    expect(await page.getByTestId("period").textContent()).toBe(period);
    expect(trouble).toEqual([]);
    await close();
  });

  for (const {language, chosen, about} of [
    {
      language: "es",
      chosen: "12–18 oct 2026 · 7 días · frente a 5–11 oct 2026 · Canales: WhatsApp, SMS",
      about: "Datos hasta el 18 oct 2026, 14:32 (Europe/Madrid)"
    },
    {
      language: "en",
      chosen: "Oct 12 – 18, 2026 · 7 days · against Oct 5 – 11, 2026 · Channels: WhatsApp, SMS",
      about: "Data up to Oct 18, 2026, 14:32 (Europe/Madrid)"
    }
  ]) {
    test(`on paper each card has its sheet, and what was chosen is said, in ${language}`, async () => {
      const {page, trouble, close} = await openPage(
        browser,
        `${site.address}${language}/?period=7d&channel=whatsapp&channel=sms`,
        {colorScheme: "dark"}
      );
      const cards = await page.locator(".card").count();
      const pdf = (await page.pdf({preferCSSPageSize: true})).toString("latin1");
      expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1 + cards);
      expect(pdf).toMatch(/\/MediaBox \[0 0 841\.\d+ 59\d\.\d+\]/);

      await page.emulateMedia({media: "print"});
      const said = (await page.getByTestId("paper-filters").textContent())!.replaceAll("\u2009", " ");
      expect(said).toBe(chosen);
      expect(await page.locator(".on-paper").textContent()).toContain(about);
      const foot = await page.evaluate<string>("document.documentElement.style.getPropertyValue('--paper-foot')");
      expect(foot).toContain(about);
      for (const hidden of ["form.filters", "nav.pages", "#theme", ".card-tools", ".what", ".brief"]) {
        for (const part of await page.locator(hidden).all()) expect(await part.isVisible(), hidden).toBe(false);
      }
      for (const card of await page.locator(".card").all()) {
        const {breakBefore, breakInside} = await card.evaluate((node) => {
          const {breakBefore, breakInside} = getComputedStyle(node);
          return {breakBefore, breakInside};
        });
        expect([breakBefore, breakInside]).toEqual(["page", "avoid"]);
      }
      expect(trouble).toEqual([]);
      await close();
    });
  }

  test("after paper the charts are as wide as their cards again", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/`);
    const width = () => page.getByTestId("sessions_by_day").locator(".drawing svg").getAttribute("width");
    const before = await width();
    await page.pdf();
    expect(await width()).toBe(before);
    await close();
  });

  test("a rate's change is told in points", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/bot.html?period=7d`);
    const rate = page.locator('[data-metric="bot_days.fallback_messages"]');
    expect(await rate.locator(".delta").textContent()).toContain("0 puntos");
    await close();
  });

  test("nothing needs more width than a phone has, and the page's own title is in view", async () => {
    for (const address of addresses) {
      const {page, close} = await openPage(browser, site.address + address, {viewport: {width: 390, height: 844}});
      expect(await page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(390);
      const title = (await page.locator("nav.pages [aria-current]").boundingBox())!;
      expect(title.x, address).toBeGreaterThanOrEqual(0);
      expect(title.x + title.width, address).toBeLessThanOrEqual(391);
      await close();
    }
  });
});

test.skipIf(executable === null)(
  "in an empty home every page says what to do",
  async () => {
    const empty = await publishTestSite("");
    for (const address of addresses) {
      const {page, trouble, close} = await openPage(browser, empty.address + address);
      expect(await page.locator("#page").textContent(), address).toContain("npx chat-analytics run");
      expect(await page.locator("#page").textContent(), address).not.toContain("1970");
      // Nothing came and nothing was sent: that all is well would be a lie.
      const reassuring =
        /envió ha llegado|sent has arrived|Nada que señalar|Nothing to report|Ningún envío|No delivery/;
      expect(await page.locator("#page").textContent(), address).not.toMatch(reassuring);
      expect(await serious(page), address).toEqual([]);
      expect(trouble, address).toEqual([]);
      await close();
    }
    await empty.close();
  },
  300_000
);

test.skipIf(executable === null)(
  "a home of invoices alone says that they are loaded, and what they go with",
  async () => {
    const invoices = await publishTestSite(`
      insert into ops.as_of values (null, null);
      insert into ops.builds values (1, '2026-10-10 18:00:00Z', 'full', 1);
      insert into ops.files values
          (1, 'invoices', '/home/somebody/inbox/invoices/b.csv', 'b', 10, '2026-10-10 18:01:00Z', 9, 9, 0, 0, 0, null)`);
    for (const name of ["", "spend.html", "health.html"]) {
      const {page, close} = await openPage(browser, `${invoices.address}es/${name}`);
      const text = await page.locator("#page").textContent();
      expect(text, name).toContain("Lo cargado no trae nada que contar");
      expect(text, name).not.toContain("Todavía no hay datos");
      await close();
    }
    await invoices.close();
  },
  120_000
);

test.skipIf(executable === null)(
  "charts of very many agents scroll within their cards",
  async () => {
    const many = agentsAlone
      .replace("'7' as agent_id", "agent::varchar as agent_id")
      .replace("numbers(number);", "numbers(number), range(200) agents(agent);")
      .replace("select day, 600", "select distinct day, 600");
    for (const [made, isTall] of [
      [agentsAlone, false],
      [many, true]
    ] as const) {
      const {address, close} = await publishTestSite(made);
      const {page, close: closePage} = await openPage(browser, `${address}es/agents.html?period=all`);
      for (const card of ["agent_hours", "agent_time"]) {
        const chart = page.getByTestId(card).locator(".drawing");
        const rows = await chart.locator("svg").evaluate(({clientHeight}) => clientHeight);
        const shown = await chart.evaluate((box) => box.parentElement!.clientHeight);
        expect(rows > 3000, card).toBe(isTall);
        expect(rows > shown, card).toBe(isTall);
        expect(shown, card).toBeLessThan(800);
      }
      await closePage();
      await close();
    }
  },
  120_000
);

test.skipIf(executable === null)(
  "a page whose source never came names it, and offers no filters",
  async () => {
    const agents = await publishTestSite(agentsAlone);
    const bot = await openPage(browser, `${agents.address}es/bot.html`);
    const text = (await bot.page.locator("#page").textContent())!;
    expect(text).toContain("inbox/ (console_messages, dialogflow o messages)");
    expect(text).not.toMatch(/menos filtros|Todavía no se puede decir/);
    expect(await bot.page.locator(".filters").count()).toBe(0);
    await bot.close();
    const {page, close} = await openPage(browser, `${agents.address}en/agents.html`);
    expect(await page.getByTestId("agent_speed").textContent()).toContain("inbox/ (console_messages, whatsapp_cloud");
    expect(await page.getByTestId("agent_speed").textContent()).not.toMatch(/n = 0|Never answered/);
    // Of messages nobody knows; 0 % occupied, and no request, would be made up.
    expect(await page.locator('[data-metric="agent_days.active_available_seconds"] .value').textContent()).toBe("–");
    expect(await page.getByTestId("coverage").textContent()).toContain("no source brings messages of contacts");
    expect(await page.getByTestId("coverage").textContent()).not.toContain("Nobody of");
    await close();
    await agents.close();
  },
  120_000
);

test.skipIf(executable === null)(
  "where no source brings messages of agents, no wait is called unanswered",
  async () => {
    const waits = `insert into metrics.waits by name
      select day::varchar as wait_id, day, 'whatsapp' as channel, day::timestamptz as started_at, false as is_answered
      from metrics.agent_days;`;
    const unknown = await publishTestSite(agentsAlone + waits);
    const {page, close} = await openPage(browser, `${unknown.address}en/agents.html`);
    const text = await page.getByTestId("agent_speed").textContent();
    expect(text).toContain("no source brings messages of agents");
    expect(text).not.toMatch(/Never answered|inbox/);
    await close();
    await unknown.close();
  },
  120_000
);

test.skipIf(executable === null)(
  "without agent history, or without statuses, its page says so, and not that nobody was there or nothing came",
  async () => {
    const messages = await publishTestSite(messagesAlone);
    const {page, close} = await openPage(browser, `${messages.address}es/agents.html`);
    const text = (await page.locator("#page").textContent())!;
    expect(text).toContain("inbox/agent_history");
    expect(text).not.toMatch(/Sin nadie|Agentes conectados|Nadie estuvo|programadas/);
    expect(await page.locator("[data-metric]").count()).toBe(1);
    expect(await page.getByTestId("agent_speed").textContent()).toContain("n = 28");
    await goTo(page, `${messages.address}es/delivery.html`);
    const delivery = (await page.locator("#page").textContent())!;
    expect(delivery).toContain("Ninguna fuente dice qué fue de lo enviado");
    expect(delivery).not.toMatch(/0\s%|Sin confirmar/);
    expect(await page.locator('[data-metric="delivery_days.accepted"] .value').textContent()).toBe("252");
    await goTo(page, `${messages.address}es/out-of-hours.html`);
    expect(await page.getByTestId("out_of_hours_by_hour").textContent()).toContain("Ninguna petición");
    expect(await page.locator("#page").textContent()).not.toContain("tienen respuesta");
    expect(await page.getByTestId("unknown_authors").textContent()).toContain("En 28 días del período");
    await close();
    await messages.close();
  },
  120_000
);

test.skipIf(executable === null)(
  "what a bot contained is not told apart from what agents did whose messages no source brings",
  async () => {
    const turns = await publishTestSite(turnsAlone);
    const {page, close} = await openPage(browser, `${turns.address}es/bot.html`);
    const number = (metric: string) => page.locator(`[data-metric="bot_days.${metric}"]`);
    expect(await number("handed_off").locator(".value").textContent()).toBe("–");
    expect(await number("mature_sessions").textContent()).toContain("como mucho");
    expect(await page.getByTestId("handoff_share").textContent()).toContain("Ninguna acabó pidiendo una persona");
    await goTo(page, `${turns.address}es/out-of-hours.html`);
    expect(await page.locator("#page").textContent()).toContain("nadie ha pedido nunca una persona");
    expect(await page.locator(".card").count()).toBe(0);
    await goTo(page, `${turns.address}es/`);
    expect(await page.locator('[data-metric="conversation_days.messages_agent"] .value').textContent()).toBe("–");
    expect(await page.locator('[data-metric="conversation_days.messages_inbound"] .value').textContent()).toBe("252");
    await close();
    await turns.close();
  },
  120_000
);

test.skipIf(executable === null)(
  "where nothing was sent as a template all that was sent is drawn, and what none is of counts as 0",
  async () => {
    const sent = await publishTestSite(sentAlone);
    const {page, close} = await openPage(browser, `${sent.address}es/delivery.html`);
    const trend = page.getByTestId("delivery_trend");
    expect(await trend.textContent()).toContain("n = 196 enviados");
    expect(await trend.locator("option").allTextContents()).toEqual(["Todo lo enviado"]);
    expect(await page.getByTestId("opt_outs").textContent()).toContain("0 bajas, 0 altas");
    expect(await page.getByTestId("delivery_remedies").textContent()).toContain("n = 0.");
    await goTo(page, `${sent.address}en/spend.html`);
    expect(await page.getByTestId("spend_by_account_id").textContent()).toContain("does not name its account");
    await close();
    await sent.close();
  },
  120_000
);

/** In the page: the modules that its head names, and those that were asked for. */
function modulesOf(): {named: string[]; loaded: string[]} {
  const links = document.querySelectorAll<HTMLLinkElement>('link[rel="modulepreload"]');
  const resources = performance.getEntriesByType("resource").map(({name}) => name);
  return {named: [...links].map(({href}) => href), loaded: resources.filter((name) => name.endsWith(".js"))};
}

/** In the page: the text of an element as its lines show it. */
function linesOf(node: Element): string[] {
  const lines = new Map<number, string>();
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    for (let index = 0; index < text.textContent!.length; index++) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + 1);
      const {bottom} = range.getBoundingClientRect();
      lines.set(bottom, (lines.get(bottom) ?? "") + text.textContent![index]);
    }
  }
  return [...lines.values()];
}

async function serious(page: Awaited<ReturnType<typeof openPage>>["page"]): Promise<string[]> {
  return (await axeViolations(page))
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => `${id}: ${nodes.length} like ${nodes[0]?.html.slice(0, 150)}`);
}

async function count(column: string, from: string, to: string, channels?: string[]): Promise<number> {
  const kept = channels === undefined ? "true" : `channel in (${channels.map((name) => `'${name}'`).join(", ")})`;
  const {n} = await site.warehouse.row<{n: number}>(
    `select sum(${column})::integer as n from metrics.conversation_days where day between '${from}' and '${to}' and ${kept}`
  );
  return n;
}

const agentsAlone = `
insert into metrics.agent_days by name
select
    (date '2026-09-01' + number::integer)::date as day, '7' as agent_id, 'sales' as skill, 28800 as connected_seconds,
    28800 as available_in_hours_seconds, 0 as available_out_of_hours_seconds,
    0 as available_without_calendar_seconds, 0 as not_available_seconds, 36000 as scheduled_seconds,
    0 as stale_seconds, 1 as sessions, 0 as stale_sessions, 0 as open_sessions, 0 as conversations_attended,
    0 as open_conversations, 0 as chat_seconds, 0 as active_seconds, 0 as active_available_seconds,
    false as is_awaited
from range(40) numbers(number);
insert into metrics.coverage_slots by name
select day, 600 as minute, 'sales' as skill, 1 as agents_available, 0 as requests, true as is_open
from metrics.agent_days;
insert into ops.as_of values ('2026-10-10 18:00:00Z', '2026-10-10 18:00:00Z');
insert into ops.builds values (1, '2026-10-10 18:00:00Z', 'full', 1);
insert into ops.files values
    (1, 'agent_history', '/home/somebody/inbox/agent_history/b.csv', 'b', 10, '2026-10-10 18:01:00Z', 50, 50, 0, 0, 0, null);
`;

const messagesAlone = `
insert into metrics.conversation_days
select (date '2026-09-01' + number::integer)::date, 'chat_web', null, 1, 5, 5, 3, 9, 0, 9, 0, 5 from range(40) numbers(number);
insert into metrics.agent_days by name
select
    day, '7' as agent_id, 0 as connected_seconds, 0 as available_without_calendar_seconds, 0 as not_available_seconds,
    0 as stale_seconds, 0 as sessions, 0 as stale_sessions, 0 as open_sessions, 1 as conversations_attended,
    0 as open_conversations, 600 as chat_seconds, 600 as active_seconds, 0 as active_available_seconds,
    true as is_awaited
from metrics.conversation_days;
insert into metrics.out_of_hours_days by name
select
    day, 'whatsapp' as channel, 0 as request_sessions, 0 as out_of_hours_sessions, 9 as messages_inbound,
    3 as messages_out_of_hours
from metrics.conversation_days;
insert into metrics.hour_days
select day, 9, 'whatsapp', null, 9, 5, 3600 from metrics.conversation_days;
insert into metrics.health
select 'messages', day, 9, 0, day::timestamptz, 'unknown_authors: 4' from metrics.conversation_days;
insert into metrics.out_of_hours_hours by name
select '2026-09-01' as day, 22 as hour, 'whatsapp' as channel, 1 as requests, 1 as out_of_hours_requests;
insert into metrics.delivery_days by name
select
    day, 'chat_web' as channel, 9 as accepted, 0 as sent, 0 as delivered, 0 as read, 0 as failed, 0 as only_sent,
    0 as only_accepted, 9 as without_status, 0 as reply_base, 0 as replied
from metrics.conversation_days;
insert into metrics.coverage_slots by name
select day, 600 as minute, 0 as agents_available, 1 as requests, true as is_open from metrics.conversation_days;
insert into metrics.waits by name
select
    day::varchar as wait_id, day, 'chat_web' as channel, '7' as agent_id, day::timestamptz as started_at,
    day::timestamptz + interval 1 minute as answered_at, 60 as wait_clock_seconds, 60 as wait_open_seconds,
    false as is_out_of_hours, true as is_answered
from metrics.conversation_days;
insert into ops.as_of values ('2026-10-10 18:00:00Z', null);
insert into ops.builds values (1, '2026-10-10 18:00:00Z', 'full', 1);
`;

const turnsAlone = `
insert into metrics.conversation_days
select (date '2026-09-01' + number::integer)::date, 'whatsapp', null, 1, 5, 5, 3, 9, 0, 0, 0, 5 from range(40) numbers(number);
insert into metrics.out_of_hours_days by name
select
    day, 'whatsapp' as channel, 0 as request_sessions, 0 as out_of_hours_sessions, 9 as messages_inbound,
    3 as messages_out_of_hours
from metrics.conversation_days;
insert into metrics.hour_days
select day, 9, 'whatsapp', null, 9, 5, 3600 from metrics.conversation_days;
insert into metrics.intent_days by name
select
    day, 'whatsapp' as channel, 'greeting' as intent, 9 as messages, 5 as sessions, 3 as contacts, 0 as exits,
    0 as handoffs, 0 as handoff_sessions, 0 as fallback_messages, false as is_fallback_intent,
    false as is_handoff_intent, true as is_mapped
from metrics.conversation_days;
insert into metrics.bot_days by name
select
    day, 'whatsapp' as channel, 9 as free_text_messages, 1 as fallback_messages, 5 as engaged_sessions,
    1 as fallback_sessions, 0 as stuck_sessions, 5 as mature_sessions, 0 as handed_off, 0 as refused_out_of_hours,
    0 as not_picked_up, 1 as abandoned_after_fallback, 0 as completed, 4 as quiet_end, 5 as durable_24h_base,
    4 as durable_24h, 4 as contained_24h, 5 as durable_7d_base, 4 as durable_7d, 4 as contained_7d
from metrics.conversation_days;
insert into ops.as_of values ('2026-10-10 18:00:00Z', null);
insert into ops.builds values (1, '2026-10-10 18:00:00Z', 'full', 1);
`;

const sentAlone = `
insert into metrics.conversation_days
select (date '2026-09-01' + number::integer)::date, 'whatsapp', null, 1, 5, 5, 3, 0, 0, 7, 0, 0 from range(40) numbers(number);
insert into metrics.spend_days by name
select
    day, 'ES' as market, 'service' as category, 'message_all' as regime, 'regular' as pricing_type, 'USD' as currency,
    2 as units, 2 as units_charged, 0 as units_free, 0 as units_unrated, 0.04 as amount, true as is_estimate
from metrics.conversation_days;
insert into metrics.delivery_days by name
select
    day, 'whatsapp' as channel, 7 as accepted, 7 as sent, 6 as delivered, 3 as read, 0 as failed, 1 as only_sent,
    0 as only_accepted, 0 as without_status, 0 as reply_base, 0 as replied
from metrics.conversation_days;
insert into ops.as_of values ('2026-10-10 18:00:00Z', null);
insert into ops.builds values (1, '2026-10-10 18:00:00Z', 'full', 1);
`;

const sixtyDays = `
create temp table days as
select (date '2026-08-20' + number::integer)::date as day, number from range(60) numbers(number);
insert into metrics.conversation_days
select
    day, channel, '1022', 3 + number % 5, 20 * weight + number % 7, 15 * weight + number % 5, 10, 60 * weight + number % 11,
    50 * weight + number % 13, 30 * weight + number % 3, 2, 10 * weight + number % 3
from days cross join (values ('whatsapp', 3), ('chat_web', 2), ('sms', 1)) channels(channel, weight);
insert into metrics.hour_days
select
    day, hour, channel, 'sales', (hour * 7 + number) % 17, 1,
    case when isodow(day) <= 5 and hour between 9 and 18 then 3600 else 0 end
from days cross join range(24) hours(hour) cross join (values ('whatsapp'), ('chat_web'), ('sms')) channels(channel);
insert into metrics.health
select
    source, day, 100 + number, if(number % 20 = 3, 2, 0), (day + interval 12 hour)::timestamptz,
    if(number = 55 and source = 'agent_history', 'several_names: 17 is ${hostile}', null)
from days cross join (values ('whatsapp_cloud'), ('agent_history')) sources(source);
insert into metrics.definitions by name
select *, if(column_name = 'sessions', 'Las que empezaron ese día.', null) as meaning_es from (values
    ('metrics.conversation_days', 'sessions', 'integer', 'Started on the day.', 2, 'By day.', 'day'),
    ('metrics.conversation_days', 'messages_inbound', 'integer', 'From contacts.', 1, 'By day.', 'day'),
    ('metrics.conversation_days', 'available_without_calendar_seconds', 'decimal(18,6)', 'Long.', 3, 'By day.', 'day'),
    ('marts.chats', 'engaged', 'integer', 'Una sesion, said without an accent.', 1, 'Chats.', 'chat_id')
) definitions(table_name, column_name, type, meaning, position, table_meaning, grain);
insert into metrics.bot_days by name
select
    day, 'whatsapp' as channel, 40 as free_text_messages, 4 as fallback_messages, 20 as engaged_sessions,
    3 as fallback_sessions, 1 as stuck_sessions, 20 as mature_sessions, 5 as handed_off, 0 as refused_out_of_hours,
    0 as not_picked_up, 1 as abandoned_after_fallback, 4 as completed, 10 as quiet_end, 20 as durable_24h_base,
    12 as durable_24h, 14 as contained_24h, 20 as durable_7d_base, 10 as durable_7d, 14 as contained_7d
from days;
insert into metrics.intent_days by name
select
    day, 'whatsapp' as channel, intent, 9 as messages, sessions, 1 as contacts, 2 as exits, 1 as handoffs,
    1 as handoff_sessions, 0 as fallback_messages, intent = 'no.match' as is_fallback_intent,
    false as is_handoff_intent, intent != 'order.new' as is_mapped
from days cross join (values ('order.new', 2), ('greeting', 12), ('no.match', 3), (repeat('long.', 13), 4)) intents(intent, sessions);
insert into metrics.option_days by name
select day, 'whatsapp' as channel, '${hostile}' as option, 3 as messages, 2 as sessions, 2 as contacts from days;
insert into metrics.intent_steps by name
select
    date_trunc('month', day)::date as month, 'whatsapp' as channel, 'greeting' as intent, next_intent,
    count(*)::integer as steps, next_kind
from days cross join (values ('order.new', 'intent'), ('handoff', 'handoff'), ('end', 'end')) n(next_intent, next_kind)
group by all;
insert into metrics.bot_outcomes by name
select
    day, 'whatsapp' as channel, 'greeting' as first_intent, 20 as engaged_sessions, 20 as mature_sessions,
    5 as handed_off, 0 as refused_out_of_hours, 0 as not_picked_up, 1 as abandoned_after_fallback, 4 as completed,
    10 as quiet_end
from days;
insert into metrics.unmatched_texts by name
select
    day, 'whatsapp' as channel, wording, 2 as messages, 2 as sessions, day::timestamptz as first_seen_at,
    day::timestamptz as last_seen_at, example
from days cross join (
    values ('enviais a canarias', '¿Enviáis a Canarias?'), ('img', '${hostile}')
) texts(wording, example);
insert into metrics.events values ('2026-09-14 10:00:00Z', 'Bot 5 ${hostile}', 'release', '2026-09-14');
insert into metrics.fallback_intents values ('no.match', 'no.match', 'settings');
insert into ops.as_of values ('2026-10-18 12:32:00Z', '2026-10-18 12:00:00Z');
insert into ops.builds values (1, '2026-10-18 12:50:00Z', 'full', 2);
insert into ops.files values
    (1, 'messages', '/home/somebody/inbox/messages/${hostile}.csv', 'a', 10, '2026-10-18 12:40:00Z', 100, 97, 2, 1, 0, null),
    (2, 'agent_history', '/home/somebody/inbox/agent_history/b.csv', 'b', 10, '2026-10-18 12:41:00Z', 50, 50, 0, 0, 0, null);
insert into ops.rejects values
    (1, 7, 8, 'sent_at', 'invalid_instant', 'sent_at: "31/02/2026" is not an instant.', 'm-7,${hostile},31/02/2026', now()),
    (1, 9, 10, 'contact_phone', 'invalid_phone', 'contact_phone: "34600111222x" is no phone.', 'm-9,ana@example.com,34600111222x', now());
insert into ops.checks values ('marts.messages', 'known_channel', 'warn', 3, 'm-12'), ('marts.sessions', 'in_order', 'check', 0, null);
`;
