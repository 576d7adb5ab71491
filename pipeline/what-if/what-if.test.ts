import {afterAll, expect, test} from "vitest";
import {rateTraffic} from "../../models/marts/whatsapp-chain.js";
import {type Happenings, Story} from "../../models/marts/whatsapp-story.js";
import {UsageError} from "../errors.js";
import type {Warehouse} from "../warehouse.js";
import {formatWhatIf} from "./format-what-if.js";
import {rateScenarios} from "./rate-scenario.js";
import {readOptions, readScenario, type WhatIfOptions} from "./scenario.js";
import {whatIf} from "./what-if.js";

type Row = Record<string, string | number | boolean | null>;

const account = {account_id: "one", business_number: "34700000001"};
const opened: Warehouse[] = [];
afterAll(() => {
  for (const warehouse of opened) warehouse.close();
});

async function rated(traffic: Parameters<typeof rateTraffic>[0]): Promise<Warehouse> {
  const warehouse = await rateTraffic(traffic);
  opened.push(warehouse);
  return warehouse;
}

/** What contacts wrote and the business sent in some weeks, the same for the same seed. */
function madeUp(seed: number, firstDay: string, isReported: boolean) {
  const random = numbers(seed);
  const messages: Row[] = [];
  const deliveryEvents: Row[] = [];
  const start = Date.parse(`${firstDay}T00:00:00Z`);
  const prefixes = ["34600000", "57300000", "91900000", "35260000"];
  for (let index = 0; index < 300; index += 1) {
    const contact = `${prefixes[random(4)]}${100 + random(3)}`;
    const at = new Date(start + random(40 * 86_400) * 1000).toISOString();
    const message_id = `${seed}-${index}`;
    const known = {message_id, channel: "whatsapp", conversation_id: contact, contact_id: contact, ...account};
    if (random(3) === 0) {
      messages.push({...known, sent_at: at, direction: "inbound", entry_point: random(5) === 0 ? "ad" : null});
      continue;
    }
    const category = ["marketing", "utility", "authentication", "service"][random(4)]!;
    const isTemplate = category !== "service";
    messages.push({
      ...known,
      sent_at: at,
      direction: "outbound",
      author: "bot",
      type: isTemplate ? "template" : "text",
      category: isTemplate ? category : null
    });
    const event = {message_id, channel: "whatsapp", recipient_id: contact, ...account};
    const type = isTemplate ? "regular" : "free_customer_service";
    deliveryEvents.push({
      ...event,
      status: random(9) === 0 ? "failed" : "delivered",
      occurred_at: at,
      ...(isReported && random(2) === 0 ? {pricing_model: "PMP", pricing_type: type, category} : {})
    });
  }
  return {messages, deliveryEvents};
}

function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Units that a scenario rates otherwise than they were charged. */
async function differing(warehouse: Warehouse, options: WhatIfOptions, rowsAtOnce?: number) {
  const columns =
    "unit_id, day, market, category, pricing_type, currency, tier_place, rate, amount, reason, is_estimate";
  const inRange = `where day between '${options.from}' and '${options.to}'`;
  const scenario = await readScenario(warehouse, options);
  const [rows] = await rateScenarios(
    warehouse,
    [scenario],
    (charges) =>
      warehouse.rows(`
      (select 'charged' as side, ${columns} from memory.marts.whatsapp_charges ${inRange}
        except all select 'charged', ${columns} from ${charges} ${inRange})
      union all
      (select 'scenario', ${columns} from ${charges} ${inRange}
        except all select 'scenario', ${columns} from memory.marts.whatsapp_charges ${inRange})
    `),
    rowsAtOnce === undefined ? {} : {rowsAtOnce}
  );
  return rows;
}

test.each([
  ["notification", "2021-12-20", "2022-01-05", "2022-01-25"],
  ["conversation_initiated", "2023-02-20", "2023-03-05", "2023-03-25"],
  ["conversation_category", "2023-09-20", "2023-10-01", "2023-10-25"],
  ["conversation_free_service", "2024-11-20", "2024-12-01", "2024-12-28"],
  ["message_template", "2025-06-20", "2025-07-01", "2025-07-28"],
  ["message_all", "2026-09-20", "2026-10-01", "2026-10-28"]
])("under the rules that were in force it is what was charged: %s", async (regime, firstDay, from, to) => {
  for (const isReported of [false, regime.startsWith("message")]) {
    const warehouse = await rated(madeUp(firstDay.length + from.charCodeAt(3), firstDay, isReported));
    const {n} = await warehouse.row<{n: number}>(
      `select count(*)::integer as n from marts.whatsapp_charges where day between '${from}' and '${to}'`
    );
    expect(n).toBeGreaterThan(20);
    expect(await differing(warehouse, {from, to, asOf: to})).toEqual([]);
  }
});

test("what is much is rated in parts, and comes out the same", async () => {
  const warehouse = await rated(madeUp(7, "2024-11-20", true));
  const options = {from: "2024-12-01", to: "2024-12-28", asOf: "2024-12-28"};
  expect(await differing(warehouse, options, 300)).toEqual([]);
});

