import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

let count = 0;
function request(requested_at: string, more: TestRow = {}): TestRow {
  count += 1;
  const next = {opens_at: "2026-03-03 08:00:00Z", opening_ends_at: "2026-03-03 18:00:00Z"};
  const request_id = `r${String(count).padStart(3, "0")}`;
  return {
    request_id,
    conversation_id: "c",
    session_id: "c#1",
    session_day: "2026-03-02",
    channel: "whatsapp",
    is_open: false,
    requested_at,
    ...next,
    ...more
  };
}

function message(author: string, sent_at: string): TestRow {
  count += 1;
  const direction = author === "contact" ? "inbound" : "outbound";
  return {
    message_id: `m${count}`,
    conversation_id: "c",
    author,
    direction,
    agent_id: author === "agent" ? "7" : null,
    is_event: false,
    sent_at
  };
}

const evening = "2026-03-02 20:00:00Z";
const asOf = {asOf: "2026-03-20 00:00:00Z"};

test("who is answered before the next opening ends is recovered in the next shift", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening)],
      "marts.messages": [message("contact", evening), message("agent", "2026-03-03 08:10:00Z")]
    },
    [{outcome: "recovered_next_shift", opening_to_answer_seconds: "600", is_window_closed_before_reply: "false"}],
    asOf
  ));

test("at the end of the next opening it is late", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening)],
      "marts.messages": [message("contact", evening), message("agent", "2026-03-03 18:00:00Z")]
    },
    [{outcome: "recovered_late", opening_to_answer_seconds: "36000"}],
    asOf
  ));

test("after 24 hours only a paid template reaches the contact", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening)],
      "marts.messages": [message("contact", evening), message("agent", "2026-03-04 09:00:00Z")]
    },
    [{outcome: "recovered_late", is_window_closed_before_reply: "true"}],
    asOf
  ));

test("an agent who works at night answers before the opening", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening)],
      "marts.messages": [message("contact", evening), message("agent", "2026-03-02 20:05:00Z")]
    },
    [{outcome: "recovered_next_shift", opening_to_answer_seconds: "0"}],
    asOf
  ));

test("nobody within seven days is lost", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening)],
      "marts.messages": [message("contact", evening), message("agent", "2026-03-09 20:00:00Z")]
    },
    [{outcome: "lost", answered_at: null}],
    asOf
  ));

test("until seven days are over it is pending", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {"marts.requests": [request(evening)], "marts.messages": [message("contact", evening)]},
    [{outcome: "pending", window_closes_at: "2026-03-03 20:00:00Z"}],
    {asOf: "2026-03-09 19:59:59Z"}
  ));

test("a session whose requests all came while open has no outcome", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {"marts.requests": [request("2026-03-02 10:00:00Z", {is_open: true})], "marts.messages": []},
    [{is_out_of_hours: "false", outcome: null}],
    asOf
  ));

test("no calendar is not closed", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening, {is_open: null, opens_at: null, opening_ends_at: null})],
      "marts.messages": []
    },
    [{is_out_of_hours: "false", outcome: null}],
    asOf
  ));

test("three requests while closed are one session, from the first of them", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [
        request("2026-03-02 10:00:00Z", {is_open: true}),
        request(evening),
        request("2026-03-02 21:00:00Z")
      ],
      "marts.messages": []
    },
    [{is_out_of_hours: "true", requested_at: evening, outcome: "lost"}],
    asOf
  ));

test("after a closure of ten days, the first day back is still the next shift", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening, {opens_at: "2026-03-13 08:00:00Z", opening_ends_at: "2026-03-13 18:00:00Z"})],
      "marts.messages": [message("contact", evening), message("agent", "2026-03-13 08:05:00Z")]
    },
    [{outcome: "recovered_next_shift", opening_to_answer_seconds: "300", is_window_closed_before_reply: "true"}],
    asOf
  ));

test("what a lost contact writes weeks later opens no window", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening)],
      "marts.messages": [message("contact", evening), message("contact", "2026-03-19 20:00:00Z")]
    },
    [{outcome: "lost", window_closes_at: "2026-03-03 20:00:00Z", is_window_closed_before_reply: "true"}],
    asOf
  ));

const askedAgain = {
  "marts.requests": [request(evening)],
  "marts.messages": [message("contact", evening), message("contact", "2026-03-09 12:00:00Z")]
};

test("the window of a lost contact who wrote again on the seventh day is open until it is over", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    askedAgain,
    [{outcome: "lost", window_closes_at: "2026-03-10 12:00:00Z", is_window_closed_before_reply: "false"}],
    {asOf: "2026-03-10 11:00:00Z"}
  ));

test("and closed without a reply afterwards", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    askedAgain,
    [{outcome: "lost", window_closes_at: "2026-03-10 12:00:00Z", is_window_closed_before_reply: "true"}],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("only WhatsApp closes a window", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening, {channel: "chat_web"})],
      "marts.messages": [message("contact", evening)]
    },
    [{outcome: "lost", window_closes_at: null, is_window_closed_before_reply: null}],
    asOf
  ));

test("without a next opening an answer is late, and how late is not known", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [request(evening, {opens_at: null, opening_ends_at: null})],
      "marts.messages": [message("agent", "2026-03-03 09:00:00Z")]
    },
    [{outcome: "recovered_late", opening_to_answer_seconds: null}],
    asOf
  ));

test("of two requests of one instant the contact's is the first", () =>
  assertModel(
    "marts.out_of_hours_sessions",
    {
      "marts.requests": [
        request(evening, {request_id: "a", direction: "outbound", skill: "VENTAS"}),
        request(evening, {request_id: "b", direction: "inbound", skill: "SERVICIO"})
      ]
    },
    [{skill: "SERVICIO"}],
    asOf
  ));
