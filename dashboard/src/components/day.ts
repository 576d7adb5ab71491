/** A calendar day as the number of days since 1970-01-01. It has no zone: it is what the data calls a day. */
export type Day = number;

const length = 86_400_000;

export function readDay(text: string | null | undefined): Day | null {
  if (text == null || !/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const time = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text.slice(0, 10)) return null;
  return time / length;
}

export function writeDay(day: Day): string {
  return dateOfDay(day).toISOString().slice(0, 10);
}

/** Midnight UTC, for charts and formats, which must read it as UTC. */
export function dateOfDay(day: Day): Date {
  return new Date(day * length);
}

/** The local day of an instant. */
export function dayOfInstant(instant: string | Date, timeZone: string): Day {
  const parts = new Intl.DateTimeFormat("en-CA", {timeZone, year: "numeric", month: "2-digit", day: "2-digit"});
  return readDay(parts.format(new Date(instant)))!;
}

const hour = 3_600_000;

/**
 * The last day, as long as it is not over, given up to when there is data. The last event of a day seldom comes in its
 * last minute, so of a day with data up to its last hour nothing is missing.
 */
export function unfinishedDay(asOf: string, timeZone: string): Day | null {
  const day = dayOfInstant(asOf, timeZone);
  return dayOfInstant(new Date(Date.parse(asOf) + hour), timeZone) > day ? null : day;
}

/** 0 = Monday … 6 = Sunday. */
export function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function startOfWeek(day: Day): Day {
  return day - weekdayOf(day);
}

export function startOfMonth(day: Day): Day {
  const date = dateOfDay(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / length;
}

/** The same day so many months on or back; the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const date = dateOfDay(day);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / length;
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 1) / length;
  return Math.min(first + date.getUTCDate() - 1, next - 1);
}

export function daysFrom(from: Day, to: Day): Day[] {
  return Array.from({length: Math.max(0, to - from + 1)}, (_, index) => from + index);
}
