import {expect, test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const inbound = {direction: "inbound", author: "contact", channel: "chat_web", type: "text"};
const outbound = {direction: "outbound", author: "bot", channel: "chat_web", type: "text"};

function message(id: string, sentAt: string, more: TestRow = {}): TestRow {
  return {message_id: id, conversation_id: "c", sent_at: sentAt, ...inbound, ...more};
}

test("a silence of exactly 24 hours starts a new session, one second less does not", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z"),
        message("b", "2026-03-03 08:59:59Z"),
        message("c", "2026-03-04 08:59:59Z")
      ]
    },
    [
      {message_id: "a", session_id: "c#1772442000000000"},
      {message_id: "b", session_id: "c#1772442000000000"},
      {message_id: "c", session_id: "c#1772614799000000"}
    ]
  ));

test("a session goes on for days while no silence reaches 24 hours", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z"),
        message("b", "2026-03-03 08:00:00Z"),
        message("c", "2026-03-04 07:00:00Z"),
        message("d", "2026-03-05 06:00:00Z")
      ]
    },
    ["a", "b", "c", "d"].map((id) => ({message_id: id, session_id: "c#1772442000000000"}))
  ));

test("the gap between sessions is a setting", () =>
  assertModel(
    "marts.messages",
    {
      "reference.settings": [{session_gap_hours: 1}],
      "staging.messages": [message("a", "2026-03-02 09:30:00Z"), message("b", "2026-03-02 10:30:00Z")]
    },
    [
      {message_id: "a", session_id: "c#1772443800000000"},
      {message_id: "b", session_id: "c#1772447400000000"}
    ]
  ));

test("conversations do not share sessions", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z"),
        message("b", "2026-03-02 09:00:00Z", {conversation_id: "d"})
      ]
    },
    [
      {message_id: "a", session_id: "c#1772442000000000"},
      {message_id: "b", session_id: "d#1772442000000000"}
    ]
  ));

test("an event days after the last message closes that session and opens none", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z"),
        message("closed", "2026-03-05 12:00:00Z", {
          direction: "outbound",
          author: "system",
          type: "event",
          event: "closed"
        }),
        message("b", "2026-03-05 18:00:00Z")
      ]
    },
    [
      {message_id: "a", session_id: "c#1772442000000000", is_event: false},
      {message_id: "closed", session_id: "c#1772442000000000", is_event: true},
      {message_id: "b", session_id: "c#1772733600000000", is_event: false}
    ]
  ));

test("events before any message belong to the first session, and alone to one of their own", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("queued", "2026-03-02 09:00:00Z", {type: "event", event: "handoff_requested"}),
        message("a", "2026-03-05 09:00:00Z"),
        message("alone", "2026-03-02 09:00:00Z", {conversation_id: "d", type: "event", event: "closed"})
      ]
    },
    [
      {message_id: "queued", session_id: "c#1772701200000000"},
      {message_id: "a", session_id: "c#1772701200000000"},
      {message_id: "alone", session_id: "d#1772442000000000"}
    ]
  ));

test("what WhatsApp itself says is an event, though it stands in the contact's name", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z"),
        message("number changed", "2026-03-05 20:00:00Z", {author: "system", type: "system", text: "cambió de número"}),
        message("campaign", "2026-03-05 21:00:00Z", {...outbound, author: "system", type: "template"}),
        message("note", "2026-03-07 09:00:00Z", {type: "system", text: "hola"})
      ]
    },
    [
      {message_id: "a", session_id: "c#1772442000000000", is_event: false},
      {message_id: "number changed", session_id: "c#1772442000000000", is_event: true},
      {message_id: "campaign", session_id: "c#1772744400000000", is_event: false},
      {message_id: "note", session_id: "c#1772874000000000", is_event: false}
    ]
  ));

