import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function pending(session: string, more: TestRow = {}): TestRow {
  return {
    session_id: `c#${session}`,
    conversation_id: "c",
    day: "2026-03-02",
    channel: "whatsapp",
    skill: "VENTAS",
    contact_id: "34600000000",
    is_out_of_hours: true,
    requested_at: "2026-03-02 20:00:00Z",
    opens_at: "2026-03-03 08:00:00Z",
    opening_ends_at: "2026-03-03 18:00:00Z",
    window_closes_at: "2026-03-03 20:00:00Z",
    outcome: "pending",
    ...more
  };
}

test("who waits since the evening waits twelve hours at eight in the morning", () =>
  assertModel(
    "metrics.out_of_hours_worklist",
    {"marts.out_of_hours_sessions": [pending("1")]},
    [{waiting_seconds: 43200, is_late: false, is_window_closed: false, skill: "VENTAS"}],
    {asOf: "2026-03-03 08:00:00Z"}
  ));

test("when the next opening is over it is late, and a day after the last message the window is closed", () =>
  assertModel(
    "metrics.out_of_hours_worklist",
    {"marts.out_of_hours_sessions": [pending("1")]},
    [{is_late: true, is_window_closed: true}],
    {asOf: "2026-03-03 20:00:00Z"}
  ));

test("a channel without a window is never closed", () =>
  assertModel(
    "metrics.out_of_hours_worklist",
    {"marts.out_of_hours_sessions": [pending("1", {channel: "chat_web", window_closes_at: null})]},
    [{window_closes_at: null, is_window_closed: false}],
    {asOf: "2026-03-05 08:00:00Z"}
  ));

test("only who nobody has answered yet is on the list", () =>
  assertModel(
    "metrics.out_of_hours_worklist",
    {
      "marts.out_of_hours_sessions": [
        pending("1", {outcome: "lost"}),
        pending("2", {outcome: "recovered_late"}),
        pending("3", {outcome: null, is_out_of_hours: false})
      ]
    },
    [],
    {asOf: "2026-03-20 08:00:00Z"}
  ));

test.each([
  ["one", "S-5C86940CED", "C-B9CD5FD2A0"],
  ["other", "S-B6FFA4BEEA", "C-D5C1C6E8EB"]
])("made-up names hold the key of the warehouse (%s)", (key, session, contact) =>
  assertModel(
    "metrics.out_of_hours_worklist",
    {"marts.out_of_hours_sessions": [pending("1")], "ops.pseudonym_key": [{key}]},
    [{session, contact}],
    {asOf: "2026-03-03 08:00:00Z"}
  )
);
