import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function agentDay(day: string, more: TestRow = {}): TestRow {
  return {day, agent_id: "7", skill: "VENTAS", calendar: "default", ...more};
}

test("a Monday is open from nine to seven", () =>
  assertModel("metrics.opening_stretches", {"metrics.agent_days": [agentDay("2026-03-02")]}, [
    {skill: "VENTAS", from_minute: 540, to_minute: 1140}
  ]));

test("two agents of a team have the same hours, once", () =>
  assertModel(
    "metrics.opening_stretches",
    {"metrics.agent_days": [agentDay("2026-03-02"), agentDay("2026-03-02", {agent_id: "8"})]},
    [{from_minute: 540, to_minute: 1140}]
  ));

test("a Sunday and a team without a calendar have none", () =>
  assertModel(
    "metrics.opening_stretches",
    {"metrics.agent_days": [agentDay("2026-03-08"), agentDay("2026-03-02", {calendar: null})]},
    []
  ));

test("hours over midnight are cut there", () =>
  assertModel(
    "metrics.opening_stretches",
    {
      "reference.opening_hours": [{calendar: "default", weekday: 1, opens: "22:00", closes: "02:00"}],
      "metrics.agent_days": [agentDay("2026-03-02"), agentDay("2026-03-03")]
    },
    [
      {day: "2026-03-02", from_minute: 1320, to_minute: 1440},
      {day: "2026-03-03", from_minute: 0, to_minute: 120}
    ]
  ));
