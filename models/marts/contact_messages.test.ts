import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function wrote(minute: number, more: TestRow = {}): TestRow {
  return {
    message_id: `m${minute}`,
    conversation_id: "c",
    session_id: "c#1",
    author: "contact",
    is_event: false,
    sent_at: `2026-03-30 12:${minute}:00Z`,
    ...more
  };
}

const session = {session_id: "c#1", conversation_id: "c", channel: "whatsapp", has_bot_message: true};
const messages = (rows: TestRow[], expected: TestRow[], sessions: TestRow[] = [session]) =>
  assertModel("marts.contact_messages", {"marts.messages": rows, "marts.sessions": sessions}, expected);

test("a text follows what the contact meant last before it, not what the bot did not understand", () =>
  messages(
    [
      wrote(10, {intent: "order.status"}),
      wrote(11, {intent: "no.match", is_fallback: true}),
      wrote(12, {intent: "no.match", is_fallback: true})
    ],
    [
      {message_id: "m10", is_fallback: null, intent_before: null},
      {message_id: "m11", is_fallback: true, intent_before: "order.status"},
      {message_id: "m12", is_fallback: true, intent_before: "order.status"}
    ]
  ));

test("a tap says what is meant, and is no text itself", () =>
  messages(
    [wrote(10, {intent: "order.status", option: "Pedidos"}), wrote(11)],
    [
      {message_id: "m10", is_free_text: false, intent_before: null},
      {message_id: "m11", is_free_text: true, intent_before: "order.status"}
    ]
  ));

test("what is meant after a person wrote counts too; the bot handles it no more", () =>
  messages(
    [
      wrote(10, {message_id: "agent", author: "agent"}),
      wrote(11, {intent: "order.status", is_fallback: true}),
      wrote(12)
    ],
    [
      {message_id: "m11", is_handled: false, is_fallback: false, intent_before: null},
      {message_id: "m12", is_handled: false, is_fallback: false, intent_before: "order.status"}
    ]
  ));

test("a session begins with nothing meant", () =>
  messages(
    [wrote(10, {intent: "order.status"}), wrote(11, {session_id: "c#2"})],
    [
      {message_id: "m10", intent_before: null},
      {message_id: "m11", intent_before: null}
    ],
    [session, {...session, session_id: "c#2"}]
  ));
