import {expect, test} from "vitest";
import {readReports} from "../reports/read-reports.js";
import {defaultSettings, type Settings} from "../settings.js";
import {nextRun, retryAt, type Timetable, timetableOf} from "./timetable.js";

const everyDay = (time: string, timeZone: string): Timetable => ({times: [{time, timeZone}], everyMinutes: null});

/** The first instants of a timetable after one, like "03-29T01:00Z". */
function runs(timetable: Timetable, after: string, count: number): string[] {
  const instants: string[] = [];
  let at = new Date(after);
  while (instants.length < count) {
    at = nextRun(timetable, at)!;
    instants.push(at.toISOString().slice(5, 16));
  }
  return instants;
}

test("a run at 07:00 in Madrid stays at 07:00 when summer time begins and ends", () => {
  const seven = everyDay("07:00", "Europe/Madrid");
  expect(runs(seven, "2026-03-28T00:00Z", 3)).toEqual(["03-28T06:00", "03-29T05:00", "03-30T05:00"]);
  expect(runs(seven, "2026-10-24T00:00Z", 3)).toEqual(["10-24T05:00", "10-25T06:00", "10-26T06:00"]);
});

test("a run at 02:30 comes once on the day without 02:30, when the clock has jumped", () => {
  expect(runs(everyDay("02:30", "Europe/Madrid"), "2026-03-28T00:00Z", 3)).toEqual([
    "03-28T01:30",
    "03-29T01:00",
    "03-30T00:30"
  ]);
  expect(runs(everyDay("02:30", "America/New_York"), "2026-03-07T00:00Z", 3)).toEqual([
    "03-07T07:30",
    "03-08T07:00",
    "03-09T06:30"
  ]);
});

test("a run at 23:30 comes once on the day whose last hour is left out, when the clock has jumped over midnight", () => {
  expect(runs(everyDay("23:30", "America/Nuuk"), "2026-03-27T12:00Z", 3)).toEqual([
    "03-28T01:30",
    "03-29T01:00",
    "03-30T00:30"
  ]);
});

test("a run comes once on the day that has its time twice, the first time", () => {
  expect(runs(everyDay("02:30", "Europe/Madrid"), "2026-10-24T12:00Z", 2)).toEqual(["10-25T00:30", "10-26T01:30"]);
  expect(runs(everyDay("01:30", "America/New_York"), "2026-10-31T12:00Z", 2)).toEqual(["11-01T05:30", "11-02T06:30"]);
});

test("a schedule that starts between the two 02:30 of a day leaves the second one out", () => {
  expect(runs(everyDay("02:30", "Europe/Madrid"), "2026-10-25T00:45Z", 1)).toEqual(["10-26T01:30"]);
  expect(runs(everyDay("01:30", "America/New_York"), "2026-11-01T05:45Z", 1)).toEqual(["11-02T06:30"]);
});

test("new data is looked for every 15 minutes through a clock change, and reports keep their times between", () => {
  const both = {...everyDay("02:40", "Europe/Madrid"), everyMinutes: 15};
  expect(runs(both, "2026-03-29T00:31Z", 4)).toEqual(["03-29T00:45", "03-29T01:00", "03-29T01:15", "03-29T01:30"]);
  expect(runs(both, "2026-10-25T00:31Z", 3)).toEqual(["10-25T00:40", "10-25T00:45", "10-25T01:00"]);
});

test("the earliest of several zones comes first", () => {
  const {times: madrid} = everyDay("07:00", "Europe/Madrid");
  const {times: newYork} = everyDay("07:00", "America/New_York");
  const both = {times: [...newYork, ...madrid], everyMinutes: null};
  expect(runs(both, "2026-07-01T00:00Z", 3)).toEqual(["07-01T05:00", "07-01T11:00", "07-02T05:00"]);
});

test("a timetable without times and minutes has no next run", () => {
  expect(nextRun({times: [], everyMinutes: null}, new Date("2026-07-01T00:00Z"))).toBeNull();
});

test("the times are those of the reports' headers, each in the zone its settings say", async () => {
  const own = {agent_history_information: {timeZone: "America/New_York", choices: {}}};
  const settings: Settings = {...defaultSettings, reports: {...defaultSettings.reports, byName: own}};
  const {times} = timetableOf(await readReports(settings), {...settings, schedule: {everyMinutes: 15}});
  expect(times).toContainEqual({time: "07:00", timeZone: "America/New_York"});
  expect(times.filter(({time, timeZone}) => time === "07:00" && timeZone === "Europe/Madrid")).toHaveLength(1);
});

test("it also runs when a source should be here, so that what waits for it goes out or is told", async () => {
  const sources = {agent_history: {timeZone: "UTC", arrivesBy: "09:45"}};
  const {times} = timetableOf(await readReports(defaultSettings), {...defaultSettings, sources});
  expect(times.filter(({time}) => time === "09:45")).toEqual([{time: "09:45", timeZone: "Europe/Madrid"}]);
});

test("what fails again and again is tried after 5, 10, 20, 40 and then each 60 minutes", () => {
  const at = new Date("2026-07-01T00:00Z");
  const minutes = [1, 2, 3, 4, 5, 50].map((failures) => (retryAt(failures, at)!.getTime() - at.getTime()) / 60_000);
  expect(minutes).toEqual([5, 10, 20, 40, 60, 60]);
  expect(retryAt(0, at)).toBeNull();
});
