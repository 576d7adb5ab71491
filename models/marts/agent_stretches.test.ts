import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const session = {session_id: "s", agent_id: "a", is_open: false, is_stale: false};

test("a session over local midnight is cut there", () =>
  assertModel(
    "marts.agent_stretches",
    {
      "marts.agent_sessions": [{...session, connected_at: "2026-03-02 20:00:00Z", ended_at: "2026-03-03 01:00:00Z"}]
    },
    [
      {day: "2026-03-02", is_available: false, starts_at: "2026-03-02 20:00:00Z", ends_at: "2026-03-02 23:00:00Z"},
      {day: "2026-03-03", is_available: false, starts_at: "2026-03-02 23:00:00Z", ends_at: "2026-03-03 01:00:00Z"}
    ]
  ));

test("a session that ends at local midnight leaves nothing on the next day", () =>
  assertModel(
    "marts.agent_stretches",
    {
      "marts.agent_sessions": [{...session, connected_at: "2026-03-02 20:00:00Z", ended_at: "2026-03-02 23:00:00Z"}]
    },
    [{day: "2026-03-02", ends_at: "2026-03-02 23:00:00Z"}]
  ));

test("availability lies within the connection and lasts to its end where it has none", () =>
  assertModel(
    "marts.agent_stretches",
    {
      "marts.agent_sessions": [{...session, connected_at: "2026-03-02 09:00:00Z", ended_at: "2026-03-02 15:00:00Z"}],
      "staging.agent_history": [
        {session_id: "s", available_at: "2026-03-02 08:00:00Z", unavailable_at: "2026-03-02 10:00:00Z"},
        {session_id: "s", available_at: "2026-03-02 12:00:00Z", unavailable_at: null},
        {session_id: "s", available_at: "2026-03-02 16:00:00Z", unavailable_at: null}
      ]
    },
    [
      {is_available: false, starts_at: "2026-03-02 09:00:00Z", ends_at: "2026-03-02 15:00:00Z"},
      {is_available: true, starts_at: "2026-03-02 09:00:00Z", ends_at: "2026-03-02 10:00:00Z"},
      {is_available: true, starts_at: "2026-03-02 12:00:00Z", ends_at: "2026-03-02 15:00:00Z"}
    ]
  ));

test("a session without a single second is still a connection", () =>
  assertModel(
    "marts.agent_stretches",
    {
      "marts.agent_sessions": [{...session, connected_at: "2026-03-02 09:00:00Z", ended_at: "2026-03-02 09:00:00Z"}],
      "staging.agent_history": [{session_id: "s", available_at: "2026-03-02 09:00:00Z"}]
    },
    [{day: "2026-03-02", is_available: false, starts_at: "2026-03-02 09:00:00Z", ends_at: "2026-03-02 09:00:00Z"}]
  ));

test("never available means connected only", () =>
  assertModel(
    "marts.agent_stretches",
    {
      "marts.agent_sessions": [{...session, connected_at: "2026-03-02 09:00:00Z", ended_at: "2026-03-02 10:00:00Z"}],
      "staging.agent_history": [{session_id: "s", available_at: null}]
    },
    [{is_available: false}]
  ));

test("a session of two skills and names is available under each, and connected as it is itself", () => {
  const connected = {...session, connected_at: "2026-03-02 08:00:00Z", ended_at: "2026-03-02 12:00:00Z"};
  return assertModel(
    "marts.agent_stretches",
    {
      "marts.agent_sessions": [{...connected, skill: "SERVICIO", agent_name: "Eva Ruiz"}],
      "staging.agent_history": [
        {
          session_id: "s",
          available_at: "2026-03-02 08:00:00Z",
          unavailable_at: "2026-03-02 09:00:00Z",
          skill: "VENTAS",
          agent_name: "Eva"
        },
        {session_id: "s", available_at: "2026-03-02 10:00:00Z"}
      ]
    },
    [
      {is_available: false, skill: "SERVICIO", agent_name: "Eva Ruiz", ends_at: "2026-03-02 12:00:00Z"},
      {is_available: true, skill: "VENTAS", agent_name: "Eva", ends_at: "2026-03-02 09:00:00Z"},
      {is_available: true, skill: "SERVICIO", agent_name: "Eva Ruiz", ends_at: "2026-03-02 12:00:00Z"}
    ]
  );
});
