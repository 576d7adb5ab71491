import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function wait(more: TestRow): TestRow {
  return {wait_id: "w", day: "2026-03-02", is_answered: true, is_waiting: false, ...more};
}

test("answered at the target is within it", () =>
  assertModel("metrics.waits", {"marts.waits": [wait({wait_clock_seconds: 50000, wait_open_seconds: 60})]}, [
    {is_within_target: "true"}
  ]));

test("a second past the target is not", () =>
  assertModel("metrics.waits", {"marts.waits": [wait({wait_clock_seconds: 61, wait_open_seconds: 61})]}, [
    {is_within_target: "false"}
  ]));

test("never answered is not within the target", () =>
  assertModel("metrics.waits", {"marts.waits": [wait({is_answered: false})]}, [{is_within_target: "false"}]));

test("who waits still is neither", () =>
  assertModel("metrics.waits", {"marts.waits": [wait({is_answered: false, is_waiting: true})]}, [
    {is_within_target: null}
  ]));

test("without a calendar the clock decides", () =>
  assertModel("metrics.waits", {"marts.waits": [wait({wait_clock_seconds: 30})]}, [{is_within_target: "true"}]));
