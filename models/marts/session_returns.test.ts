import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function session(id: string, maturedAt: string, more: TestRow = {}): TestRow {
  return {
    session_id: id,
    day: "2026-03-02",
    channel: "whatsapp",
    contact_key: "whatsapp|p",
    matured_at: maturedAt,
    is_bot_session: true,
    is_mature: true,
    is_contained: true,
    ...more
  };
}

const written = (id: string, sentAt: string, key = "whatsapp|p"): TestRow => ({
  message_id: id,
  contact_key: key,
  sent_at: sentAt
});

test("a contained session lasts when the contact does not write for 24 hours, and for 7 days", () =>
  assertModel(
    "marts.session_returns",
    {"marts.bot_sessions": [session("s", "2026-03-03 09:00:00Z")]},
    [{session_id: "s", is_durable_24h: true, is_durable_7d: true, returned_at: null}],
    {asOf: "2026-03-10 09:00:00Z"}
  ));

test("whoever comes back on the second day was helped for 24 hours but not for 7 days, in any conversation", () =>
  assertModel(
    "marts.session_returns",
    {
      "marts.bot_sessions": [session("s", "2026-03-03 09:00:00Z")],
      "marts.contact_messages": [
        written("before", "2026-03-03 08:59:59Z"),
        written("after", "2026-03-04 09:00:00Z"),
        written("another", "2026-03-03 10:00:00Z", "whatsapp|q")
      ]
    },
    [{session_id: "s", returned_at: "2026-03-04 09:00:00Z", is_durable_24h: true, is_durable_7d: false}],
    {asOf: "2026-03-12 00:00:00Z"}
  ));

test("a message at the very instant the session matured is another visit", () =>
  assertModel(
    "marts.session_returns",
    {
      "marts.bot_sessions": [session("s", "2026-03-03 09:00:00Z")],
      "marts.contact_messages": [written("again", "2026-03-03 09:00:00Z")]
    },
    [{session_id: "s", is_durable_24h: false, is_durable_7d: false}],
    {asOf: "2026-03-12 00:00:00Z"}
  ));

test("a second before its days are over a session is in neither part", () =>
  assertModel(
    "marts.session_returns",
    {"marts.bot_sessions": [session("s", "2026-03-03 09:00:00Z")]},
    [{is_old_enough_24h: true, is_durable_24h: true, is_old_enough_7d: false, is_durable_7d: null}],
    {asOf: "2026-03-10 08:59:59Z"}
  ));

test("a session that was not contained does not last, though nobody came back", () =>
  assertModel(
    "marts.session_returns",
    {"marts.bot_sessions": [session("s", "2026-03-03 09:00:00Z", {is_contained: false})]},
    [{is_contained: false, is_old_enough_7d: true, is_durable_24h: false, is_durable_7d: false}],
    {asOf: "2026-03-12 00:00:00Z"}
  ));

test("sessions that are open, or without a bot, are none", () =>
  assertModel(
    "marts.session_returns",
    {
      "marts.bot_sessions": [
        session("open", "2026-03-03 09:00:00Z", {is_mature: false, is_contained: null}),
        session("people", "2026-03-03 09:00:00Z", {is_bot_session: false, is_contained: null})
      ]
    },
    [],
    {asOf: "2026-03-12 00:00:00Z"}
  ));
