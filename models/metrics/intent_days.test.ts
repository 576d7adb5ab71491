import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const where = {day: "2026-03-02", channel: "whatsapp"};

const written = (id: string, intent: string | null, more: TestRow = {}): TestRow => ({
  message_id: id,
  intent,
  is_fallback: false,
  ...where,
  ...more
});

const use = (session: string, name: string | null, more: TestRow = {}): TestRow => ({
  session_id: session,
  kind: "intent",
  name,
  contact_key: "whatsapp|p",
  is_used: true,
  is_exit: false,
  is_handed: false,
  ...where,
  ...more
});

test("messages, sessions, contacts, exits and handoffs are counted apart", () =>
  assertModel(
    "metrics.intent_days",
    {
      "marts.contact_messages": [written("1", "pedido"), written("2", "pedido"), written("3", "pedido")],
      "marts.session_uses": [
        use("a", "pedido", {is_handed: true}),
        use("b", "pedido", {is_exit: true}),
        use("c", "pedido", {is_used: false, is_exit: true})
      ],
      "marts.requests": [
        {request_id: "1", kind: "handoff", intent: "pedido", ...where},
        {request_id: "2", kind: "handoff", intent: "pedido", ...where},
        {request_id: "3", kind: "first_message", intent: "pedido", ...where}
      ]
    },
    [
      {
        intent: "pedido",
        messages: 3,
        sessions: 2,
        contacts: 1,
        exits: 2,
        handoffs: 2,
        handoff_sessions: 1,
        fallback_messages: 0
      }
    ]
  ));

test("a message stands on its own day, its session on the day it started", () =>
  assertModel(
    "metrics.intent_days",
    {
      "marts.contact_messages": [written("1", "pedido", {day: "2026-03-03"})],
      "marts.session_uses": [use("a", "pedido")]
    },
    [
      {day: "2026-03-02", messages: 0, sessions: 1},
      {day: "2026-03-03", messages: 1, sessions: 0}
    ]
  ));

test("an intent that intents.csv lacks is counted and marked", () =>
  assertModel(
    "metrics.intent_days",
    {
      "reference.intents": [
        {source_intent: "order.status", intent: "Estado del pedido", intent_group: "Pedidos"},
        {source_intent: "no.match", intent: "No entendido", intent_group: "Otros", is_fallback: true}
      ],
      "marts.contact_messages": [
        written("1", "Estado del pedido"),
        written("2", "order.new"),
        written("3", "No entendido", {is_fallback: true})
      ]
    },
    [
      {intent: "Estado del pedido", intent_group: "Pedidos", is_mapped: true, is_fallback_intent: false},
      {intent: "order.new", intent_group: null, is_mapped: false, is_fallback_intent: false},
      {intent: "No entendido", intent_group: "Otros", is_mapped: true, is_fallback_intent: true}
    ]
  ));

test("the list in settings says what a fallback is, by the bot's own name, where intents.csv only names it", () =>
  assertModel(
    "metrics.intent_days",
    {
      "reference.fallback_intents": [{intent: "no.match"}, {intent: "small.talk"}],
      "reference.intents": [
        {source_intent: "no.match", intent: "No entendido"},
        {source_intent: "small.talk", intent: "Charla", is_fallback: false}
      ],
      "marts.contact_messages": [written("1", "No entendido"), written("2", "Charla")]
    },
    [
      {intent: "No entendido", is_fallback_intent: true},
      {intent: "Charla", is_fallback_intent: false}
    ]
  ));

test("a fallback without an intent's name is not lost", () =>
  assertModel(
    "metrics.intent_days",
    {"marts.contact_messages": [written("1", null, {is_fallback: true}), written("2", null)]},
    [{intent: null, messages: 1, fallback_messages: 1, is_fallback_intent: true}]
  ));

test("where nobody means anything there is no row", () => assertModel("metrics.intent_days", {}, []));
