import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function interval(day: string, starts_at: string, ends_at: string, more: TestRow = {}): TestRow {
  return {
    agent_id: "7",
    skill: "VENTAS",
    state: "available_in_hours",
    day,
    starts_at,
    ends_at,
    is_open: false,
    ...more
  };
}

test("a stretch stands at its seconds since local midnight", () =>
  assertModel(
    "metrics.agent_timelines",
    {"marts.agent_intervals": [interval("2026-03-02", "2026-03-02 08:00:00Z", "2026-03-02 18:00:00Z")]},
    [{from_second: 32400, to_second: 68400, state: "available_in_hours"}]
  ));

test("on the day the clocks go forward, noon is eleven hours after midnight", () =>
  assertModel(
    "metrics.agent_timelines",
    {"marts.agent_intervals": [interval("2026-03-29", "2026-03-29 10:00:00Z", "2026-03-29 22:00:00Z")]},
    [{from_second: 39600, to_second: 82800}]
  ));

test("a day of 25 hours ends at 90000", () =>
  assertModel(
    "metrics.agent_timelines",
    {
      "marts.agent_intervals": [
        interval("2026-10-25", "2026-10-24 22:00:00Z", "2026-10-25 23:00:00Z", {state: "stale", is_open: true})
      ]
    },
    [{from_second: 0, to_second: 90000, state: "stale", is_still_connected: true}]
  ));
