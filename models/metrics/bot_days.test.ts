import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const where = {day: "2026-03-02", channel: "whatsapp"};

function session(id: string, outcome: string, more: TestRow = {}): TestRow {
  return {
    session_id: id,
    is_bot_session: true,
    is_mature: outcome !== "open",
    outcome,
    fallback_messages: 0,
    most_fallbacks_in_a_row: 0,
    handoff_requests: 0,
    ...where,
    ...more
  };
}

function text(id: string, isFallback: boolean, more: TestRow = {}): TestRow {
  return {message_id: id, is_free_text: true, is_fallback: isFallback, ...where, ...more};
}

test("three rates of fallbacks have their two parts", () =>
  assertModel(
    "metrics.bot_days",
    {
      "marts.contact_messages": [text("1", true), text("2", true), text("3", false), text("4", true)],
      "marts.bot_sessions": [
        session("a", "quiet_end", {fallback_messages: 2, most_fallbacks_in_a_row: 2}),
        session("b", "quiet_end", {fallback_messages: 1, most_fallbacks_in_a_row: 1}),
        session("c", "quiet_end")
      ]
    },
    [
      {
        free_text_messages: 4,
        fallback_messages: 3,
        engaged_sessions: 3,
        fallback_sessions: 2,
        stuck_sessions: 1
      }
    ]
  ));

test("containment is also counted of the sessions that the contact began", () =>
  assertModel(
    "metrics.bot_days",
    {
      "marts.bot_sessions": [
        session("a", "quiet_end", {is_begun_by_contact: true}),
        session("b", "completed", {is_begun_by_contact: true}),
        session("c", "handed_off", {is_begun_by_contact: true}),
        session("d", "open", {is_begun_by_contact: true}),
        session("e", "quiet_end", {is_begun_by_contact: false})
      ].map((row) => ({...row, is_contained: ["completed", "quiet_end"].includes(row["outcome"] as string)}))
    },
    [{mature_sessions: 4, completed: 1, quiet_end: 2, mature_by_contact: 3, contained_by_contact: 2}]
  ));

test("every session that is over has one outcome, the others are open", () =>
  assertModel(
    "metrics.bot_days",
    {
      "marts.bot_sessions": [
        session("a", "handed_off", {handoff_requests: 2, handoff_state: "accepted"}),
        session("b", "refused_out_of_hours", {handoff_requests: 1, handoff_state: "refused_out_of_hours"}),
        session("c", "not_picked_up", {handoff_requests: 1, handoff_state: "not_picked_up"}),
        session("d", "abandoned_after_fallback"),
        session("e", "completed"),
        session("f", "quiet_end"),
        session("g", "open", {handoff_requests: 1, handoff_state: "waiting"})
      ]
    },
    [
      {
        engaged_sessions: 7,
        mature_sessions: 6,
        open_sessions: 1,
        handed_off: 1,
        refused_out_of_hours: 1,
        not_picked_up: 1,
        abandoned_after_fallback: 1,
        completed: 1,
        quiet_end: 1,
        handoff_requested: 4,
        handoff_accepted: 1,
        handoff_refused_out_of_hours: 1,
        handoff_not_picked_up: 1,
        handoff_waiting: 1
      }
    ]
  ));

test("a session that is too young for durable containment is in neither part", () =>
  assertModel(
    "metrics.bot_days",
    {
      "marts.bot_sessions": [session("a", "quiet_end"), session("b", "quiet_end"), session("c", "handed_off")],
      "marts.session_returns": [
        {session_id: "a", ...where, is_contained: true, is_old_enough_24h: true, is_old_enough_7d: false},
        {session_id: "b", ...where, is_contained: true, is_old_enough_24h: true, is_old_enough_7d: true},
        {session_id: "c", ...where, is_contained: false, is_old_enough_24h: true, is_old_enough_7d: true}
      ].map((row) => ({...row, is_durable_24h: row.session_id === "b", is_durable_7d: row.session_id === "b"}))
    },
    [
      {
        durable_24h_base: 3,
        contained_24h: 2,
        durable_24h: 1,
        durable_7d_base: 2,
        contained_7d: 1,
        durable_7d: 1
      }
    ]
  ));

test("a message after midnight stands on its own day, its session on the day before", () =>
  assertModel(
    "metrics.bot_days",
    {
      "marts.contact_messages": [text("1", true, {day: "2026-03-03"})],
      "marts.bot_sessions": [session("a", "quiet_end", {fallback_messages: 1, most_fallbacks_in_a_row: 1})]
    },
    [
      {day: "2026-03-02", engaged_sessions: 1, fallback_sessions: 1, fallback_messages: 0},
      {day: "2026-03-03", engaged_sessions: 0, fallback_sessions: 0, fallback_messages: 1}
    ]
  ));

test("sessions of people alone are not the bot's", () =>
  assertModel("metrics.bot_days", {"marts.bot_sessions": [session("a", "open", {is_bot_session: false})]}, []));

test("without anything there is no row", () => assertModel("metrics.bot_days", {}, []));
