import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const asOf = "2026-03-31 08:00:00Z";
const parts = (given: Record<string, TestRow[]>, expected: TestRow[], agentsAsOf?: string) =>
  assertModel("metrics.watched_parts", given, expected, agentsAsOf ? {asOf, agentsAsOf} : {asOf});

function written(minute: number, more: TestRow): TestRow {
  return {
    message_id: `m${minute}`,
    session_id: "s",
    day: "2026-03-30",
    sent_at: `2026-03-30 12:${minute}:00Z`,
    channel: "whatsapp",
    is_free_text: true,
    is_fallback: false,
    ...more
  };
}

function covered(minute: number, skill: string | null, agents: number): TestRow {
  return {day: "2026-03-30", minute, skill, agents_available: agents, requests: 1, is_open: true};
}

test("a fallback stands under what the contact meant last before it, by the local hour", () =>
  parts(
    {
      "marts.contact_messages": [
        written(10, {intent: "order.status"}),
        written(11, {is_fallback: true, intent_before: "order.status"}),
        written(12, {is_fallback: true, intent_before: "order.status"})
      ]
    },
    [
      {code: "fallback", day: "2026-03-30", hour: 14, subject: null, part: "0.000000", whole: 1},
      {code: "fallback", day: "2026-03-30", hour: 14, subject: "order.status", part: "2.000000", whole: 2}
    ]
  ));

test("what the bot did not handle, or is no text, does not count", () =>
  parts({"marts.contact_messages": [written(10, {is_free_text: false, intent_before: "order.status"})]}, []));

test("only days that are complete count, five weeks of them", () =>
  parts(
    {
      "metrics.conversation_days": ["2026-02-23", "2026-02-24", "2026-03-30", "2026-03-31"].map((day) => ({
        day,
        channel: "sms",
        sessions: 3,
        sessions_by_contact: 3
      }))
    },
    [
      {code: "sessions", day: "2026-02-24", subject: "sms", part: "3.000000", whole: null, last_day: "2026-03-30"},
      {code: "sessions", day: "2026-03-30", subject: "sms", part: "3.000000", whole: null, last_day: "2026-03-30"}
    ]
  ));

test("sessions that a campaign opened do not count, whether or not somebody answered", () =>
  parts(
    {
      "metrics.conversation_days": [
        {day: "2026-03-30", channel: "whatsapp", sessions: 900, engaged_sessions: 200, sessions_by_contact: 40}
      ]
    },
    [{code: "sessions", subject: "whatsapp", part: "40.000000"}]
  ));

test("what the bot contains is watched in the sessions that the contact began", () =>
  parts(
    {
      "metrics.conversation_days": [{day: "2025-12-01", channel: "whatsapp", messages_agent: 1}],
      "metrics.bot_days": [
        {
          day: "2026-03-20",
          channel: "whatsapp",
          completed: 10,
          quiet_end: 80,
          mature_sessions: 100,
          mature_by_contact: 30,
          contained_by_contact: 20
        }
      ]
    },
    [{code: "contained", part: "20.000000", whole: 30}]
  ));

test("agents count up to the newest day of their own history", () =>
  parts(
    {
      "metrics.agent_days": ["2026-03-28", "2026-03-29"].map((day) => ({
        day,
        agent_id: "7",
        agent_name: "Ana",
        available_in_hours_seconds: 100,
        scheduled_seconds: 400
      }))
    },
    [{code: "available", day: "2026-03-28", subject: "Ana", part: "100.000000", whole: 400, last_day: "2026-03-28"}],
    "2026-03-29 15:00:00Z"
  ));

test("lost is known eight days later", () =>
  parts(
    {
      "metrics.conversation_days": [{day: "2025-12-01", channel: "whatsapp", engaged_sessions: 1, messages_agent: 1}],
      "metrics.out_of_hours_days": ["2026-03-22", "2026-03-23"].map((day) => ({
        day,
        channel: "sms",
        skill: "sales",
        request_sessions: 9,
        out_of_hours_sessions: 4,
        lost: 1
      }))
    },
    [
      {code: "lost", day: "2026-03-22", subject: "sales", part: "1.000000", whole: 4, last_day: "2026-03-22"},
      {code: "out_of_hours", day: "2026-03-22", subject: "sales", part: "4.000000", whole: 9, last_day: "2026-03-30"},
      {code: "out_of_hours", day: "2026-03-23", subject: "sales", part: "4.000000", whole: 9, last_day: "2026-03-30"}
    ]
  ));

test("failures stand under their code, what was accepted under none", () =>
  parts(
    {
      "metrics.delivery_days": [{day: "2026-03-30", channel: "sms", accepted: 20, failed: 2}],
      "metrics.delivery_failures": [{day: "2026-03-30", channel: "sms", error_code: "131049", messages: 2}]
    },
    [
      {code: "failed", subject: null, part: "0.000000", whole: 20},
      {code: "failed", subject: "131049", part: "2.000000", whole: 0}
    ]
  ));

