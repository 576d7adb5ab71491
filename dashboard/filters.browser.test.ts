import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {
  axeViolations,
  bigNumber,
  browserOrNull,
  goTo,
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
  site = await publishTestSite(twoAccountsTwoTeams);
  browser = await launchBrowser(executable);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.skipIf(executable === null)("the filters of accounts and teams", () => {
  test("offer what occurs under the names of the settings, and what has none", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/`);
    expect(await choices(page, "account_id")).toEqual(["Nimbora España", "1044", "1788", "Sin cuenta"]);
    expect(await choices(page, "skill")).toEqual(["Ventas", "Soporte", "Sin equipo"]);
    // What it sends names no account, so there is nothing of it among the deliveries.
    await goTo(page, `${site.address}es/delivery.html`);
    expect(await choices(page, "account_id")).toEqual(["Nimbora España", "1044", "Sin cuenta"]);
    await close();
  });

  test("an account's sessions are what SQL counts, and the address holds the account", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/?period=all`);
    for (const name of ["Nimbora España", "1788", "No account"]) await page.getByRole("checkbox", {name}).uncheck();
    expect(new URL(page.url()).searchParams.getAll("account_id")).toEqual(["1044"]);
    expect(await bigNumber(page, "conversation_days.sessions")).toBe(
      await count("sum(sessions) from metrics.conversation_days where account_id = '1044'")
    );
    // A card that knows no accounts says so.
    expect(await page.getByTestId("messages_by_weekday_and_hour").locator("[data-ignored=account_id]").count()).toBe(1);
    expect(await page.getByTestId("sessions_by_day").locator("[data-ignored]").count()).toBe(0);
    expect(trouble).toEqual([]);
    await close();
  });

  test("deliveries and spend obey an account, their failures and templates too", async () => {
    const {page, trouble, close} = await openPage(
      browser,
      `${site.address}en/delivery.html?period=all&account_id=1044`
    );
    for (const column of ["accepted", "delivered"]) {
      expect(await bigNumber(page, `delivery_days.${column}`), column).toBe(
        await count(`sum(${column}) from metrics.delivery_days where account_id = '1044'`)
      );
    }
    expect(await bigNumber(page, "delivery_days.failed")).toBe(
      await count("sum(failed) / sum(accepted) from metrics.delivery_days where account_id = '1044'")
    );
    expect(await column(page, "delivery_failures", 3)).toBe(
      await count("sum(messages) from metrics.delivery_failures where account_id = '1044'")
    );
    expect(await page.getByTestId("delivery_failures").locator(".heat-legend").textContent()).toBe("01");
    await goTo(page, `${site.address}en/spend.html?period=all&account_id=1044&skill=Ventas`);
    expect(await bigNumber(page, "spend_days.amount")).toBeCloseTo(
      await count("sum(amount) from metrics.spend_days where account_id = '1044'")
    );
    expect(await page.locator(".body > [data-ignored=skill]").count()).toBe(1);
    expect(trouble).toEqual([]);
    await close();
  });

  test("a budget is that of the chosen accounts, and of all of them together", async () => {
    for (const [query, of] of [
      ["", "true"],
      ["&account_id=1044", "account_id = '1044'"]
    ]) {
      const {page, close} = await openPage(browser, `${site.address}en/spend.html?period=all${query}`);
      const [row] = await (await openTable(page, "spend_against_budget")).locator("tbody tr").all();
      const cells = await row!.locator("td").allTextContents();
      const sums = await site.warehouse.row<{amount: number; budget: number}>(
        `select sum(amount_so_far)::double as amount, sum(budget_so_far)::double as budget
        from metrics.spend_budget_days where day = '2026-10-01' and ${of}`
      );
      expect(Number(cells[1]!.replace(/[^\d.]/g, ""))).toBeCloseTo(sums.amount, 2);
      expect(Number(cells.at(-1)!.replace(/[^\d.]/g, ""))).toBeCloseTo(sums.budget, 2);
      await close();
    }
  });

  test("requests while closed obey a team", async () => {
    const {page, trouble, close} = await openPage(
      browser,
      `${site.address}en/out-of-hours.html?period=all&skill=Ventas`
    );
    expect(await bigNumber(page, "out_of_hours_days.lost")).toBe(
      await count("sum(lost) from metrics.out_of_hours_days where skill = 'Ventas'")
    );
    expect(await bigNumber(page, "out_of_hours_replies.opening_to_answer_seconds")).toBe(
      await count(
        "quantile_cont(opening_to_answer_seconds, 0.5) from metrics.out_of_hours_replies where skill = 'Ventas'"
      )
    );
    expect(trouble).toEqual([]);
    await close();
  });

  test("outcomes are compared once they are known of every day, and who still waits never", async () => {
    const address = `${site.address}en/out-of-hours.html`;
    const {page, trouble, close} = await openPage(browser, `${address}?from=2026-10-06&to=2026-10-09`);
    const isCompared = async (metric: string) => (await page.locator(`[data-metric="${metric}"] .delta`).count()) === 1;
    const outcomes = ["out_of_hours_days.recovered_next_shift", "out_of_hours_days.lost"];
    const ripening = [...outcomes, "out_of_hours_replies.opening_to_answer_seconds"];
    for (const metric of ripening) expect(await isCompared(metric), metric).toBe(true);
    expect(await isCompared("out_of_hours_days.pending")).toBe(false);
    expect(await page.getByTestId("not_compared").count()).toBe(0);
    await goTo(page, `${address}?from=2026-10-06&to=2026-10-10`);
    for (const metric of ripening) expect(await isCompared(metric), metric).toBe(false);
    expect(await isCompared("out_of_hours_days.out_of_hours_sessions")).toBe(true);
    expect(await page.getByTestId("not_compared").textContent()).toContain("end on Oct 9, 2026 or before");
    expect(trouble).toEqual([]);
    await close();
  });

  test("agents and waits obey a team, those never answered too", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/agents.html?period=all&skill=Soporte`);
    expect(await bigNumber(page, "agent_days.agent_id")).toBe(
      await count("count(distinct agent_id) from metrics.agent_days where skill = 'Soporte'")
    );
    expect(await page.getByTestId("agent_hours").locator(".heat-legend").textContent()).toBe("05.6 h");
    const speed = page.getByTestId("agent_speed");
    const never = "count(*) from metrics.waits where skill = 'Soporte' and not is_answered";
    expect(await speed.textContent()).toContain(
      `Never answered: ${await count(`${never} and not is_waiting`)}; still waiting: ${await count(`${never} and is_waiting`)}.`
    );
    expect(await (await openTable(page, "agent_speed")).locator("tbody tr").count()).toBe(
      await count("count(distinct agent_id) from metrics.waits where skill = 'Soporte'")
    );
    expect(trouble).toEqual([]);
    await close();
  });

  test("chats of a day that no agent history has come for are no part of the occupancy", async () => {
    const address = `${site.address}en/agents.html?from=2026-10-17&to=2026-10-18`;
    const {page, trouble, close} = await openPage(browser, address);
    expect(await bigNumber(page, "agent_days.active_available_seconds")).toBe(
      await count(
        `sum(active_available_seconds) / sum(available_in_hours_seconds + available_out_of_hours_seconds) from metrics.agent_days
        where day = '2026-10-17'`
      )
    );
    expect(trouble).toEqual([]);
    await close();
  });

  test("nobody there while closed is no request that found nobody", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/agents.html?period=all&skill=Soporte`);
    const text = await page.getByTestId("coverage").locator(".finding").textContent();
    expect(text).toBe(
      "With nobody of their team available in their quarter hour while open: 1 request (5.9%). 48 more came while closed."
    );
    await close();
  });

  test("agents and requests of a quarter hour are means of the days that the agent history has whole", async () => {
    const {page, close} = await openPage(browser, `${site.address}en/agents.html?period=all&skill=Soporte`);
    const rows = (await openTable(page, "coverage")).locator("tbody tr");
    expect(await rows.first().locator("td").allTextContents()).toEqual(["10:00", "2.00", "1.00"]);
    const text = await page.getByTestId("coverage").textContent();
    expect(text).toContain("16 days");
    expect(text).toContain("Oct 17, 2026 is not complete");
    expect(await page.getByTestId("known").textContent()).toContain("Data up to Oct 17, 2026, 18:00");
    await close();
  });
});

