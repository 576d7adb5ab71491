import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const place = {day: "2026-03-02", channel: "whatsapp", skill: "VENTAS"};
let count = 0;
function wait(seconds: number | null, more: TestRow = {}): TestRow {
  count += 1;
  return {
    ...place,
    wait_id: `w${count}`,
    is_answered: seconds !== null,
    wait_clock_seconds: seconds,
    wait_open_seconds: seconds,
    waited_open_seconds: seconds,
    ...more
  };
}

test("who was never attended stands beside the median, not in it", () =>
  assertModel(
    "metrics.service_days",
    {"marts.waits": [wait(60), wait(120), wait(600), wait(null, {waited_open_seconds: 90000})]},
    [
      {
        waits: "4",
        attended: "3",
        unattended: "1",
        first_reply_median_seconds: "120",
        first_reply_p90_seconds: "600",
        wait_maximum_open_seconds: "90000"
      }
    ]
  ));

test("nobody asked: no median, and not zero", () =>
  assertModel(
    "metrics.service_days",
    {"marts.sessions": [{...place, session_id: "s", is_engaged: true, has_bot_message: true}]},
    [{engaged_sessions: "1", bot_sessions: "1", waits: "0", first_reply_median_seconds: null}]
  ));

test("sources without a team make one row of their own", () =>
  assertModel(
    "metrics.service_days",
    {
      "marts.conversations": [{...place, conversation_id: "c", skill: null}],
      "marts.requests": [{...place, request_id: "r", skill: null, kind: "handoff", is_open: false}]
    },
    [{skill: null, conversations_started: "1", handoffs_requested: "1", out_of_hours_requests: "1"}]
  ));

test("a text that was not understood stands on its own day with its team, in a session of the day before", () => {
  const text = {day: "2026-03-03", channel: "whatsapp", message_id: "1"};
  return assertModel(
    "metrics.service_days",
    {
      "marts.sessions": [{...place, session_id: "s", is_engaged: true, has_bot_message: true}],
      "marts.contact_messages": [{...text, session_id: "s", is_fallback: true}],
      "marts.messages": [{...text, skill: "VENTAS", direction: "inbound", author: "contact", is_event: false}]
    },
    [
      {day: "2026-03-02", skill: "VENTAS", bot_sessions: "1", messages_inbound: "0", fallback_messages: "0"},
      {day: "2026-03-03", skill: "VENTAS", bot_sessions: "0", messages_inbound: "1", fallback_messages: "1"}
    ]
  );
});

test("an event that is a notice counts as notice, other events as nothing", () =>
  assertModel(
    "metrics.service_days",
    {
      "marts.messages": [
        {...place, message_id: "1", direction: "outbound", author: "system", is_event: true, is_notice: true},
        {...place, message_id: "2", direction: "outbound", author: "bot", is_event: true, is_notice: false}
      ]
    },
    [{notices: "1", messages_bot: "0"}]
  ));
