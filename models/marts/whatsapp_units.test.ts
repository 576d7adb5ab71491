import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const unit = {
  charged_at: "2026-10-01 09:00:00Z",
  day: "2026-10-01",
  month: "2026-10-01",
  regime: "message_all",
  usage_type: "regular",
  is_reported: true,
  is_group: false
};

const november = {charged_at: "2026-11-01 09:00:00Z", day: "2026-11-01", month: "2026-11-01"};

/** The units before the last places of a thousand, one a second. */
const before: TestRow[] = Array.from({length: 998}, (_, place) => ({
  ...unit,
  unit_id: `u${place}`,
  charged_at: new Date(Date.UTC(2026, 9, 1, 8, 0, place)).toISOString(),
  allowance: "a"
}));

const units = (rows: TestRow[], expected: TestRow[]) =>
  assertModel("marts.whatsapp_units", {"marts.whatsapp_usage": [...before, ...rows]}, [
    ...before.map((_, place) => ({unit_id: `u${place}`, pricing_type: "free_tier", allowance_place: place + 1})),
    ...expected
  ]);

test("of units at one instant the last places go by id, and beyond them there is none", () =>
  units(
    ["z", "y", "x"].map((unit_id) => ({...unit, unit_id, allowance: "a"})),
    [
      {unit_id: "x", pricing_type: "free_tier", allowance_place: 999},
      {unit_id: "y", pricing_type: "free_tier", allowance_place: 1000},
      {unit_id: "z", pricing_type: "regular", allowance_place: null}
    ]
  ));

test("another allowance, another month and what has no allowance take none of its places", () =>
  units(
    [
      {...unit, unit_id: "x", allowance: "b"},
      {...unit, unit_id: "y", allowance: "a", ...november},
      {...unit, unit_id: "z", allowance: null}
    ],
    [
      {unit_id: "x", pricing_type: "free_tier", allowance_place: 1},
      {unit_id: "y", pricing_type: "free_tier", allowance_place: 1},
      {unit_id: "z", pricing_type: "regular", allowance_place: null}
    ]
  ));

test("a report of a charge within the free thousand, or of none beyond, disagrees with them", () =>
  units(
    ["w", "x", "y", "z"].map((unit_id, index) => ({
      ...unit,
      unit_id,
      allowance: "a",
      reported_type: index % 2 === 0 ? "regular" : "free_customer_service"
    })),
    [
      {unit_id: "w", allowance_place: 999, pricing_type: "free_tier", disagreement: "allowance"},
      {unit_id: "x", allowance_place: 1000, pricing_type: "free_tier", disagreement: null},
      {unit_id: "y", allowance_place: null, pricing_type: "regular", disagreement: null},
      {unit_id: "z", allowance_place: null, pricing_type: "regular", disagreement: "allowance"}
    ]
  ));
