import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function chat(agent: string, startsAt: string, endsAt: string = startsAt): TestRow {
  return {session_id: "c#1", conversation_id: "c", agent_id: agent, starts_at: startsAt, ends_at: endsAt};
}

function session(lastMessageAt: string): TestRow[] {
  return [{session_id: "c#1", conversation_id: "c", last_message_at: lastMessageAt}];
}

test("a session is open at the day's end while it was not silent for 24 hours", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.agent_chats": [chat("a", "2026-03-02 09:00:00Z")],
      "marts.sessions": session("2026-03-03 09:00:00Z")
    },
    [
      {day: "2026-03-02", agent_id: "a", is_current: false},
      {day: "2026-03-03", agent_id: "a", is_current: false}
    ],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("a session that was closed is open no more", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.agent_chats": [chat("a", "2026-03-02 09:00:00Z")],
      "marts.messages": [
        {
          message_id: "m",
          session_id: "c#1",
          conversation_id: "c",
          sent_at: "2026-03-02 10:00:00Z",
          author: "system",
          event: "closed"
        }
      ],
      "marts.sessions": session("2026-03-02 09:30:00Z")
    },
    [],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("the conversation's own closing ends it too", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.agent_chats": [chat("a", "2026-03-02 09:00:00Z")],
      "marts.conversations": [{conversation_id: "c", closed_at: "2026-03-02 12:00:00Z"}],
      "marts.sessions": session("2026-03-02 09:30:00Z")
    },
    [],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("the agent who wrote last holds it", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.agent_chats": [
        chat("a", "2026-03-02 09:00:00Z", "2026-03-02 09:20:00Z"),
        chat("b", "2026-03-02 09:10:00Z", "2026-03-02 09:30:00Z"),
        chat("c", "2026-03-03 08:00:00Z")
      ],
      "marts.sessions": session("2026-03-03 08:00:00Z")
    },
    [
      {day: "2026-03-02", agent_id: "b"},
      {day: "2026-03-03", agent_id: "c"}
    ],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("on the day that is not over it is open as of the data", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.agent_chats": [chat("a", "2026-03-02 09:00:00Z")],
      "marts.sessions": session("2026-03-02 09:00:00Z")
    },
    [{day: "2026-03-02", agent_id: "a", is_current: true}],
    {asOf: "2026-03-02 12:00:00Z"}
  ));
