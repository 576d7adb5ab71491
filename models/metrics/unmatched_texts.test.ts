import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const text = (id: string, sentAt: string, more: TestRow = {}): TestRow => ({
  message_id: id,
  session_id: "c#1",
  sent_at: sentAt,
  day: "2026-03-02",
  channel: "whatsapp",
  wording: "envios a ceuta",
  example: `¿Envíos a Ceuta? ${"!".repeat(id.length)}`,
  ...more
});

test("texts with one wording are counted together, with the first and the last of them", () =>
  assertModel(
    "metrics.unmatched_texts",
    {
      "marts.unmatched_messages": [
        text("1", "2026-03-02 09:00:00Z", {example: "envios a ceuta"}),
        text("2", "2026-03-02 11:00:00Z", {example: "¿Envíos a Ceuta?", session_id: "d#1"}),
        text("3", "2026-03-02 10:00:00Z", {example: "ENVÍOS A CEUTA"})
      ]
    },
    [
      {
        wording: "envios a ceuta",
        messages: 3,
        sessions: 2,
        first_seen_at: "2026-03-02 09:00:00Z",
        last_seen_at: "2026-03-02 11:00:00Z",
        example: "¿Envíos a Ceuta?"
      }
    ]
  ));

test("days and channels are apart", () =>
  assertModel(
    "metrics.unmatched_texts",
    {
      "marts.unmatched_messages": [
        text("1", "2026-03-02 22:59:59Z"),
        text("2", "2026-03-02 23:00:00Z", {day: "2026-03-03"}),
        text("3", "2026-03-02 22:00:00Z", {channel: "chat_web"})
      ]
    },
    [
      {day: "2026-03-02", channel: "whatsapp", messages: 1},
      {day: "2026-03-03", channel: "whatsapp", messages: 1},
      {day: "2026-03-02", channel: "chat_web", messages: 1}
    ]
  ));

test("where everything was understood there is no row", () => assertModel("metrics.unmatched_texts", {}, []));
