import {calendarOf, firstDay, holidays, lastDay, openingHours, type Skill} from "./company.js";

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const dayLength = 24 * hour;

const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Days by the calendar, like "2026-10-25", first and last included. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += dayLength) days.push(dayName(at));
  return days;
}

export const sampleDays = daysBetween(firstDay, lastDay);

export function dayName(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function weekdayOf(day: string): string {
  return weekdayNames[new Date(day).getUTCDay()]!;
}

// Summer time ended on 2026-10-25 at 01:00 UTC; Bogota and Mexico City have none.
const offsets: Record<string, (at: number) => number> = {
  "Europe/Madrid": (at) => (at < Date.UTC(2026, 9, 25, 1) && at >= Date.UTC(2026, 2, 29, 1) ? 2 : 1) * hour,
  "Europe/Lisbon": (at) => (at < Date.UTC(2026, 9, 25, 1) && at >= Date.UTC(2026, 2, 29, 1) ? 1 : 0) * hour,
  "America/Bogota": () => -5 * hour,
  "America/Mexico_City": () => -6 * hour
};

/** The instant of a clock time on a day; of a time that comes twice, the first. */
export function instantOf(timeZone: string, day: string, sinceMidnight: number): number {
  const clock = Date.parse(day) + sinceMidnight;
  const offset = offsets[timeZone]!;
  return clock - offset(clock - offset(clock));
}

export function localDayOf(timeZone: string, at: number): string {
  return dayName(at + offsets[timeZone]!(at));
}

export const firstInstant = instantOf("Europe/Madrid", firstDay, 0);
export const endInstant = instantOf("Europe/Madrid", lastDay, dayLength);

export interface Interval {
  startsAt: number;
  endsAt: number;
}

/** When a calendar is open on one day. */
export function openOn(calendar: string, day: string): Interval[] {
  const holiday = holidays.find((one) => one.calendar === calendar && one.date === day);
  const stretches = holiday
    ? [holiday].filter((one) => one.opens !== "")
    : openingHours.filter(
        (one) =>
          one.calendar === calendar &&
          one.weekdays.includes(weekdayOf(day)) &&
          (one.validFrom === "" || one.validFrom <= day) &&
          (one.validTo === "" || day <= one.validTo)
      );
  return stretches.map(({opens, closes}) => ({
    startsAt: instantOf("Europe/Madrid", day, clockTime(opens)),
    endsAt: instantOf("Europe/Madrid", day, clockTime(closes))
  }));
}

const openings = new Map(
  ["tienda", "taller"].map((calendar) => [
    calendar,
    daysBetween(firstDay, "2026-11-22").flatMap((day) => openOn(calendar, day))
  ])
);

export function isOpen(skill: Skill, at: number): boolean {
  return openings.get(calendarOf[skill])!.some((one) => one.startsAt <= at && at < one.endsAt);
}

/** The next instant at or after this one at which the team is there. */
export function nextOpening(skill: Skill, at: number): number {
  const next = openings.get(calendarOf[skill])!.find((one) => one.endsAt > at)!;
  return Math.max(at, next.startsAt);
}

/** "09:30" as milliseconds since midnight. */
export function clockTime(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return hours! * hour + minutes! * minute;
}

export function seconds(at: number): string {
  return String(Math.floor(at / second));
}

/** Like "2026-10-25 00:30:12". */
export function stampOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** Like "2026-10-25T00:30:12Z". */
export function isoOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