test("a message after local midnight is of the new day, though it is the old one in UTC", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("before", "2026-03-02 22:59:59Z"),
        message("after", "2026-03-02 23:00:00Z"),
        message("summer", "2026-07-01 22:00:00Z")
      ]
    },
    [
      {message_id: "before", day: "2026-03-02", hour: 23},
      {message_id: "after", day: "2026-03-03", hour: 0},
      {message_id: "summer", day: "2026-07-02", hour: 0}
    ]
  ));

test("the hour that comes twice in autumn is the same hour both times", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("first", "2026-10-25 00:30:00Z"),
        message("second", "2026-10-25 01:30:00Z"),
        message("third", "2026-10-25 02:30:00Z")
      ]
    },
    [
      {message_id: "first", day: "2026-10-25", hour: 2},
      {message_id: "second", day: "2026-10-25", hour: 2},
      {message_id: "third", day: "2026-10-25", hour: 3}
    ]
  ));

test("days are right in a zone that is three quarters of an hour off", () =>
  assertModel(
    "marts.messages",
    {
      "reference.settings": [{time_zone: "Asia/Kathmandu"}],
      "staging.messages": [message("before", "2026-03-02 18:14:59Z"), message("after", "2026-03-02 18:15:00Z")]
    },
    [
      {message_id: "before", day: "2026-03-02", hour: 23},
      {message_id: "after", day: "2026-03-03", hour: 0}
    ]
  ));

test("a message takes skill, account and contact from its conversation where it names none", () =>
  assertModel(
    "marts.messages",
    {
      "marts.thread_snapshots": [
        {conversation_id: "c", skill: "VENTAS", account_id: "1", contact_id: "p", contact_name: "Eva"}
      ],
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z"),
        message("b", "2026-03-02 09:00:01Z", {skill: "SERVICIO", account_id: "2", contact_id: "q", contact_name: "Ana"})
      ]
    },
    [
      {message_id: "a", skill: "VENTAS", account_id: "1", contact_id: "p", contact_name: "Eva"},
      {message_id: "b", skill: "SERVICIO", account_id: "2", contact_id: "q", contact_name: "Ana"}
    ]
  ));

test("a message takes the account that others of its conversation name, where its system describes none", () =>
  assertModel(
    "marts.messages",
    {
      "marts.thread_snapshots": [{conversation_id: "d", account_id: "3"}],
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z", {account_id: "1", business_number: "34910"}),
        message("b", "2026-03-02 09:00:01Z", outbound),
        message("c", "2026-03-09 09:00:00Z", {type: "event", event: "closed"}),
        message("d", "2026-03-02 09:00:00Z", {conversation_id: "d", account_id: "1"}),
        message("e", "2026-03-02 09:00:01Z", {conversation_id: "d"}),
        message("f", "2026-03-02 09:00:00Z", {conversation_id: "f"}),
        message("g", "2026-03-02 09:00:00Z", {conversation_id: "g"})
      ],
      "marts.status_only_messages": [
        {
          message_id: "s",
          conversation_id: "f",
          sent_at: "2026-03-05 09:00:00Z",
          account_id: "2",
          business_number: "57310"
        }
      ]
    },
    [
      {message_id: "a", account_id: "1", business_number: "34910"},
      {message_id: "b", account_id: "1", business_number: "34910"},
      {message_id: "c", account_id: "1", business_number: "34910"},
      {message_id: "d", account_id: "1", business_number: null},
      {message_id: "e", account_id: "3", business_number: null},
      {message_id: "f", account_id: "2", business_number: "57310"},
      {message_id: "g", account_id: null, business_number: null},
      {message_id: "s", account_id: "2", business_number: "57310"}
    ]
  ));

test("a message that only statuses tell of is an outbound message of unknown author", () =>
  assertModel(
    "marts.messages",
    {
      "marts.status_only_messages": [
        {
          message_id: "m",
          conversation_id: "whatsapp|34910|34600",
          sent_at: "2026-03-02 09:00:00Z",
          channel: "whatsapp",
          contact_id: "34600"
        }
      ]
    },
    [{message_id: "m", direction: "outbound", author: "unknown", is_status_only: true, day: "2026-03-02"}]
  ));

