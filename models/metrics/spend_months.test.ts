// Months, forecast and budget; each account is a case, all in one build that knows events up to midnight of 11 November.
import {afterAll, beforeAll, expect, test} from "vitest";
import type {Warehouse} from "../../pipeline/warehouse.js";
import {rateTraffic} from "../marts/whatsapp-chain.js";

const asOf = "2026-11-11T00:00:00Z";

const accounts: Record<string, string>[] = [];
const events: string[] = [];
const budgets: Record<string, string>[] = [];

interface Daily {
  /** Messages delivered on each day that `days` (a condition over `day`) holds for. */
  units: number;
  category?: string;
  market?: string;
  from?: string;
  days?: string;
  currency?: string;
  budget?: string;
  portfolio?: string;
  /** As Meta's status said; services are left to the rules. */
  type?: string;
}

function account(name: string, {units, category = "utility", market = "34", from = "2026-09-28", ...more}: Daily) {
  const {days = "true", currency = "USD", budget, portfolio = name, type = "regular"} = more;
  accounts.push({account_id: name, portfolio, currency, time_zone: "UTC"});
  if (budget !== undefined) budgets.push({month: "2026-11-01", account_id: name, currency, amount: budget});
  const pricingType = category === "service" ? "null::varchar" : `'${type}'`;
  events.push(`select '${name} ' || day::varchar || lpad(unit::varchar, 5, '0') as message_id, 'delivered' as status,
    'whatsapp' as channel, (day + interval 12 hours)::timestamp at time zone 'UTC' as occurred_at, '${name}' as account_id,
    '${name}' as business_number, '${market}600' || lpad(unit::varchar, 6, '0') as recipient_id,
    '${category}' as category, ${pricingType} as pricing_type
    from (select unnest(generate_series(date '${from}', date '2026-11-10', interval 1 day))::date as day), range(${units}) as n (unit)
    where ${days}`);
}

account("every day", {units: 10});
account("mondays", {units: 7, days: "isodow(day) = 1"});
account("two months", {units: 10, from: "2026-08-01"});
account("new", {units: 10, from: "2026-11-01"});
account("tiers", {units: 10, currency: "XTS"});
account("allowance used up", {units: 100, category: "service"});
account("allowance left", {units: 20, category: "service"});
account("uneven weeks", {units: 20, days: "day >= date '2026-11-04' or unit < 10"});
account("steady", {units: 1, currency: "XTS", portfolio: "shared"});
account("its neighbour", {
  units: 8,
  currency: "XTS",
  portfolio: "shared",
  days: "unit < 2 or day between date '2026-10-14' and date '2026-10-20'"
});
account("no card", {units: 1, currency: "EUR"});
account("no card, weekends off", {units: 1, currency: "EUR", days: "isodow(day) < 6", budget: "50"});
account("over budget", {units: 10, budget: "3.1"});
account("passed", {units: 10, budget: "1.1"});
account("free only", {units: 3, type: "free_customer_service", budget: "5"});

account("gone", {units: 1, days: "day between date '2026-10-05' and date '2026-10-09'"});
account("other currency", {units: 1, from: "2026-10-27"});
accounts.push({
  account_id: "other currency",
  portfolio: "other currency",
  currency: "XTS",
  time_zone: "UTC",
  valid_from: "2026-11-01"
});
accounts.push({account_id: "silent", portfolio: "silent", currency: "USD", time_zone: "UTC"});
budgets.push(
  {month: "2026-11-01", account_id: "silent", currency: "USD", amount: "30"},
  {month: "2026-11-01", account_id: "nobody's", currency: "USD", amount: "30"},
  {month: "2026-12-01", account_id: "silent", currency: "USD", amount: "30"}
);
account("both units", {units: 1, from: "2025-06-01", days: "day between date '2025-06-21' and date '2025-07-05'"});

const rates = [
  [0, 150, "1"],
  [151, null, "0.5"]
].map(([tier_from, tier_to, rate]) => ({
  effective_from: "2026-09-01",
  currency: "XTS",
  market: "Spain",
  category: "utility",
  tier_from: tier_from as number,
  tier_to: tier_to as number | null,
  rate: rate as string,
  evidence: "published"
}));

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await rateTraffic({
    manyDeliveryEvents: events.join("\nunion all by name\n"),
    accounts,
    rates,
    reference: {budgets},
    asOf,
    upTo: ["metrics.spend_months", "metrics.spend_budget_days", "metrics.spend_bridge", "metrics.spend_tiers"]
  });
});
afterAll(() => warehouse?.close());

