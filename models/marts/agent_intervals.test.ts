import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function stretch(session: string, day: string, startsAt: string, endsAt: string, more: TestRow = {}): TestRow {
  return {
    session_id: session,
    agent_id: "a",
    connected_at: startsAt,
    day,
    is_available: false,
    starts_at: startsAt,
    ends_at: endsAt,
    is_open: false,
    is_stale: false,
    ...more
  };
}

const monday = "2026-03-02";

test("a day is cut at opening and closing, and not available is what is left of the connection", () =>
  assertModel(
    "marts.agent_intervals",
    {
      "marts.agent_stretches": [
        stretch("s", monday, "2026-03-02 07:00:00Z", "2026-03-02 19:00:00Z"),
        stretch("s", monday, "2026-03-02 07:30:00Z", "2026-03-02 18:30:00Z", {is_available: true})
      ]
    },
    [
      {state: "not_available", starts_at: "2026-03-02 07:00:00Z", seconds: 1800, is_in_hours: false},
      {state: "available_out_of_hours", starts_at: "2026-03-02 07:30:00Z", seconds: 1800, is_in_hours: false},
      {state: "available_in_hours", starts_at: "2026-03-02 08:00:00Z", seconds: 36000, is_in_hours: true},
      {state: "available_out_of_hours", starts_at: "2026-03-02 18:00:00Z", seconds: 1800, is_in_hours: false},
      {state: "not_available", starts_at: "2026-03-02 18:30:00Z", seconds: 1800, is_in_hours: false}
    ]
  ));

test("two tabs of one agent are one agent", () =>
  assertModel(
    "marts.agent_intervals",
    {
      "marts.agent_stretches": ["s", "t"].flatMap((id) => [
        stretch(id, monday, "2026-03-02 09:00:00Z", "2026-03-02 12:00:00Z"),
        stretch(id, monday, "2026-03-02 09:00:00Z", "2026-03-02 12:00:00Z", {is_available: true})
      ])
    },
    [{state: "available_in_hours", starts_at: "2026-03-02 09:00:00Z", ends_at: "2026-03-02 12:00:00Z", seconds: 10800}]
  ));

test("sessions that overlap are united, and a gap between them stays a gap", () =>
  assertModel(
    "marts.agent_intervals",
    {
      "marts.agent_stretches": [
        stretch("s", monday, "2026-03-02 09:00:00Z", "2026-03-02 11:00:00Z"),
        stretch("t", monday, "2026-03-02 10:00:00Z", "2026-03-02 12:00:00Z"),
        stretch("u", monday, "2026-03-02 13:00:00Z", "2026-03-02 14:00:00Z")
      ]
    },
    [
      {state: "not_available", starts_at: "2026-03-02 09:00:00Z", ends_at: "2026-03-02 12:00:00Z"},
      {state: "not_available", starts_at: "2026-03-02 13:00:00Z", ends_at: "2026-03-02 14:00:00Z"}
    ]
  ));

test("a stale session counts only where no other one covers it, and never as available", () =>
  assertModel(
    "marts.agent_intervals",
    {
      "marts.agent_stretches": [
        stretch("old", monday, "2026-03-02 08:00:00Z", "2026-03-02 18:00:00Z", {is_stale: true}),
        stretch("old", monday, "2026-03-02 08:00:00Z", "2026-03-02 18:00:00Z", {is_stale: true, is_available: true}),
        stretch("new", monday, "2026-03-02 10:00:00Z", "2026-03-02 12:00:00Z")
      ]
    },
    [
      {state: "stale", starts_at: "2026-03-02 08:00:00Z", seconds: 7200, is_in_hours: true},
      {state: "not_available", starts_at: "2026-03-02 10:00:00Z", seconds: 7200, is_in_hours: true},
      {state: "stale", starts_at: "2026-03-02 12:00:00Z", seconds: 21600, is_in_hours: true}
    ]
  ));

test("the day's latest session says whose hours hold, ties by session id", () =>
  assertModel(
    "marts.agent_intervals",
    {
      "reference.skills": [{skill: "VENTAS", calendar: "default"}],
      "marts.service_calendars": [
        {
          account_id: "",
          skill: "VENTAS",
          calendar: "default",
          starts_at: "2009-01-01 00:00:00Z",
          ends_at: "2041-01-01 00:00:00Z"
        }
      ],
      "marts.agent_stretches": [
        stretch("1", monday, "2026-03-02 09:00:00Z", "2026-03-02 10:00:00Z", {is_available: true, skill: "SERVICIO"}),
        stretch("2", monday, "2026-03-02 09:00:00Z", "2026-03-02 10:00:00Z", {is_available: true, skill: "VENTAS"}),
        stretch("3", monday, "2026-03-02 09:00:00Z", "2026-03-02 10:00:00Z", {
          agent_id: "b",
          is_available: true,
          skill: "SERVICIO"
        })
      ].flatMap((row) => [row, {...row, is_available: false}])
    },
    [
      {agent_id: "a", skill: "VENTAS", calendar: "default", state: "available_in_hours", is_in_hours: true},
      {agent_id: "b", skill: "SERVICIO", calendar: null, state: "available_without_calendar", is_in_hours: null}
    ]
  ));

test("a session of two skills has the skill that it has itself", () =>
  assertModel(
    "marts.agent_intervals",
    {
      "marts.agent_stretches": [
        stretch("s", monday, "2026-03-02 09:00:00Z", "2026-03-02 12:00:00Z", {skill: "SERVICIO"}),
        stretch("s", monday, "2026-03-02 09:00:00Z", "2026-03-02 12:00:00Z", {is_available: true, skill: "VENTAS"})
      ]
    },
    [{skill: "SERVICIO", seconds: 10800}]
  ));

test("who is still connected is flagged", () =>
  assertModel(
    "marts.agent_intervals",
    {
      "marts.agent_stretches": [
        stretch("s", monday, "2026-03-02 09:00:00Z", "2026-03-02 11:00:00Z"),
        stretch("t", monday, "2026-03-02 10:00:00Z", "2026-03-02 11:00:00Z", {is_open: true})
      ]
    },
    [
      {starts_at: "2026-03-02 09:00:00Z", is_open: false},
      {starts_at: "2026-03-02 10:00:00Z", is_open: true}
    ]
  ));
