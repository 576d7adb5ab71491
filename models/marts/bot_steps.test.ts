import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const session = {session_id: "c#1", conversation_id: "c"};
const written = {...session, sent_at: "2026-03-02 09:00:00Z", is_fallback: false};
const request = {...session, requested_at: "2026-03-02 09:00:00Z", kind: "handoff"};

test("of two messages of one second the one that asks for a person is followed by the request", () =>
  assertModel(
    "marts.bot_steps",
    {
      "marts.sessions": [session],
      "marts.contact_messages": [
        {...written, message_id: "a", intent: "person"},
        {...written, message_id: "b", intent: "order.status"}
      ],
      "marts.requests": [{...request, request_id: "a", direction: "inbound"}]
    },
    [
      {message_id: "a", next_kind: "handoff"},
      {message_id: "b", next_kind: "end"}
    ]
  ));

test("what the bot asks comes after what the contact wrote at that instant", () =>
  assertModel(
    "marts.bot_steps",
    {
      "marts.sessions": [session],
      "marts.contact_messages": [{...written, message_id: "b", intent: "order.status"}],
      "marts.requests": [{...request, request_id: "a", direction: "outbound"}]
    },
    [{message_id: "b", next_kind: "handoff"}]
  ));
