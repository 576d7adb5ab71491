import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function connection(day: string, connectedAt: string, more: TestRow = {}): TestRow {
  return {
    session_id: connectedAt,
    agent_id: "a",
    agent_name: "Eva",
    connected_at: connectedAt,
    day,
    is_available: false,
    starts_at: connectedAt,
    ends_at: connectedAt,
    is_open: false,
    is_stale: false,
    ...more
  };
}

function interval(state: string, startsAt: string, seconds: number): TestRow {
  return {agent_id: "a", day: "2026-03-02", state, starts_at: startsAt, seconds};
}

const monday = "2026-03-02";
const asOf = {asOf: "2026-03-02 20:00:00Z"};

test("connected is available in and out of hours and not available, and never stale", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [connection(monday, "2026-03-02 07:00:00Z")],
      "marts.agent_intervals": [
        interval("not_available", "2026-03-02 07:00:00Z", 60),
        interval("available_out_of_hours", "2026-03-02 07:01:00Z", 3540),
        interval("available_in_hours", "2026-03-02 08:00:00Z", 30000),
        interval("stale", "2026-03-02 18:00:00Z", 7000)
      ]
    },
    [
      {
        day: monday,
        agent_id: "a",
        agent_name: "Eva",
        connected_seconds: 33600,
        available_in_hours_seconds: 30000,
        available_out_of_hours_seconds: 3540,
        not_available_seconds: 60,
        scheduled_seconds: 36000,
        stale_seconds: 7000,
        sessions: 1
      }
    ],
    asOf
  ));

test("an agent who stays away has a row with the hours of the schedule, for four weeks", () =>
  assertModel(
    "metrics.agent_days",
    {
      "reference.opening_hours": [{calendar: "default", weekday: 2, opens: "09:00", closes: "19:00"}],
      "marts.agent_stretches": [
        connection("2026-03-02", "2026-03-02 08:00:00Z"),
        connection("2026-03-04", "2026-03-04 08:00:00Z", {agent_id: "b"})
      ]
    },
    [
      {day: "2026-03-02", agent_id: "a", sessions: 1, scheduled_seconds: 0, connected_seconds: 0},
      {day: "2026-03-03", agent_id: "a", sessions: 0, scheduled_seconds: 36000, connected_seconds: 0},
      {day: "2026-03-04", agent_id: "a", sessions: 0, scheduled_seconds: 0, connected_seconds: 0},
      {day: "2026-03-04", agent_id: "b", sessions: 1, scheduled_seconds: 0, connected_seconds: 0}
    ],
    {asOf: "2026-03-04 08:00:00Z"}
  ));

test("a day for which no history has come has no scheduled hours yet", () =>
  assertModel(
    "metrics.agent_days",
    {"marts.agent_stretches": [connection(monday, "2026-03-02 08:00:00Z")]},
    [
      {day: "2026-03-02", is_awaited: false, scheduled_seconds: 36000},
      {day: "2026-03-03", is_awaited: true, scheduled_seconds: null}
    ],
    {asOf: "2026-03-03 10:00:00Z", agentsAsOf: "2026-03-02 18:00:00Z"}
  ));

test("whoever only wrote is awaited as well, on a day for which no history has come", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.open_chats": [monday, "2026-03-03"].map((day) => ({
        session_id: "z#1",
        conversation_id: "z",
        agent_id: "n",
        day
      }))
    },
    [
      {day: "2026-03-02", agent_id: "n", is_awaited: false},
      {day: "2026-03-03", agent_id: "n", is_awaited: true}
    ],
    {asOf: "2026-03-03 10:00:00Z", agentsAsOf: "2026-03-02 18:00:00Z"}
  ));

test("of a day that is not over, the hours up to the newest event are scheduled", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [connection(monday, "2026-03-02 08:00:00Z")],
      "marts.agent_intervals": [interval("available_in_hours", "2026-03-02 08:00:00Z", 5400)]
    },
    [{day: monday, available_in_hours_seconds: 5400, scheduled_seconds: 7200, is_current: true}],
    {asOf: "2026-03-02 10:00:00Z"}
  ));

