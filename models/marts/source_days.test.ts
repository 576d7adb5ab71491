import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const day = "2026-03-02";

test("each kind of event is counted on its day, with the newest instant", () =>
  assertModel(
    "marts.source_days",
    {
      "marts.messages": [
        {message_id: "1", day, sent_at: "2026-03-02 09:00:00Z", turn_id: "t", is_status_only: false},
        {message_id: "2", day, sent_at: "2026-03-02 10:00:00Z", is_status_only: false},
        {message_id: "turn:u", turn_id: "u", day, sent_at: "2026-03-02 11:00:00Z", is_status_only: false},
        {message_id: "3", day, sent_at: "2026-03-02 12:00:00Z", is_status_only: true}
      ],
      "marts.deliveries": [
        {message_id: "2", day, statuses: 3, last_status_at: "2026-03-02 13:00:00Z"},
        {message_id: "4", day, statuses: 0}
      ],
      "marts.conversations": [
        {conversation_id: "c", day, opened_at: "2026-03-02 08:00:00Z", has_snapshot: true},
        {conversation_id: "d", day, opened_at: "2026-03-02 08:30:00Z", has_snapshot: false}
      ],
      "marts.agent_sessions": [
        {
          session_id: "1",
          day,
          connected_at: "2026-03-02 08:00:00Z",
          disconnected_at: "2026-03-02 14:00:00Z",
          is_stale: false,
          is_impossible: false
        }
      ]
    },
    [
      {
        source: "messages",
        rows: 2,
        last_event_at: "2026-03-02 10:00:00Z",
        warning: "unknown_authors: 1"
      },
      {source: "dialogflow_turns", rows: 2, last_event_at: "2026-03-02 11:00:00Z", warning: "turns_without_message: 1"},
      {source: "delivery_events", rows: 3, last_event_at: "2026-03-02 13:00:00Z", warning: null},
      {source: "conversations", rows: 1, last_event_at: "2026-03-02 08:00:00Z", warning: null},
      {source: "agent_history", rows: 1, last_event_at: "2026-03-02 14:00:00Z", warning: null}
    ]
  ));

test("an agent id under several names or skills is named, and so are stale and impossible sessions", () =>
  assertModel(
    "marts.source_days",
    {
      "marts.agent_sessions": [
        {session_id: "1", day, connected_at: "2026-03-02 08:00:00Z", is_stale: true, is_impossible: false},
        {session_id: "2", day, connected_at: "2026-03-02 09:00:00Z", is_stale: false, is_impossible: true}
      ],
      "marts.agent_stretches": [
        {session_id: "1", agent_id: "261", day, agent_name: "Eva Ruiz", skill: "VENTAS"},
        {session_id: "2", agent_id: "261", day, agent_name: "Ana Gil", skill: "SERVICIO"},
        {session_id: "3", agent_id: "262", day, agent_name: "Rosa", skill: "VENTAS"},
        {session_id: "4", agent_id: "262", day, agent_name: "Rosa", skill: null}
      ]
    },
    [
      {
        source: "agent_history",
        warning:
          "impossible_intervals: 2; several_names: 261 (Ana Gil, Eva Ruiz); several_skills: 261 (SERVICIO, VENTAS); stale_sessions: 1"
      }
    ]
  ));

test("of many agents a warning names ten, and how many more there are", () => {
  const agents = Array.from({length: 12}, (_, index) => String(101 + index));
  const skills = ["SERVICIO", "VENTAS"];
  return assertModel(
    "marts.source_days",
    {
      "marts.agent_stretches": agents.flatMap((agent_id) =>
        skills.map((skill) => ({session_id: `${agent_id} ${skill}`, agent_id, day, skill}))
      )
    },
    [
      {
        source: "agent_history",
        warning: `several_skills: ${agents
          .slice(0, 10)
          .map((agent_id) => `${agent_id} (SERVICIO, VENTAS)`)
          .join(", ")} (+2)`
      }
    ]
  );
});

test("intents that intents.csv does not know are named, unless there is no such list", async () => {
  const messages = [
    {
      message_id: "1",
      day,
      sent_at: "2026-03-02 09:00:00Z",
      is_status_only: false,
      source_intent: "b",
      is_intent_mapped: false
    },
    {
      message_id: "2",
      day,
      sent_at: "2026-03-02 09:00:00Z",
      is_status_only: false,
      source_intent: "a",
      is_intent_mapped: false
    },
    {
      message_id: "3",
      day,
      sent_at: "2026-03-02 09:00:00Z",
      is_status_only: false,
      source_intent: "a",
      is_intent_mapped: false
    },
    {
      message_id: "4",
      day,
      sent_at: "2026-03-02 09:00:00Z",
      is_status_only: false,
      source_intent: "c",
      is_intent_mapped: true
    }
  ];
  await assertModel(
    "marts.source_days",
    {"reference.intents": [{source_intent: "c", intent: "C"}], "marts.messages": messages},
    [{source: "messages", rows: 4, warning: "unmapped_intents: a, b"}]
  );
  await assertModel("marts.source_days", {"marts.messages": messages}, [{source: "messages", rows: 4, warning: null}]);
});

test("of many intents that are not in the table ten are named, and the others counted", () =>
  assertModel(
    "marts.source_days",
    {
      "reference.intents": [{source_intent: "z", intent: "Z"}],
      "marts.messages": [..."abcdefghijkl"].map((source_intent) => ({
        message_id: source_intent,
        day,
        sent_at: "2026-03-02 09:00:00Z",
        is_status_only: false,
        source_intent,
        is_intent_mapped: false
      }))
    },
    [{source: "messages", rows: 12, warning: "unmapped_intents: a, b, c, d, e, f, g, h, i, j (+2)"}]
  ));

test("nothing happened, no rows", () => assertModel("marts.source_days", {}, []));
