import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function message(id: string, sentAt: string, author: string, more: TestRow = {}): TestRow {
  return {
    message_id: id,
    conversation_id: "c",
    session_id: "c#1",
    sent_at: sentAt,
    direction: author === "contact" ? "inbound" : "outbound",
    author,
    channel: "chat_web",
    is_event: false,
    ...more
  };
}

test("a session counts who wrote how much, and every row once", () =>
  assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("1", "2026-03-02 09:00:00Z", "contact"),
        message("2", "2026-03-02 09:00:01Z", "bot"),
        message("3", "2026-03-02 09:00:02Z", "contact"),
        message("4", "2026-03-02 09:05:00Z", "agent"),
        message("5", "2026-03-02 09:06:00Z", "system"),
        message("6", "2026-03-02 09:07:00Z", "unknown"),
        message("7", "2026-03-02 09:08:00Z", "contact", {is_event: true})
      ]
    },
    [
      {
        session_id: "c#1",
        conversation_id: "c",
        messages_inbound: 2,
        messages_bot: 1,
        messages_agent: 1,
        messages_other: 3,
        is_engaged: true,
        has_bot_message: true,
        started_at: "2026-03-02 09:00:00Z",
        last_message_at: "2026-03-02 09:07:00Z"
      }
    ]
  ));

test("a session of business messages alone is not engaged", () =>
  assertModel(
    "marts.sessions",
    {"marts.messages": [message("1", "2026-03-02 09:00:00Z", "bot"), message("2", "2026-03-02 09:01:00Z", "agent")]},
    [{session_id: "c#1", is_engaged: false, messages_inbound: 0}]
  ));

test("events alone are no session, unless one of them asks for a person", () => {
  const event = {channel: "whatsapp", is_event: true};
  return assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("number changed", "2026-03-02 09:00:00Z", "system", {...event, type: "system"}),
        message("closed", "2026-03-02 09:01:00Z", "system", {...event, event: "closed"}),
        message("asks", "2026-03-02 09:00:00Z", "system", {
          ...event,
          conversation_id: "d",
          session_id: "d#1",
          event: "handoff_requested",
          is_handoff_request: true
        })
      ]
    },
    [{session_id: "d#1", is_engaged: false, messages_other: 1, started_at: "2026-03-02 09:00:00Z"}]
  );
});

const begun = (messages: TestRow[], isBegunByContact: boolean) =>
  assertModel("marts.sessions", {"marts.messages": messages}, [
    {session_id: "c#1", is_begun_by_contact: isBegunByContact}
  ]);

test("a session is begun by the contact who writes first, also at the instant of the answer", () =>
  begun([message("2", "2026-03-02 09:00:00Z", "contact"), message("1", "2026-03-02 09:00:00Z", "bot")], true));

test("an answer to a template begins no session, nor what an agent wrote first", () =>
  Promise.all(
    ["system", "bot", "agent", "unknown"].map((author) =>
      begun(
        [
          message("1", "2026-03-02 09:00:00Z", author, {channel: "whatsapp"}),
          message("2", "2026-03-02 09:05:00Z", "contact", {channel: "whatsapp"})
        ],
        false
      )
    )
  ));

test("a mark before the contact's first message begins nothing", () =>
  begun(
    [message("1", "2026-03-02 09:00:00Z", "system", {is_event: true}), message("2", "2026-03-02 09:00:01Z", "contact")],
    true
  ));

test("a bot's greeting in a web chat does not come before the contact, who opened it", () =>
  begun(
    [message("1", "2026-03-02 09:00:00Z", "bot"), message("2", "2026-03-02 09:05:00Z", "contact", {skill: "VENTAS"})],
    true
  ));

test("a session in which the contact wrote nothing is not begun by them", () =>
  begun([message("1", "2026-03-02 09:00:00Z", "bot")], false));

