import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {createOutbox} from "../pipeline/deliver/outbox.js";
import {createLedger} from "../pipeline/reports/ledger.js";
import {
  axeViolations,
  browserOrNull,
  launchBrowser,
  looks,
  openPage,
  publishTestSite,
  type TestSite
} from "./test-site.js";

const executable = await browserOrNull();
let site: TestSite;
let browser: Browser;

const csv = "intención,mensajes\nPedidos,3\n";

beforeAll(async () => {
  if (executable === null) return;
  site = await publishTestSite(made, async ({home, warehouse}) => {
    await createLedger(warehouse);
    await createOutbox(warehouse);
    mkdirSync(home.reports);
    for (const file of ["intents_2026-10-17.csv", "conversation_content_2026-10-17.csv"]) {
      writeFileSync(join(home.reports, file), csv);
    }
  });
  browser = await launchBrowser(executable);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

// Intents were sent to two of three on the 17th; agents of the 16th went out short and were revised, the 17th waits late;
// what was said is no report that anybody may download.
const made = `
insert into ops.reports values
  ('intents', '2026-10-16', 1, 'intents_2026-10-16.csv', 11, 'a', 'a', '{}', 1, true, '2026-10-17 05:00:00Z'),
  ('intents', '2026-10-17', 1, 'intents_2026-10-17.csv', 1234, 'a', 'a', '{}', 1, true, '2026-10-18 05:00:00Z'),
  ('agent_information', '2026-10-16', 1, 'agent_information_2026-10-16_incomplete.csv', 4, 'a', 'a', '{}', 1, true,
    '2026-10-17 05:00:00Z'),
  ('agent_information', '2026-10-16', 2, 'agent_information_2026-10-16_r2.csv', 5, 'a', 'a', '{}', 1, true,
    '2026-10-17 08:00:00Z'),
  ('conversation_content', '2026-10-17', 1, 'conversation_content_2026-10-17.csv', 9, 'a', 'a', '{}', 1, true,
    '2026-10-18 05:00:00Z'),
  ('delivery', '2026-10-17', 1, 'delivery_2026-10-17_incomplete.csv', 0, 'a', 'a', '{}', 1, true,
    '2026-10-18 05:00:00Z');
insert into ops.report_gaps values
  ('agent_information', '2026-10-16', 1, ['agent_history'], null, true),
  ('agent_information', '2026-10-17', null, ['agent_history'], '2026-10-18 05:00:00Z', true),
  ('delivery', '2026-10-17', 1, ['whatsapp_cloud'], null, true);
insert into ops.outbox (message_id, report, day, revision, file, target, address, status, attempts, fault, changed_at)
select n::varchar, report, day::date, 1, file, target::json, address, status, attempts, fault, tried_at::timestamptz
from (values
  (1, 'intents', '2026-10-17', 'intents_2026-10-17.csv', '{"email": ["ana@shop.example"]}', 'ana@shop.example',
    'delivered', 1, null, '2026-10-18 05:01:00Z'),
  (2, 'intents', '2026-10-17', 'intents_2026-10-17.csv', '{"folder": "/srv/secret"}', '/srv/secret',
    'delivered', 2, null, '2026-10-18 05:06:00Z'),
  (3, 'intents', '2026-10-17', 'intents_2026-10-17.csv', '{"email": ["luis@shop.example"]}', 'luis@shop.example',
    'failed', 7, '550 no box luis@shop.example, see /srv/secret/log', '2026-10-18 10:00:00Z'),
  (4, 'conversation_content', '2026-10-17', 'conversation_content_2026-10-17.csv', '{"sftp": "sftp://u@host/x"}',
    'sftp://u@host/x', 'waiting', 1, 'ECONNREFUSED', '2026-10-18 05:01:00Z'),
  (5, 'agent_information', '2026-10-16', 'agent_information_2026-10-16_incomplete.csv', '{"s3": "https://s3/b"}',
    'https://s3/b', 'superseded', 1, null, '2026-10-17 08:00:00Z')
) as rows (n, report, day, file, target, address, status, attempts, fault, tried_at);
`;

/** The cells of a card's table, each as one text. */
async function cells(page: Page, card: string): Promise<string[][]> {
  const rows = await page.getByTestId(card).locator("tbody tr").all();
  return Promise.all(rows.map(async (row) => row.locator("td").allInnerTexts()));
}

describe.skipIf(executable === null)("the page of reports", () => {
  test("shows each report's last day: what was made, whom it reached, what it waits for", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/reports.html`);
    expect(await cells(page, "latest_reports")).toEqual([
      ["agent_information", "Oct 17, 2026", "late", "agent_history", "–", "–", "–", "–", "–", "–"],
      ["conversation_content", "Oct 17, 2026", "being sent", "–", "9", "1", "Oct 18, 2026, 07:00", "0 of 1", "–", "–"],
      [
        ...["delivery", "Oct 17, 2026", "made · incomplete", "whatsapp_cloud", "0", "1"],
        ...["Oct 18, 2026, 07:00", "–", "–", "–"]
      ],
      [
        ...["intents", "Oct 17, 2026", "sending failed", "–", "1,234", "1", "Oct 18, 2026, 07:00", "2 of 3"],
        ...["Oct 18, 2026, 07:06", "CSV, 1 kB"]
      ]
    ]);
    expect(await page.getByTestId("latest_reports").textContent()).toContain("on the days below: delivery.");
    expect(trouble).toEqual([]);
    await close();
  });

  test("keeps every file of the days before, and says which one a revision replaced", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/reports.html`);
    const files = (await cells(page, "report_files")).map(([file, , state]) => `${file}: ${state}`);
    expect(files).toEqual([
      "agent_information: retrasado",
      "conversation_content_2026-10-17.csv: enviándose",
      "delivery_2026-10-17_incomplete.csv: hecho · incompleto",
      "intents_2026-10-17.csv: envío fallido",
      "agent_information_2026-10-16_r2.csv: hecho",
      "agent_information_2026-10-16_incomplete.csv: hecho · incompleto · sustituido",
      "intents_2026-10-16.csv: hecho"
    ]);
    await close();
  });

  test("a file is downloaded as it was made, where its report allows it, and others are not on the site", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/reports.html`);
    const link = page.getByTestId("latest_reports").getByRole("link", {name: "CSV, 1 kB: intents_2026-10-17.csv"});
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toBe("intents_2026-10-17.csv");
    expect(Buffer.concat(await (await download.createReadStream()).toArray()).toString("utf8")).toBe(csv);
    expect(await page.getByRole("link", {name: /^CSV, /}).count()).toBe(2);
    const secret = await fetch(`${site.address}reports/conversation_content_2026-10-17.csv`);
    expect(secret.status).toBe(404);
    await close();
  });

  test.each(["reports", "health"])("%s names what failed for good, and no address or folder", async (name) => {
    const {page, close} = await openPage(browser, `${site.address}en/${name}.html`);
    const [first, ...others] = await cells(page, "undelivered");
    expect(first).toEqual([
      ...["intents", "Oct 17, 2026", "e-mail · •••@shop.example", "failed for good", "7", "Oct 18, 2026, 12:00"],
      "550 no box •••@shop.example, see …"
    ]);
    expect(others).toHaveLength(name === "reports" ? 1 : 0);
    const data = await (await fetch(`${site.address}data/manifest.json`)).json();
    for (const file of ["reports", "undelivered"]) {
      for (const {path} of data.files[file].parts) {
        const bytes = Buffer.from(await (await fetch(`${site.address}data/${path}`)).arrayBuffer()).toString("latin1");
        expect(bytes).not.toMatch(/luis|ana@|srv|secret|host/);
      }
    }
    await close();
  });

  for (const {language, colorScheme} of looks) {
    test(`is accessible in ${language}, ${colorScheme}, and does not scroll sideways at 390 px`, async () => {
      const options = {colorScheme, viewport: {width: 390, height: 844}};
      const {page, trouble, close} = await openPage(browser, `${site.address}${language}/reports.html`, options);
      expect((await axeViolations(page)).map(({id, nodes}) => [id, nodes[0]?.html])).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
      if (process.env["SCREENSHOTS"]) {
        const path = join(process.env["SCREENSHOTS"], `reports-${language}-${colorScheme}`);
        await page.screenshot({path: `${path}-390.png`, fullPage: true});
        await page.setViewportSize({width: 1280, height: 900});
        await page.screenshot({path: `${path}.png`, fullPage: true});
      }
      await page.setViewportSize({width: 1280, height: 900});
      const pages = "document.querySelector('nav.pages')";
      expect(await page.evaluate(`${pages}.scrollWidth - ${pages}.clientWidth`), "hidden pages").toBe(0);
      expect(trouble).toEqual([]);
      await close();
    });
  }
});
