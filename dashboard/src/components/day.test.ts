import {expect, test} from "vitest";
import {
  addMonths,
  dayOfInstant,
  readDay,
  startOfMonth,
  startOfWeek,
  unfinishedDay,
  weekdayOf,
  writeDay
} from "./day.js";

const day = (text: string) => readDay(text)!;

test("days are read and written without any zone", () => {
  expect(writeDay(day("2026-10-18"))).toBe("2026-10-18");
  expect(readDay("2026-02-29")).toBeNull();
  expect(readDay("18/10/2026")).toBeNull();
  expect(readDay(null)).toBeNull();
});

test("weeks begin on Monday", () => {
  expect(weekdayOf(day("2026-10-18"))).toBe(6);
  expect(writeDay(startOfWeek(day("2026-10-18")))).toBe("2026-10-12");
  expect(weekdayOf(day("1969-12-29"))).toBe(0);
});

test("a month back from the 31st is the last day of the shorter month", () => {
  expect(writeDay(addMonths(day("2026-03-31"), -1))).toBe("2026-02-28");
  expect(writeDay(startOfMonth(day("2026-10-18")))).toBe("2026-10-01");
});

test("the day of an instant is the reporting zone's", () => {
  expect(writeDay(dayOfInstant("2026-10-18T22:30:00Z", "Europe/Madrid"))).toBe("2026-10-19");
  expect(writeDay(dayOfInstant("2026-10-18T22:30:00Z", "America/Bogota"))).toBe("2026-10-18");
});

test.each([
  ["2026-10-18T10:00:00Z", "2026-10-18"],
  ["2026-10-18T20:59:59Z", "2026-10-18"],
  ["2026-10-18T21:00:00Z", null],
  // The clock goes back in that night, and the day has 25 hours.
  ["2026-10-25T21:59:59Z", "2026-10-25"],
  ["2026-10-25T22:00:00Z", null]
])("with data up to %s the day that is not over is %s in Madrid", (asOf, unfinished) => {
  const found = unfinishedDay(asOf, "Europe/Madrid");
  expect(found === null ? null : writeDay(found)).toBe(unfinished);
});