const turn = {conversation_id: "c", intent: "pedido", intent_confidence: 0.9, text: "hola"};

test("a bot turn adds its intent to the contact's message within ten seconds", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [message("a", "2026-03-02 09:00:00Z", {text: "hola"})],
      "staging.dialogflow_turns": [{turn_id: "t", occurred_at: "2026-03-02 09:00:10Z", ...turn}]
    },
    [{message_id: "a", text: "hola", intent: "pedido", intent_confidence: 0.9, is_fallback: false}]
  ));

test("a bot turn eleven seconds away is a message of the contact", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [message("a", "2026-03-02 09:00:00Z")],
      "staging.dialogflow_turns": [{turn_id: "t", occurred_at: "2026-03-02 09:00:11Z", channel: "chat_web", ...turn}]
    },
    [
      {message_id: "a", intent: null, author: "contact", text: null},
      {message_id: "turn:t", intent: "pedido", author: "contact", text: "hola"}
    ]
  ));

test.each([
  [3600, "2026-03-02 10:00:00Z"],
  [0, "2026-03-02 09:00:00Z"]
])("a bot turn joins within the %i seconds of the setting", (turn_join_seconds, occurred_at) =>
  assertModel(
    "marts.messages",
    {
      "reference.settings": [{turn_join_seconds}],
      "staging.messages": [message("a", "2026-03-02 09:00:00Z")],
      "staging.dialogflow_turns": [{turn_id: "t", occurred_at, ...turn}]
    },
    [{message_id: "a", intent: "pedido"}]
  )
);

test("the nearest message takes the turn, and a message takes one turn only", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [message("a", "2026-03-02 09:00:00Z"), message("b", "2026-03-02 09:00:05Z")],
      "staging.dialogflow_turns": [
        {turn_id: "t", occurred_at: "2026-03-02 09:00:04Z", conversation_id: "c", intent: "primero"},
        {turn_id: "u", occurred_at: "2026-03-02 09:00:06Z", conversation_id: "c", intent: "segundo"},
        {turn_id: "v", occurred_at: "2026-03-02 09:00:07Z", conversation_id: "c", intent: "tercero"}
      ]
    },
    [
      {message_id: "b", intent: "primero"},
      {message_id: "a", intent: "segundo"},
      {message_id: "turn:v", intent: "tercero"}
    ]
  ));

test("a turn with the same words goes before a nearer message", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z", {text: "hola"}),
        message("b", "2026-03-02 09:00:02Z", {text: "mi pedido"})
      ],
      "staging.dialogflow_turns": [
        {turn_id: "t", occurred_at: "2026-03-02 09:00:03Z", conversation_id: "c", text: "hola", intent: "saludo"},
        {turn_id: "u", occurred_at: "2026-03-02 09:00:04Z", conversation_id: "c", text: "mi pedido", intent: "pedido"}
      ]
    },
    [
      {message_id: "a", intent: "saludo"},
      {message_id: "b", intent: "pedido"}
    ]
  ));

test("the bot's own messages and other conversations take no turn", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z", outbound),
        message("b", "2026-03-02 09:00:00Z", {conversation_id: "d"})
      ],
      "staging.dialogflow_turns": [{turn_id: "t", occurred_at: "2026-03-02 09:00:00Z", ...turn}]
    },
    [
      {message_id: "a", intent: null},
      {message_id: "b", intent: null},
      {message_id: "turn:t", intent: "pedido"}
    ]
  ));

