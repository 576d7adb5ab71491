import {Cron} from "croner";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";

dayjs.extend(utc);
dayjs.extend(timezone);

/** The wall clock. The only place that reads it. */
export function now(): Date {
  return new Date();
}

/** The calendar day of an instant in an IANA zone, like "2026-03-02". */
export function localDay(instant: Date, timeZone: string): string {
  return dayjs(instant).tz(timeZone).format("YYYY-MM-DD");
}

/** What the clock on the wall shows at an instant in an IANA zone, like "07:00". */
export function localTime(instant: Date, timeZone: string): string {
  return dayjs(instant).tz(timeZone).format("HH:mm");
}

/**
 * The first instant at which the clock on a zone's wall shows a time on a day. One that a clock change leaves out comes
 * when the clock has jumped, one that comes twice counts the first time.
 */
export function instantAt(day: string, time: string, timeZone: string): Date {
  const [hour, minute] = time.split(":").map(Number);
  const cron = new Cron(`${minute} ${hour} * * *`, {timezone: timeZone, paused: true});
  // No zone begins the day so early.
  let instant = cron.nextRun(new Date(Date.parse(`${day}T00:00:00Z`) - 36 * 3_600_000));
  while (instant !== null && localDay(instant, timeZone) < day) instant = cron.nextRun(instant);
  if (localDay(instant!, timeZone) === day) return instant!;
  // Left out by a jump over midnight, as in Greenland, whose clocks then show the next day.
  return instantAt(addDays(day, 1), "00:00", timeZone);
}

/**
 * SQL: the first instant of a local day, as marts.calendar_days has it. Of a clock time that comes twice DuckDB takes the
 * later, so a day begins when the last instant of the day before is over; where a zone skipped that day, at midnight.
 */
export function startOfDay(day: string, timeZone: string): string {
  const clock = (time: string) => `timezone(${timeZone}, ${time})`;
  const midnight = `(${day})::timestamp`;
  return `least(${clock(midnight)}, ${clock(`${midnight} - interval 1 microsecond`)} + interval 1 microsecond)`;
}

/** The day some days later (or earlier), by the calendar. */
export function addDays(day: string, days: number): string {
  return dayjs.utc(day).add(days, "day").format("YYYY-MM-DD");
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: string): number {
  return dayjs.utc(day).day() || 7;
}

/** Whether a name is an IANA time zone; offsets such as "+01:00" are not. */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Intl.DateTimeFormat("en", {timeZone: name}).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
