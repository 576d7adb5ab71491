import {expect, test} from "vitest";
import {bridgeOf} from "./bridge.js";
import type {Row} from "./cube.js";
import {type Day, readDay} from "./day.js";

const [august, september, october] = ["2026-08-01", "2026-09-01", "2026-10-01"].map((day) => readDay(day)!) as [
  Day,
  Day,
  Day
];

function account(month: Day, more: Row = {}): Row {
  const parts = {volume: 0, mix: 0, free: 0, price: 0, unit: 0, accounts: 0};
  return {month, is_current: false, amount_before: 0, amount: 0, ...parts, ...more};
}

test("accounts of one month add up, also what only one of its two months has", () => {
  const found = bridgeOf([
    account(september, {amount_before: 10, volume: 2, price: 1, amount: 13}),
    account(september, {accounts: 5, amount: 5})
  ])!;
  expect(found.row).toMatchObject({amount_before: 10, volume: 2, price: 1, accounts: 5, amount: 18});
  expect(found.shown).toEqual(["volume", "mix", "free", "price", "accounts"]);
  expect([found.month, found.monthBefore]).toEqual([september, august]);
});

test("where the unit of charge changed there are no parts", () => {
  expect(bridgeOf([account(september, {amount_before: 3, unit: -1, amount: 2})])!.shown).toEqual(["unit"]);
});

test("a month that is over for one account only still runs", () => {
  const rows = [
    account(september, {amount: 7}),
    account(october, {amount: 1}),
    account(october, {is_current: true, amount: 2})
  ];
  expect(bridgeOf(rows)).toMatchObject({month: september, isCurrent: false});
  expect(bridgeOf(rows.slice(1))).toMatchObject({month: october, isCurrent: true, row: {amount: 3}});
});

test("nothing to compare gives no bridge", () => {
  expect(bridgeOf([])).toBeNull();
});
