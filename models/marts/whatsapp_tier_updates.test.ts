import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

function update(time: number, info: Record<string, unknown> = {}) {
  return {
    account_id: "1",
    field: "account_update",
    occurred_at: "2026-10-20 10:00:00Z",
    payload: JSON.stringify({
      event: "VOLUME_BASED_PRICING_TIER_UPDATE",
      volume_tier_info: {
        tier_update_time: time,
        pricing_category: "UTILITY",
        tier: "100001:1000000",
        effective_month: "2026-10",
        region: "Spain",
        ...info
      }
    })
  };
}

const unit = {month: "2026-10-01", portfolio: "main", market: "Spain", category: "utility"};

test("the earliest of two equal messages counts, against when we came to the tier", () =>
  assertModel(
    "marts.whatsapp_tier_updates",
    {
      "staging.whatsapp_account_events": [update(1792490460), update(1792490400)],
      "marts.whatsapp_charges": [
        {...unit, unit_id: "a", tier_place: 100_001, charged_at: "2026-10-20 10:00:30Z"},
        {...unit, unit_id: "b", tier_place: 100_002, charged_at: "2026-10-20 10:00:31Z"}
      ]
    },
    [{month: "2026-10-01", portfolio: "main", tier_from: 100_001, tier_to: 1_000_000, seconds_apart: 30}]
  ));

test("a tier that our count has not come to has no time", () =>
  assertModel(
    "marts.whatsapp_tier_updates",
    {"staging.whatsapp_account_events": [update(1792490400, {tier: "1000001:MAX"})]},
    [{tier_from: 1_000_001, tier_to: null, reached_at: null, seconds_apart: null}]
  ));

test("a portfolio is that of the account when Meta told of it", () =>
  assertModel(
    "marts.whatsapp_tier_updates",
    {
      "staging.whatsapp_account_events": [
        update(1792490400),
        {...update(1793700000, {effective_month: "2026-11"}), occurred_at: "2026-11-03 10:00:00Z"}
      ],
      "marts.whatsapp_accounts": [
        {account_id: "1", portfolio: "old", valid_from: "2019-12-31 23:00:00Z"},
        {account_id: "1", portfolio: "new", valid_from: "2026-10-31 23:00:00Z"}
      ],
      "marts.whatsapp_charges": [
        {...unit, unit_id: "a", portfolio: "old", tier_place: 100_001, charged_at: "2026-10-20 10:00:30Z"}
      ]
    },
    [
      {month: "2026-10-01", portfolio: "old", reached_at: "2026-10-20 10:00:30Z"},
      {month: "2026-11-01", portfolio: "new", reached_at: null}
    ]
  ));

test("a time in milliseconds is read, and one that is none leaves the tier without one", async () => {
  const reported = (time: number, reported_at: string | null) =>
    assertModel("marts.whatsapp_tier_updates", {"staging.whatsapp_account_events": [update(time)]}, [
      {tier_from: 100_001, reported_at, seconds_apart: null}
    ]);
  await reported(1792490400_000, "2026-10-20 10:00:00Z");
  await reported(1792490400_000_000, null);
});

test("other account updates, and what cannot be read, are none", () =>
  assertModel(
    "marts.whatsapp_tier_updates",
    {
      "staging.whatsapp_account_events": [
        {...update(1), payload: JSON.stringify({event: "ACCOUNT_DELETED"})},
        update(1, {tier: "all of them"})
      ]
    },
    []
  ));
