import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const begin = "2008-12-30 23:00:00+00";
const end = "2040-12-31 23:00:00+00";

function given(skills: TestRow[], conversations: TestRow[] = []) {
  return {"reference.skills": skills, "staging.conversations": conversations};
}

test("a row for any account and skill holds for conversations that have neither", () =>
  assertModel("marts.service_calendars", given([{calendar: "office"}]), [
    {account_id: "", skill: "", calendar: "office", starts_at: begin, ends_at: end}
  ]));

test("the more a row names, the rather it holds; the skill goes before the account", () =>
  assertModel(
    "marts.service_calendars",
    given(
      [
        {calendar: "any"},
        {account_id: "7", calendar: "account"},
        {skill: "Sales", calendar: "skill"},
        {account_id: "7", skill: "Repairs", calendar: "both"}
      ],
      [
        {account_id: "7", skill: "Sales"},
        {account_id: "7", skill: "Repairs"}
      ]
    ),
    [
      {account_id: "", skill: "", calendar: "any"},
      {account_id: "", skill: "Sales", calendar: "skill"},
      {account_id: "", skill: "Repairs", calendar: "any"},
      {account_id: "7", skill: "", calendar: "account"},
      {account_id: "7", skill: "Sales", calendar: "skill"},
      {account_id: "7", skill: "Repairs", calendar: "both"}
    ]
  ));

test("a later row of the same skill takes over at the local midnight of its day", () =>
  assertModel(
    "marts.service_calendars",
    given([{calendar: "winter"}, {calendar: "summer", valid_from: "2026-06-01"}]),
    [
      {calendar: "winter", starts_at: begin, ends_at: "2026-05-31 22:00:00+00"},
      {calendar: "summer", starts_at: "2026-05-31 22:00:00+00", ends_at: end}
    ]
  ));

test("a wider row that begins later does not push a narrower one out", () =>
  assertModel(
    "marts.service_calendars",
    given(
      [
        {skill: "Sales", calendar: "sales"},
        {calendar: "any", valid_from: "2026-06-01"}
      ],
      [{skill: "Sales"}]
    ),
    [
      {skill: "", calendar: "any", starts_at: "2026-05-31 22:00:00+00", ends_at: end},
      {skill: "Sales", calendar: "sales", starts_at: begin, ends_at: end}
    ]
  ));

test("a skill without a calendar has no row", () =>
  assertModel(
    "marts.service_calendars",
    given([{skill: "Sales", calendar: "sales"}], [{skill: "Repairs"}, {skill: "Sales"}]),
    [{skill: "Sales", calendar: "sales"}]
  ));

test("a skill whose calendar is left empty has none, though there is one for any", () =>
  assertModel(
    "marts.service_calendars",
    given([{calendar: "any"}, {skill: "Bot", valid_from: "2026-06-01"}], [{skill: "Bot"}]),
    [
      {skill: "", calendar: "any", starts_at: begin, ends_at: end},
      {skill: "Bot", calendar: "any", starts_at: begin, ends_at: "2026-05-31 22:00:00+00"},
      {skill: "Bot", calendar: null, starts_at: "2026-05-31 22:00:00+00", ends_at: end}
    ]
  ));

test("skills are those of conversations, messages and agents", () =>
  assertModel(
    "marts.service_calendars",
    {
      "reference.skills": [{calendar: "any"}],
      "staging.messages": [{skill: "Sales"}],
      "staging.agent_history": [{skill: "Repairs"}]
    },
    [{skill: ""}, {skill: "Sales"}, {skill: "Repairs"}]
  ));

test("a row that began before the calendar and one after its end", () =>
  assertModel(
    "marts.service_calendars",
    given([
      {calendar: "old", valid_from: "2001-01-01"},
      {calendar: "far", valid_from: "2050-01-01"}
    ]),
    [{calendar: "old", starts_at: begin, ends_at: end}]
  ));
