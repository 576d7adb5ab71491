import {existsSync} from "node:fs";
import {readdir} from "node:fs/promises";
import {afterEach, beforeEach, expect, test} from "vitest";
import type {Context} from "../context.js";
import {silentLog} from "../log.js";
import {defaultSettings, homeAt} from "../settings.js";
import type {Warehouse} from "../warehouse.js";
import {readKept} from "./kept.js";
import {layoutOf} from "./layout.js";
import {readReports} from "./read-reports.js";
import {writeReports} from "./report.js";
import {agentReport, openReportHome, type ReportHome} from "./test-reports.js";

let reportHome: ReportHome;
let warehouse: Warehouse;
let context: Context;
let folder: string;
const warnings: string[] = [];
const name = agentReport;

beforeEach(async () => {
  reportHome = await openReportHome("2026-01-03 20:00:00Z");
  ({warehouse, folder} = reportHome);
  await warehouse.run(`insert into marts.agent_sessions values
    ('s', 'a', null, 'Ana', 'VENTAS', '2026-01-01 09:00:00Z', '2026-01-01 10:00:00Z', null, null)`);
  warnings.length = 0;
  context = {
    home: homeAt(reportHome.root),
    settings: {...defaultSettings, timeZone: "Europe/Madrid"},
    warehouse,
    log: {...silentLog, warn: (line) => void warnings.push(line)},
    now: new Date("2026-01-03T10:00:00Z"),
    signal: new AbortController().signal
  };
});

afterEach(() => reportHome.close());

const retain = (feed: string, keptFrom: string) =>
  warehouse.run("insert into ops.retention values ($feed, $keptFrom::date, $keptFrom::date)", {feed, keptFrom});

test("a day whose rows were removed is refused, and nothing is written", async () => {
  await retain("agent_history", "2026-01-02");
  const asked = {folder, names: [name], day: "2026-01-01"};
  await expect(writeReports(context, asked)).rejects.toThrow(
    `report ${name}: its rows of 2026-01-01 were removed, as retain_days in settings.yaml says. Ask for a day from 2026-01-02 on`
  );
  expect(existsSync(context.home.reports)).toBe(false);
  expect((await writeReports(context, {...asked, day: "2026-01-02"})).reports).toMatchObject([{status: "written"}]);
});

test("what is kept of other feeds, or counted in metrics, is reported as before", async () => {
  await retain("messages", "2026-06-01");
  const {reports} = await writeReports(context, {folder, names: [name], day: "2026-01-01"});
  expect(reports).toMatchObject([{rows: 1, status: "written"}]);
  await retain("agent_history", "2026-06-01");
  const all = await readReports(context.settings);
  const kept = await readKept(context, all);
  const gone = all.filter((report) => kept.isGone(report, layoutOf(report, context.settings), "2026-01-01"));
  expect(gone.map((report) => report.name)).toEqual([name, "conversation_content", "unattended_out_of_hours"]);
});

test("the first day is whole in the report's own zone", async () => {
  await retain("agent_history", "2026-01-02");
  const [report] = await readReports(context.settings, folder);
  const kept = await readKept(context, [report!]);
  const since = (zone: string) => kept.since(report!, {...layoutOf(report!, context.settings), time_zone: zone});
  expect([since("Europe/Madrid"), since("UTC"), since("America/Lima")]).toEqual([
    "2026-01-02",
    "2026-01-02",
    "2026-01-02"
  ]);
  expect(since("Pacific/Auckland")).toBe("2026-01-03");
});

test("the first day is whole from its first instant on, where midnight comes twice or not at all", async () => {
  const [report] = await readReports(context.settings, folder);
  const since = async (timeZone: string, keptFrom: string, zone = timeZone) => {
    await warehouse.run("delete from ops.retention");
    await retain("agent_history", keptFrom);
    const kept = await readKept({warehouse, settings: {...context.settings, timeZone}}, [report!]);
    return kept.since(report!, {...layoutOf(report!, context.settings), time_zone: zone});
  };
  expect(await since("America/Havana", "2026-11-01")).toBe("2026-11-01");
  expect(await since("America/New_York", "2026-11-01", "America/Havana")).toBe("2026-11-01");
  expect(await since("America/Bogota", "2026-11-01", "America/Havana")).toBe("2026-11-02");
  expect(await since("Asia/Beirut", "2026-03-29")).toBe("2026-03-29");
});

test("a file that was made stays as it is, and a day that is due too late is named", async () => {
  const due = {folder, due: true};
  await warehouse.run("update ops.as_of set as_of = '2026-01-02 12:00:00Z'");
  await writeReports(context, due);
  const files = await readdir(context.home.reports);
  expect(files).toContain(`${name}_2026-01-01.csv`);
  await retain("agent_history", "2026-01-04");
  await warehouse.run(`delete from marts.agent_sessions; update ops.models set build_id = 2;
    update ops.as_of set as_of = '2026-01-06 12:00:00Z'`);
  const {reports} = await writeReports({...context, now: new Date("2026-01-06T12:00:00Z")}, due);
  expect(reports.map(({day, status}) => [day, status])).toEqual([
    ["2026-01-04", "written"],
    ["2026-01-05", "written"]
  ]);
  expect(warnings).toEqual([
    `report ${name} of 2026-01-02 and 1 day after it is not made: retain_days has removed the rows from before 2026-01-04.`
  ]);
});
