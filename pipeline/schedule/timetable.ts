import type {Report} from "../reports/definition.js";
import {layoutOf} from "../reports/layout.js";
import type {Settings} from "../settings.js";
import {addDays, instantAt, localDay} from "../time.js";

/** When a run is due. */
export interface Timetable {
  /** Local times, like "07:00", of every day. */
  times: {time: string; timeZone: string}[];
  /** New data is looked for so often besides; null leaves it to the times. */
  everyMinutes: number | null;
}

const MINUTE = 60_000;
const FIRST_RETRY_MINUTES = 5;
const LONGEST_RETRY_MINUTES = 60;

/** The times that the headers of the reports say, and the deadlines of sources, each in the zone of its report. */
export function timetableOf(reports: Report[], settings: Settings): Timetable {
  const times = new Map<string, Timetable["times"][number]>();
  const deadlines = Object.values(settings.sources).flatMap(({arrivesBy}) => arrivesBy ?? []);
  for (const report of reports) {
    const {time_zone: timeZone} = layoutOf(report, settings);
    for (const time of [report.every.time, ...deadlines]) times.set(`${time} ${timeZone}`, {time, timeZone});
  }
  return {times: [...times.values()], everyMinutes: settings.schedule.everyMinutes};
}

/**
 * The first instant after another at which a run is due; null when there is never one. A time that a clock change
 * leaves out comes when the clock has jumped, one that comes twice counts the first time.
 */
export function nextRun({times, everyMinutes}: Timetable, after: Date): Date | null {
  const instants = times.map(({time, timeZone}) => nextLocalTime(time, timeZone, after));
  if (everyMinutes !== null) {
    const interval = everyMinutes * MINUTE;
    instants.push(new Date((Math.floor(after.getTime() / interval) + 1) * interval));
  }
  return earliest(instants);
}

/** When to try again what has failed so many times in a row: the pauses double up to an hour. */
export function retryAt(failures: number, after: Date): Date | null {
  if (failures === 0) return null;
  const minutes = Math.min(FIRST_RETRY_MINUTES * 2 ** (failures - 1), LONGEST_RETRY_MINUTES);
  return new Date(after.getTime() + minutes * MINUTE);
}

export function earliest(instants: (Date | null)[]): Date | null {
  const times = instants.filter((instant) => instant !== null).map((instant) => instant.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function nextLocalTime(time: string, timeZone: string, after: Date): Date {
  for (let day = localDay(after, timeZone); ; day = addDays(day, 1)) {
    const instant = instantAt(day, time, timeZone);
    if (instant > after) return instant;
  }
}
