import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

let count = 0;
function session(outcome: string | null, intent: string | null): TestRow {
  count += 1;
  return {
    session_id: `c#${count}`,
    conversation_id: "c",
    day: "2026-03-02",
    channel: "whatsapp",
    skill: "VENTAS",
    intent,
    is_out_of_hours: outcome !== null,
    outcome
  };
}

test("each intent has its sessions, recovered or unattended", () =>
  assertModel(
    "metrics.out_of_hours_intents",
    {
      "marts.out_of_hours_sessions": [
        session("recovered_next_shift", "Pedido"),
        session("recovered_late", "Pedido"),
        session("lost", "Pedido"),
        session("pending", "Factura")
      ]
    },
    [
      {intent: "Pedido", out_of_hours_sessions: 3, recovered: 2, unattended: 1},
      {intent: "Factura", out_of_hours_sessions: 1, recovered: 0, unattended: 1}
    ]
  ));

test("a request of no known intent keeps a bucket of its own", () =>
  assertModel("metrics.out_of_hours_intents", {"marts.out_of_hours_sessions": [session("lost", null)]}, [
    {intent: null, out_of_hours_sessions: 1}
  ]));

test("sessions asked in opening hours are not in it", () =>
  assertModel("metrics.out_of_hours_intents", {"marts.out_of_hours_sessions": [session(null, "Pedido")]}, []));
