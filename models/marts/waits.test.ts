import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

// Monday 2 March 2026; the default calendar is open Monday to Friday, 09:00 to 19:00 in Madrid (UTC + 1).
let count = 0;
function request(requested_at: string, more: TestRow = {}): TestRow {
  count += 1;
  const request_id = `r${String(count).padStart(3, "0")}`;
  return {
    request_id,
    conversation_id: "c",
    session_id: "c#1",
    channel: "whatsapp",
    calendar: "default",
    is_open: true,
    requested_at,
    ...more
  };
}

function agent(sent_at: string, more: TestRow = {}): TestRow {
  count += 1;
  return {
    message_id: `m${count}`,
    conversation_id: "c",
    author: "agent",
    direction: "outbound",
    agent_id: "7",
    is_event: false,
    sent_at,
    ...more
  };
}

const asOf = {asOf: "2026-03-20 00:00:00Z"};

test("a wait lasts from the request to the first human message", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [request("2026-03-02 10:00:00Z")],
      "marts.messages": [agent("2026-03-02 09:59:00Z"), agent("2026-03-02 10:04:00Z"), agent("2026-03-02 10:09:00Z")]
    },
    [{wait_clock_seconds: "240", wait_open_seconds: "240", is_answered: "true", agent_id: "7"}],
    asOf
  ));

test("the bot's messages and events answer nobody", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [request("2026-03-02 10:00:00Z")],
      "marts.messages": [
        agent("2026-03-02 10:01:00Z", {author: "bot"}),
        agent("2026-03-02 10:02:00Z", {is_event: true}),
        agent("2026-03-02 10:05:00Z")
      ]
    },
    [{wait_clock_seconds: "300"}],
    asOf
  ));

test("requests while somebody waits already join that wait", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [request("2026-03-02 10:00:00Z"), request("2026-03-02 10:03:00Z")],
      "marts.messages": [agent("2026-03-02 10:10:00Z")]
    },
    [{requests: "2", wait_clock_seconds: "600"}],
    asOf
  ));

test("a request after the answer is another wait", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [request("2026-03-02 10:00:00Z"), request("2026-03-02 11:00:00Z")],
      "marts.messages": [agent("2026-03-02 10:10:00Z"), agent("2026-03-02 11:01:00Z")]
    },
    [{wait_clock_seconds: "600"}, {wait_clock_seconds: "60"}],
    asOf
  ));

test("a night counts on the clock but not in opening hours", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [request("2026-03-02 18:30:00Z", {is_open: false})],
      "marts.messages": [agent("2026-03-03 08:10:00Z")]
    },
    [{wait_clock_seconds: "49200", wait_open_seconds: "600", is_out_of_hours: "true"}],
    asOf
  ));

test("the weekend of the clock change is closed, however long it lasts", () =>
  assertModel(
    "marts.waits",
    {
      // Friday 27 March 17:55 UTC is 18:55 in Madrid; Monday 30 March 07:05 UTC is 09:05 there.
      "marts.requests": [request("2026-03-27 17:55:00Z")],
      "marts.messages": [agent("2026-03-30 07:05:00Z")]
    },
    [{wait_clock_seconds: "220200", wait_open_seconds: "600"}],
    {asOf: "2026-04-10 00:00:00Z"}
  ));

test("after seven days nobody answered, and a later message answers nothing", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [request("2026-03-02 10:00:00Z")],
      "marts.messages": [agent("2026-03-09 10:00:00Z")]
    },
    [{is_answered: "false", is_waiting: "false", wait_clock_seconds: null, agent_id: null}],
    asOf
  ));

test("a request after seven days of waiting begins another wait", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [
        request("2026-03-02 10:00:00Z"),
        request("2026-03-05 10:00:00Z"),
        request("2026-03-09 10:00:00Z")
      ],
      "marts.messages": [agent("2026-03-09 10:01:00Z")]
    },
    [
      {requests: "2", is_answered: "false"},
      {requests: "1", is_answered: "true", wait_clock_seconds: "60"}
    ],
    asOf
  ));

test("who waits still is marked, and valued to as of in opening hours", () =>
  assertModel(
    "marts.waits",
    {"marts.requests": [request("2026-03-02 10:00:00Z")], "marts.messages": []},
    [{is_waiting: "true", is_answered: "false", wait_clock_seconds: null, waited_open_seconds: "3600"}],
    {asOf: "2026-03-02 11:00:00Z"}
  ));

test("without a calendar there are no opening hours, not none", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [request("2026-03-02 10:00:00Z", {calendar: null, is_open: null})],
      "marts.messages": [agent("2026-03-02 10:04:00Z")]
    },
    [{wait_clock_seconds: "240", wait_open_seconds: null, is_out_of_hours: null}],
    asOf
  ));

test("two requests at the same instant after seven days are one wait", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [
        request("2026-03-02 10:00:00Z"),
        request("2026-03-09 10:00:00Z"),
        request("2026-03-09 10:00:00Z")
      ],
      "marts.messages": []
    },
    [
      {requests: "1", started_at: "2026-03-02 10:00:00Z"},
      {requests: "2", started_at: "2026-03-09 10:00:00Z"}
    ],
    asOf
  ));

test("who writes at the very instant of the request answers it", () =>
  assertModel(
    "marts.waits",
    {"marts.requests": [request("2026-03-02 10:00:00Z")], "marts.messages": [agent("2026-03-02 10:00:00Z")]},
    [{is_answered: "true", wait_clock_seconds: "0", wait_open_seconds: "0"}],
    asOf
  ));

test("a wait keeps the team and the hours it began with, whoever answers", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [
        request("2026-03-02 10:00:00Z", {skill: "VENTAS"}),
        request("2026-03-02 10:05:00Z", {skill: "TALLER", calendar: null, is_open: null})
      ],
      "marts.messages": [agent("2026-03-02 10:10:00Z", {skill: "TALLER"})]
    },
    [{skill: "VENTAS", requests: "2", wait_open_seconds: "600"}],
    asOf
  ));

test("of two requests of one instant the contact's begins the wait", () =>
  assertModel(
    "marts.waits",
    {
      "marts.requests": [
        request("2026-03-02 10:00:00Z", {request_id: "a", direction: "outbound", skill: "VENTAS"}),
        request("2026-03-02 10:00:00Z", {request_id: "b", direction: "inbound", skill: "SERVICIO"})
      ]
    },
    [{wait_id: "b", skill: "SERVICIO", requests: 2}],
    asOf
  ));
