import {mkdir, readdir, readFile, rm, utimes, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import type {Context} from "../context.js";
import {ingest} from "../ingest/ingest.js";
import {silentLog} from "../log.js";
import {defaultSettings, homeAt, type Settings, type SourceSettings} from "../settings.js";
import type {Warehouse} from "../warehouse.js";
import {readArrivals} from "./arrivals.js";
import {layoutOf} from "./layout.js";
import {readReports} from "./read-reports.js";
import {writeReports} from "./report.js";
import type {ReportManifest} from "./run-report.js";
import {openReportHome, type ReportHome} from "./test-reports.js";

let reportHome: ReportHome;
let root: string;
let warehouse: Warehouse;
let folder: string;

beforeEach(async () => {
  reportHome = await openReportHome("2026-03-02 20:00:00Z");
  ({root, warehouse, folder} = reportHome);
  await warehouse.run(
    "create table marts.opening_intervals (calendar varchar, day date, opens_at timestamptz, closes_at timestamptz)"
  );
});

afterEach(() => reportHome.close());

const everyDay: Record<string, SourceSettings> = {agent_history: {timeZone: "UTC", arrivesBy: "07:00"}};

function settingsWith(incomplete: "wait" | "send", sources = everyDay): Settings {
  return {...defaultSettings, sources, reports: {...defaultSettings.reports, incomplete}};
}

function contextAt(now: string, settings: Settings): Context {
  return {
    home: homeAt(root),
    settings,
    warehouse,
    log: silentLog,
    now: new Date(now),
    signal: new AbortController().signal
  };
}

let files = 0;

/** A file of agent sessions that ended at the given instants, loaded at another. */
async function load(at: string, ends: string[], counts: {read?: number; refused?: number; feed?: string} = {}) {
  files += 1;
  const {read = ends.length, refused = 0, feed = "agent_history"} = counts;
  await warehouse.run(`insert into ops.files values (${files}, '${feed}', 'file ${files}', '', 1, '${at}', ${read},
    ${ends.length}, ${refused}, 0, 0, [])`);
  for (const [index, end] of ends.entries()) {
    await warehouse.run(`
      insert into raw.agent_history (session_id, agent_id, connected_at, disconnected_at, file_id, loaded_at)
      values ('${files}-${index}', '7', '${end}'::timestamptz - interval 1 hour, '${end}', ${files}, '${at}');
      insert into marts.agent_sessions values ('${files}-${index}', '7', 'Ana', null, 'VENTAS',
        '${end}'::timestamptz - interval 1 hour, '${end}', null, null);
      update ops.models set build_id = build_id + 1;`);
  }
}

async function due(now: string, settings: Settings) {
  const {reports, waiting} = await writeReports(contextAt(now, settings), {due: true, folder});
  return {
    made: reports
      .filter(({status}) => status !== "unchanged")
      .map(({path}) => path.slice(path.lastIndexOf("information_") + "information_".length)),
    waiting: waiting.map(({day, sources, isLate}) => `${day} ${sources}${isLate ? " late" : ""}`)
  };
}

const manifest = async (name: string): Promise<ReportManifest> =>
  JSON.parse(await readFile(join(root, `reports/agent_history_information_${name}.manifest.json`), "utf8"));

/** The day before the first that these tests wait for was made as it should be. */
async function begun(settings: Settings) {
  await load("2026-03-02 05:00:00Z", ["2026-03-01 18:00:00Z"]);
  expect(await due("2026-03-02T07:00:00Z", settings)).toEqual({made: ["2026-03-01.csv"], waiting: []});
}

describe("a report waits for its sources", () => {
  test("before the deadline it waits in silence, after it late, and it goes out when they are here", async () => {
    const settings = settingsWith("wait", {agent_history: {timeZone: "UTC", arrivesBy: "08:30"}});
    await begun(settings);
    expect(await due("2026-03-03T06:00:00Z", settings)).toEqual({made: [], waiting: ["2026-03-02 agent_history"]});
    expect(await due("2026-03-03T07:30:00Z", settings)).toEqual({made: [], waiting: ["2026-03-02 agent_history late"]});
    await load("2026-03-03 08:00:00Z", ["2026-03-02 18:00:00Z"]);
    expect(await due("2026-03-03T08:00:00Z", settings)).toEqual({made: ["2026-03-02.csv"], waiting: []});
    expect(await manifest("2026-03-02")).toMatchObject({rows: 1, is_day_complete: true, missing_sources: []});
  });

  test("each day is told that waits, and all go out together", async () => {
    const settings = settingsWith("wait");
    await begun(settings);
    expect((await due("2026-03-05T07:00:00Z", settings)).waiting).toEqual([
      "2026-03-02 agent_history late",
      "2026-03-03 agent_history late",
      "2026-03-04 agent_history late"
    ]);
    await load("2026-03-05 08:00:00Z", ["2026-03-02 18:00:00Z", "2026-03-03 18:00:00Z", "2026-03-04 18:00:00Z"]);
    const made = ["2026-03-02.csv", "2026-03-03.csv", "2026-03-04.csv"];
    expect(await due("2026-03-05T08:00:00Z", settings)).toEqual({made, waiting: []});
  });

  test("a day that waited before any was made is not left out when the next one comes", async () => {
    const settings = settingsWith("wait");
    await warehouse.run("update ops.as_of set as_of = '2026-03-03 01:00:00Z'");
    expect((await due("2026-03-03T07:00:00Z", settings)).waiting).toEqual(["2026-03-02 agent_history late"]);
    await warehouse.run("update ops.as_of set as_of = '2026-03-04 01:00:00Z'");
    await load("2026-03-04 05:00:00Z", ["2026-03-03 18:00:00Z"]);
    expect((await due("2026-03-04T07:00:00Z", settings)).made).toEqual(["2026-03-02.csv", "2026-03-03.csv"]);
  });

  test("a day that waits is not forgotten when the run breaks off after a later day was made", async () => {
    const settings = settingsWith("wait", {agent_history: {timeZone: "UTC", arrivesBy: "07:00", days: "open"}});
    await warehouse.run(`insert into marts.opening_intervals values
      ('es', '2026-03-02', '2026-03-02 08:00:00Z', '2026-03-02 18:00:00Z')`);
    await begun(settings);
    const wrong = join(folder, "numbers.sql");
    await writeFile(
      wrong,
      `-- Numbers.\n--\n-- file numbers_{day}.csv\n-- every day 07:00\n-- grain n\n-- column n integer: A number.

      select 1 as n from range(2) order by n`
    );
    await expect(due("2026-03-04T07:00:00Z", settings)).rejects.toThrow("there are 2 rows of n 1");
    await rm(wrong);
    expect(await due("2026-03-04T07:15:00Z", settings)).toEqual({made: [], waiting: ["2026-03-02 agent_history late"]});
  });

  test("a day whose source nobody awaits any more goes out when the newest event lies behind it", async () => {
    const settings = settingsWith("wait", {agent_history: {timeZone: "UTC", arrivesBy: "07:00", days: "open"}});
    await warehouse.run(`insert into marts.opening_intervals values
      ('es', '2026-03-02', '2026-03-02 08:00:00Z', '2026-03-02 18:00:00Z')`);
    await begun(settings);
    const waiting = ["2026-03-02 agent_history late"];
    expect(await due("2026-03-04T07:00:00Z", settings)).toEqual({made: ["2026-03-03.csv"], waiting});
    const none = settingsWith("wait", {});
    const held = {made: [], waiting: ["2026-03-02 agent_history"]};
    expect(await due("2026-03-04T07:15:00Z", none)).toEqual(held);
    expect(await due("2026-03-04T07:30:00Z", none)).toEqual(held);
    await warehouse.run("update ops.as_of set as_of = '2026-03-03 01:00:00Z'");
    expect(await due("2026-03-04T07:45:00Z", none)).toEqual({made: ["2026-03-02.csv"], waiting: []});
  });

  test("a source that feeds no number of the report is not waited for", async () => {
    const settings = settingsWith("wait", {
      ...everyDay,
      delivery_events: {timeZone: "UTC", arrivesBy: "07:00"},
      dialogflow: {timeZone: "UTC", arrivesBy: "07:00"}
    });
    const [agents] = await readReports(settings, folder);
    const [content] = (await readReports(settings)).filter(({name}) => name === "conversation_content");
    const {awaited} = await readArrivals(contextAt("2026-03-03T07:00:00Z", settings), [agents!, content!]);
    expect(awaited(agents!)).toEqual(["agent_history"]);
    expect(awaited(content!)).toEqual(["delivery_events", "dialogflow"]);
  });

  test("one that is asked for is written at once, and marked", async () => {
    const settings = settingsWith("wait");
    await begun(settings);
    const names = ["agent_history_information"];
    const context = contextAt("2026-03-03T07:00:00Z", settings);
    const {reports} = await writeReports(context, {names, day: "2026-03-02", folder});
    expect(reports).toMatchObject([{missing: ["agent_history"], revision: 1}]);
    await load("2026-03-03 08:00:00Z", []);
    expect((await due("2026-03-03T08:00:00Z", settings)).made).toEqual(["2026-03-02_r2.csv"]);
  });
});

describe("a report goes out incomplete where the settings say so", () => {
  test("at the deadline it does, and the name and the manifest say it; the rest comes as one revision", async () => {
    const settings = settingsWith("send");
    await begun(settings);
    expect((await due("2026-03-03T05:59:59Z", settings)).made).toEqual([]);
    expect(await due("2026-03-03T06:00:00Z", settings)).toEqual({made: ["2026-03-02_incomplete.csv"], waiting: []});
    expect(await manifest("2026-03-02_incomplete")).toMatchObject({
      is_day_complete: false,
      missing_sources: ["agent_history"]
    });
    expect((await due("2026-03-03T06:15:00Z", settings)).made).toEqual([]);
    await load("2026-03-03 08:00:00Z", ["2026-03-02 18:00:00Z"]);
    expect((await due("2026-03-03T08:00:00Z", settings)).made).toEqual(["2026-03-02_r2.csv"]);
    expect(await manifest("2026-03-02_r2")).toMatchObject({
      is_day_complete: true,
      missing_sources: [],
      replaces: {file: "agent_history_information_2026-03-02_incomplete.csv"},
      changes: {layout: [], sources_arrived: ["agent_history"], rows_added: 1, rows_removed: 0}
    });
    expect((await due("2026-03-03T09:00:00Z", settings)).made).toEqual([]);
  });

  test("a source that comes without rows takes the mark off too", async () => {
    const settings = settingsWith("send");
    await begun(settings);
    await due("2026-03-03T07:00:00Z", settings);
    await load("2026-03-03 08:00:00Z", []);
    expect((await due("2026-03-03T08:00:00Z", settings)).made).toEqual(["2026-03-02_r2.csv"]);
    expect((await manifest("2026-03-02_r2")).changes).toEqual({layout: [], sources_arrived: ["agent_history"]});
  });

  test("settings that await other sources bring no revision of what went out marked", async () => {
    const settings = settingsWith("send");
    const more = settingsWith("send", {...everyDay, agents: {timeZone: "UTC", arrivesBy: "07:00"}});
    await begun(settings);
    expect((await due("2026-03-03T07:00:00Z", settings)).made).toEqual(["2026-03-02_incomplete.csv"]);
    expect((await due("2026-03-03T07:15:00Z", more)).made).toEqual([]);
    const none = settingsWith("send", {});
    expect((await due("2026-03-03T07:30:00Z", none)).made).toEqual([]);
    // Nobody says when the source is here; its rows come all the same.
    await load("2026-03-02 22:00:00Z", ["2026-03-02 18:00:00Z"]);
    expect((await due("2026-03-03T07:45:00Z", none)).made).toEqual(["2026-03-02_r2_incomplete.csv"]);
    await load("2026-03-03 08:00:00Z", ["2026-03-02 18:30:00Z"]);
    expect((await due("2026-03-03T08:00:00Z", more)).made).toEqual(["2026-03-02_r3.csv"]);
  });

  test("in another folder the marked file and its revision follow each other as well", async () => {
    const settings = settingsWith("send");
    await begun(settings);
    const out = join(root, "elsewhere");
    const context = contextAt("2026-03-03T08:00:00Z", settings);
    const options = {names: ["agent_history_information"], day: "2026-03-02", folder, out};
    await writeReports(context, options);
    await writeReports(context, options);
    await load("2026-03-03 08:00:00Z", ["2026-03-02 18:00:00Z"]);
    await writeReports(context, options);
    expect((await readdir(out)).filter((name) => name.endsWith(".csv"))).toEqual([
      "agent_history_information_2026-03-02_incomplete.csv",
      "agent_history_information_2026-03-02_r2.csv"
    ]);
  });

  test("the deadlines of all that is missing must have passed", async () => {
    const settings = settingsWith("send", {...everyDay, agents: {timeZone: "UTC", arrivesBy: "09:00"}});
    await load("2026-03-02 05:00:00Z", [], {feed: "agents"});
    await begun(settings);
    expect(await due("2026-03-03T07:30:00Z", settings)).toEqual({
      made: [],
      waiting: ["2026-03-02 agent_history,agents late"]
    });
    expect((await due("2026-03-03T08:00:00Z", settings)).made).toEqual(["2026-03-02_incomplete.csv"]);
    await load("2026-03-03 08:30:00Z", [], {feed: "agents"});
    expect((await due("2026-03-03T08:30:00Z", settings)).made).toEqual(["2026-03-02_r2_incomplete.csv"]);
    expect((await manifest("2026-03-02_r2_incomplete")).missing_sources).toEqual(["agent_history"]);
  });
});

describe("a source has arrived for 2 March in Madrid", () => {
  // The day ends at 23:00Z.
  test.each([
    ["loaded before midnight: no", "2026-03-02 22:59:59Z", ["2026-03-02 18:00:00Z"], {}, false],
    ["loaded at midnight with an event of the day: yes", "2026-03-02 23:00:00Z", ["2026-03-02 18:00:00Z"], {}, true],
    ["loaded after it, with the day before only: no", "2026-03-03 05:00:00Z", ["2026-03-01 22:59:59Z"], {}, false],
    [
      "loaded after it, with the first second of the day: yes",
      "2026-03-03 05:00:00Z",
      ["2026-03-01 23:00:00Z"],
      {},
      true
    ],
    ["loaded after it, with later days: yes", "2026-03-04 05:00:00Z", ["2026-03-03 18:00:00Z"], {}, true],
    ["loaded by a clock that ran ahead: no", "2027-03-03 05:00:00Z", ["2026-03-02 18:00:00Z"], {}, false],
    ["empty, after it: yes", "2026-03-03 05:00:00Z", [], {}, true],
    ["empty, before it: no", "2026-03-02 22:00:00Z", [], {}, false],
    ["refused whole: no", "2026-03-03 05:00:00Z", [], {read: 3, refused: 3}, false],
    ["of another source: no", "2026-03-03 05:00:00Z", ["2026-03-02 18:00:00Z"], {feed: "messages"}, false]
  ] as const)("%s", async (_, at, ends, counts, expected) => {
    await load(at, [...ends], counts);
    expect(await isHere("2026-03-02")).toBe(expected);
  });

  test("a stamp of a clock that runs ahead is no event", async () => {
    await load("2026-03-03 05:00:00Z", ["2026-03-04 18:00:00Z"]);
    expect(await isHere("2026-03-02")).toBe(false);
  });

  async function isHere(
    day: string,
    source: Partial<SourceSettings> = {},
    period: "day" | "week" = "day"
  ): Promise<boolean> {
    const settings = settingsWith("wait", {agent_history: {...everyDay["agent_history"]!, ...source}});
    const [found] = await readReports(settings, folder);
    const report = {...found!, every: {...found!.every, period}};
    const arrivals = await readArrivals(contextAt("2026-03-05T07:00:00Z", settings), [report]);
    return (await arrivals.missing(report, layoutOf(report, settings), day)).length === 0;
  }

  test("with days: open it is not waited for on a day on which every calendar is closed", async () => {
    await warehouse.run(`insert into marts.opening_intervals values
      ('es', '2026-02-27', '2026-02-27 08:00:00Z', '2026-02-27 18:00:00Z'),
      ('night', '2026-02-27', '2026-02-27 20:00:00Z', '2026-02-27 23:00:00Z')`);
    expect(await isHere("2026-02-28", {days: "open"})).toBe(true);
    expect(await isHere("2026-02-28")).toBe(false);
    expect(await isHere("2026-02-27", {days: "open"})).toBe(false);
  });

  test("a week that ends on a day of rest waits for its last working day", async () => {
    // Friday; the week ends on 1 March.
    await warehouse.run(`insert into marts.opening_intervals values
      ('es', '2026-02-27', '2026-02-27 08:00:00Z', '2026-02-27 18:00:00Z')`);
    await load("2026-02-27 05:00:00Z", ["2026-02-26 18:00:00Z"]);
    expect(await isHere("2026-03-01", {days: "open"})).toBe(true);
    expect(await isHere("2026-03-01", {days: "open"}, "week")).toBe(false);
    await load("2026-03-02 05:00:00Z", ["2026-02-27 18:00:00Z"]);
    expect(await isHere("2026-03-01", {days: "open"}, "week")).toBe(true);
    expect(await isHere("2026-03-01", {}, "week")).toBe(false);
  });
});

describe("a file that says what an earlier one said", () => {
  const list = "agent_id,agent_name\n7,Ana\n";
  const noSessions = "session_id,agent_id,connected_at\n";

  /** Puts a file in the inbox that was made at an instant, and loads what is new at another. */
  async function put(path: string, text: string, at: string, loadedAt = at) {
    const file = join(root, "inbox", path);
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, text);
    await utimes(file, new Date(at), new Date(at));
    await ingest(contextAt(loadedAt, settingsWith("wait")));
  }

  /** Whether a source is here for 2 March. */
  async function isHere(source: string): Promise<boolean> {
    const settings = settingsWith("wait", {[source]: {timeZone: "UTC", arrivesBy: "07:00"}});
    const [report] = await readReports(settings, folder);
    const arrivals = await readArrivals(contextAt("2026-03-05T07:00:00Z", settings), [report!]);
    return (await arrivals.missing(report!, layoutOf(report!, settings), "2026-03-02")).length === 0;
  }

  test.each([
    ["agents", list],
    ["agent_history", noSessions]
  ])("has come when it comes: %s", async (source, text) => {
    await put(`${source}/1.csv`, text, "2026-03-02T05:00:00Z");
    expect(await isHere(source)).toBe(false);
    await put(`${source}/2.csv`, text, "2026-03-03T05:00:00Z");
    expect(await isHere(source)).toBe(true);
  });

  test("has come also when it takes the other's place", async () => {
    await put("agents/list.csv", list, "2026-03-02T05:00:00Z");
    await put("agents/list.csv", list, "2026-03-03T05:00:00Z");
    expect(await isHere("agents")).toBe(true);
  });

  test("has not come when it was made before the day's end, like one that is moved", async () => {
    await put("agents/1.csv", list, "2026-03-02T05:00:00Z");
    await put("agents/before/1.csv", list, "2026-03-02T05:00:00Z", "2026-03-03T05:00:00Z");
    expect(await isHere("agents")).toBe(false);
  });

  test("has not come when it was seen before the day's end, whatever its clock said", async () => {
    await put("agents/1.csv", list, "2026-03-02T05:00:00Z");
    await put("agents/2.csv", list, "2026-03-03T05:00:00Z", "2026-03-02T06:00:00Z");
    expect(await isHere("agents")).toBe(false);
  });

  test("has not come when it came to another source", async () => {
    await put("agents/1.csv", list, "2026-03-02T05:00:00Z");
    await put("messages/1.csv", list, "2026-03-03T05:00:00Z");
    expect(await isHere("agents")).toBe(false);
  });
});

