// What the last two days of a November are expected to bring, a Sunday and a Monday, by the four weeks before them.
import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const weekdayOf = (day: number) => new Date(Date.UTC(2026, 10, day)).getUTCDay();

/** Units of utility in Spain on the days of November, 1 to 28. */
function november(unitsOn: (day: number) => number, account = "A"): TestRow[] {
  const days = Array.from({length: 28}, (_, index) => index + 1);
  return days.flatMap((day) =>
    Array.from({length: unitsOn(day)}, (_, unit) => ({
      unit_id: `${account} ${day} ${unit}`,
      account_id: account,
      business_number: account,
      day: `2026-11-${String(day).padStart(2, "0")}`,
      month: "2026-11-01",
      market: "Spain",
      category: "utility",
      currency: "USD",
      pricing_type: "regular",
      regime: "message_all"
    }))
  );
}

const price = {
  currency: "USD",
  market: "Spain",
  category: "utility",
  valid_from: "2026-10-01",
  tier_from: 0,
  rate: "0.02",
  list_rate: "0.02"
};

function expected(charges: TestRow[], sunday: TestRow, monday: TestRow, more: TestRow[] = []) {
  // The account was there before: four whole weeks are known of it.
  const october = november((day) => (day === 1 ? 1 : 0)).map((row) => ({
    ...row,
    unit_id: "October",
    day: "2026-10-01",
    month: "2026-10-01"
  }));
  const days = [
    {day: "2026-11-29", account_id: "A", ...sunday},
    {day: "2026-11-30", account_id: "A", ...monday},
    ...more
  ];
  return assertModel(
    "marts.whatsapp_forecasts",
    {"marts.whatsapp_charges": [...october, ...charges], "marts.whatsapp_prices": [price]},
    days,
    {asOf: "2026-11-28 23:00:00Z"}
  );
}

/** So many units at two cents, whichever of the weeks it goes like. */
const certain = (units: number) => ({
  units: units.toFixed(3),
  amount: (units * 0.02).toFixed(6),
  amount_low: (units * 0.02).toFixed(6),
  amount_high: (units * 0.02).toFixed(6)
});

test("a week of which nothing was loaded is no week without traffic", () =>
  expected(
    november((day) => (day >= 9 && day <= 15 ? 0 : 3)),
    certain(3),
    certain(3)
  ));

test("nor are two weeks", () =>
  expected(
    november((day) => (day >= 8 && day <= 21 ? 0 : 3)),
    {weeks: 2, ...certain(3)},
    {weeks: 2, ...certain(3)}
  ));

test("a day of which nothing was loaded counts as its weekday does otherwise", () =>
  expected(
    november((day) => (day === 16 ? 0 : 3 + weekdayOf(day))),
    certain(3),
    certain(4)
  ));

test("a weekday without traffic brings none", () =>
  expected(
    november((day) => ([0, 6].includes(weekdayOf(day)) ? 0 : 3)),
    certain(0),
    certain(3)
  ));

test("who sends on some days only has days without traffic, not days that were not loaded", () =>
  expected(
    november((day) => (day === 2 || day === 16 ? 8 : 0)),
    certain(0),
    {units: "4.000", amount: "0.080000", amount_low: "0.000000", amount_high: "0.160000"}
  ));

test("with less than two weeks of days there is no forecast", () =>
  expected(
    november((day) => (day <= 15 ? 0 : 3)),
    {weeks: 1, units: null, amount: null, reason: "short_history"},
    {weeks: 1, units: null, amount: null, reason: "short_history"}
  ));

test("days on which another account had traffic were loaded", () =>
  expected(
    [...november((day) => (day >= 8 && day <= 14 ? 0 : 4)), ...november(() => 1, "B")],
    {units: "3.000", amount: "0.060000", amount_low: "0.000000", amount_high: "0.080000"},
    {units: "3.000", amount: "0.060000", amount_low: "0.000000", amount_high: "0.080000"},
    [
      {day: "2026-11-29", account_id: "B", ...certain(1)},
      {day: "2026-11-30", account_id: "B", ...certain(1)}
    ]
  ));
