import {expect, test} from "vitest";
import {addUpBudgets, isMonthOver, withBudget} from "./budget.js";

const none = {amount_so_far: null, forecast_so_far: null, low_so_far: null, high_so_far: null};

test("what one account has and another only expects is added up", () => {
  const rows = addUpBudgets([
    {day: 2, ...none, amount_so_far: 10, budget: 20, budget_so_far: 5},
    {day: 2, ...none, forecast_so_far: 6, low_so_far: 5, high_so_far: 8, budget: 10, budget_so_far: 2},
    {day: 1, ...none, amount_so_far: 4, budget: 20, budget_so_far: 3},
    {day: 1, ...none, amount_so_far: 1, budget: 10, budget_so_far: 1}
  ]);
  expect(rows).toMatchObject([
    {day: 1, amount_so_far: 5, forecast_so_far: null, low_so_far: null, budget: 30, budget_so_far: 4},
    {day: 2, amount_so_far: null, forecast_so_far: 16, low_so_far: 15, high_so_far: 18, budget: 30}
  ]);
});

test("what an account without a budget spends is held against no other's", () => {
  const days = [
    {day: 1, ...none, amount_so_far: 40, budget: 100, budget_so_far: 50},
    {day: 1, ...none, amount_so_far: 200, budget: null, budget_so_far: null}
  ];
  expect(addUpBudgets(withBudget(days))).toMatchObject([{amount_so_far: 40, budget: 100, budget_crossed_on: null}]);
  expect(addUpBudgets(withBudget(days.slice(1)))).toMatchObject([{amount_so_far: 200, budget: null}]);
});

test("a budget is crossed on its first day above, expected or not", () => {
  const expected = addUpBudgets([
    {day: 1, ...none, amount_so_far: 9, budget: 10, budget_so_far: 5},
    {day: 2, ...none, forecast_so_far: 11, low_so_far: 10, high_so_far: 12, budget: 10, budget_so_far: 10}
  ]);
  expect(expected[0]).toMatchObject({budget_crossed_on: 2, is_expected: true});
  const passed = addUpBudgets([{day: 1, ...none, amount_so_far: 11, budget: 10, budget_so_far: 5}]);
  expect(passed[0]).toMatchObject({budget_crossed_on: 1, is_expected: false});
  const without = addUpBudgets([{day: 1, ...none, amount_so_far: 11, budget: null, budget_so_far: null}]);
  expect(without[0]).toMatchObject({budget: null, budget_crossed_on: null, is_expected: false});
});

test("a month is over when it is over for every account", () => {
  expect(isMonthOver([{is_current: false}, {is_current: false}])).toBe(true);
  expect(isMonthOver([{is_current: false}, {is_current: true}])).toBe(false);
  expect(isMonthOver([])).toBe(false);
});
