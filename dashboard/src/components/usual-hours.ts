import {type Cube, rollup} from "./cube.js";
import {type Day, weekdayOf} from "./day.js";
import type {Filters} from "./filters.js";

export interface UsualHour {
  /** 0 = Monday. */
  weekday: number;
  hour: number;
  isOpen: boolean;
}

/**
 * The 168 hours of a week, and which are opening hours: open when some team was, for most of the hour, on most days of
 * that weekday in a quarter at least, so that two holidays on a Monday do not close all Mondays. The calendar knows teams
 * and no channel.
 */
export function usualHours(hourDays: Cube, {from, to, where: {skill}}: Filters): UsualHour[] {
  const seconds = new Map<number, number[]>();
  const days = {from: Math.min(from, to - 90), to};
  for (const row of rollup(hourDays, {...days, where: {skill}, by: ["day", "hour"], max: ["open_seconds"]})) {
    if (row["open_seconds"] === null) continue;
    const cell = weekdayOf(row["day"] as Day) * 24 + (row["hour"] as number);
    seconds.set(cell, [...(seconds.get(cell) ?? []), row["open_seconds"] as number]);
  }
  return Array.from({length: 168}, (_, cell) => {
    const known = seconds.get(cell) ?? [];
    const open = known.filter((value) => value >= 1800).length;
    return {weekday: Math.floor(cell / 24), hour: cell % 24, isOpen: known.length > 0 && open * 2 > known.length};
  });
}