describe.skipIf(executable === null)("a click", () => {
  test("on a day shows it alone, and on that day the sessions behind it, under made-up names", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/?period=all`);
    await clickMiddle(page, "sessions_by_day");
    const days = new URL(page.url()).searchParams;
    expect(days.get("from")).toMatch(/^2026-10-(09|10)$/);
    expect(days.get("to")).toBe(days.get("from"));
    expect(await bigNumber(page, "conversation_days.sessions")).toBe(
      await count(`sum(sessions) from metrics.conversation_days where day = '${days.get("from")}'`)
    );
    expect(await page.getByTestId("session_rows").count()).toBe(0);
    await clickMiddle(page, "sessions_by_day");
    const rows = page.getByTestId("session_rows").locator("tbody tr");
    await rows.first().waitFor();
    expect(await rows.count()).toBe(200);
    expect(await page.getByTestId("session_rows").textContent()).toContain("200 of the day's 320 sessions");
    expect(await page.getByTestId("session_rows").textContent()).not.toContain("conversation-");

    await page.getByRole("checkbox", {name: "1044"}).uncheck();
    await page.getByTestId("session_rows").locator("tbody tr").first().waitFor();
    expect(await page.getByTestId("session_rows").locator("tbody").textContent()).not.toContain("1044");
    expect(await rows.count()).toBeLessThan(200);
    expect(await page.getByTestId("session_rows").textContent()).toContain(
      "They are of an even sample: 200 of the day's 320 sessions."
    );
    await page.getByRole("checkbox", {name: "Ventas"}).uncheck();
    await page.getByTestId("session_rows").getByText("None in the day's sample").waitFor();
    expect(trouble).toEqual([]);
    await close();
  });

  test("on an account's bar keeps that account, and on a channel's name that channel", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/spend.html?period=all`);
    await clickMiddle(page, "spend_by_account_id", 24);
    expect(new URL(page.url()).searchParams.getAll("account_id")).toEqual(["1022"]);
    expect(await bigNumber(page, "spend_days.amount")).toBeCloseTo(
      await count("sum(amount) from metrics.spend_days where account_id = '1022'")
    );
    await goTo(page, `${site.address}en/?period=all&account_id=`);
    await goTo(page, `${site.address}en/?period=all`);
    await page.getByRole("button", {name: "Show WhatsApp alone"}).click();
    expect(new URL(page.url()).searchParams.getAll("channel")).toEqual(["whatsapp"]);
    await page.getByRole("button", {name: "WhatsApp: Show all"}).click();
    expect(new URL(page.url()).searchParams.has("channel")).toBe(false);
    expect(trouble).toEqual([]);
    await close();
  });
});