test("before the opening nothing is scheduled of a day that is not over", () =>
  assertModel(
    "metrics.agent_days",
    {"marts.agent_stretches": [connection(monday, "2026-03-02 07:00:00Z")]},
    [{day: monday, scheduled_seconds: 0, is_current: true}],
    {asOf: "2026-03-02 07:30:00Z"}
  ));

test("while an agent is connected, hours are scheduled up to the newest agent history, as available is", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [
        connection(monday, "2026-03-02 08:00:00Z", {is_open: true, ends_at: "2026-03-02 09:00:00Z"})
      ],
      "marts.agent_intervals": [interval("available_in_hours", "2026-03-02 08:00:00Z", 3600)]
    },
    [{day: monday, available_in_hours_seconds: 3600, scheduled_seconds: 3600}],
    {asOf: "2026-03-02 10:00:00Z", agentsAsOf: "2026-03-02 09:00:00Z"}
  ));

test("what a session ends after the newest event is scheduled as well", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [connection(monday, "2026-03-02 08:00:00Z", {ends_at: "2026-03-02 11:00:00Z"})],
      "marts.agent_intervals": [interval("available_in_hours", "2026-03-02 08:00:00Z", 10800)]
    },
    [{day: monday, available_in_hours_seconds: 10800, scheduled_seconds: 10800}],
    {asOf: "2026-03-02 10:00:00Z"}
  ));

test("where nobody logged out, what is not known is no absence", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [
        connection(monday, "2026-03-02 08:00:00Z", {is_stale: true}),
        connection("2026-03-03", "2026-03-02 08:00:00Z", {is_stale: true}),
        connection("2026-03-03", "2026-03-03 09:00:00Z")
      ],
      "marts.agent_intervals": [interval("stale", "2026-03-02 08:00:00Z", 54000)]
    },
    [
      {day: "2026-03-02", sessions: 1, stale_sessions: 1, stale_seconds: 54000, scheduled_seconds: null},
      {day: "2026-03-03", sessions: 2, stale_sessions: 1, stale_seconds: 0, scheduled_seconds: 36000},
      {day: "2026-03-04", sessions: 0, stale_sessions: 0, stale_seconds: 0, scheduled_seconds: 36000}
    ],
    {asOf: "2026-03-04 20:00:00Z", agentsAsOf: "2026-03-04 20:00:00Z"}
  ));

test("the day's skill and name are those of its latest session, ties by session id", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [
        connection(monday, "2026-03-02 08:00:00Z", {session_id: "9", skill: "VENTAS", agent_name: "Eva"}),
        connection(monday, "2026-03-02 12:00:00Z", {session_id: "1", skill: "SERVICIO", agent_name: "Ana"}),
        connection(monday, "2026-03-02 12:00:00Z", {
          session_id: "2",
          skill: "ATT CLIENTE",
          agent_name: "Rosa",
          is_stale: true
        }),
        connection(monday, "2026-03-02 09:00:00Z", {session_id: "3", is_open: true})
      ]
    },
    [{agent_id: "a", skill: "ATT CLIENTE", agent_name: "Rosa", sessions: 4, stale_sessions: 1, open_sessions: 1}],
    asOf
  ));

test("without a calendar, hours are null and not zero", () =>
  assertModel(
    "metrics.agent_days",
    {
      "reference.skills": [{skill: "VENTAS", calendar: "default"}],
      "marts.agent_stretches": [connection(monday, "2026-03-02 08:00:00Z", {skill: "SERVICIO"})],
      "marts.agent_intervals": [interval("available_without_calendar", "2026-03-02 08:00:00Z", 3600)]
    },
    [
      {
        calendar: null,
        connected_seconds: 3600,
        available_in_hours_seconds: null,
        available_out_of_hours_seconds: null,
        available_without_calendar_seconds: 3600,
        scheduled_seconds: null
      }
    ],
    asOf
  ));

