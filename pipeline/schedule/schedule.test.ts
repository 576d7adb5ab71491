import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {PipelineError, StoppedError} from "../errors.js";
import {silentLog} from "../log.js";
import {homeAt} from "../settings.js";
import {type Clock, schedule} from "./schedule.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "schedule-"));
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

interface Day {
  settings?: string;
  from: string;
  until: string;
  /** What a run does; the clock can be set on. */
  work?: (run: number, setOn: (minutes: number) => void) => void;
}

/** When runs began on a clock that jumps to whatever is waited for; and what was warned of. */
async function runsOf({settings = "", from, until, work}: Day): Promise<{began: string[]; warnings: string[]}> {
  writeFileSync(join(root, "settings.yaml"), settings);
  const controller = new AbortController();
  const began: string[] = [];
  const warnings: string[] = [];
  let at = new Date(from);
  const clock: Clock = {
    now: () => at,
    async wait(next) {
      if (next > at) at = next;
      if (at >= new Date(until)) controller.abort(new StoppedError());
    }
  };
  const run = async () => {
    began.push(at.toISOString().slice(11, 16));
    work?.(began.length, (minutes) => {
      at = new Date(at.getTime() + minutes * 60_000);
    });
    return 0;
  };
  const log = {...silentLog, warn: (line: string) => void warnings.push(line)};
  await schedule({home: homeAt(root), run, log, signal: controller.signal, clock});
  return {began, warnings};
}

test("it runs at once, for what was missed, then at the times of the reports", async () => {
  const {began} = await runsOf({from: "2026-07-01T00:10Z", until: "2026-07-02T00:00Z"});
  expect(began).toEqual(["00:10", "05:00", "05:30"]);
});

test("a clock that is set back during a run or after it holds no run until the time it had shown", async () => {
  const day = {settings: "schedule: {every_minutes: 30}", from: "2026-07-02T00:10Z", until: "2026-07-01T01:00Z"};
  const {began} = await runsOf({...day, work: (run, setOn) => setOn(run === 1 ? -24 * 60 : 0)});
  expect(began).toEqual(["00:10", "00:30"]);
  vi.useFakeTimers({now: new Date("2026-07-02T00:29:59.800Z"), toFake: ["Date"]});
  const controller = new AbortController();
  const seen: string[] = [];
  const run = async () => {
    seen.push(new Date().toISOString());
    if (seen.length === 2) controller.abort(new StoppedError());
    return 0;
  };
  const setBack = () => vi.setSystemTime(new Date("2026-07-01T00:10:00Z"));
  const log = {...silentLog, info: (line: string) => void (line.startsWith("next run") && setTimeout(setBack, 50))};
  await schedule({home: homeAt(root), run, log, signal: controller.signal}).finally(() => vi.useRealTimers());
  expect(seen).toEqual(["2026-07-02T00:29:59.800Z", "2026-07-01T00:10:00.000Z"]);
});

test("it looks for new data every so many minutes when the settings say so", async () => {
  const day = {settings: "schedule: {every_minutes: 30}", from: "2026-07-01T00:10Z", until: "2026-07-01T02:00Z"};
  expect((await runsOf(day)).began).toEqual(["00:10", "00:30", "01:00", "01:30"]);
});

test("times that pass during a run are one run after it", async () => {
  const {began} = await runsOf({
    settings: "schedule: {every_minutes: 10}",
    from: "2026-07-01T00:00Z",
    until: "2026-07-01T01:00Z",
    work: (run, setOn) => setOn(run === 1 ? 35 : 0)
  });
  expect(began).toEqual(["00:00", "00:35", "00:40", "00:50"]);
});

test("what the system refuses is said in a sentence, without a stack", async () => {
  const {warnings} = await runsOf({
    from: "2026-07-01T00:00Z",
    until: "2026-07-01T00:01Z",
    work() {
      throw Object.assign(new Error("ENOSPC"), {code: "ENOSPC", syscall: "write", path: "/srv/reports/a.csv"});
    }
  });
  expect(warnings).toEqual([
    "the run failed: /srv/reports/a.csv: the disk is full. Make room and run this again (ENOSPC, write)."
  ]);
});

test("a run that fails is said and tried again after growing pauses, until it succeeds", async () => {
  const {began, warnings} = await runsOf({
    from: "2026-07-01T00:00Z",
    until: "2026-07-01T05:00Z",
    work(run) {
      if (run < 3) throw new PipelineError("the disk is full. Make room.");
    }
  });
  expect(began).toEqual(["00:00", "00:05", "00:15"]);
  expect(warnings).toEqual(Array(2).fill("the run failed: the disk is full. Make room."));
});

test("settings that are changed hold after the next run", async () => {
  const {began} = await runsOf({
    from: "2026-07-01T00:00Z",
    until: "2026-07-01T00:40Z",
    work: () => writeFileSync(join(root, "settings.yaml"), "schedule: {every_minutes: 20}")
  });
  expect(began).toEqual(["00:00", "00:20"]);
});

test.each([
  ["at fault", "schedule: {every_minutes: 0}", "schedule.every_minutes: 0 is no whole number"],
  ["a folder", null, "it is a folder"]
])("settings that become %s leave the times as they were, and that is said", async (_, text, fault) => {
  const {began, warnings} = await runsOf({
    settings: "schedule: {every_minutes: 20}",
    from: "2026-07-01T00:00Z",
    until: "2026-07-01T00:40Z",
    work: () => {
      const path = join(root, "settings.yaml");
      rmSync(path, {recursive: true});
      if (text === null) mkdirSync(path);
      else writeFileSync(path, text);
    }
  });
  expect(began).toEqual(["00:00", "00:20"]);
  expect(warnings[0]).toContain("the times stay as they were: ");
  expect(warnings[0]).toContain(fault);
});

test("settings at fault do not let it start", async () => {
  const day = {
    settings: "schedule: {every_minutes: 0, hours: 1}",
    from: "2026-07-01T00:00Z",
    until: "2026-07-02T00:00Z"
  };
  const answer = runsOf(day);
  await expect(answer).rejects.toThrow("schedule.every_minutes: 0 is no whole number of minutes from 1 to 1440.");
  await expect(answer).rejects.toThrow("schedule.hours: there is no such setting. There are: every_minutes.");
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends the command that stays with exit code 0", async (signal) => {
  // A fault in a reference file ends the run early; the command stays.
  mkdirSync(join(root, "reference"));
  writeFileSync(join(root, "reference/holidays.csv"), "calendar\n");
  const binary = fileURLToPath(new URL("../chat-analytics.js", import.meta.url));
  const child = spawn(process.execPath, [binary, "schedule"], {env: {...process.env, CHAT_ANALYTICS_HOME: root}});
  const closed = once(child, "close");
  let said = "";
  child.stderr.on("data", (bytes) => {
    const wasWaiting = said.includes("next run ");
    said += bytes;
    if (!wasWaiting && said.includes("next run ")) child.kill(signal);
  });
  expect(await closed, said).toEqual([0, null]);
  expect(said).toContain("holidays.csv");
  expect(said).toContain("the schedule has stopped");
});