test("an event takes no turn, though it is nearer and in the contact's name", () =>
  assertModel(
    "marts.messages",
    {
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z"),
        message("chosen", "2026-03-02 09:00:04Z", {type: "event", event: "handoff_requested"}),
        message("untyped", "2026-03-02 09:00:05Z", {type: null, event: "goal_reached"}),
        message("alone", "2026-03-02 09:00:00Z", {conversation_id: "d", type: "event", event: "closed"})
      ],
      "staging.dialogflow_turns": [
        {turn_id: "t", occurred_at: "2026-03-02 09:00:04Z", conversation_id: "c", intent: "pedido"},
        {turn_id: "u", occurred_at: "2026-03-02 09:00:00Z", conversation_id: "d", intent: "saludo"}
      ]
    },
    [
      {message_id: "a", turn_id: "t", intent: "pedido", is_event: false},
      {message_id: "chosen", turn_id: null, intent: null, is_event: true},
      {message_id: "untyped", turn_id: null, intent: null, is_event: true},
      {message_id: "alone", turn_id: null, intent: null, is_event: true},
      {message_id: "turn:u", turn_id: "u", intent: "saludo", is_event: false}
    ]
  ));

test("intents.csv names intents and says what they mean; an unmapped one keeps its own name", () =>
  assertModel(
    "marts.messages",
    {
      "reference.intents": [
        {source_intent: "order.status", intent: "Estado del pedido", intent_group: "Pedidos"},
        {source_intent: "bye", intent: "Despedida", is_goal: true},
        {source_intent: "human", intent: "Agente", is_handoff: true}
      ],
      "staging.messages": [
        message("a", "2026-03-02 09:00:00Z", {intent: "order.status"}),
        message("b", "2026-03-02 09:01:00Z", {intent: "bye"}),
        message("c", "2026-03-02 09:02:00Z", {intent: "human"}),
        message("d", "2026-03-02 09:03:00Z", {intent: "other"}),
        message("e", "2026-03-02 09:04:00Z")
      ]
    },
    [
      {
        message_id: "a",
        intent: "Estado del pedido",
        intent_group: "Pedidos",
        is_intent_mapped: true,
        is_goal: false,
        is_handoff_request: false
      },
      {
        message_id: "b",
        intent: "Despedida",
        intent_group: null,
        is_intent_mapped: true,
        is_goal: true,
        is_handoff_request: false
      },
      {
        message_id: "c",
        intent: "Agente",
        intent_group: null,
        is_intent_mapped: true,
        is_goal: false,
        is_handoff_request: true
      },
      {
        message_id: "d",
        intent: "other",
        intent_group: null,
        is_intent_mapped: false,
        is_goal: false,
        is_handoff_request: false
      },
      {
        message_id: "e",
        intent: null,
        intent_group: null,
        is_intent_mapped: null,
        is_goal: false,
        is_handoff_request: false
      }
    ]
  ));

test("a fallback is what intents.csv says, else the source's flag, else the list in settings", () =>
  assertModel(
    "marts.messages",
    {
      "reference.intents": [
        {source_intent: "mapped fallback", intent: "No entendido", is_fallback: true},
        {source_intent: "Default Fallback Intent", intent: "Bienvenida", is_fallback: false},
        {source_intent: "silent", intent: "Silencio"}
      ],
      "staging.messages": [
        message("mapped", "2026-03-02 09:00:00Z", {intent: "mapped fallback", is_fallback: false}),
        message("overruled", "2026-03-02 09:01:00Z", {intent: "Default Fallback Intent", is_fallback: true}),
        message("flagged", "2026-03-02 09:02:00Z", {intent: "silent", is_fallback: true}),
        message("listed", "2026-03-02 09:03:00Z", {intent: "Fallback intent"}),
        message("none", "2026-03-02 09:04:00Z", {intent: "silent"}),
        message("without intent", "2026-03-02 09:05:00Z", {is_fallback: true})
      ]
    },
    [
      {message_id: "mapped", is_fallback: true},
      {message_id: "overruled", is_fallback: false},
      {message_id: "flagged", is_fallback: true},
      {message_id: "listed", is_fallback: true},
      {message_id: "none", is_fallback: false},
      {message_id: "without intent", is_fallback: true}
    ]
  ));

