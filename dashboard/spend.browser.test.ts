import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {
  bigNumber,
  browserOrNull,
  launchBrowser,
  type OpenPage,
  openPage,
  openTable,
  publishTestSite,
  type TestSite
} from "./test-site.js";

const executable = await browserOrNull();
let site: TestSite;
let browser: Browser;

beforeAll(async () => {
  if (executable === null) return;
  site = await publishTestSite(twoCurrencies);
  browser = await launchBrowser(executable);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

type Shown = OpenPage["page"];

describe.skipIf(executable === null)("the Spend page", () => {
  test("a filter chosen elsewhere can be taken back where there is but one value", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/?period=all&channel=`);
    await page.locator("fieldset[data-dimension=channel]").getByRole("button").click();
    expect(await bigNumber(page, "conversation_days.sessions")).toBe(
      await count("sum(sessions) from metrics.conversation_days")
    );
    await close();
  });

  test("its numbers are those of the days, of one currency and never of two together", async () => {
    const {page, trouble, close} = await openPage(
      browser,
      `${site.address}en/spend.html?from=2026-10-05&to=2026-10-11`
    );
    const names = ["amount", "units_charged", "units_free", "units_unrated"];
    const expected = (currency: string, more = "") =>
      site.warehouse.row<Record<string, number>>(
        `select ${names.map((name) => `sum(${name})::double as ${name}`).join(", ")} from metrics.spend_days
        where day between '2026-10-05' and '2026-10-11' and currency = '${currency}' ${more}`
      );
    const big = async () => {
      const values = names.map(async (name) => [name, await bigNumber(page, `spend_days.${name}`)]);
      return Object.fromEntries(await Promise.all(values));
    };
    expect(await big()).toEqual(await expected("USD"));
    await page.getByLabel("Currency").selectOption("COP");
    expect(await big()).toEqual(await expected("COP"));
    await page.getByLabel("Currency").selectOption("USD");
    expect(await column(page, "spend_by_day", "Spend")).toBe((await expected("USD"))["amount"]);
    expect(trouble).toEqual([]);
    await close();
  });

  test("days of which nothing is known are named where their month is told of", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/spend.html`);
    const gap = "Sin una sola unidad de WhatsApp, con el servicio abierto: 8–9 sept 2026.";
    expect(await page.getByTestId("spend_reconciliation").textContent()).toContain(gap);
    expect(await page.getByTestId("spend_against_budget").textContent()).not.toContain("Sin una sola unidad");
    await close();
  });

  test("a day that is not over is held against no whole one", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/spend.html?period=7d`);
    const {change} = await site.warehouse.row<{change: number}>(
      `select sum(amount) filter (where day between '2026-10-12' and '2026-10-17')::double
         / sum(amount) filter (where day between '2026-10-05' and '2026-10-10')::double - 1 as change
       from metrics.spend_days where currency = 'USD'`
    );
    const number = page.locator('[data-metric="spend_days.amount"]');
    expect(Number(await number.locator("[data-change]").getAttribute("data-change"))).toBeCloseTo(change);
    expect(await number.locator(".before").textContent()).toMatch(/^up to Oct 17: \$.+, before \$/);
    // Nothing of a day is over while it runs.
    await page.goto(`${site.address}en/spend.html?from=2026-10-18&to=2026-10-18`);
    expect(await number.locator(".delta").count()).toBe(0);
    expect(trouble).toEqual([]);
    await close();
  });

  test("the what-if holds a month as charged against the rules chosen", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/spend.html?period=all`);
    const card = page.getByTestId("spend_what_if");
    const sums = async (month: string, rules: string) =>
      site.warehouse.row<{units: number; amount: number}>(
        `select sum(units_charged)::double as units, sum(amount)::double as amount from ops.spend_what_if
        where month = '${month}' and rules = '${rules}' and currency = 'USD'`
      );
    // What is chosen is not cut.
    for (const list of await card.locator("select").all()) {
      const [shown, whole] = await list.evaluate((node) => {
        const shown = node.getBoundingClientRect().width;
        (node as HTMLElement).style.maxWidth = "none";
        return [shown, node.getBoundingClientRect().width];
      });
      expect(shown).toBe(whole);
    }
    // Rules to come are shown first.
    for (const [month, rules] of [
      ["2026-09-01", "announced"],
      ["2026-08-01", "previous"]
    ] as const) {
      if (rules === "previous") {
        await card.locator("select").first().selectOption({label: "August 2026"});
        await card.locator("select").last().selectOption("previous");
      }
      const [charged, then] = [await sums(month, "charged"), await sums(month, rules)];
      expect(await column(page, "spend_what_if", "Units charged")).toBe(charged.units);
      expect(await column(page, "spend_what_if", "Spend")).toBeCloseTo(charged.amount);
      expect(await column(page, "spend_what_if", "Units by those rules")).toBe(then.units);
      expect(await column(page, "spend_what_if", "Spend by those rules")).toBeCloseTo(then.amount);
      expect(await column(page, "spend_what_if", "Difference")).toBeCloseTo(then.amount - charged.amount);
    }
    expect(trouble).toEqual([]);
    await close();
  });

  test("what has no known price has no amount in the what-if, and is not counted for each of its sides", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/spend.html?period=all`);
    const card = page.getByTestId("spend_what_if");
    await card.locator("select").first().selectOption({label: "July 2026"});
    await card.locator("select").last().selectOption("current");
    const rows = (await openTable(page, "spend_what_if")).locator("tbody tr");
    const cells = (market: string) => rows.filter({hasText: market}).locator("td").allTextContents();
    expect(await cells("Spain")).toEqual(["Spain", "Utility", "9", "$4.50", "9", "$4.50", "$0.00"]);
    expect(await cells("Chad")).toEqual(["Chad", "Utility", "0", "–", "0", "–", "–"]);
    expect(await card.textContent()).toContain("These rules were in force");
    expect(await card.textContent()).toContain(" 9 units without a known price");
    expect(trouble).toEqual([]);
    await close();
  });

  test("a list is gone through by keyboard, also where the choice draws it anew", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/spend.html?period=all`);
    const month = page.getByTestId("spend_what_if").getByLabel("Month");
    await month.focus();
    for (const shown of ["August 2026", "July 2026"]) {
      await page.keyboard.press("ArrowDown");
      expect(await month.locator("option:checked").textContent()).toBe(shown);
      expect(await month.evaluate((list) => list.matches(":focus"))).toBe(true);
    }
    const currency = page.getByLabel("Currency");
    await currency.focus();
    await page.keyboard.press("ArrowDown");
    expect(await currency.evaluate((list) => list.matches(":focus"))).toBe(true);
    expect(trouble).toEqual([]);
    await close();
  });

  test("the reconciliation names each line that differs, and its causes add up", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/spend.html?period=all`);
    const usd = "metrics.spend_reconciliation where currency = 'USD'";
    expect(await column(page, "spend_reconciliation", "Ours")).toBeCloseTo(await count(`sum(ours_amount) from ${usd}`));
    expect(await column(page, "spend_reconciliation", "Meta")).toBeCloseTo(
      await count(`sum(theirs_amount) from ${usd}`)
    );
    const causes = ["Estimate", "Unpriced", "Events that never came", "Free allowance", "Rounding"];
    const parts: number[] = [];
    for (const cause of causes) parts.push(await column(page, "spend_reconciliation", cause));
    const difference = await column(page, "spend_reconciliation", "Difference");
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(difference);
    expect(difference).toBeCloseTo(await count(`sum(difference) from ${usd}`));
    expect(await page.getByTestId("spend_reconciliation_lines").textContent()).toContain("2 of 4 lines");
    // Three milliards of tokens fit.
    expect(await page.getByTestId("spend_reconciliation_lines").textContent()).toContain("3,000,000,000");
    expect(trouble).toEqual([]);
    await close();
  });

  test("tokens, Meta's tiers and what has no price are those of the tables", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/spend.html?period=all`);
    expect(await column(page, "spend_tokens", "Tokens")).toBe(
      await count("sum(tokens) from metrics.spend_tokens where currency = 'USD'")
    );
    const tiers = page.getByTestId("spend_tier_updates");
    expect(await tiers.locator("tbody tr").count()).toBe(await count("count(*) from metrics.spend_tier_updates"));
    expect(await tiers.textContent()).toContain("1 h 30 min");
    expect(await column(page, "spend_unrated", "Units")).toBe(await count("sum(units) from metrics.spend_unrated"));
    expect(trouble).toEqual([]);
    await close();
  });

  test("a card's CSV has exactly its rows", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/spend.html?period=all`);
    const card = page.getByTestId("spend_tokens");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      card.getByRole("button", {name: /CSV/}).click()
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString("utf8").trim().split(/\r?\n/);
    expect(lines.length - 1).toBe(await count("count(*) from metrics.spend_tokens where currency = 'USD'"));
    expect(lines[1]).toContain("3000000000");
    await close();
  });
});

/** The sum of a column of a card's table, by its label. */
async function column(page: Shown, name: string, label: string): Promise<number> {
  const table = await openTable(page, name);
  const labels = await table.locator("thead th").allTextContents();
  const index = labels.findIndex((text) => text.trim() === label);
  if (index < 0) throw new Error(`${name} has no column ${label}, but ${labels.join(", ")}`);
  const rows = await table.locator("tbody tr").all();
  const cells = await Promise.all(
    rows.map((row) =>
      row
        .locator("th, td")
        .nth(index)
        .evaluate((cell) => cell.textContent ?? "")
    )
  );
  return cells.reduce((sum, text) => sum + Number(text.replaceAll("−", "-").replace(/[^\d.-]/g, "")), 0);
}

async function count(sql: string): Promise<number> {
  const row = await site.warehouse.row<{n: number}>(`select ${sql.replace(" from", "::double as n from")}`);
  return row.n;
}

const twoCurrencies = `
create temp table days as
select (date '2026-08-01' + number::integer)::date as day, number from range(79) numbers(number);
insert into metrics.conversation_days by name
select day, 'whatsapp' as channel, '1022' as account_id, 1 as conversations_opened, 5 as sessions, 3 as engaged_sessions,
    1 as contacts, 20 as messages_inbound, 9 as messages_bot, 2 as messages_agent, 0 as messages_other
from days;
insert into metrics.health
select 'whatsapp_cloud', day, 100, 0, (day + interval 12 hour)::timestamptz, null from days;
insert into ops.as_of values ('2026-10-18 12:00:00Z', '2026-10-18 12:00:00Z');
insert into metrics.spend_days by name
select
    day, account_id, '34911000000' as business_number, 'Spain' as market, category, 'message_all' as regime,
    pricing_type, currency, 10 + number as units, charged * (8 + number) as units_charged,
    (1 - charged) * (10 + number) as units_free, 2 * charged as units_unrated,
    charged * (8 + number) * rate as amount, pricing_type = 'free_tier' as is_estimate
from days
cross join (values
    ('1022', 'USD', 'marketing', 'regular', 1, 0.25), ('1022', 'USD', 'service', 'free_tier', 0, 0),
    ('1044', 'COP', 'utility', 'regular', 1, 0.125)
) kinds(account_id, currency, category, pricing_type, charged, rate);
insert into metrics.spend_unrated by name
select day, '1022' as account_id, 'Spain' as market, 'marketing' as category, 'USD' as currency,
    if(number % 2 = 0, 'missing_rate', 'pending') as reason, 3 as units
from days;
insert into ops.spend_what_if
select rules, rules_from, month, market, category, 'USD', 100, charged, 100 - charged, 0, charged * rate, rules != 'charged'
from (values
    ('charged', null, date '2026-08-01', 40, 0.5), ('previous', date '2025-07-01', date '2026-08-01', 30, 0.5),
    ('current', date '2026-10-01', date '2026-08-01', 70, 0.5), ('charged', null, date '2026-09-01', 50, 0.5),
    ('current', date '2026-10-01', date '2026-09-01', 80, 0.5), ('announced', date '2027-01-01', date '2026-09-01', 90, 0.75)
) rules(rules, rules_from, month, charged, rate)
cross join (values ('Spain', 'marketing'), ('Peru', 'service')) cells(market, category);
insert into ops.spend_what_if
select
    rules, if(rules = 'current', date '2026-10-01', null), date '2026-07-01', market, 'utility', 'USD', 9, 9 - unrated,
    0, unrated, if(unrated = 9, null, 4.5), false
from (values ('charged'), ('current')) rules(rules) cross join (values ('Spain', 0), ('Chad', 9)) cells(market, unrated);
insert into metrics.spend_reconciliation by name
select
    source, date '2026-09-01' as month, '1022' as account_id, 'Spain' as market, category, currency,
    date '2026-09-30' as covered_to, units as ours_units, units as theirs_units, ours as ours_amount,
    theirs as theirs_amount, theirs - ours as difference, cause,
    if(cause = 'estimate', theirs - ours, 0) as cause_estimate, 0 as cause_unrated,
    true as is_loaded, 0 as cause_not_loaded,
    if(cause = 'missing_events', theirs - ours, 0) as cause_missing_events, 0 as cause_allowance,
    0 as cause_other_currency, 0 as cause_tier_split, if(cause = 'rounding', theirs - ours, 0) as cause_rounding, 0 as cause_unexplained
from (values
    ('invoice', 'marketing', 'USD', 40, 10.00, 10.00, null),
    ('invoice', 'utility', 'USD', 40, 8.00, 7.25, 'estimate'),
    ('invoice', 'meta_business_agent', 'USD', 3000000000, 5800.00, 6000.00, 'missing_events'),
    ('analytics', 'marketing', 'USD', 40, 10.00, 10.01, 'rounding'),
    ('invoice', 'utility', 'COP', 40, 400.00, 900.00, 'estimate')
) lines(source, category, currency, units, ours, theirs, cause);
insert into metrics.spend_gaps values ('2026-09-08', '2026-09-09', 2);
insert into metrics.spend_tokens values
    ('invoice', '2026-09-01', '1022', 'USD', 3000000000, 6000.00, 6000.00),
    ('analytics', '2026-09-01', '1022', 'USD', 2900000000, 5800.00, null),
    ('invoice', '2026-09-01', '1044', 'COP', 500, null, 5.00);
insert into metrics.spend_tier_updates values
    ('2026-10-01', 'main', 'Spain', 'utility', 100001, 1000000, '2026-10-10 10:00:00Z', '2026-10-10 11:30:00Z', 5400),
    ('2026-10-01', 'main', 'India', 'authentication', 1000001, null, '2026-10-11 10:00:00Z', null, null);
`;