describe.skipIf(executable === null)("the period", () => {
  const day = "2026-10-18";

  test("steps to the one before and back, by keyboard too, and no further than there is data", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/?period=7d`);
    const [earlier, later] = [
      page.getByRole("button", {name: "Earlier period"}),
      page.getByRole("button", {name: "Later period"})
    ];
    expect(await later.isDisabled()).toBe(true);
    await earlier.focus();
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).search).toBe("?from=2026-10-05&to=2026-10-11");
    expect(await bigNumber(page, "conversation_days.sessions")).toBe(
      await count("sum(sessions) from metrics.conversation_days where day between '2026-10-05' and '2026-10-11'")
    );
    await page.keyboard.press("Enter");
    expect(await page.getByTestId("period").textContent()).toBe("Oct 1 – 4, 2026 · 4 days");
    expect(await earlier.isDisabled()).toBe(true);
    await later.click();
    await page.getByRole("button", {name: "7 days", exact: true}).click();
    expect(await later.isDisabled()).toBe(true);
    expect(trouble).toEqual([]);
    await close();
  });

  test("that was chosen is undone by the browser's way back, and so is a click on a chart", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}es/?period=all`);
    const all = await bigNumber(page, "conversation_days.sessions");
    await page.getByRole("button", {name: "7 días", exact: true}).click();
    await clickMiddle(page, "sessions_by_day");
    expect(new URL(page.url()).searchParams.get("from")).toMatch(/^2026-10-1\d$/);
    await page.goBack();
    expect(new URL(page.url()).search).toBe("?period=7d");
    expect(await bigNumber(page, "conversation_days.sessions")).toBe(
      await count(`sum(sessions) from metrics.conversation_days where day > date '${day}' - 7`)
    );
    await page.goBack();
    expect(await bigNumber(page, "conversation_days.sessions")).toBe(all);
    expect(await page.locator('[data-preset="all"]').getAttribute("aria-pressed")).toBe("true");
    await page.goForward();
    expect(await page.locator('[data-preset="7d"]').getAttribute("aria-pressed")).toBe("true");
    expect(trouble).toEqual([]);
    await close();
  });

  test("that is typed beyond the data is cut to it, and put right when its field is left", async () => {
    const {page, trouble, close} = await openPage(browser, `${site.address}en/?period=7d`);
    const [from, to] = [page.locator("input[name=from]"), page.locator("input[name=to]")];
    await from.fill("2026-01-01");
    expect(new URL(page.url()).search).toBe(`?from=2026-10-01&to=${day}`);
    expect(await page.getByTestId("period").textContent()).toBe("Oct 1 – 18, 2026 · 18 days");
    await to.fill("2027-01-31");
    expect(await from.inputValue()).toBe("2026-10-01");
    expect(new URL(page.url()).search).toBe(`?from=2026-10-01&to=${day}`);
    await to.blur();
    expect(await to.inputValue()).toBe(day);
    // A beginning after the end waits for its end.
    await to.fill("2026-10-05");
    await from.fill("2026-10-10");
    await to.fill("2026-10-12");
    expect(new URL(page.url()).search).toBe("?from=2026-10-10&to=2026-10-12");
    expect(trouble).toEqual([]);
    await close();
  });

  for (const {language, words, change} of [
    {language: "es", words: "12–18 oct 2026 · 7 días · Cuentas: 1044", change: "Cambiar filtros"},
    {language: "en", words: "Oct 12 – 18, 2026 · 7 days · Accounts: 1044", change: "Change filters"}
  ]) {
    test(`stays on top of a long page with what else is chosen, in ${language}`, async () => {
      const address = `${site.address}${language}/?period=7d&account_id=1044`;
      const {page, trouble, close} = await openPage(browser, address);
      const brief = page.locator(".brief");
      expect(await brief.isVisible()).toBe(false);
      await page.mouse.wheel(0, 900);
      await brief.waitFor();
      expect((await page.getByTestId("brief").textContent())!.replaceAll("\u2009", " ")).toBe(words);
      expect((await brief.boundingBox())!.y).toBeLessThan(70);
      expect((await axeViolations(page)).map(({id, nodes}) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      const place = () => page.evaluate<number>("scrollY");
      const before = await place();
      await brief.locator(".steps button").first().focus();
      await page.keyboard.press("Enter");
      expect(await place()).toBeGreaterThan(before - 100);
      expect(new URL(page.url()).search).toBe("?from=2026-10-05&to=2026-10-11&account_id=1044");
      await brief.getByRole("button", {name: change}).click();
      await brief.waitFor({state: "hidden"});
      expect(await page.evaluate("document.activeElement.dataset.preset")).toBe("7d");
      expect(trouble).toEqual([]);
      await close();
    });
  }
});