async function monthOf(name: string, month = "2026-11-01") {
  return await warehouse.row(
    `select amount::double as amount, forecast_amount::double as forecast, forecast_low::double as low,
       forecast_high::double as high, forecast_reason as reason
     from metrics.spend_months where account_id = $name and month = $month::date`,
    {name, month}
  );
}

function certain(amount: number, forecast: number) {
  return {amount, forecast, low: forecast, high: forecast, reason: null};
}

test("the days left go like the last weeks", async () => {
  // Ten days of ten at two cents; twenty days to go.
  expect(await monthOf("every day")).toEqual(certain(2, 6));
});

test("a weekday brings what it brought: three Mondays are left", async () => {
  expect(await monthOf("mondays")).toEqual(certain(0.28, 0.7));
});

test("a month that is over is what it cost", async () => {
  expect(await monthOf("two months", "2026-10-01")).toEqual(certain(6.2, 6.2));
});

test("what is to come is in the account's currency of today, whatever the last weeks were charged in", async () => {
  // Five days in USD, ten in the new currency at 1 each, and twenty to go.
  expect(await monthOf("other currency")).toEqual(certain(10, 30));
});

test("less than two whole weeks tell nothing, and it says so", async () => {
  expect(await monthOf("new")).toEqual({amount: 2, forecast: null, low: null, high: null, reason: "short_history"});
});

test("the forecast goes on through the tiers", async () => {
  // A hundred so far, fifty more at 1, a hundred and fifty at a half.
  expect(await monthOf("tiers")).toEqual(certain(100, 225));
});

test("the forecast is charged in full where the allowance is used up", async () => {
  expect(await monthOf("allowance used up")).toEqual(certain(0, 40));
});

test("and only beyond the allowance where some of it is left", async () => {
  // Two hundred so far, four hundred to come: all within the thousand.
  expect(await monthOf("allowance left")).toEqual(certain(0, 0));
});

test("the range is that of the weakest and the strongest week", async () => {
  const {forecast, low, high} = (await monthOf("uneven weeks")) as Record<string, number>;
  expect(low).toBeLessThan(forecast!);
  expect(high).toBeGreaterThan(forecast!);
  // 3.40 so far, and twenty days of ten, or of twenty, at two cents.
  expect([low, high]).toEqual([7.4, 11.4]);
});

test("a stronger week of the portfolio makes a steady account cheaper: the range stays one", async () => {
  // Ten so far, and twenty at 1; with the neighbour's strongest week the last third of them at a half.
  const {forecast, low, high} = (await monthOf("steady")) as Record<string, number>;
  expect([forecast, high]).toEqual([30, 30]);
  expect(low).toBeCloseTo(26.67, 1);
  expect(
    await warehouse.row(
      `select low_so_far::double as low, high_so_far::double as high
       from metrics.spend_budget_days where account_id = 'steady' and day = '2026-11-30'`
    )
  ).toEqual({low, high});
});

test.each(["no card", "no card, weekends off"])("there is neither an amount nor a forecast: %s", async (name) => {
  expect(await monthOf(name)).toEqual({amount: null, forecast: null, low: null, high: null, reason: "no_rate"});
});

test("what has no price is held against no budget", async () => {
  expect(
    await warehouse.rows(
      `select distinct amount_so_far, forecast_so_far, budget_crossed_on from metrics.spend_budget_days
       where account_id = 'no card, weekends off' and day >= date '2026-11-02'`
    )
  ).toEqual([{amount_so_far: null, forecast_so_far: null, budget_crossed_on: null}]);
});

test("the tier is the portfolio's, and where the next one begins", async () => {
  expect(
    await warehouse.row(
      `select tier_units, tier_from, tier_to, next_tier_at from metrics.spend_months
       where account_id = 'every day' and month = date '2026-11-01'`
    )
  ).toEqual({tier_units: 100, tier_from: 0, tier_to: 100_000, next_tier_at: 100_001});
});

test.each([
  ["over budget", "2026-11-16", true],
  ["passed", "2026-11-06", false],
  ["every day", null, false]
])("the day the budget is crossed: %s", async (name, crossed_on, is_expected) => {
  expect(
    await warehouse.row(
      `select distinct budget_crossed_on::varchar as crossed_on, is_expected from metrics.spend_budget_days
       where account_id = $name and month = date '2026-11-01'`,
      {name}
    )
  ).toEqual({crossed_on, is_expected});
});

test("the run-up ends with the forecast, on an even path to the budget", async () => {
  expect(
    await warehouse.row(
      `select amount_so_far, forecast_so_far::double as forecast, budget_so_far::double as path
       from metrics.spend_budget_days where account_id = 'over budget' and day = date '2026-11-30'`
    )
  ).toEqual({amount_so_far: null, forecast: 6, path: 3.1});
});

