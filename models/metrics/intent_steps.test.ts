import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const step = (id: string, next: string | null, kind: string, more: TestRow = {}): TestRow => ({
  message_id: id,
  month: "2026-03-01",
  channel: "whatsapp",
  intent: "pedido",
  next_intent: next,
  next_kind: kind,
  ...more
});

test("what follows an intent is counted", () =>
  assertModel(
    "metrics.intent_steps",
    {
      "marts.bot_steps": [
        step("1", "pedido", "intent"),
        step("2", "handoff", "handoff"),
        step("3", "handoff", "handoff"),
        step("4", "end", "end")
      ]
    },
    [
      {intent: "pedido", next_intent: "pedido", steps: 1},
      {intent: "pedido", next_intent: "handoff", steps: 2},
      {intent: "pedido", next_intent: "end", steps: 1}
    ]
  ));

test("an intent that happens to be called end is not the end", () =>
  assertModel("metrics.intent_steps", {"marts.bot_steps": [step("1", "end", "intent"), step("2", "end", "end")]}, [
    {next_intent: "end", next_kind: "intent", steps: 1},
    {next_intent: "end", next_kind: "end", steps: 1}
  ]));

test("months and channels are apart", () =>
  assertModel(
    "metrics.intent_steps",
    {
      "marts.bot_steps": [
        step("1", "end", "end"),
        step("2", "end", "end", {month: "2026-04-01"}),
        step("3", "end", "end", {channel: "chat_web"})
      ]
    },
    [
      {month: "2026-03-01", channel: "whatsapp", steps: 1},
      {month: "2026-04-01", channel: "whatsapp", steps: 1},
      {month: "2026-03-01", channel: "chat_web", steps: 1}
    ]
  ));

test("no intents, no steps", () => assertModel("metrics.intent_steps", {}, []));