type Shown = OpenPage["page"];

// The chart notes what the pointer is nearest to in the frame after it moved.
async function clickMiddle(page: Shown, name: string, y = 200): Promise<void> {
  const plot = page.getByTestId(name).locator("svg.pickable");
  const {width} = (await plot.boundingBox())!;
  const position = {x: width / 2, y};
  await plot.hover({position});
  await plot.evaluate((node) => {
    const noted = () => (node as unknown as {value?: unknown}).value != null;
    return new Promise<void>((resolve) => {
      const look = () => (noted() ? resolve() : void requestAnimationFrame(look));
      look();
    });
  });
  await plot.click({position});
}

async function choices(page: Shown, dimension: string): Promise<string[]> {
  return page.locator(`fieldset[data-dimension=${dimension}] label`).allTextContents();
}

/** The sum of a column of a card's table. */
async function column(page: Shown, name: string, index: number): Promise<number> {
  const table = await openTable(page, name);
  const cells = await table.locator(`tbody td:nth-child(${index + 1})`).allTextContents();
  return cells.reduce((sum, text) => sum + Number(text.replaceAll(",", "")), 0);
}

async function count(sql: string): Promise<number> {
  const [[value]] = (
    await site.warehouse.rows<Record<string, unknown>>(`select ${sql.replace(" from", "::double as n from")}`)
  ).map(Object.values) as [[number]];
  return value;
}

