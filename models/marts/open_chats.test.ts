import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function wrote(agent: string, sentAt: string, day: string): TestRow {
  return {
    message_id: `${agent} ${sentAt}`,
    session_id: "c#1",
    conversation_id: "c",
    day,
    sent_at: sentAt,
    author: "agent",
    agent_id: agent,
    is_event: false
  };
}

function closed(sentAt: string, day: string): TestRow {
  return {...wrote("a", sentAt, day), message_id: "closed", author: "system", event: "closed", is_event: true};
}

function session(lastMessageAt: string): TestRow[] {
  return [{session_id: "c#1", conversation_id: "c", last_message_at: lastMessageAt}];
}

test("a session is open at the day's end while it was not silent for 24 hours, whenever it is closed", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.messages": [
        wrote("a", "2026-03-02 09:00:00Z", "2026-03-02"),
        closed("2026-03-06 09:00:00Z", "2026-03-06")
      ],
      "marts.sessions": session("2026-03-03 09:00:00Z")
    },
    [
      {day: "2026-03-02", agent_id: "a", is_current: false},
      {day: "2026-03-03", agent_id: "a", is_current: false}
    ],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("a session that was closed is open no more, also at the instant of the agent's last words", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.messages": [
        wrote("a", "2026-03-02 09:30:00Z", "2026-03-02"),
        closed("2026-03-02 09:30:00Z", "2026-03-02")
      ],
      "marts.sessions": session("2026-03-02 09:30:00Z")
    },
    [],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("a session that was closed on a later day is open until then", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.messages": [
        wrote("a", "2026-03-02 09:00:00Z", "2026-03-02"),
        closed("2026-03-04 10:00:00Z", "2026-03-04")
      ],
      "marts.sessions": session("2026-03-04 09:30:00Z")
    },
    [{day: "2026-03-02"}, {day: "2026-03-03"}],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("the conversation's own closing ends it too", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.messages": [wrote("a", "2026-03-02 09:00:00Z", "2026-03-02")],
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
      "marts.messages": [
        wrote("a", "2026-03-02 09:00:00Z", "2026-03-02"),
        wrote("b", "2026-03-02 09:10:00Z", "2026-03-02"),
        wrote("a", "2026-03-02 09:20:00Z", "2026-03-02"),
        wrote("b", "2026-03-02 09:30:00Z", "2026-03-02"),
        wrote("c", "2026-03-03 08:00:00Z", "2026-03-03")
      ],
      "marts.sessions": session("2026-03-03 08:00:00Z")
    },
    [
      {day: "2026-03-02", agent_id: "b"},
      {day: "2026-03-03", agent_id: "c"}
    ],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

// Midnight in Madrid is 23:00 in UTC.
test("a chat that goes on over midnight is open at the day's end, with whoever wrote last before it", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.messages": [
        wrote("a", "2026-03-02 22:55:00Z", "2026-03-02"),
        wrote("b", "2026-03-02 22:58:00Z", "2026-03-02"),
        wrote("a", "2026-03-02 23:02:00Z", "2026-03-03"),
        closed("2026-03-03 09:00:00Z", "2026-03-03")
      ],
      "marts.sessions": session("2026-03-02 23:02:00Z")
    },
    [{day: "2026-03-02", agent_id: "b", is_current: false}],
    {asOf: "2026-03-10 12:00:00Z"}
  ));

test("on the day that is not over it is open as of the data", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.messages": [wrote("a", "2026-03-02 09:00:00Z", "2026-03-02")],
      "marts.sessions": session("2026-03-02 09:00:00Z")
    },
    [{day: "2026-03-02", agent_id: "a", is_current: true}],
    {asOf: "2026-03-02 12:00:00Z"}
  ));

// Else no row would be there to be made anew once time has passed.
test("an agent whose clock runs ahead holds it on the day of that clock", () =>
  assertModel(
    "marts.open_chats",
    {
      "marts.messages": [
        wrote("a", "2026-03-02 12:00:30Z", "2026-03-02"),
        wrote("b", "2026-03-02 23:00:10Z", "2026-03-03")
      ],
      "marts.sessions": session("2026-03-02 23:00:10Z")
    },
    [
      {day: "2026-03-02", agent_id: "a", is_current: true},
      {day: "2026-03-03", agent_id: "b", is_current: true}
    ],
    {asOf: "2026-03-02 12:00:00Z"}
  ));
