import {expect, test} from "vitest";
import type {Report} from "./definition.js";
import {daysDue, type Known, lastDayInTime} from "./due.js";
import type {Layout} from "./layout.js";
import type {LedgerEntry} from "./ledger.js";

const made = (day: string) => ({day, wasDue: true, missing: []}) as unknown as LedgerEntry;

function known(last: string | null, lastComplete: string, changes: Partial<Known> = {}): Known {
  return {
    made: last === null ? [] : [made(last)],
    waiting: [],
    lastComplete,
    lastInTime: lastComplete,
    isAwaited: false,
    ...changes
  };
}

test("a weekly report is due for Sundays only, the last one first", () => {
  // 2021-01-10 and 2021-01-17 are Sundays.
  expect(daysDue(known(null, "2021-01-12"), "week")).toEqual(["2021-01-10"]);
  expect(daysDue(known(null, "2021-01-10"), "week")).toEqual(["2021-01-10"]);
  expect(daysDue(known("2021-01-10", "2021-01-16"), "week")).toEqual([]);
  expect(daysDue(known("2021-01-10", "2021-01-25"), "week")).toEqual(["2021-01-17", "2021-01-24"]);
});

test("a day after the newest event is due only where deadlines of sources say what is complete", () => {
  const late = {lastInTime: "2021-01-12"};
  expect(daysDue(known("2021-01-09", "2021-01-10", late))).toEqual(["2021-01-10"]);
  expect(daysDue(known("2021-01-09", "2021-01-10", {...late, isAwaited: true}))).toEqual([
    "2021-01-10",
    "2021-01-11",
    "2021-01-12"
  ]);
});

test("a day that waits stays due, also when nothing or a later day was made", () => {
  const waiting = ["2021-01-08"];
  expect(daysDue(known(null, "2021-01-09", {waiting}))).toEqual(["2021-01-08", "2021-01-09"]);
  expect(daysDue(known("2021-01-09", "2021-01-10", {waiting}))).toEqual(["2021-01-08", "2021-01-10"]);
  expect(daysDue(known("2021-01-08", "2021-01-08", {waiting}))).toEqual([]);
});

test("a day that waits goes out when its sources have come, or once the newest event lies behind it", () => {
  const waiting = {waiting: ["2021-01-09", "2021-01-10"], lastInTime: "2021-01-10"};
  expect(daysDue(known("2021-01-08", "2021-01-08", {...waiting, isAwaited: true}))).toEqual(waiting.waiting);
  expect(daysDue(known("2021-01-08", "2021-01-08", waiting))).toEqual([]);
  expect(daysDue(known("2021-01-08", "2021-01-09", waiting))).toEqual(["2021-01-09"]);
});

test("a day that waits comes at the report's time also when that was moved meanwhile", () => {
  const waiting = {waiting: ["2021-01-09"], isAwaited: true};
  expect(daysDue(known("2021-01-08", "2021-01-09", {...waiting, lastInTime: "2021-01-08"}))).toEqual([]);
  expect(daysDue(known("2021-01-08", "2021-01-09", {...waiting, lastInTime: "2021-01-09"}))).toEqual(["2021-01-09"]);
});

test("the report's time on days with a clock change: once the clock has jumped, and the first of two", () => {
  const report = {every: {period: "day", time: "02:30"}} as Report;
  const lastAt = (instant: string) => lastDayInTime(report, {time_zone: "Europe/Madrid"} as Layout, new Date(instant));
  // On 29 March 2026 02:00 becomes 03:00 at 01:00Z; on 25 October 03:00 becomes 02:00 at 01:00Z.
  expect(lastAt("2026-03-29T00:59:59Z")).toBe("2026-03-27");
  expect(lastAt("2026-03-29T01:00:00Z")).toBe("2026-03-28");
  expect(lastAt("2026-10-25T00:29:59Z")).toBe("2026-10-23");
  expect(lastAt("2026-10-25T00:30:00Z")).toBe("2026-10-24");
  expect(lastAt("2026-10-25T01:10:00Z")).toBe("2026-10-24");
});
