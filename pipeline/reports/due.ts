import {addDays, instantAt, localDay, weekdayOf} from "../time.js";
import type {Report} from "./definition.js";
import {type Layout, layoutChanges} from "./layout.js";
import type {LedgerEntry} from "./ledger.js";

/** What is known when it is decided which days of a report are due. */
export interface Known {
  /** The last revisions of the days made. */
  made: LedgerEntry[];
  /** Days that an earlier run left waiting. */
  waiting: string[];
  /** The last day that the newest event lies behind. */
  lastComplete: string;
  /** The last day whose report's time has come. */
  lastInTime: string;
  /** Whether sources with a deadline say what is complete; else the newest event does. */
  isAwaited: boolean;
}

/** A day's file is due at the report's time on the day after it; runs before that, for new data, leave it to wait. */
export function lastDayInTime({every}: Report, {time_zone}: Layout, now: Date): string {
  const today = localDay(now, time_zone);
  return addDays(today, instantAt(today, every.time, time_zone) <= now ? -1 : -2);
}

/** The last day up to this one under which a report stands: each day, or of a weekly one the Sundays. */
export function lastEnd(period: Report["every"]["period"], day: string): string {
  return period === "day" ? day : addDays(day, -(weekdayOf(day) % 7));
}

/**
 * The days since the last one made because it was due, with those that were left waiting; on the first run the last
 * complete one. Of a weekly report only Sundays, which end their weeks.
 */
export function daysDue(known: Known, period: Report["every"]["period"] = "day"): string[] {
  const {made, waiting, lastComplete, lastInTime, isAwaited} = known;
  const dueBefore = made.filter(({wasDue}) => wasDue).map(({day}) => day);
  const mayBeHere = (day: string) => isAwaited || day <= lastComplete;
  const left = waiting.filter((day) => !dueBefore.includes(day) && day <= lastInTime && mayBeHere(day));
  const last = [...dueBefore, ...left].sort().at(-1);
  if (last === undefined) return [lastEnd(period, lastComplete)];
  const days: string[] = [];
  for (let day = addDays(last, 1); day <= lastInTime; day = addDays(day, 1)) {
    if (lastEnd(period, day) === day && mayBeHere(day)) days.push(day);
  }
  return [...left, ...days];
}

/**
 * Days whose data a newer build may have changed. A file of another layout is left alone: what settings change holds
 * from now on, and for a day in the past when it is asked for. One that lacks a source waits until that comes, as long as
 * the source is awaited.
 */
export function entriesToRevise(
  made: LedgerEntry[],
  layout: Layout,
  buildId: number | null,
  awaited: string[],
  limit: number
): LedgerEntry[] {
  return made
    .slice(0, limit)
    .filter(({missing}) => !missing.some((source) => awaited.includes(source)))
    .filter((entry) => entry.buildId !== buildId && layoutChanges(entry.layout, layout).length === 0)
    .sort((one, other) => one.day.localeCompare(other.day));
}
