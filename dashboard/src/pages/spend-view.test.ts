import {expect, test} from "vitest";
import {cubeOf} from "../components/cube.js";
import {currenciesOf} from "./spend-view.js";

test("the page begins with the currency of most units, not of the greatest figure", () => {
  const days = cubeOf([
    {currency: "COP", units: 10, amount: 5000},
    {currency: "USD", units: 900, amount: 60}
  ]);
  const billed = cubeOf([{currency: "EUR"}, {currency: "USD"}]);
  expect(currenciesOf(days, billed)).toEqual(["USD", "COP", "EUR"]);
});
