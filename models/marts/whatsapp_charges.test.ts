// Volume tiers and monthly allowances, with the numbers of the published examples; all rated in one build.
import {afterAll, beforeAll, expect, test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";
import {readReference} from "../../pipeline/reference.js";
import {defaultSettings, homeAt} from "../../pipeline/settings.js";
import {literal, type Warehouse} from "../../pipeline/warehouse.js";
import {rateTraffic} from "./whatsapp-chain.js";

interface Batch {
  units: number;
  category: string;
  market: string;
  /** Account and number where they are not the example's own. */
  account?: string;
  number?: string;
  regime?: string;
  month?: string;
  usageType?: string;
  /** Batches are charged in this order. */
  hour?: number;
}

interface Example {
  name: string;
  /** Amount by account, beside the first one's only where it matters. */
  amounts: Record<string, number | null>;
}

const examples: Example[] = [];
const usage: string[] = [];
const accounts: Record<string, string>[] = [];

/** An example has a portfolio of its own. */
function example(name: string, batches: Batch[], amounts: number | null | Record<string, number>, currency = "USD") {
  for (const batch of batches) {
    const {units, category, market, account = name, number = account, regime = "message_all"} = batch;
    const {month = "2026-10-01", usageType = "regular", hour = 0} = batch;
    const isService = category === "service" && regime === "message_all";
    const isInitiated = regime === "conversation_initiated" && usageType !== "free_entry_point";
    const service = isService ? literal(`service messages|${number}`) : "null::varchar";
    if (!accounts.some((row) => row["account_id"] === account)) {
      accounts.push({account_id: account, portfolio: name, currency, time_zone: "UTC"});
    }
    usage.push(`select '${usage.length}-' || lpad(range::varchar, 9, '0') as unit_id,
      ${literal(number)} as window_key, timestamptz '${month} 12:00:00Z' + interval ${hour} hour as charged_at,
      date '${month}' as day, date '${month}' as month, '${regime}' as regime, ${literal(account)} as account_id,
      ${literal(number)} as business_number, '${market}' as market, '${category}' as category,
      '${usageType}' as usage_type, false as is_reported, false as is_group,
      ${isInitiated ? literal(`conversations|${account}`) : service} as allowance from range(${units})`);
  }
  const isSingle = amounts === null || typeof amounts === "number";
  examples.push({name, amounts: isSingle ? {[name]: amounts} : amounts});
}

const september = {regime: "message_template", month: "2026-09-01"};

example(
  "D2: authentication and its international kind share one counter",
  [
    {units: 40, category: "authentication", market: "India"},
    {units: 40, category: "authentication_international", market: "India", hour: 1}
  ],
  12_630,
  "XTS"
);
example(
  "D4: the second account of a portfolio goes on where the first one stands",
  [
    {units: 100, category: "utility", market: "Spain", account: "first provider"},
    {units: 1, category: "utility", market: "Spain", account: "second provider", hour: 1}
  ],
  {"second provider": 180},
  "XTS"
);
example(
  "D5: a tier's rate holds inside it only",
  [{units: 120_000, category: "utility", market: "Rest of Africa"}],
  476
);
example("D6: three tiers add up", [{units: 120, category: "utility", market: "Spain"}], 22_700, "XTS");
example(
  "D7: the next place is in the next tier",
  [{units: 500_001, category: "authentication", market: "Brazil"}],
  3_400.0065
);
example(
  "D8: a reduction that rounds away changes nothing",
  [{units: 150_000, category: "utility", market: "Colombia"}],
  120
);
example(
  "D10: what is free does not advance the counter",
  [
    {units: 200_000, category: "utility", market: "Spain", usageType: "free_customer_service", ...september},
    {units: 10, category: "utility", market: "Spain", hour: 1, ...september}
  ],
  0.2
);
// Millions of rows take minutes; a card whose places stand for 10,000 messages each has the same edges.
example(
  "D1: fifteen million authentications to India pass the first tier",
  [{units: 1_500, category: "authentication", market: "India"}],
  19_575,
  "XTS"
);
example("D9: the 25,000,001st", [{units: 2_501, category: "utility", market: "India"}], 2_500 * 14 + 13, "XTS");

for (const [market, amount] of [
  ["Colombia", 7.2],
  ["Mexico", 76.5],
  ["Brazil", 61.2],
  ["Chile", 180],
  ["Argentina", 234],
  ["Peru", 270],
  ["Rest of Latin America", 101.7]
] as const) {
  example(`F1: ten thousand service messages to ${market}`, [{units: 10_000, category: "service", market}], amount);
}
for (const [units, amount] of [
  [0, null],
  [999, 0],
  [1_000, 0],
  [1_001, 0.02]
] as const) {
  example(`F2: ${units} service messages of one number`, [{units, category: "service", market: "Spain"}], amount);
}
example(
  "F2: each number has an allowance of its own",
  ["1", "2"].map((number) => ({units: 800, category: "service", market: "Spain", number: `F2-${number}`})),
  0
);
example(
  "F2: an allowance does not roll over",
  [
    {units: 200, category: "service", market: "Spain", month: "2026-11-01"},
    {units: 1_500, category: "service", market: "Spain"}
  ],
  10
);
example("F6: 960 service messages to Chile are free", [{units: 960, category: "service", market: "Chile"}], 0);
example(
  "a cell that the card lacks has no price, and no neighbour's",
  [{units: 3, category: "authentication", market: "Argentina", regime: "message_template", month: "2025-08-01"}],
  null
);
const initiated = {regime: "conversation_initiated", month: "2022-02-01", market: "Spain"};
example(
  "A6",
  [
    {units: 9_500, category: "user_initiated", ...initiated},
    {units: 250, category: "referral_conversion", usageType: "free_entry_point", ...initiated}
  ],
  8_500 * 0.0369
);
example(
  "beyond the tiers that a card tells, the list is an upper bound",
  [{units: 100_001, category: "utility", market: "Spain", ...september}],
  2_000.02
);
example(
  "a card of one market speaks for its cells only",
  [{units: 2, category: "utility", market: "Chile", ...september}],
  17.6584 * 2,
  "CLP"
);
example("and nothing more once it has ended", [{units: 2, category: "utility", market: "Chile"}], null, "CLP");

let warehouse: Warehouse;
beforeAll(async () => {
  const {rows} = await readReference(homeAt("/no-home"), defaultSettings);
  // In XTS, the test currency, a place stands for 10,000.
  const scaled = rows.whatsapp_rates
    .filter((row) => row["currency"] === "USD" && row["effective_from"] === "2026-10-01")
    .map((row) => ({
      ...row,
      currency: "XTS",
      tier_from: Number(row["tier_from"]) > 0 ? (Number(row["tier_from"]) - 1) / 10_000 + 1 : 0,
      tier_to: row["tier_to"] === null ? null : Number(row["tier_to"]) / 10_000,
      rate: String(Number(row["rate"]) * 10_000)
    }))
    .filter((row) => Number.isInteger(row.tier_from) && Number.isInteger(row.tier_to ?? 0));
  warehouse = await rateTraffic({usage: usage.join("\nunion all by name\n"), accounts, rates: scaled});
});
afterAll(() => warehouse?.close());

test.each(examples)("$name", async ({amounts}) => {
  for (const [account, amount] of Object.entries(amounts)) {
    const {sum} = await warehouse.row<{sum: string | null}>(
      "select sum(amount)::varchar as sum from metrics.spend_days where account_id = $account",
      {account}
    );
    expect(sum === null ? null : Number(sum).toFixed(9)).toBe(amount === null ? null : amount.toFixed(9));
  }
});

test("A6: 8,500 are charged, 1,000 are in the free tier, 250 came through free entry points", async () => {
  expect(
    await warehouse.rows(
      `select pricing_type, count(*) as units from marts.whatsapp_charges
       where account_id = 'A6' group by pricing_type order by units desc`
    )
  ).toEqual([
    {pricing_type: "regular", units: 8500},
    {pricing_type: "free_tier", units: 1000},
    {pricing_type: "free_entry_point", units: 250}
  ]);
});

test("D7: the last place of a tier is inside it", async () => {
  expect(
    await warehouse.row(
      `select max(tier_place) as place, sum(amount)::double as amount from marts.whatsapp_charges
       where starts_with(account_id, 'D7') and rate = 0.0068`
    )
  ).toEqual({place: 500_000, amount: 3_400});
});

test("places go by time, whichever day it is in the time zones of a portfolio's accounts", () => {
  const unit = {month: "2026-10-01", regime: "message_all", market: "Spain", category: "utility"};
  const placed = [
    {account_id: "madrid", day: "2026-10-06", charged_at: "2026-10-05 22:30:00Z"},
    {account_id: "mexico", day: "2026-10-05", charged_at: "2026-10-05 23:30:00Z"},
    {account_id: "madrid", day: "2026-10-06", charged_at: "2026-10-06 00:30:00Z"},
    {account_id: "mexico", day: "2026-10-05", charged_at: "2026-10-06 01:30:00Z"}
  ].map((row, index) => ({...unit, ...row, unit_id: `u${index}`, pricing_type: "regular", is_group: false}));
  return assertModel(
    "marts.whatsapp_charges",
    {"marts.whatsapp_units": placed.toReversed()},
    placed.map(({unit_id}, index) => ({unit_id, tier_place: index + 1}))
  );
});

test("D11: marketing and service have no tiers, and what is free has no place", async () => {
  const {places} = await warehouse.row<{places: number}>(
    `select count(tier_place) as places from marts.whatsapp_charges
     where category in ('service', 'marketing') or pricing_type != 'regular'`
  );
  expect(places).toBe(0);
});

test("what lies beyond the tiers known is marked", async () => {
  expect(
    await warehouse.rows(
      `select tier_status, count(*) as units from marts.whatsapp_charges
       where starts_with(account_id, 'beyond the tiers') group by tier_status order by units`
    )
  ).toEqual([
    {tier_status: "unknown", units: 1},
    {tier_status: "published", units: 100_000}
  ]);
});

test.each([
  ["a cell that the card lacks", "missing_rate"],
  ["and nothing more once", "no_card"]
])("%s: says why", async (name, reason) => {
  expect(
    await warehouse.row(
      "select string_agg(distinct reason) as reason from marts.whatsapp_charges where starts_with(account_id, $name)",
      {name}
    )
  ).toEqual({reason});
});

test("what no card prices is no estimate where Meta reported that it is charged", () => {
  const unit = {month: "2026-10-01", day: "2026-10-05", charged_at: "2026-10-05 12:00:00Z", regime: "message_all"};
  const reported = {...unit, market: "Spain", pricing_type: "regular", is_group: false, source: "reported"};
  const expected = {reason: "no_card", tier_status: "list", is_estimate: false};
  return assertModel(
    "marts.whatsapp_charges",
    {
      "reference.settings": [{currency: "EUR", portfolio: "main"}],
      "marts.whatsapp_units": ["utility", "marketing"].map((category) => ({...reported, unit_id: category, category}))
    },
    [
      {unit_id: "utility", tier_place: 1, ...expected},
      {unit_id: "marketing", tier_place: null, ...expected}
    ]
  );
});

test("a market that no card ever had lacks its price, not a card", () => {
  const unit = {regime: "message_template", pricing_type: "regular", is_group: false, source: "reported"};
  const on = (day: string) => ({...unit, day, month: `${day.slice(0, 7)}-01`, charged_at: `${day} 12:00:00Z`});
  const cell = {category: "marketing", tier_from: 0, tier_to: null, rate: "0.0618", tier_status: "list"};
  return assertModel(
    "marts.whatsapp_charges",
    {
      "reference.settings": [{currency: "USD", portfolio: "main"}],
      "marts.whatsapp_prices": ["Spain", "France"].map((market) => ({
        ...cell,
        currency: "USD",
        market,
        valid_from: "2026-09-01"
      })),
      "marts.whatsapp_units": [
        {...on("2026-09-01"), unit_id: "lacks", category: "marketing", market: "Atlantis"},
        {...on("2026-08-31"), unit_id: "before", category: "marketing", market: "Atlantis"}
      ]
    },
    [
      {unit_id: "lacks", reason: "missing_rate"},
      {unit_id: "before", reason: "no_card"}
    ]
  );
});

test("every published tier is the list less its share, as the option `tiers: formula` counts", async () => {
  expect(
    await warehouse.row(
      `with tiers as (
         select market, category, rate, first_value(rate) over key as list_rate, row_number() over key - 1 as step
         from reference.whatsapp_rates
         where currency in ('USD', 'COP') and effective_from = '2026-10-01'
         window key as (partition by currency, market, category order by tier_from)
       )
       select count(*) > 500 as many, count(*) filter (
         rate != round(list_rate * (100 - step * if(market = 'India', 6, 5))::decimal(3, 0) * 0.01, 4)
       ) as differ
       from tiers where step > 0`
    )
  ).toEqual({many: true, differ: 0});
});