test("September's answers under October's rules cost beyond the first thousand of the number", async () => {
  const answers = Array.from({length: 1_010}, (_, index) => index);
  const at = (index: number) => new Date(Date.parse("2026-09-03T10:00:00Z") + index * 1000).toISOString();
  const contact = {conversation_id: "c", contact_id: "34600000001", channel: "whatsapp", ...account};
  const warehouse = await rated({
    messages: [
      {...contact, message_id: "in", direction: "inbound", sent_at: "2026-09-03T09:59:00Z"},
      ...answers.map((index) => ({
        ...contact,
        message_id: `out-${index}`,
        direction: "outbound",
        type: "text",
        sent_at: at(index)
      }))
    ],
    deliveryEvents: answers.map((index) => ({
      ...account,
      message_id: `out-${index}`,
      channel: "whatsapp",
      status: "delivered",
      occurred_at: at(index),
      recipient_id: "34600000001",
      pricing_model: "PMP",
      pricing_type: "free_customer_service",
      category: "service"
    }))
  });
  const options = {from: "2026-09-01", to: "2026-09-30", asOf: "2026-10-01"};
  const {rows} = await whatIf(warehouse, options);
  expect(rows).toMatchObject([
    {
      market: "Spain",
      category: "service",
      charged: {units_charged: 0, units_free: 1010, amount: "0.000000", is_estimate: false},
      scenario: {units_charged: 10, units_free: 1000, amount: "0.200000", is_estimate: true},
      difference: "0.200000"
    }
  ]);
  const grown = await whatIf(warehouse, {...options, growthPercent: 10});
  expect(grown.rows[0]?.scenario).toMatchObject({units: 1111, units_charged: 111, amount: "2.220000"});
  const fewer = await whatIf(warehouse, {...options, growthPercent: -50});
  expect(fewer.rows[0]?.scenario).toMatchObject({units: 505, units_charged: 0});
});

const template = {
  messages: [],
  deliveryEvents: [
    {
      ...account,
      message_id: "m",
      channel: "whatsapp",
      status: "delivered",
      occurred_at: "2026-06-30T10:00:00Z",
      recipient_id: "34600000001",
      template_name: "offer",
      pricing_model: "PMP",
      pricing_type: "regular",
      category: "marketing"
    }
  ]
};

let shared: Promise<Warehouse> | undefined;

/** One marketing template, delivered to Spain in June 2026; nothing changes it. */
function oneTemplate(): Promise<Warehouse> {
  shared ??= rated(template);
  return shared;
}

test("another day's card has another price", async () => {
  const warehouse = await oneTemplate();
  const {rows} = await whatIf(warehouse, {from: "2026-06-01", to: "2026-06-30", asOf: "2026-07-01"});
  expect(rows).toMatchObject([{charged: {amount: "0.061500"}, scenario: {amount: "0.070700"}, difference: "0.009200"}]);
});

test("what has no known price has no amount, and no difference", async () => {
  const [event] = template.deliveryEvents;
  const warehouse = await rated({...template, deliveryEvents: [{...event!, category: "novelty"}]});
  const answer = await whatIf(warehouse, {from: "2026-06-01", to: "2026-06-30", asOf: "2026-07-01"});
  expect(answer.rows).toMatchObject([{charged: {units_unrated: 1, amount: null}, difference: null}]);
  expect(formatWhatIf(answer)).toMatch(/novelty +USD +0 +0 +– +0 +0 +– +–/);
});

test("less than half a cent has no sign", async () => {
  const answer = await whatIf(await oneTemplate(), {from: "2026-06-01", to: "2026-06-30", asOf: "2026-07-01"});
  const [row] = answer.rows;
  const table = (difference: string) => formatWhatIf({...answer, rows: [{...row!, difference}], totals: []});
  expect(table("-0.004999")).toMatch(/ 0\.00$/m);
  expect(table("0.004999")).toMatch(/ 0\.00$/m);
  expect(table("-0.010000")).toMatch(/ -0\.01$/m);
});

test("markets are those of the day: Hong Kong was in Asia Pacific before July 2026", async () => {
  const [event] = template.deliveryEvents;
  const warehouse = await rated({...template, deliveryEvents: [{...event!, recipient_id: "85290000001"}]});
  const {rows} = await whatIf(warehouse, {from: "2026-06-01", to: "2026-06-30", asOf: "2026-07-01"});
  expect(rows.map((row) => [row.market, row.charged.units, row.scenario.units])).toEqual([
    ["Hong Kong", 0, 1],
    ["Rest of Asia Pacific", 1, 0]
  ]);
});

