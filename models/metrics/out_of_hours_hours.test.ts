import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

let count = 0;
function request(hour: number, is_open: boolean | null, more: TestRow = {}): TestRow {
  count += 1;
  return {request_id: `r${count}`, day: "2026-03-02", hour, channel: "whatsapp", skill: "VENTAS", is_open, ...more};
}

test("of the requests of an hour, those while closed and those nobody answered are counted", () =>
  assertModel(
    "metrics.out_of_hours_hours",
    {
      "marts.requests": [
        request(19, true),
        request(19, false, {answered_at: "2026-03-03 08:10:00Z"}),
        request(19, false)
      ]
    },
    [{hour: 19, requests: 3, out_of_hours_requests: 2, unattended_out_of_hours: 1}]
  ));

test("without a calendar a request is asked, but not out of hours", () =>
  assertModel("metrics.out_of_hours_hours", {"marts.requests": [request(3, null)]}, [
    {requests: 1, out_of_hours_requests: 0, unattended_out_of_hours: 0}
  ]));

test("in opening hours nobody is unattended out of hours", () =>
  assertModel("metrics.out_of_hours_hours", {"marts.requests": [request(10, true)]}, [
    {requests: 1, out_of_hours_requests: 0, unattended_out_of_hours: 0}
  ]));

test("the hour that comes twice is one row", () =>
  assertModel(
    "metrics.out_of_hours_hours",
    {
      "marts.requests": [
        request(2, false, {day: "2026-10-25", requested_at: "2026-10-25 00:30:00Z"}),
        request(2, false, {day: "2026-10-25", requested_at: "2026-10-25 01:30:00Z"})
      ]
    },
    [{day: "2026-10-25", hour: 2, requests: 2, out_of_hours_requests: 2}]
  ));

test("nobody asked: there is no row", () => assertModel("metrics.out_of_hours_hours", {}, []));
