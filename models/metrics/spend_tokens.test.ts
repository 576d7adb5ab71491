import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const line = {source: "invoice", account_id: "1", currency: "USD", category: "meta_business_agent"};

test("F7: a million tokens cost two dollars", () =>
  assertModel(
    "metrics.spend_tokens",
    {"marts.billed_lines": [{...line, month: "2026-10-01", units: 1_000_000, amount: "2.00"}]},
    [{tokens: 1_000_000, amount: "2.000000", billed_amount: "2.000000"}]
  ));

test("before August 2026, and in another currency, no price is known", () =>
  assertModel(
    "metrics.spend_tokens",
    {
      "marts.billed_lines": [
        {...line, month: "2026-07-01", units: 5},
        {...line, month: "2026-10-01", currency: "EUR", units: 5}
      ]
    },
    [
      {month: "2026-07-01", amount: null},
      {month: "2026-10-01", amount: null}
    ]
  ));

test("other lines are no tokens", () =>
  assertModel(
    "metrics.spend_tokens",
    {"marts.billed_lines": [{...line, month: "2026-10-01", category: "marketing", units: 5}]},
    []
  ));