describe("the deadline is a time on the wall, on the day after", () => {
  test.each([
    ["an ordinary day", "2026-03-02", "07:00", "2026-03-03T06:00:00.000Z"],
    ["the day before summer time", "2026-03-28", "07:00", "2026-03-29T05:00:00.000Z"],
    ["the day before winter time", "2026-10-24", "07:00", "2026-10-25T06:00:00.000Z"],
    ["a time that the clock leaves out", "2026-03-28", "02:30", "2026-03-29T01:00:00.000Z"],
    ["a time that comes twice", "2026-10-24", "02:30", "2026-10-25T00:30:00.000Z"],
    ["midnight", "2026-03-02", "00:00", "2026-03-02T23:00:00.000Z"]
  ])("%s", async (_, day, arrivesBy, expected) => {
    const settings = settingsWith("wait", {agent_history: {timeZone: "UTC", arrivesBy}});
    const [report] = await readReports(settings, folder);
    const arrivals = await readArrivals(contextAt("2026-11-01T07:00:00Z", settings), [report!]);
    const [missing] = await arrivals.missing(report!, layoutOf(report!, settings), day);
    expect(missing?.deadline.toISOString()).toBe(expected);
  });

  test("a day of 23 hours and one of 25 end when they end", async () => {
    const settings = settingsWith("wait");
    const [report] = await readReports(settings, folder);
    const isHere = async (day: string) => {
      const arrivals = await readArrivals(contextAt("2026-11-01T07:00:00Z", settings), [report!]);
      return (await arrivals.missing(report!, layoutOf(report!, settings), day)).length === 0;
    };
    await load("2026-03-29 21:59:59Z", ["2026-03-29 18:00:00Z"]);
    expect(await isHere("2026-03-29")).toBe(false);
    await load("2026-03-29 22:00:00Z", ["2026-03-29 18:00:00Z"]);
    expect(await isHere("2026-03-29")).toBe(true);
    await load("2026-10-25 22:59:59Z", ["2026-10-25 18:00:00Z"]);
    expect(await isHere("2026-10-25")).toBe(false);
    await load("2026-10-25 23:00:00Z", ["2026-10-25 18:00:00Z"]);
    expect(await isHere("2026-10-25")).toBe(true);
  });
});
