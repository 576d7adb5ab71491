// Volume tiers and monthly allowances, with the numbers of the published examples.
import {expect, test} from "vitest";
import {rateTraffic} from "./whatsapp-chain.js";

interface Batch {
  units: number;
  category: string;
  market: string;
  /** Account and number, and the portfolio. */
  account?: string;
  number?: string;
  regime?: string;
  month?: string;
  usageType?: string;
  /** Batches are charged in this order. */
  hour?: number;
}

async function rate(batches: Batch[], portfolios: Record<string, string> = {}) {
  const usage = batches.map((batch, index) => {
    const {units, category, market, account = "one", number = account, regime = "message_all"} = batch;
    const {month = "2026-10-01", usageType = "regular", hour = 0} = batch;
    const isService = category === "service" && regime === "message_all";
    return `select '${index}-' || lpad(range::varchar, 9, '0') as unit_id, '${number}' as window_key,
      timestamptz '${month} 12:00:00Z' + interval ${hour} hour as charged_at, date '${month}' as day, date '${month}' as month,
      '${regime}' as regime, '${account}' as account_id, '${number}' as business_number, '${market}' as market,
      '${category}' as category, '${usageType}' as usage_type, false as is_reported, false as is_group,
      ${isService ? `'service messages|${number}'` : "null::varchar"} as allowance from range(${units})`;
  });
  const accounts = Object.entries(portfolios).map(([account_id, portfolio]) => ({
    account_id,
    portfolio,
    currency: "USD",
    time_zone: "UTC"
  }));
  const warehouse = await rateTraffic({usage: usage.join("\nunion all by name\n"), accounts});
  const rows = await warehouse.rows<{account: string; amount: string}>(
    "select account_id as account, sum(amount)::decimal(18, 4)::varchar as amount from metrics.spend_days group by account_id order by account_id"
  );
  warehouse.close();
  return Object.fromEntries(rows.map((row) => [row.account, Number(row.amount)]));
}

test("D1: fifteen million authentications to India pass the first tier", {timeout: 300_000}, async () => {
  expect(await rate([{units: 15_000_000, category: "authentication", market: "India"}])).toEqual({one: 19_575});
});

test("D2: authentication and its international kind share one counter", async () => {
  const batches = [
    {units: 400_000, category: "authentication", market: "India"},
    {units: 400_000, category: "authentication_international", market: "India", hour: 1}
  ];
  expect(await rate(batches)).toEqual({one: 12_630});
});

test("D4: the second account of a portfolio goes on where the first one stands", async () => {
  const batches = [
    {units: 1_000_000, category: "utility", market: "Spain", account: "first"},
    {units: 10_000, category: "utility", market: "Spain", account: "second", hour: 1}
  ];
  expect((await rate(batches, {first: "shared", second: "shared"}))["second"]).toBe(180);
});

test("D5: a tier's rate holds inside it only", async () => {
  expect(await rate([{units: 120_000, category: "utility", market: "Rest of Africa"}])).toEqual({one: 476});
});

test("D6: three tiers add up", async () => {
  expect(await rate([{units: 1_200_000, category: "utility", market: "Spain"}])).toEqual({one: 22_700});
});

test("D7: the last place of a tier is inside it", async () => {
  expect(await rate([{units: 500_000, category: "authentication", market: "Brazil"}])).toEqual({one: 3_400});
});

test("D7: the next place is in the next tier", async () => {
  expect(await rate([{units: 500_001, category: "authentication", market: "Brazil"}])).toEqual({one: 3_400.0065});
});

test("D8: a reduction that rounds away changes nothing", async () => {
  expect(await rate([{units: 150_000, category: "utility", market: "Colombia"}])).toEqual({one: 120});
});

test("D10: what is free does not advance the counter", async () => {
  const batches = [
    {
      units: 200_000,
      category: "utility",
      market: "Spain",
      usageType: "free_customer_service",
      regime: "message_template",
      month: "2026-09-01"
    },
    {units: 10, category: "utility", market: "Spain", regime: "message_template", month: "2026-09-01", hour: 1}
  ];
  expect(await rate(batches)).toEqual({one: 0.2});
});

test.each([
  ["Colombia", 7.2],
  ["Mexico", 76.5],
  ["Brazil", 61.2],
  ["Chile", 180],
  ["Argentina", 234],
  ["Peru", 270],
  ["Rest of Latin America", 101.7]
])("F1: ten thousand service messages to %s", async (market, amount) => {
  expect(await rate([{units: 10_000, category: "service", market}])).toEqual({one: amount});
});

test.each([
  [999, 0],
  [1_000, 0],
  [1_001, 0.02]
])("F2: %d service messages of one number", async (units, amount) => {
  expect(await rate([{units, category: "service", market: "Spain"}])).toEqual({one: amount});
});

test("F2: each number has an allowance of its own", async () => {
  const batches = ["1", "2"].map((number) => ({units: 800, category: "service", market: "Spain", number}));
  expect(await rate(batches)).toEqual({one: 0});
});

test("F2: an allowance does not roll over", async () => {
  const batches = [
    {units: 200, category: "service", market: "Spain", month: "2026-11-01"},
    {units: 1_500, category: "service", market: "Spain"}
  ];
  expect(await rate(batches)).toEqual({one: 10});
});

test("F6: 960 service messages to Chile are free", async () => {
  expect(await rate([{units: 960, category: "service", market: "Chile"}])).toEqual({one: 0});
});

test("a cell that the card lacks has no price, and no neighbour's", async () => {
  const batches = [
    {units: 3, category: "authentication", market: "Argentina", regime: "message_template", month: "2025-08-01"}
  ];
  expect(await rate(batches)).toEqual({one: 0});
});
