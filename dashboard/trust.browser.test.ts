import {readFile} from "node:fs/promises";
import * as fc from "fast-check";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {
  bigNumber,
  browserOrNull,
  goTo,
  launchBrowser,
  type OpenPage,
  openPage,
  publishSampleSite,
  type TestSite
} from "./test-site.js";

const executable = await browserOrNull();
let site: TestSite;
let browser: Browser;
let first: string;
let last: string;
let lastRipe: string;
let partial: string;
let agentsPartial: string;
let channels: string[];

beforeAll(async () => {
  if (executable === null) return;
  site = await publishSampleSite();
  browser = await launchBrowser(executable);
  const days = await site.warehouse.row<{first: string; last: string}>(
    `select min(day)::varchar as first, max(day)::varchar as last
    from (select day from metrics.conversation_days union all select day from metrics.agent_days)`
  );
  ({first, last} = days);
  ({day: lastRipe} = await site.warehouse.row<{day: string}>(
    `select (max(day) - 9)::varchar as day from marts.calendar_days inner join ops.as_of on starts_at <= as_of`
  ));
  ({partial, agentsPartial} = await site.warehouse.row<{partial: string; agentsPartial: string}>(
    `select
      timezone('Europe/Madrid', as_of)::date::varchar as partial,
      timezone('Europe/Madrid', agents_as_of)::date::varchar as "agentsPartial"
    from ops.as_of`
  ));
  const rows = await site.warehouse.rows<{channel: string}>(
    "select distinct channel from metrics.conversation_days order by channel"
  );
  channels = rows.map(({channel}) => channel);
}, 420_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** How a number is written: what a person reads is this much of it. */
const precision = {count: 0.5, percent: 0.0005, money: 0.005, hours: 180, minutes: 30, decimal: 0.005} as const;
type Written = keyof typeof precision;

interface Figure {
  metric: string;
  written: Written;
  /** Over the rows of the table in metrics that the metric names. */
  sql: string;
  /** Restricts the rows further. */
  where?: string;
  /**
   * Absent: with the period before. Over whole days: as many of it as are over. Ripe: only where outcomes are known of
   * all its days.
   */
  compared?: "over whole days" | "ripe" | "never";
}

interface Trusted {
  page: string;
  hasChannels: boolean;
  figures: Figure[];
  /** A card's CSV column whose sum is compared too. */
  csv: {card: string; column: string; table: string; sql: string; where?: string};
}

const sum = (metric: string, written: Written = "count", where?: string): Figure => ({
  metric,
  written,
  sql: `sum(${metric.split(".")[1]})::double`,
  compared: "over whole days",
  ...(where === undefined ? {} : {where})
});
const rate = (metric: string, part: string, whole: string, where?: string): Figure => ({
  metric,
  written: "percent",
  sql: `sum(${part})::double / nullif(sum(${whole}), 0)`,
  ...(where === undefined ? {} : {where})
});
const overWholeDays = (figure: Figure): Figure => ({...figure, compared: "over whole days"});
const csv = (card: string, metric: string, where?: string): Trusted["csv"] => {
  const [table, column] = metric.split(".") as [string, string];
  return {card, column, table, sql: `sum(${column})::double`, ...(where === undefined ? {} : {where})};
};

const allAvailable = "available_in_hours_seconds, available_out_of_hours_seconds, available_without_calendar_seconds"
  .split(", ")
  .map((column) => `coalesce(${column}, 0)`)
  .join(" + ");

const channelsTelling = (status: string) =>
  `channel in (select channel from metrics.delivery_days group by channel having sum(${status}) > 0)`;

// Each number stands for the period and for the one before it: two figures.
const trusted: Trusted[] = [
  {
    page: "",
    hasChannels: true,
    figures: [
      sum("conversation_days.sessions"),
      sum("conversation_days.engaged_sessions"),
      sum("conversation_days.messages_inbound"),
      sum("conversation_days.messages_bot"),
      sum("conversation_days.messages_agent"),
      sum("conversation_days.conversations_opened")
    ],
    csv: csv("sessions_by_day", "conversation_days.sessions")
  },
  {
    page: "spend.html",
    hasChannels: false,
    figures: [
      sum("spend_days.amount", "money", "currency = 'USD'"),
      sum("spend_days.units_charged", "count", "currency = 'USD'"),
      sum("spend_days.units_free", "count", "currency = 'USD'"),
      sum("spend_days.units_unrated", "count", "currency = 'USD'")
    ],
    csv: csv("spend_by_day", "spend_days.units", "currency = 'USD'")
  },
  {
    page: "bot.html",
    hasChannels: true,
    figures: [
      sum("bot_days.engaged_sessions"),
      rate("bot_days.mature_sessions", "completed + quiet_end", "mature_sessions"),
      rate("bot_days.handed_off", "handed_off", "mature_sessions"),
      rate("bot_days.fallback_messages", "fallback_messages", "free_text_messages"),
      rate("bot_days.fallback_sessions", "fallback_sessions", "engaged_sessions"),
      rate("bot_days.stuck_sessions", "stuck_sessions", "engaged_sessions")
    ],
    csv: csv("options", "option_days.sessions")
  },
  {
    page: "out-of-hours.html",
    hasChannels: true,
    figures: [
      overWholeDays(rate("out_of_hours_days.out_of_hours_sessions", "out_of_hours_sessions", "request_sessions")),
      {...sum("out_of_hours_days.recovered_next_shift"), compared: "ripe"},
      {...sum("out_of_hours_days.lost"), compared: "ripe"},
      {...sum("out_of_hours_days.pending"), compared: "never"},
      {
        metric: "out_of_hours_replies.opening_to_answer_seconds",
        written: "minutes",
        sql: "quantile_cont(opening_to_answer_seconds, 0.5)::double",
        compared: "ripe"
      },
      overWholeDays(rate("out_of_hours_days.messages_out_of_hours", "messages_out_of_hours", "messages_inbound"))
    ],
    csv: csv("out_of_hours_outcomes", "out_of_hours_days.out_of_hours_sessions")
  },
  {
    page: "agents.html",
    hasChannels: false,
    figures: (
      [
        {
          metric: "agent_days.agent_id",
          written: "count",
          sql: "count(distinct agent_id) filter (where sessions > 0)::double"
        },
        rate(
          "agent_days.available_in_hours_seconds",
          "available_in_hours_seconds",
          "scheduled_seconds",
          "scheduled_seconds is not null"
        ),
        sum("agent_days.available_out_of_hours_seconds", "hours"),
        rate("agent_days.active_available_seconds", "active_available_seconds", allAvailable),
        {
          metric: "agent_days.chat_seconds",
          written: "decimal",
          sql: "sum(chat_seconds)::double / nullif(sum(active_seconds), 0)"
        },
        sum("agent_days.stale_seconds", "hours")
      ] as Figure[]
    ).map(overWholeDays),
    csv: csv("agent_speed", "waits.waits", "is_answered and agent_id is not null")
  },
  {
    page: "delivery.html",
    hasChannels: true,
    figures: [
      sum("delivery_days.accepted"),
      sum("delivery_days.delivered"),
      sum("delivery_days.read", "count", channelsTelling("read")),
      overWholeDays(rate("delivery_days.failed", "failed", "accepted")),
      sum("delivery_days.unconfirmed", "count", channelsTelling("delivered"))
    ],
    csv: csv("delivery_failures", "delivery_failures.messages")
  }
];

interface Choice {
  from: string;
  to: string;
  /** Null: all of them. */
  channels: string[] | null;
}

/** Days and channels at random, the same in every run, and the last week, which ends within a day. */
function choices(seed: number, hasChannels: boolean): Choice[] {
  const [start, end] = [dayNumber(first), dayNumber(last)];
  const some = hasChannels
    ? fc.option(fc.subarray(channels, {minLength: 1, maxLength: channels.length - 1}))
    : fc.constant(null);
  const choice = fc
    .tuple(fc.integer({min: start, max: end}), fc.integer({min: 0, max: 45}), some)
    .map(([from, length, kept]) => ({
      from: dayName(from),
      to: dayName(Math.min(end, from + length)),
      channels: kept
    }));
  return [...fc.sample(choice, {numRuns: 3, seed}), {from: dayName(end - 6), to: dayName(end), channels: null}];
}

describe.skipIf(executable === null)("what the pages show is what SQL says", () => {
  for (const [index, {page: name, hasChannels, figures, csv}] of trusted.entries()) {
    test(name === "" ? "index" : name, async () => {
      for (const choice of choices(20_261_122 + index, hasChannels)) {
        const {page, trouble, close} = await openPage(browser, `${site.address}es/${name}?${queryOf(choice)}`);
        const where = `${JSON.stringify(choice)} `;
        if ((await page.locator("[data-metric]").count()) === 0) {
          // Nothing is said rather than a zero; then there is nothing.
          expect(await page.locator(".body .notice").count(), where).toBe(1);
          for (const figure of figures) expect(await number(figure, choice), where).toBeNull();
          await close();
          continue;
        }
        for (const figure of figures) {
          const value = await number(figure, choice);
          const box = page.locator(`[data-metric="${figure.metric}"]`);
          await same(box.locator(".value"), figure, value, `${where}${figure.metric}`);
          const before = periodBefore(choice);
          if (before === null) continue;
          const lastOver = dayNumber(name === "agents.html" ? agentsPartial : partial) - 1;
          const running = figure.compared === "over whole days" ? Math.max(0, dayNumber(choice.to) - lastOver) : 0;
          const isRunning = lastOver < dayNumber(choice.from) && running > 0;
          const isRipe = figure.compared !== "ripe" || choice.to <= lastRipe;
          if (figure.compared === "never" || !isRipe || isRunning) {
            expect(await box.locator(".delta").count(), where).toBe(0);
            continue;
          }
          const earlier = await number(figure, lessDays(before, running));
          const delta = (await box.locator(".delta").textContent())!;
          if (earlier === null) expect(delta, where).toMatch(/sin datos|antes –/);
          else expectWritten(/antes (.*)$/.exec(delta)![1]!, figure, earlier, `${where}${figure.metric} before`);
          // From nothing there is no growth to tell, nor of what.
          if (!earlier || running === 0) continue;
          const over = (await number(figure, lessDays(choice, running)))!;
          // Left out where it is what stands above.
          const said = /: (.*), antes/.exec(delta)?.[1] ?? (await box.locator(".value").textContent())!;
          expectWritten(said, figure, over, `${where}${figure.metric} over whole days`);
        }
        await sameCsv(page, csv, choice, where);
        expect(trouble).toEqual([]);
        await close();
      }
    });
  }

  test("health.html", async () => {
    for (const choice of choices(7, false)) {
      const {page, close} = await openPage(browser, `${site.address}es/health.html?${queryOf(choice)}`);
      const sources = await site.warehouse.rows<{source: string; rows: number}>(
        `select source, coalesce(sum(rows) filter (where ${between(choice)}), 0)::integer as rows
        from metrics.health group by source having count(last_event_at) > 0 order by source`
      );
      expect(await page.locator(".strip-total").allTextContents()).toEqual(
        sources.map(({rows}) => `Filas: ${spanish(rows)}`)
      );
      const {n} = await site.warehouse.row<{n: number}>("select count(*)::integer as n from ops.rejects");
      expect(await page.getByTestId("refused_rows").locator(".subtitle").textContent()).toContain(
        `${spanish(n)} filas`
      );
      const files = await site.warehouse.row<{n: number}>("select sum(rows_accepted)::integer as n from ops.files");
      const rows = await download(page, "files");
      expect(rows.reduce((all, row) => all + Number(row["rows_accepted"]), 0)).toBe(files.n);
      await close();
    }
  });

  test("definitions.html: each column's meaning as query tells it", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/definitions.html`);
    for (const figure of trusted.flatMap(({figures}) => figures)) {
      const [table, column] = figure.metric.split(".");
      const {meaning} = await site.warehouse.row<{meaning: string}>(
        `select coalesce(meaning_es, meaning) as meaning from metrics.definitions where table_name = 'metrics.${table}' and column_name = '${column}'`
      );
      expect(await page.locator(`[id="${figure.metric}"] + dd`).textContent(), figure.metric).toContain(meaning);
    }
    await close();
  });

  test("what is found stands on top with its number, and leads to its card", async () => {
    const found = await site.warehouse.rows<{code: string; value: number}>(
      `select code, value::double as value from metrics.findings
      where channel is null and is_change order by weight desc, code limit 3`
    );
    expect(found.length).toBeGreaterThan(0);
    const {page, trouble, close} = await openPage(browser, `${site.address}es/`);
    const lines = page.locator("[data-finding]");
    expect(await lines.evaluateAll((all) => all.map((line) => Number((line as HTMLElement).dataset["value"])))).toEqual(
      found.map(({value}) => value)
    );
    const links = await page
      .locator(".finding-sentence")
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    for (const link of links) {
      await goTo(page, link);
      expect(await page.locator(`section.card${new URL(link).hash}`).count(), link).toBe(1);
    }
    expect(trouble).toEqual([]);
    await close();
  });

  test("what is unconfirmed is what was sent, less what was delivered or failed, and the same by age", async () => {
    const {page, close} = await openPage(browser, `${site.address}es/delivery.html?period=all`);
    const {rest, silent} = await site.warehouse.row<{rest: number; silent: number}>(
      `select
        sum(accepted - delivered - failed)::double as rest,
        sum(unconfirmed) filter (where not (${channelsTelling("delivered")}))::double as silent
      from metrics.delivery_days`
    );
    expect(silent).toBeGreaterThan(0);
    expect((await bigNumber(page, "delivery_days.unconfirmed")) + silent).toBe(rest);
    expect(await page.locator('[data-metric="delivery_days.unconfirmed"] .note').textContent()).toContain(
      "sin Telegram"
    );
    expect(await page.getByTestId("delivery_ages").locator(".subtitle").textContent()).toContain(
      `n = ${spanish(rest)} mensajes`
    );
    await close();
  });

  test("each number says its days, zone, newest data and definition; spend what of it is estimated", async () => {
    for (const {page: name, figures} of trusted) {
      const {page, close} = await openPage(browser, `${site.address}es/${name}?period=28d`);
      expect(await page.getByTestId("known").textContent(), name).toMatch(
        /^\d+ oct – \d+ nov 2026 · Datos hasta el \d+ nov 2026, \d\d:\d\d \(Europe\/Madrid\) · El .* no está completo/
      );
      for (const {metric} of figures) {
        const link = page.locator(`[data-metric="${metric}"] a.what`);
        expect(await link.getAttribute("href"), metric).toContain(`#${metric}`);
      }
      if (name === "spend.html") {
        const note = await page.locator('[data-metric="spend_days.amount"] .note').textContent();
        const {from, to} = {from: dayName(dayNumber(last) - 27), to: last};
        const estimated = await number(
          {
            metric: "spend_days.amount",
            written: "money",
            sql: "coalesce(sum(amount_estimated), 0)::double"
          },
          {from, to, channels: null}
        );
        expectWritten(/Parte estimada: (.*)$/.exec(note!)![1]!, {written: "money"}, estimated!, "estimated");
      }
      await close();
    }
  });
});