test("chats at once are added in chat time and once in active time", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [connection(monday, "2026-03-02 08:00:00Z")],
      "marts.agent_chats": [
        {
          session_id: "x#1",
          conversation_id: "x",
          agent_id: "a",
          day: monday,
          starts_at: "2026-03-02 09:00:00Z",
          ends_at: "2026-03-02 09:30:00Z",
          seconds: 1800
        },
        {
          session_id: "y#1",
          conversation_id: "y",
          agent_id: "a",
          day: monday,
          starts_at: "2026-03-02 09:10:00Z",
          ends_at: "2026-03-02 09:20:00Z",
          seconds: 600
        },
        {
          session_id: "z#1",
          conversation_id: "z",
          agent_id: "a",
          day: monday,
          starts_at: "2026-03-02 09:25:00Z",
          ends_at: "2026-03-02 09:40:00Z",
          seconds: 900
        },
        {
          session_id: "z#1",
          conversation_id: "z",
          agent_id: "a",
          day: monday,
          starts_at: "2026-03-02 11:00:00Z",
          ends_at: "2026-03-02 11:00:00Z",
          seconds: 0
        }
      ],
      "marts.open_chats": [{session_id: "z#1", conversation_id: "z", agent_id: "a", day: monday}]
    },
    [{conversations_attended: 3, chat_seconds: 3300, active_seconds: 2400, open_conversations: 1}],
    asOf
  ));

test("the occupancy is of chats while available, each moment once", () => {
  const chat = (startsAt: string, endsAt: string, seconds: number) => ({
    session_id: `${startsAt}#1`,
    conversation_id: startsAt,
    agent_id: "a",
    day: monday,
    starts_at: startsAt,
    ends_at: endsAt,
    seconds
  });
  return assertModel(
    "metrics.agent_days",
    {
      "marts.agent_stretches": [connection(monday, "2026-03-02 08:00:00Z")],
      "marts.agent_intervals": [
        {...interval("available_out_of_hours", "2026-03-02 07:50:00Z", 600), ends_at: "2026-03-02 08:00:00Z"},
        {...interval("available_in_hours", "2026-03-02 08:00:00Z", 3600), ends_at: "2026-03-02 09:00:00Z"},
        {...interval("not_available", "2026-03-02 09:00:00Z", 1800), ends_at: "2026-03-02 09:30:00Z"},
        {...interval("stale", "2026-03-02 11:00:00Z", 3600), ends_at: "2026-03-02 12:00:00Z"}
      ],
      "marts.agent_chats": [
        chat("2026-03-02 07:40:00Z", "2026-03-02 08:10:00Z", 1800),
        chat("2026-03-02 08:00:00Z", "2026-03-02 08:05:00Z", 300),
        chat("2026-03-02 08:50:00Z", "2026-03-02 09:10:00Z", 1200),
        chat("2026-03-02 11:10:00Z", "2026-03-02 11:20:00Z", 600)
      ]
    },
    [{chat_seconds: 3900, active_seconds: 3600, active_available_seconds: 1800}],
    asOf
  );
});

test("an agent without any history still shows what they attended", () =>
  assertModel(
    "metrics.agent_days",
    {
      "marts.agent_chats": [
        {
          session_id: "x#1",
          conversation_id: "x",
          agent_id: "n",
          day: monday,
          starts_at: "2026-03-02 09:00:00Z",
          ends_at: "2026-03-02 09:01:00Z",
          seconds: 60
        }
      ]
    },
    [
      {
        day: monday,
        agent_id: "n",
        agent_name: null,
        sessions: 0,
        connected_seconds: 0,
        scheduled_seconds: null,
        conversations_attended: 1
      }
    ],
    asOf
  ));

test("the Sunday the clocks go back is scheduled as long as it is", () =>
  assertModel(
    "metrics.agent_days",
    {
      "reference.opening_hours": [{calendar: "default", weekday: 7, opens: "00:00", closes: "06:00"}],
      "marts.agent_stretches": [connection("2026-10-25", "2026-10-25 08:00:00Z")]
    },
    [{day: "2026-10-25", scheduled_seconds: 25200}]
  ));

test("nobody connected, nobody wrote: no rows", () => assertModel("metrics.agent_days", {}, [], asOf));
