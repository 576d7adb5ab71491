import {test} from "vitest";
import {assertModel, type Given, type TestRow} from "../../pipeline/build/assert-model.js";

const asOf = {asOf: "2026-03-16 08:00:00Z"};

// Monday 2 March 2026; the default calendar is open Monday to Friday, 09:00 to 19:00 in Madrid (UTC + 1).
let count = 0;
function request(requested_at: string, opens_at: string | null, more: TestRow = {}): TestRow {
  count += 1;
  return {
    request_id: `r${count}`,
    day: requested_at.slice(0, 10),
    channel: "whatsapp",
    skill: "VENTAS",
    calendar: "default",
    is_open: false,
    requested_at,
    opens_at,
    opening_ends_at: opens_at === null ? null : `${opens_at.slice(0, 10)} 18:00:00Z`,
    ...more
  };
}

const tuesday = "2026-03-03 08:00:00Z";
const lunch: Given = {
  "reference.opening_hours": [
    {calendar: "default", weekday: 1, opens: "09:00", closes: "14:00"},
    {calendar: "default", weekday: 1, opens: "16:00", closes: "19:00"}
  ]
};

test("at half past eight in the evening, closing at quarter to nine would have covered it", () =>
  assertModel(
    "metrics.longer_hours",
    {"marts.requests": [request("2026-03-02 19:30:00Z", tuesday)]},
    [{kind: "later_closing", minute: 1245, minutes_beyond: 105, requests: 1, unattended: 1}],
    asOf
  ));

test("at the very minute of closing, a quarter of an hour more covers it", () =>
  assertModel("metrics.longer_hours", {"marts.requests": [request("2026-03-02 18:00:00Z", tuesday)]}, [
    {kind: "later_closing", minute: 1155, minutes_beyond: 15}
  ]));

test("before opening, an earlier opening covers it", () =>
  assertModel("metrics.longer_hours", {"marts.requests": [request("2026-03-03 07:20:00Z", tuesday)]}, [
    {kind: "earlier_opening", minute: 495, minutes_beyond: 45}
  ]));

test("on a Sunday no longer hours help, and after Friday's closing they do", () =>
  assertModel(
    "metrics.longer_hours",
    {
      "marts.requests": [
        request("2026-03-06 19:00:00Z", "2026-03-09 08:00:00Z"),
        request("2026-03-08 11:00:00Z", "2026-03-09 08:00:00Z")
      ]
    },
    [
      {day: "2026-03-06", kind: "later_closing", minute: 1215, minutes_beyond: 75},
      {day: "2026-03-08", kind: "closed_day", minute: 735, minutes_beyond: null}
    ]
  ));

test("between the morning and the afternoon it is the break", () =>
  assertModel(
    "metrics.longer_hours",
    {...lunch, "marts.requests": [request("2026-03-02 13:40:00Z", "2026-03-02 15:00:00Z")]},
    [{kind: "break", minute: 885, minutes_beyond: 45}]
  ));

test("attended requests are counted, but are not unattended", () =>
  assertModel(
    "metrics.longer_hours",
    {
      "marts.requests": [
        request("2026-03-02 19:31:00Z", tuesday),
        request("2026-03-02 19:44:59Z", tuesday, {answered_at: "2026-03-03 08:01:00Z"})
      ]
    },
    [{minute: 1245, requests: 2, unattended: 1, pending: 0}],
    asOf
  ));

test.each([
  {at: "a minute before the next opening ends", asOf: "2026-03-03 17:59:00Z", unattended: 0, pending: 1},
  {at: "when it ends", asOf: "2026-03-03 18:00:00Z", unattended: 1, pending: 0}
])("nobody is unattended while the next shift may still answer: $at", ({asOf, unattended, pending}) =>
  assertModel(
    "metrics.longer_hours",
    {"marts.requests": [request("2026-03-02 19:30:00Z", tuesday)]},
    [{requests: 1, unattended, pending}],
    {asOf}
  )
);

test.each([
  {opens: "2026-03-16 08:00:00Z", asOf: "2026-03-09 19:29:00Z", unattended: 0, pending: 1},
  {opens: "2026-03-16 08:00:00Z", asOf: "2026-03-09 19:30:00Z", unattended: 1, pending: 0},
  {opens: null, asOf: "2026-03-09 19:30:00Z", unattended: 1, pending: 0}
])("after 7 days nobody waits for an opening at $opens, as of $asOf", ({opens, asOf, ...counts}) =>
  assertModel(
    "metrics.longer_hours",
    {"marts.requests": [request("2026-03-02 19:30:00Z", opens)]},
    [{requests: 1, ...counts}],
    {asOf}
  )
);

test("the hours of a place count by its own clock", () =>
  assertModel(
    "metrics.longer_hours",
    {
      "reference.calendars": [{calendar: "default", time_zone: "Atlantic/Canary"}],
      "marts.requests": [request("2026-03-02 19:30:00Z", "2026-03-03 09:00:00Z")]
    },
    [{kind: "later_closing", minute: 1185, minutes_beyond: 45}]
  ));

test("in opening hours and without a calendar there is no case for longer hours", () =>
  assertModel(
    "metrics.longer_hours",
    {
      "marts.requests": [
        request("2026-03-02 10:00:00Z", null, {is_open: true}),
        request("2026-03-02 20:00:00Z", null, {is_open: null, calendar: null})
      ]
    },
    []
  ));