test("the days to come of a month that cost nothing are not over", async () => {
  expect(
    await warehouse.rows(
      `select day::varchar as day, amount::double as amount, amount_so_far::double as so_far,
         forecast_so_far::double as forecast
       from metrics.spend_budget_days
       where account_id = 'free only' and day between date '2026-11-10' and date '2026-11-12' order by day`
    )
  ).toEqual([
    {day: "2026-11-10", amount: 0, so_far: 0, forecast: null},
    {day: "2026-11-11", amount: 0, so_far: 0, forecast: 0},
    {day: "2026-11-12", amount: null, so_far: null, forecast: 0}
  ]);
});

test("an account that is charged nothing has spent nothing of its budget", async () => {
  expect(
    await warehouse.rows(
      `select day::varchar as day, amount_so_far::double as so_far, forecast_so_far::double as forecast, budget::double as budget
       from metrics.spend_budget_days where account_id = 'silent' and day(day) in (10, 30)`
    )
  ).toEqual([
    {day: "2026-11-10", so_far: 0, forecast: null, budget: 30},
    {day: "2026-11-30", so_far: null, forecast: 0, budget: 30}
  ]);
});

test("the budget of an account that neither the data nor the settings know is held against nothing", async () => {
  expect(await warehouse.rows("from metrics.spend_budget_days where account_id = 'nobody''s'")).toEqual([]);
});

test.each([
  ["free only", "2026-11-01", true],
  ["free only", "2026-10-01", false],
  ["every day", "2026-11-01", true]
])("a month runs until it is over, whatever it costs: %s, %s", async (name, month, is_current) => {
  for (const table of ["spend_months", "spend_bridge"]) {
    expect(
      await warehouse.row(
        `select distinct is_current from metrics.${table} where account_id = $name and month = $month::date`,
        {name, month}
      )
    ).toEqual({is_current});
  }
});

test("the bridge: as much, of the same, at the same price, is a matter of days", async () => {
  expect(
    await warehouse.row(
      `select amount_before::double as amount_before, volume::double as volume, mix::double as mix,
         free::double as free, price::double as price, amount::double as amount
       from metrics.spend_bridge where account_id = 'two months' and month = date '2026-09-01'`
    )
  ).toEqual({amount_before: 6.2, volume: -0.2, mix: 0, free: 0, price: 0, amount: 6});
});

async function bridgeOf(name: string, month: string) {
  return await warehouse.row(
    `select amount_before::double as amount_before, volume::double as volume, mix::double as mix,
       free::double as free, price::double as price, unit::double as unit, accounts::double as accounts,
       amount::double as amount
     from metrics.spend_bridge where account_id = $name and month = $month::date`,
    {name, month}
  );
}

const noParts = {volume: 0, mix: 0, free: 0, price: 0};

test("the bridge of the first month of all does not exist", async () => {
  expect(await warehouse.rows("from metrics.spend_bridge where month <= date '2025-06-01'")).toEqual([]);
});

test("what a new account costs is an effect of its own in the bridge", async () => {
  expect(await bridgeOf("new", "2026-11-01")).toEqual({amount_before: 0, ...noParts, unit: 0, accounts: 2, amount: 2});
});

test("so is what an account no longer costs", async () => {
  const gone = {amount_before: 0.1, ...noParts, unit: 0, accounts: -0.1, amount: 0};
  expect(await bridgeOf("gone", "2026-11-01")).toEqual(gone);
});

test("and what changed its currency, in either of the two", async () => {
  expect(
    await warehouse.rows(
      `select currency, amount_before::double as amount_before, accounts::double as accounts, amount::double as amount
       from metrics.spend_bridge where account_id = 'other currency' and month = date '2026-11-01' order by currency`
    )
  ).toEqual([
    {currency: "USD", amount_before: 0.1, accounts: -0.1, amount: 0},
    {currency: "XTS", amount_before: 0, accounts: 10, amount: 10}
  ]);
});

test("conversations and messages are no more or fewer of each other: the unit is the whole effect", async () => {
  // Ten conversations in June and five messages in July, each 0.0200.
  const change = {amount_before: 0.2, ...noParts, unit: -0.1, accounts: 0, amount: 0.1};
  expect(await bridgeOf("both units", "2025-07-01")).toEqual(change);
});

test("tiers: how many fell into each", async () => {
  expect(
    await warehouse.rows(
      `select month::varchar as month, tier_from, units, amount::double as amount from metrics.spend_tiers
       where portfolio = 'tiers' and month = date '2026-10-01' order by tier_from`
    )
  ).toEqual([
    {month: "2026-10-01", tier_from: 0, units: 150, amount: 150},
    {month: "2026-10-01", tier_from: 151, units: 160, amount: 80}
  ]);
});
