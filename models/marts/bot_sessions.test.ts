import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const session = {session_id: "c#1", conversation_id: "c"};
const at = (minute: number) => `2026-03-02 09:0${minute}:00Z`;

function wrote(minute: number, intent: string | null, more: TestRow = {}): TestRow {
  return {...session, message_id: `m${minute}`, sent_at: at(minute), intent, is_fallback: false, ...more};
}

const exit = (written: TestRow[], bot: TestRow[], expected: TestRow) =>
  assertModel(
    "marts.bot_sessions",
    {
      "marts.sessions": [{...session, is_engaged: true, is_mature: true, has_bot_message: true}],
      "marts.contact_messages": written.map((row) => ({...row, is_free_text: true})),
      "marts.messages": [
        ...written.map((row) => ({...row, author: "contact", direction: "inbound"})),
        ...bot.map((row) => ({...session, author: "bot", direction: "outbound", ...row}))
      ]
    },
    [{session_id: "c#1", ...expected}]
  );

test("a session ends with the intent of its last bot turn, also one that only the bot's row has", () =>
  exit(
    [wrote(1, "order.status")],
    [
      {message_id: "b1", sent_at: at(1), intent: "survey"},
      {message_id: "b2", sent_at: at(2), intent: null}
    ],
    {exit_intent: "survey"}
  ));

test("a session that ends with what the bot did not understand ends with no intent that was meant before", () =>
  exit([wrote(1, "order.status"), wrote(2, null, {is_fallback: true})], [], {exit_intent: null, fallback_messages: 1}));

test("a session of the bot knows whether the contact began it", () =>
  assertModel(
    "marts.bot_sessions",
    {
      "marts.sessions": [true, false].map((isBegun, index) => ({
        session_id: `c#${index}`,
        conversation_id: "c",
        is_engaged: true,
        is_mature: true,
        has_bot_message: true,
        is_begun_by_contact: isBegun
      })),
      "marts.messages": [0, 1].map((index) => ({
        ...wrote(index, null),
        session_id: `c#${index}`,
        author: "contact",
        direction: "inbound"
      }))
    },
    [
      {session_id: "c#0", is_begun_by_contact: true},
      {session_id: "c#1", is_begun_by_contact: false}
    ]
  ));

test("a text that was not understood is no end where another turn follows", () =>
  exit([wrote(1, null, {is_fallback: true}), wrote(2, "goodbye"), wrote(3, null)], [], {exit_intent: "goodbye"}));
