import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function available(day: string, starts_at: string, ends_at: string, more: TestRow = {}): TestRow {
  return {
    session_id: "s",
    agent_id: "7",
    skill: "VENTAS",
    connected_at: starts_at,
    is_available: true,
    is_stale: false,
    day,
    starts_at,
    ends_at,
    ...more
  };
}

function request(day: string, requested_at: string): TestRow {
  return {request_id: requested_at, skill: "VENTAS", day, requested_at};
}

test("an agent who is there for five of fifteen minutes is a third of one", () =>
  assertModel(
    "metrics.coverage_slots",
    {"marts.agent_stretches": [available("2026-03-02", "2026-03-02 08:10:00Z", "2026-03-02 08:15:00Z")]},
    [{minute: "540", agents_available: "0.3333", requests: "0"}]
  ));

test("a stretch over several slots is shared out among them", () =>
  assertModel(
    "metrics.coverage_slots",
    {"marts.agent_stretches": [available("2026-03-02", "2026-03-02 08:07:30Z", "2026-03-02 08:37:30Z")]},
    [
      {minute: "540", agents_available: "0.5000"},
      {minute: "555", agents_available: "1.0000"},
      {minute: "570", agents_available: "0.5000"}
    ]
  ));

test("requests nobody is there for show with no agents", () =>
  assertModel(
    "metrics.coverage_slots",
    {"marts.requests": [request("2026-03-02", "2026-03-02 20:00:00Z"), request("2026-03-02", "2026-03-02 20:14:59Z")]},
    [{minute: "1260", agents_available: "0.0000", requests: "2"}]
  ));

test("how many were there is not known before the agent history has come for the day", () =>
  assertModel(
    "metrics.coverage_slots",
    {"marts.requests": [request("2026-03-02", "2026-03-02 20:00:00Z"), request("2026-03-03", "2026-03-03 20:00:00Z")]},
    [
      {day: "2026-03-02", agents_available: "0.0000", requests: "1"},
      {day: "2026-03-03", agents_available: null, requests: "1"}
    ],
    {asOf: "2026-03-04 12:00:00Z", agentsAsOf: "2026-03-02 22:00:00Z"}
  ));

test("an agent of several teams covers each while there for it, and none twice", () => {
  const sales = {connected_at: "2026-03-02 08:00:00Z"};
  const service = {session_id: "t", connected_at: "2026-03-02 08:10:00Z", skill: "SERVICIO"};
  return assertModel(
    "metrics.coverage_slots",
    {
      "marts.agent_stretches": [
        available("2026-03-02", "2026-03-02 08:00:00Z", "2026-03-02 08:15:00Z", sales),
        available("2026-03-02", "2026-03-02 08:10:00Z", "2026-03-02 08:12:00Z", service),
        available("2026-03-02", "2026-03-02 08:15:00Z", "2026-03-02 08:30:00Z", service)
      ]
    },
    [
      {minute: "540", skill: "VENTAS", agents_available: "0.8667"},
      {minute: "540", skill: "SERVICIO", agents_available: "0.1333"},
      {minute: "555", skill: "SERVICIO", agents_available: "1.0000"}
    ]
  );
});

test("who is not available or never logged out covers nothing", () =>
  assertModel(
    "metrics.coverage_slots",
    {
      "marts.agent_stretches": [
        available("2026-03-02", "2026-03-02 08:00:00Z", "2026-03-02 08:15:00Z", {is_available: false}),
        available("2026-03-02", "2026-03-02 09:00:00Z", "2026-03-02 09:15:00Z", {is_stale: true})
      ]
    },
    []
  ));

test("a day of 25 hours has slots up to 1485", () =>
  assertModel("metrics.coverage_slots", {"marts.requests": [request("2026-10-25", "2026-10-25 22:59:00Z")]}, [
    {minute: "1485", requests: "1"}
  ]));
