import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

let count = 0;
function chat(starts_at: string, ends_at: string): TestRow {
  count += 1;
  return {session_id: `c#${count}`, conversation_id: "c", agent_id: "7", day: "2026-03-02", starts_at, ends_at};
}

test("two chats that overlap are one, two and one at a time", () =>
  assertModel(
    "metrics.agent_concurrency",
    {
      "marts.agent_chats": [
        chat("2026-03-02 10:00:00Z", "2026-03-02 10:10:00Z"),
        chat("2026-03-02 10:05:00Z", "2026-03-02 10:20:00Z")
      ]
    },
    [
      {chats: 1, seconds: 900},
      {chats: 2, seconds: 300}
    ]
  ));

test("a chat that begins when another ends is not at the same time", () =>
  assertModel(
    "metrics.agent_concurrency",
    {
      "marts.agent_chats": [
        chat("2026-03-02 10:00:00Z", "2026-03-02 10:10:00Z"),
        chat("2026-03-02 10:10:00Z", "2026-03-02 10:20:00Z")
      ]
    },
    [{chats: 1, seconds: 1200}]
  ));

test("a single message lasts no time", () =>
  assertModel(
    "metrics.agent_concurrency",
    {"marts.agent_chats": [chat("2026-03-02 10:00:00Z", "2026-03-02 10:00:00Z")]},
    []
  ));
