import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const counts = {messages_inbound: 1, messages_bot: 2, messages_agent: 0, messages_other: 0};

test("a conversation is what its system says, with the messages of all its sessions", () =>
  assertModel(
    "marts.conversations",
    {
      "marts.thread_snapshots": [
        {
          conversation_id: "c",
          channel: "whatsapp",
          contact_id: "p",
          skill: "VENTAS",
          agent_id: "7",
          opened_at: "2026-03-02 22:30:00Z",
          entry_point: "ad"
        }
      ],
      "marts.sessions": [
        {
          session_id: "c#1",
          conversation_id: "c",
          channel: "whatsapp",
          skill: "SERVICIO",
          started_at: "2026-03-02 22:31:00Z",
          last_message_at: "2026-03-02 23:31:00Z",
          ...counts
        },
        {
          session_id: "c#2",
          conversation_id: "c",
          channel: "whatsapp",
          started_at: "2026-03-09 10:00:00Z",
          last_message_at: "2026-03-09 10:00:00Z",
          ...counts
        }
      ]
    },
    [
      {
        conversation_id: "c",
        channel: "whatsapp",
        contact_id: "p",
        skill: "VENTAS",
        agent_id: "7",
        day: "2026-03-02",
        entry_point: "ad",
        first_message_at: "2026-03-02 22:31:00Z",
        last_message_at: "2026-03-09 10:00:00Z",
        messages_inbound: 2,
        messages_bot: 4,
        sessions: 2,
        has_snapshot: true
      }
    ]
  ));

test("a conversation known from its messages only opens with the first of them", () =>
  assertModel(
    "marts.conversations",
    {
      "marts.sessions": [
        {
          session_id: "c#1",
          conversation_id: "c",
          channel: "chat_web",
          contact_id: "p",
          skill: "VENTAS",
          started_at: "2026-03-02 23:00:00Z",
          last_message_at: "2026-03-03 10:00:00Z",
          ...counts
        }
      ],
      "marts.agent_chats": [
        {conversation_id: "c", agent_id: "9", ends_at: "2026-03-02 23:30:00Z"},
        {conversation_id: "c", agent_id: "7", ends_at: "2026-03-03 09:00:00Z"}
      ],
      "marts.messages": [
        {
          message_id: "1",
          conversation_id: "c",
          sent_at: "2026-03-02 23:00:00Z",
          author: "contact",
          contact_name: "Eva",
          entry_point: "organic"
        },
        {
          message_id: "3",
          conversation_id: "c",
          sent_at: "2026-03-03 10:00:00Z",
          author: "contact",
          contact_name: "Eva Ruiz",
          entry_point: "ad"
        }
      ]
    },
    [
      {
        conversation_id: "c",
        opened_at: "2026-03-02 23:00:00Z",
        day: "2026-03-03",
        contact_name: "Eva Ruiz",
        agent_id: "7",
        skill: "VENTAS",
        entry_point: "organic",
        closed_at: null,
        has_snapshot: false
      }
    ]
  ));

test("a conversation without a message is counted, with nothing in it", () =>
  assertModel(
    "marts.conversations",
    {
      "marts.thread_snapshots": [
        {conversation_id: "c", channel: "chat_web", contact_id: "p", opened_at: "2026-03-02 09:00:00Z"}
      ]
    },
    [{conversation_id: "c", sessions: 0, messages_inbound: 0, first_message_at: null, day: "2026-03-02"}]
  ));

test("a closing event closes it until somebody writes again", () =>
  assertModel(
    "marts.conversations",
    {
      "marts.sessions": [
        {
          session_id: "c#1",
          conversation_id: "c",
          started_at: "2026-03-02 09:00:00Z",
          last_message_at: "2026-03-02 10:00:00Z",
          ...counts
        },
        {
          session_id: "d#1",
          conversation_id: "d",
          started_at: "2026-03-02 09:00:00Z",
          last_message_at: "2026-03-02 12:00:00Z",
          ...counts
        }
      ],
      "marts.messages": [
        {message_id: "1", conversation_id: "c", sent_at: "2026-03-02 11:00:00Z", author: "system", event: "closed"},
        {message_id: "2", conversation_id: "d", sent_at: "2026-03-02 11:00:00Z", author: "system", event: "closed"}
      ]
    },
    [
      {conversation_id: "c", closed_at: "2026-03-02 11:00:00Z"},
      {conversation_id: "d", closed_at: null}
    ]
  ));

test("events alone close a conversation that its system describes, and are none where it does not", () =>
  assertModel(
    "marts.conversations",
    {
      "marts.thread_snapshots": [{conversation_id: "c", channel: "whatsapp", opened_at: "2026-03-02 10:00:00Z"}],
      "marts.messages": ["c", "d"].map((conversation) => ({
        message_id: conversation,
        conversation_id: conversation,
        sent_at: "2026-03-02 11:00:00Z",
        author: "system",
        event: "closed",
        contact_name: "Ana",
        entry_point: "ad"
      }))
    },
    [{conversation_id: "c", sessions: 0, closed_at: "2026-03-02 11:00:00Z", contact_name: "Ana", entry_point: "ad"}]
  ));