const twoAccountsTwoTeams = `
create temp table days as
select (date '2026-10-01' + number::integer)::date as day, number from range(18) numbers(number);
create temp table accounts as select * from (values ('1022', 3), ('1044', 1), (null, 0)) accounts(account_id, weight);
create temp table teams as select * from (values ('Ventas', 3), ('Soporte', 1), (null, 0)) teams(skill, weight);
insert into metrics.conversation_days by name
select
    day, 'whatsapp' as channel, account_id, 1 as conversations_opened, 5 * weight + number % 3 as sessions,
    3 * weight as engaged_sessions, 1 as contacts, 20 * weight + 1 as messages_inbound, 9 as messages_bot,
    2 as messages_agent, 0 as messages_other
from days cross join accounts;
insert into metrics.hour_days by name
select
    day, hour, 'whatsapp' as channel, skill, weight + 1 as messages_inbound, 1 as sessions,
    case when hour between 9 and 18 then 3600 else 0 end as open_seconds
from days cross join range(24) hours(hour) cross join teams;
insert into metrics.health
select 'whatsapp_cloud', day, 100, 0, (day + interval 12 hour)::timestamptz, null from days;
insert into metrics.delivery_days by name
select
    day, 'whatsapp' as channel, account_id, 'offer' as template_name, 10 * weight + 4 as accepted,
    9 * weight + 4 as sent, 8 * weight + 3 as delivered, 4 * weight as read, weight as failed, weight + 1 as only_sent,
    0 as only_accepted, 0 as without_status, weight + 1 as unconfirmed, 0 as status_only, 0 as clicked, 2 as reply_base, 1 as replied
from days cross join accounts;
insert into metrics.delivery_failures by name
select
    day, 'whatsapp' as channel, account_id, '131026' as error_code, 'Undeliverable' as error_title,
    weight as messages, true as is_known, 'No WhatsApp.' as meaning, 'Check the number.' as remedy
from days cross join accounts where weight > 0;
insert into metrics.spend_accounts by name
select
    account_id, account_id as account_name, 'main' as portfolio, 'EUR' as currency, 'Europe/Madrid' as time_zone,
    date '2026-10-01' as card_from, true as has_card
from accounts where account_id is not null;
insert into metrics.spend_days by name
select
    day, account_id, '34600' as business_number, 'Spain' as market, 'marketing' as category,
    'message_all' as regime, 'regular' as pricing_type, 'EUR' as currency, 10 * weight as units,
    10 * weight as units_charged, 0 as units_free, 0 as units_unrated, (0.0532 * 10 * weight)::decimal(18, 6) as amount
from days cross join accounts where account_id is not null;
insert into metrics.spend_budget_days by name
select
    day, date '2026-10-01' as month, account_id, 'EUR' as currency, (weight * (number + 1))::decimal(18, 6) as amount_so_far,
    (100 * weight)::decimal(18, 6) as budget, (100 * weight * (number + 1) / 31)::decimal(18, 6) as budget_so_far
from days cross join accounts where account_id is not null;
insert into metrics.out_of_hours_days by name
select
    day, 'whatsapp' as channel, skill, 9 * weight + 1 as request_sessions, 4 * weight as out_of_hours_sessions,
    2 * weight as recovered_next_shift, 0 as recovered_late, weight as lost, weight as pending,
    0 as window_closed_before_reply, 1 as notices, 20 as messages_inbound, 5 as messages_out_of_hours
from days cross join teams;
insert into metrics.out_of_hours_hours by name
select
    day, 22 as hour, 'whatsapp' as channel, skill, weight as requests, weight as out_of_hours_requests,
    0 as unattended_out_of_hours
from days cross join teams where skill is not null;
insert into metrics.out_of_hours_replies by name
select
    (day::varchar || skill || place) as session_id, day, 'whatsapp' as channel, skill,
    (137 * place * weight + number)::integer as opening_to_answer_seconds, true as is_next_shift
from days cross join teams cross join range(3) places(place) where skill is not null;
insert into metrics.agent_days by name
select
    day, skill || place as agent_id, skill || place as agent_name, skill, 28800 as connected_seconds,
    20000 as available_in_hours_seconds, 100 as available_out_of_hours_seconds, 0 as available_without_calendar_seconds,
    8700 as not_available_seconds, 28800 as scheduled_seconds, 0 as stale_seconds, 1 as sessions, 0 as stale_sessions,
    0 as open_sessions, 3 as conversations_attended, 900 as chat_seconds, 600 as active_seconds,
    500 as active_available_seconds
from days cross join teams cross join range(2) places(place) where skill is not null;
update metrics.agent_days set
    connected_seconds = 0, available_in_hours_seconds = 0, available_out_of_hours_seconds = 0, not_available_seconds = 0,
    scheduled_seconds = null, sessions = 0, active_available_seconds = 0, is_awaited = true
where day = '2026-10-18';
insert into metrics.coverage_slots by name
select
    day, 600 as minute, 'Soporte' as skill, 2 as agents_available, if(number < 16, 1, 40) as requests, true as is_open
from days
union all by name
select day, 615 as minute, 'Soporte' as skill, 0 as agents_available, 1 as requests, true as is_open
from days where day = '2026-10-05'
union all by name
select day, 1320 as minute, 'Soporte' as skill, 0 as agents_available, 3 as requests, false as is_open
from days;
insert into metrics.waits by name
select
    day::varchar || skill || place as wait_id, day, 'whatsapp' as channel, skill,
    if(place < 5, skill || (place % 2), null) as agent_id, (60 + place * number)::integer as wait_clock_seconds,
    place < 5 as is_answered, place = 6 and number > 12 as is_waiting
from days cross join teams cross join range(7) places(place) where skill is not null;
update metrics.waits set wait_clock_seconds = null where not is_answered;
insert into metrics.conversation_days by name
select
    day, 'sms' as channel, '1022' as account_id, 0 as conversations_opened, 1 as sessions, 0 as engaged_sessions,
    1 as contacts, 0 as messages_inbound, 1 as messages_bot, 0 as messages_agent, 0 as messages_other
from days;
insert into metrics.conversation_days by name
select
    day, 'instagram' as channel, '1788' as account_id, 0 as conversations_opened, 1 as sessions,
    0 as engaged_sessions, 1 as contacts, 0 as messages_inbound, 1 as messages_bot, 0 as messages_agent,
    0 as messages_other
from days;
insert into marts.sessions by name
select
    'conversation-' || number || '-' || place as session_id, 'conversation-' || place as conversation_id,
    'whatsapp' as channel, if(place % 2 = 0, '1022', '1044') as account_id, 'Ventas' as skill, day,
    (day + interval 10 hour + interval 1 second * place)::timestamptz as started_at, 2 as messages_inbound,
    1 as messages_bot, 0 as messages_agent, true as is_engaged
from days cross join range(320) places(place);
insert into ops.as_of values ('2026-10-18 12:32:00Z', '2026-10-17 16:00:00Z');
insert into ops.builds values (1, '2026-10-18 12:50:00Z', 'full', 2);
`;
