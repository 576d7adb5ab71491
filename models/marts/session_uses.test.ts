import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const session = {session_id: "c#1", conversation_id: "c"};

test("a session ends with a fallback without a name as with any other intent", () =>
  assertModel(
    "marts.session_uses",
    {
      "marts.sessions": [session, {...session, session_id: "c#2"}],
      "marts.contact_messages": [
        {...session, message_id: "1", intent: "order.status"},
        {...session, message_id: "2", intent: null, is_fallback: true}
      ],
      "marts.bot_sessions": [
        {...session, exit_intent: null, fallback_messages: 1},
        {...session, session_id: "c#2", exit_intent: null, fallback_messages: 0}
      ]
    },
    [
      {session_id: "c#1", name: "order.status", is_used: true, is_exit: false},
      {session_id: "c#1", name: null, is_used: true, is_exit: true}
    ]
  ));
