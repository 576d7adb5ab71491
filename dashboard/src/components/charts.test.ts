import {expect, test} from "vitest";
import {countTicks} from "./charts.js";

test("few of what is counted have no half on their axis", () => {
  expect([0, 1, 2, 4, 5, 900].map((most) => countTicks(most))).toEqual([1, 1, 2, 4, 5, 5]);
  expect([1, 3].map((most) => countTicks(most, 2))).toEqual([1, 2]);
});