test("traffic of before February 2022 has the markets of the rules asked for", async () => {
  const contact = {conversation_id: "c", contact_id: "34600000001", channel: "whatsapp", ...account};
  const warehouse = await rated({
    messages: [
      {...contact, message_id: "m", direction: "outbound", author: "bot", type: "template", category: "utility"}
    ].map((row) => ({...row, sent_at: "2022-01-10T10:00:00Z"})),
    deliveryEvents: [
      {
        message_id: "m",
        status: "delivered",
        occurred_at: "2022-01-10T10:00:00Z",
        channel: "whatsapp",
        recipient_id: "34600000001",
        ...account
      }
    ]
  });
  const [charged] = await warehouse.rows("select market from marts.whatsapp_charges");
  expect(charged).toEqual({market: "unknown"});
  const scenario = await readScenario(warehouse, {from: "2022-01-01", to: "2022-01-31", asOf: "2026-10-01"});
  const [asked] = await rateScenarios(warehouse, [scenario], (charges) =>
    warehouse.row(`select market, amount::varchar as amount from ${charges}`)
  );
  expect(asked).toEqual({market: "Spain", amount: "0.020000"});
});

test("a click whose answer Meta charged opens no free entry point under other rules either", async () => {
  const told: Happenings = {messages: [], deliveryEvents: []};
  const regular = {status: {pricing_model: "PMP", pricing_type: "regular"}};
  new Story(told, account.account_id, account.business_number, "2026-09-10T08:00:00Z")
    .inbound(0, {entry_point: "ad"})
    .template("marketing", 1, regular)
    .template("utility", 30, regular);
  const warehouse = await rated(told);
  const {rows} = await whatIf(warehouse, {from: "2026-09-01", to: "2026-09-30", asOf: "2026-10-01"});
  expect(rows.map((row) => [row.category, row.scenario.units_charged])).toEqual([
    ["marketing", 1],
    ["utility", 1]
  ]);
});

test("another currency is rated by its own card, never converted", async () => {
  const warehouse = await oneTemplate();
  const options = {from: "2026-06-01", to: "2026-06-30", asOf: "2026-10-01", currency: "COP"};
  const {totals} = await whatIf(warehouse, options);
  expect(totals.map((row) => [row.currency, row.charged.units, row.scenario.units_charged])).toEqual([
    ["COP", 0, 1],
    ["USD", 1, 0]
  ]);
});

test("a regime can be named without a day: its first day's card holds", async () => {
  const warehouse = await oneTemplate();
  const {scenario} = await whatIf(warehouse, {from: "2026-06-01", to: "2026-06-30", regime: "message_all"});
  expect(scenario).toMatchObject({as_of: "2026-10-01", regime: "message_all"});
});

const options = {from: "2026-06-01", to: "2026-06-30", asOf: "2026-10-01"};
const days = {from: "2026-06-01", to: "2026-06-30", "as-of": "2026-10-01"};

test.each([
  ["10", 10],
  ["-2.5 %", -2.5],
  ["+0.25%", 0.25]
])("growth is written in per cent: %s", (growth, growthPercent) => {
  expect(readOptions({...days, growth})).toMatchObject({growthPercent});
});

test.each([
  [{...days, to: "2026-05-01"}, "--to 2026-05-01 is before --from"],
  [{...days, from: "June"}, '--from is "June"'],
  [{...days, "as-of": "2026-02-30"}, '--as-of is "2026-02-30"'],
  [{from: "2026-06-01", to: "2026-06-30"}, "--as-of <day> or --regime <name>"],
  [{...days, growth: ""}, '--growth is "". Write a percentage'],
  [{...days, growth: "0x10"}, '--growth is "0x10". Write a percentage'],
  [{...days, growth: "Infinity"}, '--growth is "Infinity". Write a percentage'],
  [{...days, growth: "0.001"}, '--growth is "0.001". Write a percentage'],
  [{...days, growth: "-100"}, '--growth is "-100". Use a number above -100']
])("%j is wrong usage, which is seen before anything is opened", (values: Record<string, string>, fault) => {
  expect(() => readOptions(values)).toThrow(UsageError);
  expect(() => readOptions(values)).toThrow(fault);
});

test.each([
  [{...options, regime: "free_for_all"}, 'there is no regime "free_for_all"'],
  [{...options, currency: "CHF"}, "no card in CHF is in force"],
  [{...options, asOf: "1999-01-01"}, "no regime is known on 1999-01-01"],
  [{...options, asOf: undefined}, "no rules are named"]
])("%j is wrong usage of what there is", async (asked, fault) => {
  const answer = whatIf(await oneTemplate(), asked);
  await expect(answer).rejects.toThrow(fault);
  await expect(answer).rejects.toBeInstanceOf(UsageError);
});

test("the table names both sides, and the warehouse is as it was", async () => {
  const warehouse = await oneTemplate();
  const answer = await whatIf(warehouse, {from: "2026-06-01", to: "2026-06-30", asOf: "2026-07-01"});
  expect(formatWhatIf(answer)).toContain("as charged, and by the rules of 2026-07-01 (message_template)");
  expect(formatWhatIf(answer)).toMatch(/total +USD +1 +0 +0\.06 +1 +0 +0\.07 +\+0\.01/);
  expect(await warehouse.rows("select database_name from duckdb_databases() where database_name = 'what_if'")).toEqual(
    []
  );
});
