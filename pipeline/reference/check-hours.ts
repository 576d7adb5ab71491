import type {CalendarRow, HolidayRow, OpeningHoursRow, SkillRow} from "./definitions.js";
import {type FileContent, firstFaults, isShipped, ownPath, type Placed, remedyIn} from "./files.js";
import {groupBy} from "./group.js";

const DAY_MINUTES = 24 * 60;

interface HoursFiles {
  calendars: FileContent<CalendarRow>;
  openingHours: FileContent<OpeningHoursRow>;
  holidays: FileContent<HolidayRow>;
  skills: FileContent<SkillRow>;
}

/** Opening hours, holidays and skills: calendars that are not there, validity the wrong way round, hours that overlap. */
export function hoursFaults({calendars, openingHours, holidays, skills}: HoursFiles): string[] {
  const known = new Set(calendars.rows.map((row) => row.calendar));
  // Calendars that could not be read would make every row a fault.
  const isReadable = calendars.faults.length === 0;
  const unknown = ({path, rows}: FileContent<{calendar: string | null}>) => {
    const names = rows.filter((row) => isReadable && row.calendar !== null && !known.has(row.calendar));
    if (!isShipped(path)) {
      return names.map((row) => `${row.place} calendar: "${row.calendar}" is not in ${remedyIn(calendars.path)}`);
    }
    // The home's calendars take the place of the project's, and its hours go on naming those.
    return [...new Set(names.map((row) => row.calendar))].map(
      (name) =>
        `${path} calendar: "${name}" is not in ${calendars.path}. Add it there, or write your own ${ownPath(path)}.`
    );
  };
  return [
    ...firstFaults(openingHours.path, [
      ...openingHours.faults,
      ...unknown(openingHours),
      ...openingHours.rows
        .filter((row) => row.valid_from !== null && row.valid_to !== null && row.valid_to < row.valid_from)
        .map((row) => `${row.place} valid_to: ${row.valid_to} is before valid_from ${row.valid_from}. Correct one.`),
      ...overlapsInTheWeek(openingHours.rows)
    ]),
    ...firstFaults(holidays.path, [...holidays.faults, ...unknown(holidays), ...holidayFaults(holidays.rows)]),
    ...unknown(skills)
  ];
}

function overlapsInTheWeek(rows: Placed<OpeningHoursRow>[]): string[] {
  return pairs(rows, (row) => row.calendar).flatMap(([before, row]) => {
    // How many days after the other row's day this row's day comes, at the nearest.
    const overlapping = [0, -1, 1].some(
      (days) =>
        mod(row.weekday - before.weekday - days, 7) === 0 &&
        crosses(stretch(before), shifted(stretch(row), days * DAY_MINUTES)) &&
        holdTogether(before, row, days)
    );
    if (!overlapping) return [];
    return [
      `${row.place}: ${row.opens}–${row.closes} overlaps ${before.opens}–${before.closes} of ${before.place}. Join them, or end one by valid_to before the other begins.`
    ];
  });
}

function holidayFaults(rows: Placed<HolidayRow>[]): string[] {
  const halves = rows
    .filter((row) => (row.opens === null) !== (row.closes === null))
    .map((row) => `${row.place}: only one of opens and closes is there. Fill both, or none for a day that is closed.`);
  const clashes = pairs(rows, (row) => `${row.calendar} ${row.holiday_date}`).flatMap(([before, row]) => {
    const times = [before.opens, before.closes, row.opens, row.closes];
    if (times.includes(null)) {
      return [`${row.place}: ${row.holiday_date} is closed and in ${before.place} too, or open. Keep one of the two.`];
    }
    if (!crosses(stretch(before), stretch(row))) return [];
    return [
      `${row.place}: ${row.opens}–${row.closes} overlaps ${before.opens}–${before.closes} of ${before.place}. Join them.`
    ];
  });
  return [...halves, ...clashes];
}

type Stretch = {from: number; to: number};

// Minutes after midnight; `closes` at or before `opens` is the next day's.
function stretch({opens, closes}: {opens: string | null; closes: string | null}): Stretch {
  const from = minutes(opens ?? "00:00");
  const to = minutes(closes ?? "00:00");
  return {from, to: to <= from ? to + DAY_MINUTES : to};
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function shifted({from, to}: Stretch, by: number): Stretch {
  return {from: from + by, to: to + by};
}

function crosses(one: Stretch, other: Stretch): boolean {
  return one.from < other.to && other.from < one.to;
}

/** Whether there is a day on which the first row holds, while the second holds so many days later. */
function holdTogether(first: OpeningHoursRow, second: OpeningHoursRow, days: number): boolean {
  const from = Math.max(dayNumber(first.valid_from, -Infinity), dayNumber(second.valid_from, -Infinity) - days);
  const to = Math.min(dayNumber(first.valid_to, Infinity), dayNumber(second.valid_to, Infinity) - days);
  if (from === -Infinity || to === Infinity) return from <= to;
  // 1970-01-01, day 0, was a Thursday.
  const firstSuch = from + mod(first.weekday - 4 - from, 7);
  return firstSuch <= to;
}

function dayNumber(day: string | null, otherwise: number): number {
  return day === null ? otherwise : Date.parse(`${day}T00:00:00Z`) / (DAY_MINUTES * 60_000);
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Every two rows with the same key, in the file's order. */
function pairs<Row>(rows: Row[], keyOf: (row: Row) => string): [Row, Row][] {
  const groups = groupBy(rows, keyOf);
  return [...groups.values()].flatMap((group) =>
    group.flatMap((row, index) => group.slice(0, index).map((before): [Row, Row] => [before, row]))
  );
}
