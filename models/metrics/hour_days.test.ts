import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const where = {channel: "whatsapp", skill: "VENTAS"};
const skills = {
  "reference.skills": [{skill: "VENTAS", calendar: "default"}],
  "staging.conversations": [{conversation_id: "c", skill: "VENTAS"}]
};

function inbound(day: string, hour: number, more: TestRow = {}): TestRow {
  return {
    message_id: `${hour}`,
    day,
    hour,
    direction: "inbound",
    author: "contact",
    is_event: false,
    ...where,
    ...more
  };
}

function hours(from: number, to: number): number[] {
  return Array.from({length: to - from}, (_, index) => from + index);
}

test("a day has its hours with traffic and its open hours", () =>
  assertModel(
    "metrics.hour_days",
    {
      ...skills,
      "marts.messages": [
        inbound("2026-03-02", 8),
        inbound("2026-03-02", 9),
        inbound("2026-03-02", 9, {direction: "outbound"})
      ],
      "marts.sessions": [{session_id: "c#1", day: "2026-03-02", hour: 8, ...where}]
    },
    [
      {hour: 8, messages_inbound: 1, sessions: 1, open_seconds: 0},
      {hour: 9, messages_inbound: 1, sessions: 0, open_seconds: 3600},
      ...hours(10, 19).map((hour) => ({hour, messages_inbound: 0, sessions: 0, open_seconds: 3600}))
    ]
  ));

test("an hour that is open in part has the seconds of that part", () =>
  assertModel(
    "metrics.hour_days",
    {
      ...skills,
      "reference.opening_hours": [
        {calendar: "default", weekday: 1, opens: "09:30", closes: "10:15"},
        {calendar: "default", weekday: 1, opens: "10:45", closes: "11:00"}
      ],
      "marts.messages": [inbound("2026-03-02", 9)]
    },
    [
      {hour: 9, open_seconds: 1800},
      {hour: 10, open_seconds: 1800}
    ]
  ));

test("the hour that comes twice counts both times, the one that is missing has no row", async () => {
  const given = {
    ...skills,
    "reference.opening_hours": [{calendar: "default", weekday: 7, opens: "01:00", closes: "04:00"}]
  };
  await assertModel("metrics.hour_days", {...given, "marts.messages": [inbound("2026-10-25", 2)]}, [
    {hour: 1, messages_inbound: 0, open_seconds: 3600},
    {hour: 2, messages_inbound: 1, open_seconds: 7200},
    {hour: 3, messages_inbound: 0, open_seconds: 3600}
  ]);
  await assertModel("metrics.hour_days", {...given, "marts.messages": [inbound("2026-03-29", 3)]}, [
    {hour: 1, messages_inbound: 0, open_seconds: 3600},
    {hour: 3, messages_inbound: 1, open_seconds: 3600}
  ]);
});

test("a skill without a calendar is not closed: its open seconds are null", () =>
  assertModel(
    "metrics.hour_days",
    {
      ...skills,
      "marts.messages": [
        inbound("2026-03-07", 9),
        inbound("2026-03-07", 9, {message_id: "o", skill: "SERVICIO"}),
        inbound("2026-03-07", 9, {message_id: "n", skill: null})
      ]
    },
    [
      {skill: "VENTAS", hour: 9, open_seconds: 0},
      {skill: "SERVICIO", hour: 9, open_seconds: null},
      {skill: null, hour: 9, open_seconds: null}
    ]
  ));

test("an hour without traffic on a day without traffic has no row", () =>
  assertModel("metrics.hour_days", {...skills}, []));
