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
