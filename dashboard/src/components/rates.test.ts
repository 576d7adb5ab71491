import {expect, test} from "vitest";
import {average, countedQuantile, difference, growth, quantile, share, weightedQuantile} from "./rates.js";

test("a share of nothing is no value, not zero", () => {
  expect(share(0, 0)).toBeNull();
  expect(share(null, 5)).toBeNull();
  expect(share(0, 5)).toBe(0);
  expect(share(1, 4)).toBe(0.25);
});

test("nothing grows from nothing", () => {
  expect(growth(5, 0)).toBeNull();
  expect(growth(5, null)).toBeNull();
  expect(growth(6, 5)).toBeCloseTo(0.2);
  expect(growth(0, 5)).toBe(-1);
});

test("a share differs from none by nothing that could be said", () => {
  expect(difference(0.094, 0.075)).toBeCloseTo(0.019);
  expect(difference(0.094, 0)).toBeCloseTo(0.094);
  expect(difference(null, 0.075)).toBeNull();
});

test("an average over no days is no value", () => {
  expect(average(12, 4)).toBe(3);
  expect(average(12, 0)).toBeNull();
  expect(average(null, 4)).toBeNull();
});

test("the median leaves out what has no value", () => {
  expect(quantile([10, null, 20, Number.NaN, 30], 0.5)).toBe(20);
  expect(quantile([10, 20], 0.5)).toBe(15);
  expect(quantile([], 0.5)).toBeNull();
});

test("a quantile of counted values is one of them, exact at its edge", () => {
  const sorted = [
    {value: 1, count: 5},
    {value: 9, count: 4},
    {value: 60, count: 1}
  ];
  expect(countedQuantile(sorted, 0.5)).toBe(1);
  expect(countedQuantile(sorted, 0.51)).toBe(9);
  expect(countedQuantile(sorted, 0.9)).toBe(9);
  expect(countedQuantile(sorted, 1)).toBe(60);
  expect(countedQuantile([], 0.5)).toBeNull();
});

test("a quantile of values that stand for many is that of all of them", () => {
  const weighted = [
    {value: 30, count: 1},
    {value: 10, count: 2},
    {value: 20, count: 3}
  ];
  for (const fraction of [0, 0.1, 0.5, 0.9, 1]) {
    expect(weightedQuantile(weighted, fraction)).toBe(quantile([10, 10, 20, 20, 20, 30], fraction));
  }
  expect(weightedQuantile([], 0.5)).toBeNull();
});
