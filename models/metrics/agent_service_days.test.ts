import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const agent = {day: "2026-03-02", agent_id: "7"};
function chat(session_id: string, starts_at: string, ends_at: string): TestRow {
  return {...agent, session_id, starts_at: `2026-03-02 ${starts_at}Z`, ends_at: `2026-03-02 ${ends_at}Z`};
}

test("chats side by side count as many at a time", () =>
  assertModel(
    "metrics.agent_service_days",
    {
      "marts.agent_chats": [
        chat("a", "09:00:00", "09:10:00"),
        chat("b", "09:05:00", "09:20:00"),
        chat("c", "09:06:00", "09:07:00")
      ]
    },
    [{concurrency_maximum: "3"}]
  ));

test("a chat that begins when another ends is not at the same time", () =>
  assertModel(
    "metrics.agent_service_days",
    {"marts.agent_chats": [chat("a", "09:00:00", "09:10:00"), chat("b", "09:10:00", "09:20:00")]},
    [{concurrency_maximum: "1"}]
  ));

test("a single message is a chat that lasts no time", () =>
  assertModel(
    "metrics.agent_service_days",
    {"marts.agent_chats": [chat("a", "09:00:00", "09:10:00"), chat("b", "09:05:00", "09:05:00")]},
    [{concurrency_maximum: "2"}]
  ));

test("an agent who ended no wait has no median", () =>
  assertModel("metrics.agent_service_days", {"marts.messages": [{...agent, message_id: "1", event: "transferred"}]}, [
    {waits_ended: "0", transfers: "1", first_reply_median_seconds: null}
  ]));
