import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function session(id: string, connectedAt: string, disconnectedAt: string | null, more: TestRow = {}): TestRow {
  return {session_id: id, agent_id: "a", connected_at: connectedAt, disconnected_at: disconnectedAt, ...more};
}

test("a session counts its opening hours, weekend and night left out", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "staging.agent_history": [
        session("day", "2026-03-02 07:30:00Z", "2026-03-02 15:30:00Z"),
        session("weekend", "2026-03-07 08:00:00Z", "2026-03-07 12:00:00Z"),
        session("night", "2026-03-02 17:30:00Z", "2026-03-03 08:30:00Z")
      ]
    },
    [
      {session_id: "day", seconds: 28800, in_hours_seconds: 27000, is_stale: false, is_open: false, day: "2026-03-02"},
      {session_id: "weekend", seconds: 14400, in_hours_seconds: 0, is_stale: false, is_open: false, day: "2026-03-07"},
      {session_id: "night", seconds: 54000, in_hours_seconds: 3600, is_stale: false, is_open: false, day: "2026-03-02"}
    ]
  ));

test("sixteen hours are a long day, one second more is a session nobody ended", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "staging.agent_history": [
        session("long", "2026-03-02 06:00:00Z", "2026-03-02 22:00:00Z"),
        session("stale", "2026-03-02 06:00:00Z", "2026-03-02 22:00:01Z")
      ]
    },
    [
      {session_id: "long", is_stale: false},
      {session_id: "stale", is_stale: true}
    ]
  ));

test("a session without an end is valued to the newest agent history, and may be stale by then", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "staging.agent_history": [
        session("open", "2026-03-02 08:00:00Z", null),
        session("forgotten", "2026-03-01 08:00:00Z", null)
      ]
    },
    [
      {
        session_id: "open",
        is_open: true,
        is_stale: false,
        disconnected_at: null,
        ended_at: "2026-03-02 12:00:00Z",
        seconds: 14400
      },
      {
        session_id: "forgotten",
        is_open: true,
        is_stale: true,
        disconnected_at: null,
        ended_at: "2026-03-02 12:00:00Z",
        seconds: 100800
      }
    ],
    {asOf: "2026-03-02 20:00:00Z", agentsAsOf: "2026-03-02 12:00:00Z"}
  ));

test("several available stretches are one session, described by the latest of them", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "staging.agent_history": [
        session("s", "2026-03-02 08:00:00Z", null, {
          available_at: "2026-03-02 08:05:00Z",
          unavailable_at: "2026-03-02 10:00:00Z",
          skill: "VENTAS",
          agent_name: "Eva"
        }),
        session("s", "2026-03-02 08:00:00Z", "2026-03-02 14:00:00Z", {
          available_at: "2026-03-02 11:00:00Z",
          skill: "SERVICIO",
          agent_name: "Eva Ruiz"
        })
      ]
    },
    [
      {
        session_id: "s",
        is_open: false,
        seconds: 21600,
        skill: "SERVICIO",
        agent_name: "Eva Ruiz",
        available_stretches: 2,
        first_available_at: "2026-03-02 08:05:00Z",
        last_unavailable_at: "2026-03-02 10:00:00Z",
        is_impossible: false
      }
    ]
  ));

test("a skill without a calendar has no opening hours, which is not the same as closed", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "reference.skills": [{skill: "VENTAS", calendar: "default"}],
      "staging.agent_history": [
        session("with", "2026-03-07 08:00:00Z", "2026-03-07 12:00:00Z", {skill: "VENTAS"}),
        session("without", "2026-03-07 08:00:00Z", "2026-03-07 12:00:00Z", {skill: "SERVICIO"})
      ]
    },
    [
      {session_id: "with", calendar: "default", in_hours_seconds: 0},
      {session_id: "without", calendar: null, in_hours_seconds: null}
    ]
  ));

test("an availability outside the connection is named impossible", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "staging.agent_history": [
        session("early", "2026-03-02 08:00:00Z", "2026-03-02 12:00:00Z", {available_at: "2026-03-02 07:00:00Z"}),
        session("good", "2026-03-02 08:00:00Z", "2026-03-02 12:00:00Z", {available_at: "2026-03-02 08:00:00Z"})
      ]
    },
    [
      {session_id: "early", is_impossible: true},
      {session_id: "good", is_impossible: false}
    ]
  ));

test("the agents feed names those whom the session does not", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "staging.agents": [
        {agent_id: "a", agent_name: "Eva", valid_from: null},
        {agent_id: "a", agent_name: "Eva Ruiz", valid_from: "2026-03-02"}
      ],
      "staging.agent_history": [
        session("old", "2026-03-01 08:00:00Z", "2026-03-01 12:00:00Z"),
        session("new", "2026-03-02 08:00:00Z", "2026-03-02 12:00:00Z"),
        session("own", "2026-03-02 08:00:00Z", "2026-03-02 12:00:00Z", {agent_name: "E. Ruiz"})
      ]
    },
    [
      {session_id: "old", agent_name: "Eva"},
      {session_id: "new", agent_name: "Eva Ruiz"},
      {session_id: "own", agent_name: "E. Ruiz"}
    ]
  ));

test("the night the clocks go back lasts an hour longer", () =>
  assertModel(
    "marts.agent_sessions",
    {
      "reference.opening_hours": [{calendar: "default", weekday: 7, opens: "00:00", closes: "06:00"}],
      "staging.agent_history": [session("s", "2026-10-24 22:00:00Z", "2026-10-25 05:00:00Z")]
    },
    [{session_id: "s", seconds: 25200, in_hours_seconds: 25200}]
  ));

test("no history makes no sessions", () => assertModel("marts.agent_sessions", {}, []));
