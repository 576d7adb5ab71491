import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function session(id: string, more: TestRow): TestRow {
  return {session_id: id, conversation_id: "c", day: "2026-03-02", channel: "whatsapp", is_out_of_hours: true, ...more};
}

test("every answered session has how late it was", () =>
  assertModel(
    "metrics.out_of_hours_replies",
    {
      "marts.out_of_hours_sessions": [
        session("a", {
          outcome: "recovered_next_shift",
          answered_at: "2026-03-03 08:10:00Z",
          opening_to_answer_seconds: 600
        }),
        session("b", {
          outcome: "recovered_late",
          answered_at: "2026-03-04 08:00:00Z",
          opening_to_answer_seconds: 86400
        })
      ]
    },
    [
      {session_id: "a", opening_to_answer_seconds: 600, is_next_shift: true},
      {session_id: "b", opening_to_answer_seconds: 86400, is_next_shift: false}
    ]
  ));

test("lost and pending sessions are not in it", () =>
  assertModel(
    "metrics.out_of_hours_replies",
    {"marts.out_of_hours_sessions": [session("a", {outcome: "lost"}), session("b", {outcome: "pending"})]},
    []
  ));

test("where no opening is known, how late is not known either", () =>
  assertModel(
    "metrics.out_of_hours_replies",
    {"marts.out_of_hours_sessions": [session("a", {outcome: "recovered_late", answered_at: "2026-03-04 08:00:00Z"})]},
    [{opening_to_answer_seconds: null, is_next_shift: false}]
  ));
