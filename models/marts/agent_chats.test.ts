import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function written(sentAt: string, day: string, more: TestRow = {}): TestRow {
  return {
    message_id: sentAt,
    conversation_id: "c",
    session_id: "c#1",
    sent_at: sentAt,
    day,
    author: "agent",
    agent_id: "a",
    is_event: false,
    ...more
  };
}

test("messages ten minutes apart are one stretch, a second more makes two", () =>
  assertModel(
    "marts.agent_chats",
    {
      "marts.messages": [
        written("2026-03-02 09:05:00Z", "2026-03-02"),
        written("2026-03-02 09:15:00Z", "2026-03-02"),
        written("2026-03-02 09:25:01Z", "2026-03-02")
      ]
    },
    [
      {starts_at: "2026-03-02 09:05:00Z", ends_at: "2026-03-02 09:15:00Z", seconds: 600, messages: 2},
      {starts_at: "2026-03-02 09:25:01Z", ends_at: "2026-03-02 09:25:01Z", seconds: 0, messages: 1}
    ]
  ));

test("stretches may last through pauses of hours, where the setting says so", () =>
  assertModel(
    "marts.agent_chats",
    {
      "reference.settings": [{active_chat_gap_minutes: 1440}],
      "marts.messages": [written("2026-03-02 09:05:00Z", "2026-03-02"), written("2026-03-02 15:05:00Z", "2026-03-02")]
    },
    [{starts_at: "2026-03-02 09:05:00Z", ends_at: "2026-03-02 15:05:00Z", seconds: 21600, messages: 2}]
  ));

test("a stretch over local midnight is cut there", () =>
  assertModel(
    "marts.agent_chats",
    {
      "marts.messages": [
        written("2026-03-02 22:55:00Z", "2026-03-02"),
        written("2026-03-02 23:01:00Z", "2026-03-03"),
        written("2026-03-02 23:04:00Z", "2026-03-03")
      ]
    },
    [
      {
        day: "2026-03-02",
        starts_at: "2026-03-02 22:55:00Z",
        ends_at: "2026-03-02 23:00:00Z",
        seconds: 300,
        messages: 1
      },
      {day: "2026-03-03", starts_at: "2026-03-02 23:00:00Z", ends_at: "2026-03-02 23:04:00Z", seconds: 240, messages: 2}
    ]
  ));

test("each agent and each session has stretches of its own, and only agents' messages count", () =>
  assertModel(
    "marts.agent_chats",
    {
      "marts.messages": [
        written("2026-03-02 09:00:00Z", "2026-03-02"),
        written("2026-03-02 09:01:00Z", "2026-03-02", {agent_id: "b"}),
        written("2026-03-02 09:02:00Z", "2026-03-02", {session_id: "d#1", conversation_id: "d"}),
        written("2026-03-02 09:03:00Z", "2026-03-02", {author: "bot", agent_id: null}),
        written("2026-03-02 09:04:00Z", "2026-03-02", {is_event: true}),
        written("2026-03-02 09:06:00Z", "2026-03-02")
      ]
    },
    [
      {session_id: "c#1", agent_id: "a", seconds: 360, messages: 2},
      {session_id: "c#1", agent_id: "b", seconds: 0, messages: 1},
      {session_id: "d#1", agent_id: "a", seconds: 0, messages: 1}
    ]
  ));
