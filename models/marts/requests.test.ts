import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

// Everybody's calendar is open Monday to Friday, 09:00–19:00 in Madrid. 2026-03-02 is a Monday.
function message(id: string, sentAt: string, author: string, more: TestRow = {}): TestRow {
  return {
    message_id: id,
    conversation_id: "c",
    session_id: "c#1",
    sent_at: sentAt,
    direction: author === "contact" ? "inbound" : "outbound",
    author,
    channel: "whatsapp",
    is_event: author === "system",
    is_handoff_request: false,
    ...more
  };
}

const session = {session_id: "c#1", conversation_id: "c", is_engaged: true, has_bot_message: true};
const asked = {is_handoff_request: true};

test("a request has the intent of the contact's message before it", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [session],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "contact", {intent: "pedido"}),
        message("2", "2026-03-02 10:00:01Z", "bot", {intent: "encuesta"}),
        message("3", "2026-03-02 10:00:02Z", "system", asked)
      ]
    },
    [{request_id: "3", kind: "handoff", intent: "pedido", is_open: true, opens_at: null}]
  ));

test("the contact's words, the bot's answer and the console's mark tell of one request", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [session],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "contact", {intent: "persona", ...asked}),
        message("2", "2026-03-02 10:00:01Z", "bot", {intent: "persona", ...asked}),
        message("3", "2026-03-02 10:00:02Z", "system", asked)
      ]
    },
    [{request_id: "1", requested_at: "2026-03-02 10:00:00Z", intent: "persona"}]
  ));

test("asking again is another request, also after a person has written", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [session],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "contact", asked),
        message("2", "2026-03-02 10:10:00Z", "contact", asked),
        message("3", "2026-03-02 10:20:00Z", "agent"),
        message("4", "2026-03-02 10:30:00Z", "system", asked)
      ]
    },
    [{request_id: "1"}, {request_id: "2"}, {request_id: "4"}]
  ));

test("without a bot the contact's first message is the request", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [{...session, has_bot_message: false}],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "contact"),
        message("2", "2026-03-02 10:00:01Z", "contact")
      ]
    },
    [{request_id: "1", kind: "first_message"}]
  ));

test("without a bot the contact's first message and the console's mark of it are one request", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [{...session, has_bot_message: false}],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "contact"),
        message("2", "2026-03-02 10:00:01Z", "system", asked),
        message("3", "2026-03-02 10:05:00Z", "contact"),
        message("4", "2026-03-02 10:10:00Z", "agent"),
        message("5", "2026-03-02 10:20:00Z", "system", asked)
      ]
    },
    [
      {request_id: "1", kind: "handoff", requested_at: "2026-03-02 10:00:00Z"},
      {request_id: "5", kind: "handoff", requested_at: "2026-03-02 10:20:00Z"}
    ]
  ));

test("so they are where the console marks it before the message, or in the same instant", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [{...session, has_bot_message: false}],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "system", {...asked, direction: "inbound"}),
        message("2", "2026-03-02 10:00:00Z", "contact"),
        message("3", "2026-03-02 10:00:01Z", "system", {...asked, direction: "inbound"}),
        message("4", "2026-03-02 10:05:00Z", "contact")
      ]
    },
    [{request_id: "1", kind: "handoff", requested_at: "2026-03-02 10:00:00Z"}]
  ));

test("without a bot a first message that asks is the only request", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [{...session, has_bot_message: false}],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "contact", asked),
        message("2", "2026-03-02 10:05:00Z", "contact")
      ]
    },
    [{request_id: "1", kind: "handoff"}]
  ));

test("19:00:00 is closed, and the next opening is known, over a weekend too", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [session],
      "marts.messages": [
        message("1", "2026-03-02 17:59:59Z", "contact", asked),
        message("2", "2026-03-06 18:00:00Z", "contact", asked)
      ]
    },
    [
      {request_id: "1", is_open: true, opens_at: null, opening_ends_at: null},
      {
        request_id: "2",
        is_open: false,
        opens_at: "2026-03-09 08:00:00Z",
        opening_ends_at: "2026-03-09 18:00:00Z"
      }
    ]
  ));

test("without a calendar it is neither open nor closed", () =>
  assertModel(
    "marts.requests",
    {
      "reference.skills": [],
      "marts.sessions": [session],
      "marts.messages": [message("1", "2026-03-07 10:00:00Z", "contact", asked)]
    },
    [{request_id: "1", calendar: null, is_open: null, opens_at: null}]
  ));

test("two sessions in one thread do not lend each other their intent", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [session, {...session, session_id: "c#2"}],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "contact", {intent: "pedido"}),
        message("2", "2026-03-05 10:00:00Z", "system", {session_id: "c#2", ...asked})
      ]
    },
    [{request_id: "2", session_id: "c#2", intent: null}]
  ));

test("a session of the bot in which nobody asks has no request", () =>
  assertModel(
    "marts.requests",
    {"marts.sessions": [session], "marts.messages": [message("1", "2026-03-02 10:00:00Z", "contact")]},
    []
  ));

test("a request is answered by the first human message after it, within seven days", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [session],
      "marts.messages": [
        message("1", "2026-03-02 10:00:00Z", "agent"),
        message("2", "2026-03-02 10:00:02Z", "system", asked),
        message("3", "2026-03-02 10:09:00Z", "bot"),
        message("4", "2026-03-02 10:10:00Z", "agent"),
        message("5", "2026-03-02 10:11:00Z", "agent"),
        message("6", "2026-03-02 12:00:00Z", "system", asked),
        message("7", "2026-03-09 12:00:00Z", "agent", {session_id: "c#2"})
      ]
    },
    [
      {request_id: "2", answered_at: "2026-03-02 10:10:00Z"},
      {request_id: "6", answered_at: null}
    ]
  ));

test("a thumbs-up to a notice waits for nobody", () =>
  assertModel(
    "marts.requests",
    {
      "marts.sessions": [{...session, has_bot_message: false}],
      "marts.messages": [message("1", "2026-03-02 10:00:00Z", "contact", {type: "reaction"})]
    },
    []
  ));