test("nothing fails, and nobody is lost or contained, as far as no status and no agent's message tells", () =>
  parts(
    {
      "metrics.delivery_days": [{day: "2026-03-30", channel: "sms", accepted: 20, sent: 0, delivered: 0, failed: 0}],
      "metrics.conversation_days": [
        {day: "2026-03-20", channel: "whatsapp", sessions_by_contact: 9, messages_agent: 0}
      ],
      "metrics.bot_days": [{day: "2026-03-20", channel: "whatsapp", mature_by_contact: 9, contained_by_contact: 5}],
      "metrics.out_of_hours_days": [{day: "2026-03-20", channel: "whatsapp", lost: 3, out_of_hours_sessions: 3}]
    },
    [
      {code: "out_of_hours", part: "3.000000"},
      {code: "sessions", part: "9.000000"}
    ]
  ));

test("uncovered are a team's open quarter hours in which nobody of it was available", () =>
  parts(
    {
      "metrics.opening_stretches": [
        {day: "2026-03-30", skill: "sales", from_minute: 540, to_minute: 1140},
        {day: "2026-03-30", skill: "support", from_minute: 550, to_minute: 610}
      ],
      // Agents of sales from 09:00 to 14:00, a request at 15:00 and another after closing; one that names no team.
      "metrics.coverage_slots": [
        ...Array.from({length: 20}, (_, slot) => covered(540 + 15 * slot, "sales", 0.5)),
        covered(900, "sales", 0),
        covered(1200, "sales", 0),
        covered(540, null, 0)
      ]
    },
    [
      {code: "uncovered", day: "2026-03-30", subject: "sales", part: "20.000000", whole: 40},
      {code: "uncovered", day: "2026-03-30", subject: "support", part: "4.000000", whole: 4}
    ]
  ));

test("what the bot contains is known two days later, as those handed over end last", () =>
  parts(
    {
      "metrics.conversation_days": [{day: "2025-12-01", channel: "whatsapp", messages_agent: 1}],
      "metrics.bot_days": ["2026-03-28", "2026-03-29", "2026-03-30"].map((day) => ({
        day,
        channel: "whatsapp",
        mature_by_contact: 3,
        contained_by_contact: 2
      }))
    },
    [{code: "contained", day: "2026-03-28", part: "2.000000", whole: 3, last_day: "2026-03-28"}]
  ));

test("what belongs to no team is covered by any agent", () =>
  parts(
    {
      "metrics.opening_stretches": [{day: "2026-03-30", skill: null, from_minute: 540, to_minute: 600}],
      "metrics.coverage_slots": [covered(540, "sales", 1), covered(555, null, 1), covered(555, "sales", 1)]
    },
    [{code: "uncovered", subject: null, part: "2.000000", whole: 4}]
  ));

test("a day that is not over as of the agent history has no uncovered quarter hours yet", () =>
  parts(
    {
      "metrics.opening_stretches": ["2026-03-28", "2026-03-29"].map((day) => ({
        day,
        skill: "sales",
        from_minute: 540,
        to_minute: 600
      }))
    },
    [{code: "uncovered", day: "2026-03-28", part: "4.000000", whole: 4, last_day: "2026-03-28"}],
    "2026-03-29 15:00:00Z"
  ));

test("spend is an amount by category and currency, a day later", () =>
  parts(
    {
      "metrics.spend_days": ["2026-03-29", "2026-03-30"].map((day) => ({
        day,
        category: "marketing",
        currency: "EUR",
        amount: 1.25
      }))
    },
    [{code: "spend", day: "2026-03-29", subject: "marketing", currency: "EUR", part: "1.250000", whole: null}]
  ));

test("what the monthly allowance gives for free is watched at its list rate, what is free by rule at nothing", () => {
  const service = {day: "2026-03-29", market: "Spain", category: "service", currency: "EUR"};
  const rate = {market: "Spain", category: "service", currency: "EUR", list_rate: 0.02, tier_from: 0};
  return parts(
    {
      "metrics.spend_days": [
        {...service, pricing_type: "free_tier", units_free: 100, amount: 0},
        {...service, pricing_type: "free_entry_point", units_free: 50, amount: 0},
        {...service, pricing_type: "regular", units_free: 0, amount: 1.5}
      ],
      "metrics.spend_rates": [
        {...rate, valid_from: "2025-07-01", valid_to_exclusive: "2026-03-29", list_rate: 9},
        {...rate, valid_from: "2026-03-29", valid_to_exclusive: null},
        {...rate, valid_from: "2026-03-29", valid_to_exclusive: null, tier_from: 1001, list_rate: 9},
        {...rate, valid_from: "2026-03-29", valid_to_exclusive: null, market: "France", list_rate: 9}
      ]
    },
    [{code: "spend", subject: "service", currency: "EUR", part: "3.500000"}]
  );
});

test("what the allowance gives for free without a known rate counts as nothing", () =>
  parts(
    {
      "metrics.spend_days": [
        {day: "2026-03-29", category: "service", currency: "EUR", pricing_type: "free_tier", units_free: 9, amount: 0}
      ]
    },
    [{code: "spend", subject: "service", part: "0.000000"}]
  ));
