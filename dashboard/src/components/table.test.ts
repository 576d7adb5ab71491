import {expect, test} from "vitest";
import {type Column, plain} from "./table.js";

test("a file has an amount with its six digits, not with those that adding up makes", () => {
  const amount: Column = {name: "amount", label: "Spend", kind: "decimal"};
  expect(plain(amount, 0.1 + 0.2)).toBe(0.3);
  expect(plain(amount, 95.07730000000002)).toBe(95.0773);
  expect(plain(amount, 71.83574399999999)).toBe(71.835744);
  expect(plain(amount, null)).toBe(null);
});
