import {setTimeout as pause} from "node:timers/promises";
import {PipelineError, systemFault} from "../errors.js";
import type {Log} from "../log.js";
import {readReports} from "../reports/read-reports.js";
import {type Home, readSettings, type Settings} from "../settings.js";
import {localDay, localTime, now} from "../time.js";
import {earliest, nextRun, retryAt, type Timetable, timetableOf} from "./timetable.js";

export interface ScheduleOptions {
  home: Home;
  /** The whole job once, and its exit code. It opens the warehouse and closes it again. */
  run(): Promise<number>;
  log: Log;
  /** Aborted to end the schedule; what runs then is stopped and undone. */
  signal: AbortSignal;
  clock?: Clock;
}

export interface Clock {
  now(): Date;
  /** Comes back at the instant, when the clock was set back, or as soon as the signal is aborted. */
  wait(until: Date, signal: AbortSignal): Promise<void>;
}

/**
 * Runs once now, for what was missed, and then whenever the timetable says, one run after the other: times that pass
 * during a run are one run after it. A run that fails is tried again after a pause. Comes back when it is stopped.
 */
export async function schedule({home, run, log, signal, clock = wallClock}: ScheduleOptions): Promise<void> {
  let {settings, timetable} = await readTimetable(home);
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = clock.now();
    failures = (await succeeds(run, log, signal)) ? 0 : failures + 1;
    if (signal.aborted) break;
    try {
      // Settings may have changed.
      ({settings, timetable} = await readTimetable(home));
    } catch (error) {
      log.warn(`the times stay as they were: ${tell(error)}`);
    }
    const endedAt = clock.now();
    // A clock that was set back during the run has the times before it once more.
    const after = new Date(Math.min(startedAt.getTime(), endedAt.getTime()));
    const next = earliest([nextRun(timetable, after), retryAt(failures, endedAt)]);
    if (next === null) {
      throw new PipelineError(
        "schedule: no report has a time and settings.yaml has no schedule.every_minutes. Set it, like 15."
      );
    }
    log.info(
      `next run ${localDay(next, settings.timeZone)} ${localTime(next, settings.timeZone)} (${settings.timeZone}).`
    );
    await clock.wait(next, signal);
  }
  log.info("the schedule has stopped; what was not finished is undone, the next run does it again.");
}

async function readTimetable(home: Home): Promise<{settings: Settings; timetable: Timetable}> {
  const settings = await readSettings(home);
  return {settings, timetable: timetableOf(await readReports(settings), settings)};
}

async function succeeds(run: ScheduleOptions["run"], log: Log, signal: AbortSignal): Promise<boolean> {
  try {
    return (await run()) === 0;
  } catch (error) {
    if (signal.aborted) return false;
    log.warn(`the run failed: ${tell(error)}`);
    return false;
  }
}

function tell(error: unknown): string | undefined {
  const {message, stack} = error as Error;
  return error instanceof PipelineError ? message : (systemFault(error) ?? stack);
}

const LONGEST_PAUSE_MILLISECONDS = 30_000;

// In short pauses, because a timer stands still while the machine sleeps and does not see that its clock was set.
const wallClock: Clock = {
  now,
  async wait(until, signal) {
    let before = now();
    while (!signal.aborted) {
      const at = now();
      // By a clock that ran a day ahead the next run would come a day late.
      if (at >= until || at < before) return;
      before = at;
      const left = Math.min(until.getTime() - at.getTime(), LONGEST_PAUSE_MILLISECONDS);
      await pause(left, undefined, {signal}).catch(() => undefined);
    }
  }
};
