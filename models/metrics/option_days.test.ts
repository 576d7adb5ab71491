import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const where = {day: "2026-03-02", channel: "whatsapp"};
const tap = (id: string, option: string | null, more: TestRow = {}): TestRow => ({
  message_id: id,
  option,
  ...where,
  ...more
});
const use = (session: string, more: TestRow = {}): TestRow => ({
  session_id: session,
  kind: "option",
  name: "Pedidos",
  contact_key: "whatsapp|p",
  is_used: true,
  is_exit: false,
  is_handed: false,
  ...where,
  ...more
});

test("an option tapped twice in a session is one session, and in two sessions one contact", () =>
  assertModel(
    "metrics.option_days",
    {
      "marts.contact_messages": [tap("1", "Pedidos"), tap("2", "Pedidos"), tap("3", "Pedidos"), tap("4", null)],
      "marts.session_uses": [use("a"), use("b"), use("b", {kind: "intent"})]
    },
    [{option: "Pedidos", messages: 3, sessions: 2, contacts: 1}]
  ));

test("a tap after midnight stands on its own day, its session on the day before", () =>
  assertModel(
    "metrics.option_days",
    {"marts.contact_messages": [tap("1", "Pedidos", {day: "2026-03-03"})], "marts.session_uses": [use("a")]},
    [
      {day: "2026-03-02", messages: 0, sessions: 1, contacts: 1},
      {day: "2026-03-03", messages: 1, sessions: 0, contacts: 0}
    ]
  ));

test("where nobody taps there is no row", () =>
  assertModel("metrics.option_days", {"marts.contact_messages": [tap("1", null)]}, []));
