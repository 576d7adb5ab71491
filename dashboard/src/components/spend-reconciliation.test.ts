import {expect, test} from "vitest";
import {differingLines} from "./spend-reconciliation.js";

const line = (more: Record<string, number | string | null>) => ({
  market: "Spain",
  ours_units: 3,
  theirs_units: 3,
  difference: 0,
  cause: null,
  ...more
});
const markets = (rows: ReturnType<typeof line>[]) => differingLines(rows).map(({market}) => market);

test("lines that differ stand by the size of the difference, without what rounding makes", () =>
  expect(
    markets([
      line({market: "France", difference: 0.004, cause: "rounding"}),
      line({market: "Spain", difference: 0.5, cause: "missing_events"}),
      line({market: "Italy"}),
      line({market: "Mexico", difference: -2, cause: "estimate"})
    ])
  ).toEqual(["Mexico", "Spain"]));

test("where Meta hides what it costs, lines differ by their units", () => {
  const hidden = (market: string, theirs_units: number | null) => line({market, theirs_units, difference: null});
  expect(
    markets([
      hidden("Italy", 4),
      hidden("France", 3),
      hidden("Mexico", null),
      hidden("India", 0),
      line({difference: 0.5, cause: "missing_events"})
    ])
  ).toEqual(["Spain", "India", "Italy"]);
});
