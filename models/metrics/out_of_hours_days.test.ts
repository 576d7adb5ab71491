import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

let count = 0;
function inbound(sent_at: string, more: TestRow = {}): TestRow {
  count += 1;
  const defaults = {
    message_id: `m${count}`,
    day: "2026-03-02",
    channel: "whatsapp",
    skill: "VENTAS",
    direction: "inbound"
  };
  return {...defaults, is_event: false, is_notice: false, sent_at, ...more};
}

function session(outcome: string | null): TestRow {
  count += 1;
  return {
    session_id: `s${count}`,
    day: "2026-03-02",
    channel: "whatsapp",
    skill: "VENTAS",
    is_out_of_hours: outcome !== null,
    outcome
  };
}

const calendar = {calendar: "default", starts_at: "2009-01-01 00:00:00Z", ends_at: "2040-01-01 00:00:00Z"};
const served = {"marts.service_calendars": [{account_id: "", skill: "VENTAS", ...calendar}]};

test("19:00:00 is closed, the second before is open", () =>
  assertModel(
    "metrics.out_of_hours_days",
    {...served, "marts.messages": [inbound("2026-03-02 17:59:59Z"), inbound("2026-03-02 18:00:00Z")]},
    [{messages_inbound: "2", messages_out_of_hours: "1"}]
  ));

test("without a calendar nothing is out of hours", () =>
  assertModel(
    "metrics.out_of_hours_days",
    {"marts.service_calendars": [], "marts.messages": [inbound("2026-03-02 22:00:00Z")]},
    [{messages_inbound: "1", messages_out_of_hours: "0"}]
  ));

test("each session with a request while closed has one outcome", () =>
  assertModel(
    "metrics.out_of_hours_days",
    {"marts.out_of_hours_sessions": [session(null), session("lost"), session("pending"), session("recovered_late")]},
    [
      {
        request_sessions: "4",
        out_of_hours_sessions: "3",
        lost: "1",
        pending: "1",
        recovered_late: "1",
        recovered_next_shift: "0"
      }
    ]
  ));

test("three notices in one conversation are three notices", () =>
  assertModel(
    "metrics.out_of_hours_days",
    {
      ...served,
      "marts.messages": [1, 2, 3].map((minute) =>
        inbound(`2026-03-02 20:0${minute}:00Z`, {direction: "outbound", is_notice: true})
      )
    },
    [{notices: "3", messages_inbound: "0", request_sessions: "0"}]
  ));

test("nobody asked: the day has no row", () => assertModel("metrics.out_of_hours_days", {}, []));