function spanish(count: number): string {
  return count.toLocaleString("es", {useGrouping: "always" as never});
}

async function same(
  shown: ReturnType<OpenPage["page"]["locator"]>,
  figure: Figure,
  expected: number | null,
  place: string
): Promise<void> {
  const text = (await shown.textContent())!;
  const value = await shown.getAttribute("data-value");
  if (expected === null) {
    expect(["–", "0"], place).toContain(text);
    return;
  }
  expect(Number(value), place).toBeCloseTo(expected, 6);
  expectWritten(text, figure, expected, place);
}

/** Reads what is written in Spanish back into a number. */
function expectWritten(text: string, {written}: Pick<Figure, "written">, expected: number, place: string): void {
  expect(Math.abs(readSpanish(text, written) - expected), `${place}: ${text} for ${expected}`).toBeLessThanOrEqual(
    precision[written] * 1.0001
  );
}

function readSpanish(text: string, written: Written): number {
  const numbers = [...text.matchAll(/[\d.]+(?:,\d+)?/g)].map(([digits]) =>
    Number(digits.replaceAll(".", "").replace(",", "."))
  );
  if (written === "percent") return numbers[0]! / 100;
  if (written === "hours") return numbers[0]! * 3600;
  if (written !== "minutes") return numbers[0]!;
  return / h /.test(text.replaceAll("\u00a0", " ")) ? numbers[0]! * 3600 + numbers[1]! * 60 : numbers[0]! * 60;
}

