import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const where = {channel: "whatsapp", account_id: "1"};

function message(day: string, author: string, more: TestRow = {}): TestRow {
  return {
    message_id: author,
    day,
    direction: author === "contact" ? "inbound" : "outbound",
    author,
    is_event: false,
    ...where,
    ...more
  };
}

test("sessions stand on the day they started, messages on their own", () =>
  assertModel(
    "metrics.conversation_days",
    {
      "marts.conversations": [{conversation_id: "c", day: "2026-03-01", ...where}],
      "marts.sessions": [{session_id: "c#1", day: "2026-03-02", contact_key: "p", is_engaged: true, ...where}],
      "marts.messages": [message("2026-03-02", "contact"), message("2026-03-03", "bot"), message("2026-03-03", "agent")]
    },
    [
      {day: "2026-03-01", conversations_opened: 1, sessions: 0, contacts: 0, messages_inbound: 0},
      {day: "2026-03-02", conversations_opened: 0, sessions: 1, engaged_sessions: 1, contacts: 1, messages_inbound: 1},
      {day: "2026-03-03", sessions: 0, messages_inbound: 0, messages_bot: 1, messages_agent: 1, messages_other: 0}
    ].map((row) => ({
      conversations_opened: 0,
      engaged_sessions: 0,
      contacts: 0,
      messages_bot: 0,
      messages_agent: 0,
      messages_other: 0,
      ...row
    }))
  ));

test("a contact with two sessions on a day is one contact", () =>
  assertModel(
    "metrics.conversation_days",
    {
      "marts.sessions": [
        {session_id: "c#1", day: "2026-03-02", contact_key: "p", is_engaged: true, ...where},
        {session_id: "d#1", day: "2026-03-02", contact_key: "p", is_engaged: false, ...where},
        {session_id: "e#1", day: "2026-03-02", contact_key: "q", is_engaged: false, ...where}
      ]
    },
    [{sessions: 3, engaged_sessions: 1, contacts: 2, engaged_contacts: 1}]
  ));

test("a number that two sources write with and without a plus is one contact", () =>
  assertModel(
    "metrics.conversation_days",
    {
      "marts.sessions": ["+525500000001", "525500000001", "5215500000001"].map((contact_id, index) => ({
        session_id: `${index}#1`,
        day: "2026-03-02",
        contact_id,
        contact_key: "whatsapp|525500000001",
        is_engaged: true,
        ...where
      }))
    },
    [{sessions: 3, contacts: 1, engaged_contacts: 1}]
  ));

test("sessions that the contact began are counted beside those that answer the business", () =>
  assertModel(
    "metrics.conversation_days",
    {
      "marts.sessions": [true, true, false].map((isBegun, index) => ({
        session_id: `c#${index}`,
        day: "2026-03-02",
        is_engaged: true,
        is_begun_by_contact: isBegun,
        ...where
      }))
    },
    [{engaged_sessions: 3, sessions_by_contact: 2}]
  ));

test("every message is counted once, whoever wrote it", () =>
  assertModel(
    "metrics.conversation_days",
    {
      "marts.messages": [
        message("2026-03-02", "contact"),
        message("2026-03-02", "bot"),
        message("2026-03-02", "system"),
        message("2026-03-02", "unknown"),
        message("2026-03-02", "agent", {message_id: "e", is_event: true})
      ]
    },
    [{messages_inbound: 1, messages_bot: 1, messages_agent: 0, messages_other: 3}]
  ));

test("channels and accounts are apart, and so is what has no account", () =>
  assertModel(
    "metrics.conversation_days",
    {
      "marts.messages": [
        message("2026-03-02", "contact"),
        message("2026-03-02", "contact", {message_id: "2", account_id: "2"}),
        message("2026-03-02", "contact", {message_id: "3", account_id: null}),
        message("2026-03-02", "contact", {message_id: "4", channel: "chat_web", account_id: null})
      ]
    },
    [
      {channel: "whatsapp", account_id: "1", messages_inbound: 1},
      {channel: "whatsapp", account_id: "2", messages_inbound: 1},
      {channel: "whatsapp", account_id: null, messages_inbound: 1},
      {channel: "chat_web", account_id: null, messages_inbound: 1}
    ]
  ));

test("a day without anything has no row", () => assertModel("metrics.conversation_days", {}, []));
