import {expect, test} from "vitest";
import {overWholeDays} from "./before.js";
import type {Day} from "./day.js";
import type {Period} from "./filters.js";
import type {View} from "./page.js";

/** What a number of the days 11 to 14, with ten on each, is compared with in the four days before. */
function againstBefore(partialDay: Day | null, compared: Period | null = {from: 7, to: 10}, from = 11) {
  const view = {filters: {from, to: 14} as View["filters"], compared, partialDay};
  return overWholeDays(view, ({from, to}) => (to - from + 1) * 10)((sum) => sum);
}

test("a period of days that are over is compared with all of the one before", () => {
  expect(againstBefore(null)).toEqual({before: 40});
  expect(againstBefore(15)).toEqual({before: 40});
});

test("the day that is not over counts on neither side", () => {
  const days = {now: {from: 11, to: 13}, before: {from: 7, to: 9}};
  expect(againstBefore(14)).toEqual({before: 30, overWholeDays: {...days, value: 30}});
});

test("nor do days of which nothing has come, where a source ends before the others", () => {
  const days = {now: {from: 11, to: 11}, before: {from: 7, to: 7}};
  expect(againstBefore(12)).toEqual({before: 10, overWholeDays: {...days, value: 10}});
});

test("a day that is not over, alone, is compared with nothing", () => {
  expect(againstBefore(14, {from: 13, to: 13}, 14)).toEqual({before: null, isCompared: false});
});

test("without a period before there is nothing to compare with", () => {
  expect(againstBefore(14, null)).toEqual({before: null});
});
