import {describe, test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const one = (date: string, opens: string, closes: string, calendar = "office"): TestRow => ({
  calendar,
  weekday: new Date(date).getUTCDay() || 7,
  opens,
  closes,
  valid_from: date,
  valid_to: date
});

function given(hours: TestRow[], holidays: TestRow[] = [], zone = "Europe/Madrid") {
  return {
    "reference.calendars": [{calendar: "office", time_zone: zone}],
    "reference.opening_hours": hours,
    "reference.holidays": holidays.map((row) => ({calendar: "office", name: "Holiday", ...row}))
  };
}

const opened = (given: Record<string, TestRow[]>, expected: [string, string][]) =>
  assertModel(
    "marts.opening_intervals",
    given,
    expected.map(([opens_at, closes_at]) => ({opens_at, closes_at}))
  );

describe("opening_intervals", () => {
  test("a weekday is open from nine to seven, by the clock of summer or winter", () =>
    opened(given([one("2026-03-27", "09:00", "19:00"), one("2026-03-30", "09:00", "19:00")]), [
      ["2026-03-27 08:00:00+00", "2026-03-27 18:00:00+00"],
      ["2026-03-30 07:00:00+00", "2026-03-30 17:00:00+00"]
    ]));

  test("a day may have several stretches", () =>
    opened(given([one("2026-03-02", "09:00", "14:00"), one("2026-03-02", "16:00", "20:00")]), [
      ["2026-03-02 08:00:00+00", "2026-03-02 13:00:00+00"],
      ["2026-03-02 15:00:00+00", "2026-03-02 19:00:00+00"]
    ]));

  test("stretches that touch are one, also at midnight", () =>
    opened(
      given([
        one("2026-03-02", "09:00", "14:00"),
        one("2026-03-02", "14:00", "00:00"),
        one("2026-03-03", "00:00", "00:00"),
        one("2026-03-04", "00:00", "06:00")
      ]),
      [["2026-03-02 08:00:00+00", "2026-03-04 05:00:00+00"]]
    ));

  test("hours past midnight belong to the day they opened, also over the year's end", () =>
    assertModel("marts.opening_intervals", given([one("2026-12-31", "22:00", "02:00")]), [
      {day: "2026-12-31", opens_at: "2026-12-31 21:00:00+00", closes_at: "2027-01-01 01:00:00+00"}
    ]));

  test("a holiday is closed", () =>
    opened(given([one("2026-12-25", "09:00", "19:00")], [{holiday_date: "2026-12-25"}]), []));

  test("a half day has its own hours", () =>
    opened(
      given([one("2026-12-24", "09:00", "19:00")], [{holiday_date: "2026-12-24", opens: "09:00", closes: "14:00"}]),
      [["2026-12-24 08:00:00+00", "2026-12-24 13:00:00+00"]]
    ));

  test("a holiday with hours opens on a weekend too, in several stretches", () =>
    opened(
      given(
        [one("2026-12-21", "09:00", "19:00")],
        [
          {holiday_date: "2026-12-20", opens: "10:00", closes: "14:00"},
          {holiday_date: "2026-12-20", opens: "17:00", closes: "21:00"}
        ]
      ),
      [
        ["2026-12-20 09:00:00+00", "2026-12-20 13:00:00+00"],
        ["2026-12-20 16:00:00+00", "2026-12-20 20:00:00+00"],
        ["2026-12-21 08:00:00+00", "2026-12-21 18:00:00+00"]
      ]
    ));

  test("the night before a holiday stays open as long as it does, and the holiday's own night does not open", () =>
    opened(
      given([one("2026-12-24", "22:00", "02:00"), one("2026-12-25", "22:00", "02:00")], [{holiday_date: "2026-12-25"}]),
      [["2026-12-24 21:00:00+00", "2026-12-25 01:00:00+00"]]
    ));

  test("hours hold from their first day to their last, both included", () =>
    opened(
      given([
        {
          calendar: "office",
          weekday: 1,
          opens: "09:00",
          closes: "19:00",
          valid_from: "2026-06-01",
          valid_to: "2026-06-08"
        },
        {
          calendar: "office",
          weekday: 1,
          opens: "08:00",
          closes: "15:00",
          valid_from: "2026-06-09",
          valid_to: "2026-06-15"
        }
      ]),
      [
        ["2026-06-01 07:00:00+00", "2026-06-01 17:00:00+00"],
        ["2026-06-08 07:00:00+00", "2026-06-08 17:00:00+00"],
        ["2026-06-15 06:00:00+00", "2026-06-15 13:00:00+00"]
      ]
    ));

  test("opening in the hour that is missing opens when it is over", () =>
    opened(given([one("2026-03-29", "02:30", "10:00")]), [["2026-03-29 01:00:00+00", "2026-03-29 08:00:00+00"]]));

  test("closing in the hour that is missing closes when it begins", () =>
    opened(given([one("2026-03-28", "22:00", "02:30")]), [["2026-03-28 21:00:00+00", "2026-03-29 01:00:00+00"]]));

  test("hours wholly in the hour that is missing do not come", () =>
    opened(given([one("2026-03-29", "02:15", "02:45")]), []));

  test("the hour that comes twice is open twice", () =>
    opened(given([one("2026-10-25", "00:00", "06:00")]), [["2026-10-24 22:00:00+00", "2026-10-25 05:00:00+00"]]));

  test("what closes within the hour that comes twice is open in both, as the clock says", () =>
    opened(given([one("2026-10-25", "01:00", "02:30")]), [
      ["2026-10-24 23:00:00+00", "2026-10-25 00:30:00+00"],
      ["2026-10-25 01:00:00+00", "2026-10-25 01:30:00+00"]
    ]));

  test("a midnight that is skipped opens at the first instant of the day", () =>
    opened(given([one("2018-11-04", "00:00", "08:00")], [], "America/Sao_Paulo"), [
      ["2018-11-04 03:00:00+00", "2018-11-04 10:00:00+00"]
    ]));

  test("every calendar has its own clock", () =>
    assertModel(
      "marts.opening_intervals",
      {
        "reference.calendars": [
          {calendar: "office", time_zone: "Europe/Madrid"},
          {calendar: "bogota", time_zone: "America/Bogota"}
        ],
        "reference.opening_hours": [one("2026-03-02", "09:00", "19:00"), one("2026-03-02", "09:00", "19:00", "bogota")]
      },
      [
        {calendar: "office", opens_at: "2026-03-02 08:00:00+00", closes_at: "2026-03-02 18:00:00+00"},
        {calendar: "bogota", opens_at: "2026-03-02 14:00:00+00", closes_at: "2026-03-03 00:00:00+00"}
      ]
    ));
});

describe("calendar_states", () => {
  test("open and closed follow each other without a gap, and 19:00:00 is closed", () =>
    assertModel(
      "marts.calendar_states",
      given([one("2026-03-02", "09:00", "19:00"), one("2026-03-03", "09:00", "14:00")]),
      [
        {
          starts_at: "2008-12-29 00:00:00+00",
          ends_at: "2026-03-02 08:00:00+00",
          is_open: false,
          open_seconds_before: 0
        },
        {starts_at: "2026-03-02 08:00:00+00", ends_at: "2026-03-02 18:00:00+00", is_open: true, open_seconds_before: 0},
        {
          starts_at: "2026-03-02 18:00:00+00",
          ends_at: "2026-03-03 08:00:00+00",
          is_open: false,
          open_seconds_before: 36000
        },
        {
          starts_at: "2026-03-03 08:00:00+00",
          ends_at: "2026-03-03 13:00:00+00",
          is_open: true,
          open_seconds_before: 36000
        },
        {
          starts_at: "2026-03-03 13:00:00+00",
          ends_at: "2041-01-03 00:00:00+00",
          is_open: false,
          open_seconds_before: 54000
        }
      ]
    ));

  test("a calendar without hours is closed all the time", () =>
    assertModel("marts.calendar_states", given([]), [
      {calendar: "office", starts_at: "2008-12-29 00:00:00+00", ends_at: "2041-01-03 00:00:00+00", is_open: false}
    ]));
});