test("a session stands on the local day it started, also over midnight", () =>
  assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("1", "2026-03-02 22:59:00Z", "contact"),
        message("2", "2026-03-02 23:01:00Z", "agent"),
        message("3", "2026-03-02 23:01:00Z", "contact", {conversation_id: "d", session_id: "d#1"})
      ]
    },
    [
      {session_id: "c#1", day: "2026-03-02", hour: 23},
      {session_id: "d#1", day: "2026-03-03", hour: 0}
    ]
  ));

test("two sessions in one thread are counted apart", () =>
  assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("1", "2026-03-02 09:00:00Z", "contact"),
        message("2", "2026-03-05 09:00:00Z", "bot", {session_id: "c#2"})
      ]
    },
    [
      {session_id: "c#1", conversation_id: "c", is_engaged: true, has_bot_message: false},
      {session_id: "c#2", conversation_id: "c", is_engaged: false, has_bot_message: true}
    ]
  ));

test("a session is mature 24 hours after its last message, not a second before", () =>
  assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("1", "2026-03-02 09:00:00Z", "contact"),
        message("2", "2026-03-02 09:00:01Z", "contact", {conversation_id: "d", session_id: "d#1"})
      ]
    },
    [
      {session_id: "c#1", is_mature: true},
      {session_id: "d#1", is_mature: false}
    ],
    {asOf: "2026-03-03 09:00:00Z"}
  ));

test("at one instant the skill is that of the later message in the order of all things", () =>
  assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("2", "2026-03-02 09:00:00Z", "contact", {skill: "VENTAS"}),
        message("1", "2026-03-02 09:00:00Z", "agent", {skill: "SERVICIO"}),
        message("3", "2026-03-02 09:00:00Z", "agent", {session_id: "d#1", conversation_id: "d", skill: "VENTAS"}),
        message("4", "2026-03-02 09:00:00Z", "agent", {session_id: "d#1", conversation_id: "d", skill: "SERVICIO"})
      ]
    },
    [
      {session_id: "c#1", skill: "SERVICIO"},
      {session_id: "d#1", skill: "SERVICIO"}
    ]
  ));

test("the skill is that of the latest message that names one", () =>
  assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("1", "2026-03-02 09:00:00Z", "contact", {skill: "VENTAS"}),
        message("2", "2026-03-02 09:01:00Z", "agent", {skill: "SERVICIO"}),
        message("3", "2026-03-02 09:02:00Z", "contact", {skill: "SERVICIO"}),
        message("4", "2026-03-02 09:03:00Z", "contact"),
        message("5", "2026-03-02 09:04:00Z", "contact", {conversation_id: "d", session_id: "d#1"})
      ]
    },
    [
      {session_id: "c#1", skill: "SERVICIO"},
      {session_id: "d#1", skill: null}
    ]
  ));

test("an intent alone shows that a bot answered", () =>
  assertModel(
    "marts.sessions",
    {"marts.messages": [message("1", "2026-03-02 09:00:00Z", "contact", {source_intent: "pedido"})]},
    [{session_id: "c#1", has_bot_message: true, messages_bot: 0}]
  ));

test("a turn that the bot did not understand shows that it answered, also without an intent's name", () =>
  assertModel(
    "marts.sessions",
    {
      "marts.messages": [
        message("1", "2026-03-02 09:00:00Z", "contact", {is_fallback: true}),
        message("2", "2026-03-02 09:00:00Z", "contact", {turn_id: "t", conversation_id: "d", session_id: "d#1"}),
        message("3", "2026-03-02 09:00:00Z", "contact", {conversation_id: "e", session_id: "e#1"})
      ]
    },
    [
      {session_id: "c#1", has_bot_message: true, messages_bot: 0},
      {session_id: "d#1", has_bot_message: true, messages_bot: 0},
      {session_id: "e#1", has_bot_message: false, messages_bot: 0}
    ]
  ));

test("no messages, no sessions", () => assertModel("marts.sessions", {}, [], {asOf: "2026-03-03 09:00:00Z"}));
