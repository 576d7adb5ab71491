import {describe, test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const october = {month: "2026-10-01", account_id: "A", market: "Spain", category: "utility", currency: "USD"};
const covered = {covered_from: "2026-10-01", covered_to: "2026-10-31", rounding: "0.01"};

function invoice(units: number | null, amount: string | null, more: TestRow = {}): TestRow {
  return {source: "invoice", ...october, ...covered, units, amount, ...more};
}

function charges(count: number, more: TestRow = {}): TestRow[] {
  return Array.from({length: count}, (_, index) => ({
    unit_id: `${JSON.stringify(more)}${index}`,
    ...october,
    day: "2026-10-05",
    portfolio: "main",
    pricing_type: "regular",
    tier_status: "list",
    amount: "0.02",
    is_estimate: false,
    ...more
  }));
}

/** Of events from September on, up to the newest. */
function reconciled(
  billed: TestRow[],
  ours: TestRow[],
  expected: TestRow[],
  {tokens = [], from = "2026-09-01", asOf = "2026-11-02"}: {tokens?: TestRow[]; from?: string; asOf?: string} = {}
) {
  return assertModel(
    "metrics.spend_reconciliation",
    {
      "marts.billed_lines": billed,
      "marts.whatsapp_charges": ours,
      "metrics.spend_tokens": tokens,
      "marts.whatsapp_range": [{first_event_at: `${from} 12:00:00Z`}]
    },
    expected,
    {asOf: `${asOf} 12:00:00Z`}
  );
}

const nothing = {
  cause_estimate: "0",
  cause_unrated: "0",
  cause_not_loaded: "0",
  cause_missing_events: "0",
  cause_allowance: "0",
  cause_other_currency: "0",
  cause_tier_split: "0",
  cause_rounding: "0",
  cause_unexplained: "0"
};

test("what agrees has no difference and no cause", () =>
  reconciled([invoice(3, "0.06")], charges(3), [
    {
      ours_units: 3,
      theirs_units: 3,
      ours_amount: "0.06",
      theirs_amount: "0.06",
      difference: "0",
      cause: null,
      ...nothing
    }
  ]));

test("half a cent is rounding", () =>
  reconciled([invoice(3, "0.065")], charges(3), [
    {difference: "0.005", cause: "rounding", ...nothing, cause_rounding: "0.005"}
  ]));

test("units of Meta of which nothing reached us are missing events", () =>
  reconciled([invoice(5, "0.10")], charges(3), [
    {
      ours_units: 3,
      theirs_units: 5,
      difference: "0.04",
      cause: "missing_events",
      ...nothing,
      cause_missing_events: "0.04"
    }
  ]));

test("what is billed in another currency is neither missing nor unexplained", () =>
  reconciled([invoice(3, "0.05", {currency: "EUR"})], charges(3), [
    {currency: "EUR", difference: "0.05", cause: "other_currency", ...nothing, cause_other_currency: "0.05"},
    {currency: "USD", difference: "-0.06", cause: "other_currency", ...nothing, cause_other_currency: "-0.06"}
  ]));

test("an account that we know nothing of is missing, in whatever currency", () =>
  reconciled(
    [invoice(3, "0.05", {currency: "EUR"}), invoice(3, "0.06", {account_id: "B"})],
    charges(3, {account_id: "B"}),
    [
      {account_id: "A", difference: "0.05", cause: "missing_events"},
      {account_id: "B", difference: "0", cause: null}
    ]
  ));

test("tax has no units of which any could be missing, whatever the invoice counts", () =>
  reconciled([invoice(3, "0.06"), invoice(1, "0.21", {market: "unknown", category: "iva"})], charges(3), [
    {category: "iva", difference: "0.21", cause: "unexplained", ...nothing, cause_unexplained: "0.21"},
    {category: "utility", difference: "0", cause: null, ...nothing}
  ]));

test("units that we cannot price are named so", () =>
  reconciled(
    [invoice(3, "0.06")],
    [...charges(1), ...charges(2, {amount: null, reason: "missing_rate"})],
    [{ours_units: 3, ours_amount: "0.02", difference: "0.04", cause: "unrated", ...nothing, cause_unrated: "0.04"}]
  ));

test("units that Meta charges and we hold for free within the month are the allowance", () =>
  reconciled(
    [invoice(3, "0.06", {category: "service"})],
    [
      ...charges(1, {category: "service"}),
      ...charges(9, {category: "service", pricing_type: "free_tier", amount: "0"})
    ],
    [{ours_units: 1, difference: "0.04", cause: "allowance", ...nothing, cause_allowance: "0.04"}]
  ));

test("where Meta gave more for free than we count, the allowance makes it less", () =>
  reconciled(
    [invoice(1, "0.02", {category: "service"})],
    [
      ...charges(3, {category: "service"}),
      ...charges(1, {category: "service", pricing_type: "free_tier", amount: "0"})
    ],
    [{difference: "-0.04", cause: "allowance", ...nothing, cause_allowance: "-0.04"}]
  ));

test("what we derived and Meta did not charge is our estimate", () =>
  reconciled(
    [invoice(1, "0.02")],
    [...charges(1), ...charges(2, {is_estimate: true})],
    [{difference: "-0.04", cause: "estimate", ...nothing, cause_estimate: "-0.04"}]
  ));

test("a line of Meta's that we know nothing of is missing; one of ours that it does not bill is unexplained", () =>
  reconciled(
    [invoice(5000000, "10.00", {market: null, category: "meta_business_agent"}), invoice(0, "0")],
    charges(2),
    [
      {category: "meta_business_agent", ours_units: 0, difference: "10", cause: "missing_events"},
      {category: "utility", ours_units: 2, difference: "-0.04", cause: "unexplained"}
    ]
  ));

const agent = {market: null, category: "meta_business_agent"};
const used = {month: "2026-10-01", account_id: "A", currency: "USD"};

test("tokens are compared with what Meta's analytics count, at the published price", () =>
  reconciled(
    [invoice(3_000_000_000, "6000.00", agent), invoice(2_900_000_000, null, {...agent, source: "analytics"})],
    [],
    [
      {source: "analytics", ours_units: 2_900_000_000, theirs_units: 2_900_000_000, ours_amount: "5800", cause: null},
      {
        source: "invoice",
        ours_units: 2_900_000_000,
        theirs_units: 3_000_000_000,
        ours_amount: "5800",
        difference: "200",
        cause: "missing_events",
        ...nothing,
        cause_missing_events: "200"
      }
    ],
    {
      tokens: [
        {source: "invoice", ...used, tokens: 3_000_000_000, amount: "6000", billed_amount: "6000"},
        {source: "analytics", ...used, tokens: 2_900_000_000, amount: "5800"}
      ]
    }
  ));

test("analytics of a part of the month do not count the tokens of an invoice; its own are priced", () =>
  reconciled(
    [
      invoice(1_000_000, "2.50", agent),
      invoice(400_000, null, {...agent, source: "analytics", covered_to: "2026-10-12"})
    ],
    [],
    [
      {source: "analytics", ours_units: 400_000, ours_amount: "0.8", difference: null},
      {source: "invoice", ours_units: 1_000_000, ours_amount: "2", difference: "0.5", cause: "unexplained"}
    ],
    {
      tokens: [
        {source: "invoice", ...used, tokens: 1_000_000, amount: "2"},
        {source: "analytics", ...used, tokens: 400_000, amount: "0.8"}
      ]
    }
  ));

test("tokens in a currency without a published price are unrated", () =>
  reconciled(
    [invoice(1_000_000, "2.50", {...agent, currency: "EUR"})],
    [],
    [{ours_units: 1_000_000, ours_amount: "0", difference: "2.5", cause: "unrated", cause_unrated: "2.5"}],
    {tokens: [{source: "invoice", ...used, currency: "EUR", tokens: 1_000_000, amount: null}]}
  ));

test("another price for the same units in tiers that accounts share is the split of the tiers", () =>
  reconciled(
    [invoice(2, "0.038")].map((row) => ({...row, rounding: "0.001"})),
    [
      ...charges(2, {tier_place: 1, tier_from: 0, tier_status: "published"}),
      ...charges(1, {account_id: "B", tier_place: 100001, tier_from: 100001, tier_status: "published"})
    ],
    [{account_id: "A", difference: "-0.002", cause: "tier_split", ...nothing, cause_tier_split: "-0.002"}]
  ));

test("an invoice that names no markets is compared with the sum of ours", () =>
  reconciled(
    [invoice(3, "0.08", {market: null})],
    [...charges(2), ...charges(1, {market: "Peru", amount: "0.04"})],
    [{market: "all", ours_units: 3, ours_amount: "0.08", difference: "0"}]
  ));

test("analytics up to a day are compared with ours up to that day", () =>
  reconciled(
    [invoice(2, "0.04", {source: "analytics", covered_to: "2026-10-05"})],
    [...charges(2), ...charges(4, {day: "2026-10-06"})],
    [{source: "analytics", covered_to: "2026-10-05", ours_units: 2, difference: "0"}]
  ));

test("where Meta hides what it costs, units alone are compared", () =>
  reconciled([invoice(2, null, {source: "analytics"})], charges(2), [
    {ours_units: 2, theirs_units: 2, theirs_amount: null, difference: null, cause: null, cause_unexplained: null}
  ]));

test("a credit is no unit of ours without a price: no rule explains it", () =>
  reconciled(
    [invoice(-3, "-0.21", {market: "France"}), invoice(-3, "-0.06"), invoice(-3, "-0.06", {market: "Italy"})],
    [...charges(2), ...charges(2, {market: "Italy", amount: null, reason: "missing_rate"})],
    [
      {market: "France", ours_units: 0, difference: "-0.21", cause: "unexplained", cause_unrated: "0"},
      {market: "Italy", ours_units: 2, difference: "-0.06", cause: "unexplained", cause_unrated: "0"},
      {market: "Spain", ours_units: 2, difference: "-0.10", cause: "unexplained", cause_unrated: "0"}
    ]
  ));

test("a month without invoice and analytics is not compared", () => reconciled([], charges(2), []));

describe("a month of which not all days are loaded", () => {
  const part = (amount: string) => ({
    is_loaded: false,
    difference: amount,
    cause: "not_loaded",
    ...nothing,
    cause_not_loaded: amount
  });

  test("as it is not over, lacks no events that never came", () =>
    reconciled([invoice(5, "0.10")], charges(3), [part("0.04")], {asOf: "2026-10-31"}));

  test("nor as it began before our first event", () =>
    reconciled([invoice(5, "0.10")], charges(3), [part("0.04")], {from: "2026-10-02"}));

  test("nor before any event of ours", () =>
    reconciled([invoice(5, "0.10")], charges(1, {account_id: "B"}), [part("0.10")], {from: "2026-11-01"}));

  test("does not show whose the allowance was, or what we derived", () =>
    reconciled(
      [invoice(3, "0.06", {category: "service"})],
      [
        ...charges(1, {category: "service"}),
        ...charges(9, {category: "service", pricing_type: "free_tier", amount: "0"})
      ],
      [part("0.04")],
      {asOf: "2026-10-20"}
    ));

  test("nor another price, where the invoice counts no units", () =>
    reconciled([invoice(null, "0.10")], charges(3), [part("0.04")], {asOf: "2026-10-20"}));

  test("shows what we cannot price, and what we count beyond Meta", () =>
    reconciled(
      [invoice(5, "0.10"), invoice(1, "0.02", {market: "Peru"})],
      [
        ...charges(1),
        ...charges(2, {amount: null, reason: "missing_rate"}),
        ...charges(3, {market: "Peru", is_estimate: true})
      ],
      [
        {market: "Peru", difference: "-0.04", cause: "estimate", ...nothing, cause_estimate: "-0.04"},
        {
          market: "Spain",
          difference: "0.08",
          cause: "not_loaded",
          ...nothing,
          cause_unrated: "0.04",
          cause_not_loaded: "0.04"
        }
      ],
      {asOf: "2026-10-20"}
    ));

  test("has no tax that is to come", () =>
    reconciled([invoice(1, "0.21", {category: "iva"})], [], [{is_loaded: false, cause: "unexplained"}], {
      asOf: "2026-10-20"
    }));
});

test("analytics up to a day that is over are of days that are loaded", () =>
  reconciled(
    [invoice(5, "0.10", {source: "analytics", covered_to: "2026-10-19"})],
    charges(3),
    [{is_loaded: true, cause: "missing_events"}],
    {asOf: "2026-10-20"}
  ));
