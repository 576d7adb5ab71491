import fc from "fast-check";
import {expect, test} from "vitest";
import {testReference} from "../pipeline/build/test-reference.js";
import type {ReferenceRow} from "../pipeline/reference/tables.js";
import {buildChain} from "./model-chain.js";

// Days around the change of clocks in autumn and in spring, with the zone of the reports and that of the calendars.
const places = [
  {reports: "Europe/Madrid", hours: "Europe/Madrid", from: "2026-10-22T00:00:00Z"},
  {reports: "America/Santiago", hours: "Europe/Madrid", from: "2026-03-26T00:00:00Z"},
  {reports: "Australia/Lord_Howe", hours: "Asia/Kathmandu", from: "2026-04-02T00:00:00Z"}
];
const span = 6 * 1440;
const longest = 16 * 60;
const teams = ["A", "B", "none"];

const session = fc.record({
  agent: fc.integer({min: 1, max: 8}),
  team: fc.constantFrom(...teams),
  start: fc.integer({min: 0, max: span - 1}),
  // Some are stale: longer than 16 hours.
  length: fc.oneof(
    fc.integer({min: 1, max: longest}),
    fc.integer({min: longest, max: longest + 1}),
    fc.integer({min: 1, max: 3000})
  ),
  isOpen: fc.boolean(),
  // Availability may lie outside the connection, and have no end.
  available: fc.option(
    fc.record({from: fc.integer({min: -30, max: 600}), length: fc.option(fc.integer({min: 0, max: 900}))})
  )
});
type Session = typeof session extends fc.Arbitrary<infer Value> ? Value : never;

const stretch = fc
  .record({
    weekday: fc.integer({min: 1, max: 7}),
    from: fc.integer({min: 0, max: 1380}),
    length: fc.integer({min: 15, max: 720})
  })
  .map(({weekday, from, length}) => ({weekday, from, to: Math.min(1439, from + length)}));
const hours = fc.record({A: fc.array(stretch, {maxLength: 10}), B: fc.array(stretch, {maxLength: 10})});
type Hours = typeof hours extends fc.Arbitrary<infer Value> ? Value : never;

test.each(places)(
  "seconds of each state are those of a walk minute by minute ($reports, hours of $hours)",
  async (place) =>
    fc.assert(
      fc.asyncProperty(fc.array(session, {minLength: 30, maxLength: 40}), hours, async (sessions, given) => {
        const warehouse = await buildChain(["metrics.agent_days"], {
          staging: {agent_history: sessions.map((each, number) => historyOf(each, number, place.from))},
          reference: {
            settings: [{...testReference.settings![0], time_zone: place.reports}] as ReferenceRow[],
            calendars: ["A", "B"].map((calendar) => ({calendar, time_zone: place.hours})),
            opening_hours: (["A", "B"] as const).flatMap((calendar) =>
              given[calendar].map(({weekday, from, to}) => ({calendar, weekday, opens: clock(from), closes: clock(to)}))
            ),
            holidays: [],
            skills: ["A", "B"].map((skill) => ({skill, calendar: skill}))
          },
          asOf: instant(place.from, span)
        });
        try {
          const rows = await warehouse.rows<{key: string; seconds: number}>(
            `select agent_id || ' ' || day || ' ' || state as key, sum(seconds)::integer as seconds
            from marts.agent_intervals group by all`
          );
          const days = await warehouse.rows<{key: string; seconds: number}>(
            `from (
              unpivot (
                select agent_id, day, available_in_hours_seconds as available_in_hours,
                  available_out_of_hours_seconds as available_out_of_hours,
                  available_without_calendar_seconds as available_without_calendar,
                  not_available_seconds as not_available, stale_seconds as stale
                from metrics.agent_days
              ) on columns(* exclude (agent_id, day)) into name state value seconds
            ) select agent_id || ' ' || day || ' ' || state as key, seconds where seconds > 0`
          );
          const walked = walk(sessions, given, place);
          expect(byKey(rows)).toEqual(walked);
          expect(byKey(days)).toEqual(walked);
        } finally {
          warehouse.close();
        }
      }),
      {numRuns: 1}
    ),
  120_000
);

