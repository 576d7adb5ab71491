import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const session = (id: string, intent: string | null, outcome: string, more: TestRow = {}): TestRow => ({
  session_id: id,
  day: "2026-03-02",
  channel: "whatsapp",
  first_intent: intent,
  outcome,
  is_bot_session: true,
  is_mature: outcome !== "open",
  ...more
});

test("outcomes are told by the intent the session began with", () =>
  assertModel(
    "metrics.bot_outcomes",
    {
      "marts.bot_sessions": [
        session("a", "pedido", "quiet_end"),
        session("b", "pedido", "handed_off"),
        session("c", "factura", "completed")
      ]
    },
    [
      {first_intent: "pedido", engaged_sessions: 2, mature_sessions: 2, quiet_end: 1, handed_off: 1, completed: 0},
      {first_intent: "factura", engaged_sessions: 1, mature_sessions: 1, quiet_end: 0, handed_off: 0, completed: 1}
    ]
  ));

test("a session without any intent has its own row, one that is not over has no outcome", () =>
  assertModel(
    "metrics.bot_outcomes",
    {"marts.bot_sessions": [session("a", null, "quiet_end"), session("b", null, "open")]},
    [{first_intent: null, engaged_sessions: 2, mature_sessions: 1, quiet_end: 1}]
  ));

test("sessions without a bot are left out", () =>
  assertModel(
    "metrics.bot_outcomes",
    {"marts.bot_sessions": [session("a", null, "open", {is_bot_session: false})]},
    []
  ));