test("a notice in an agent's name is the system's, and no person's answer", () =>
  assertModel(
    "marts.messages",
    {
      "reference.notice_patterns": [{pattern: "Para poder atender"}],
      "staging.messages": [
        message("ask", "2026-03-02 21:00:00Z", {text: "¿Hay alguien?"}),
        message("away", "2026-03-02 21:00:01Z", {
          ...outbound,
          author: "agent",
          text: "Para poder atender tus peticiones, vuelve mañana"
        }),
        message("answer", "2026-03-03 09:00:00Z", {...outbound, author: "agent", text: "Hola"})
      ]
    },
    [
      {message_id: "ask", author: "contact", is_notice: false},
      {message_id: "away", author: "system", is_notice: true},
      {message_id: "answer", author: "agent", is_notice: false}
    ]
  ));

test("a notice is told by its event, its intent or its words, and only outbound", () =>
  assertModel(
    "marts.messages",
    {
      "reference.intents": [{source_intent: "closed", intent: "Cerrado", is_out_of_hours_notice: true}],
      "reference.notice_patterns": [{pattern: "Para poder atender"}, {pattern: "atender"}],
      "staging.messages": [
        message("event", "2026-03-02 21:00:00Z", {...outbound, event: "out_of_hours_notice", text: "Cerrado"}),
        message("intent", "2026-03-02 21:01:00Z", {...outbound, intent: "closed"}),
        message("words", "2026-03-02 21:02:00Z", {...outbound, text: "Para poder atender tus peticiones"}),
        message("quoted", "2026-03-02 21:03:00Z", {text: "¿Para poder atender qué?"}),
        message("other", "2026-03-02 21:04:00Z", {...outbound, text: "Hola"})
      ]
    },
    [
      {message_id: "event", is_notice: true},
      {message_id: "intent", is_notice: true},
      {message_id: "words", is_notice: true},
      {message_id: "quoted", is_notice: false},
      {message_id: "other", is_notice: false}
    ]
  ));

test("the bot's reply to a message whose intent means closed is the notice", () =>
  assertModel(
    "marts.messages",
    {
      "reference.intents": [{source_intent: "closed", intent: "Cerrado", is_out_of_hours_notice: true}],
      "staging.messages": [
        message("a", "2026-03-02 21:00:00Z"),
        message("reply", "2026-03-02 21:00:02Z", {...outbound, text: "Estamos cerrados"}),
        message("more", "2026-03-02 21:00:03Z", {...outbound, text: "Adiós"}),
        message("b", "2026-03-02 21:05:00Z"),
        message("chat", "2026-03-02 21:05:02Z", {...outbound, text: "De nada"})
      ],
      "staging.dialogflow_turns": [
        {turn_id: "t", occurred_at: "2026-03-02 21:00:01Z", conversation_id: "c", intent: "closed"}
      ]
    },
    [
      {message_id: "a", is_notice: false, intent: "Cerrado"},
      {message_id: "reply", is_notice: true, intent: null},
      {message_id: "more", is_notice: false, intent: null},
      {message_id: "b", is_notice: false, intent: null},
      {message_id: "chat", is_notice: false, intent: null}
    ]
  ));

test("a mark of the bot between the two is no reply", () =>
  assertModel(
    "marts.messages",
    {
      "reference.intents": [{source_intent: "closed", intent: "Cerrado", is_out_of_hours_notice: true}],
      "staging.messages": [
        message("a", "2026-03-02 21:00:00Z", {intent: "closed"}),
        message("mark", "2026-03-02 21:00:01Z", {...outbound, type: "event", event: "handoff_requested"}),
        message("reply", "2026-03-02 21:00:02Z", {...outbound, text: "Estamos cerrados"})
      ]
    },
    [
      {message_id: "a", is_notice: false},
      {message_id: "mark", is_notice: false},
      {message_id: "reply", is_notice: true}
    ]
  ));

test("no messages make no rows", async () => {
  await expect(assertModel("marts.messages", {}, [])).resolves.toBeUndefined();
});