function byKey(rows: {key: string; seconds: number}[]): Record<string, number> {
  return Object.fromEntries(rows.map(({key, seconds}) => [key, seconds]));
}

function instant(from: string, minutes: number): string {
  return new Date(Date.parse(from) + minutes * 60_000).toISOString();
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function historyOf({agent, team, start, length, isOpen, available}: Session, number: number, from: string) {
  const at = (minutes: number) => instant(from, start + minutes);
  return {
    session_id: `s${String(number).padStart(3, "0")}`,
    agent_id: String(agent),
    skill: team,
    connected_at: at(0),
    disconnected_at: isOpen || start + length > span ? null : at(length),
    available_at: available === null ? null : at(available.from),
    unavailable_at: available === null || available.length === null ? null : at(available.from + available.length)
  };
}

/** The same by another road: asks of every minute who was there, on which day, and whether it was open. */
function walk(sessions: Session[], given: Hours, place: (typeof places)[number]): Record<string, number> {
  const told: Record<string, number> = {};
  const known = sessions.map((each, number) => {
    const end = each.isOpen || each.start + each.length > span ? span : each.start + each.length;
    const from = each.start + Math.max(0, each.available?.from ?? 0);
    const stamped = each.available?.length ?? null;
    const to = stamped === null ? end : Math.min(end, each.start + each.available!.from + stamped);
    const isStale = end - each.start > longest;
    return {...each, number, end, isStale, from, to: each.available === null ? from : to};
  });
  const days = Array.from({length: span}, (_, minute) => localDay(minute, place));
  const opening = Array.from({length: span}, (_, minute) => localClock(minute, place));
  for (const agent of new Set(known.map((each) => each.agent))) {
    const own = known.filter((each) => each.agent === agent);
    const teamOf = new Map<string, string>();
    for (const each of own.sort((a, b) => a.start - b.start || a.number - b.number)) {
      for (let minute = each.start; minute < each.end; minute++) teamOf.set(days[minute]!, each.team);
    }
    for (let minute = 0; minute < span; minute++) {
      const there = own.filter((each) => each.start <= minute && minute < each.end);
      if (there.length === 0) continue;
      const fresh = there.filter((each) => !each.isStale);
      const isAvailable = fresh.some((each) => each.from <= minute && minute < each.to);
      const team = teamOf.get(days[minute]!)!;
      const state = stateOf(fresh.length > 0, isAvailable, isOpen(given, team, opening[minute]!));
      const key = `${agent} ${days[minute]} ${state}`;
      told[key] = (told[key] ?? 0) + 60;
    }
  }
  return told;
}

function stateOf(isFresh: boolean, isAvailable: boolean, isOpen: boolean | null): string {
  if (!isFresh) return "stale";
  if (!isAvailable) return "not_available";
  if (isOpen === null) return "available_without_calendar";
  return isOpen ? "available_in_hours" : "available_out_of_hours";
}

function isOpen(given: Hours, team: string, now: {weekday: number; minute: number}): boolean | null {
  if (team !== "A" && team !== "B") return null;
  return given[team].some(({weekday, from, to}) => weekday === now.weekday && from <= now.minute && now.minute < to);
}

function localDay(minute: number, {reports, from}: (typeof places)[number]): string {
  return formatOf(reports)
    .format(Date.parse(from) + minute * 60_000)
    .slice(0, 10);
}

function localClock(minute: number, {hours, from}: (typeof places)[number]) {
  const text = formatOf(hours).format(Date.parse(from) + minute * 60_000);
  const weekday = ((new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
  return {weekday, minute: Number(text.slice(12, 14)) * 60 + Number(text.slice(15, 17))};
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Like "2026-10-25, 02:30".
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23"
  });
  formats.set(timeZone, format);
  return format;
}