async function sameCsv(page: OpenPage["page"], csv: Trusted["csv"], choice: Choice, place: string): Promise<void> {
  const metric = `${csv.table}.${csv.column}`;
  const sql = metric === "waits.waits" ? "count(*)::double" : csv.sql;
  const expected = await number({metric, written: "count", sql, ...(csv.where ? {where: csv.where} : {})}, choice);
  const rows = await download(page, csv.card);
  const total = rows.reduce((all, row) => all + Number(row[csv.column] ?? Number.NaN), 0);
  expect(total, `${place}${csv.card}.csv`).toBe(expected ?? 0);
}

/** The CSV of a card; none where the card has nothing to show. */
async function download(page: OpenPage["page"], card: string): Promise<Record<string, string>[]> {
  const button = page.getByTestId(card).getByRole("button", {name: /CSV/});
  if ((await button.count()) === 0) return [];
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const text = await readFile((await file.path())!, "utf8");
  const [head, ...lines] = text
    .replace(/^\ufeff/, "")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(head!.map((name, index) => [name, line[index]!])));
}

async function number({metric, sql, where = "true"}: Figure, choice: Choice): Promise<number | null> {
  const table = metric.split(".")[0];
  const kept =
    choice.channels === null ? "true" : `channel in (${choice.channels.map((name) => `'${name}'`).join(", ")})`;
  const {value} = await site.warehouse.row<{value: number | null}>(
    `select ${sql} as value from metrics.${table} where ${between(choice)} and ${where} and ${kept}`
  );
  return value;
}

function between({from, to}: Choice): string {
  return `day between '${from}' and '${to}'`;
}

function queryOf({from, to, channels: kept}: Choice): string {
  const parameters = new URLSearchParams({from, to});
  for (const channel of kept ?? []) parameters.append("channel", channel);
  return parameters.toString();
}

function periodBefore({from, to, ...rest}: Choice): Choice | null {
  const length = dayNumber(to) - dayNumber(from) + 1;
  const start = dayNumber(from) - length;
  return start < dayNumber(first) ? null : {...rest, from: dayName(start), to: dayName(dayNumber(from) - 1)};
}

function lessDays({to, ...rest}: Choice, days: number): Choice {
  return {...rest, to: dayName(dayNumber(to) - days)};
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000;
}

function dayName(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
