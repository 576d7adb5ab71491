import {readFile} from "node:fs/promises";
import dayjs from "dayjs";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {startOfDay} from "../../pipeline/time.js";
import type {Warehouse} from "../../pipeline/warehouse.js";
import {calendarWarehouse} from "./calendar-warehouse.js";

const zones = [
  "Europe/Madrid",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Santiago",
  "Asia/Beirut",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Africa/Johannesburg",
  "America/Havana"
];

const inZone = (time_zone: string) => ({settings: [{time_zone}]});

async function ask(warehouse: Warehouse, sql: string) {
  try {
    return await warehouse.rows(sql);
  } finally {
    warehouse.close();
  }
}

describe("calendar_days", () => {
  const day = async (zone: string, date: string) =>
    ask(
      await calendarWarehouse(inZone(zone)),
      `select starts_at::varchar as starts_at, epoch(ends_at - starts_at)::integer // 3600 as hours
      from marts.calendar_days where day = '${date}'`
    );

  test("the day the clocks go forward has 23 hours", async () => {
    expect(await day("Europe/Madrid", "2026-03-29")).toEqual([{starts_at: "2026-03-28 23:00:00+00", hours: 23}]);
  });

  test("the day the clocks go back has 25 hours", async () => {
    expect(await day("Europe/Madrid", "2026-10-25")).toEqual([{starts_at: "2026-10-24 22:00:00+00", hours: 25}]);
  });

  test("a day whose midnight is skipped starts at the first instant it has", async () => {
    expect(await day("America/Sao_Paulo", "2018-11-04")).toEqual([{starts_at: "2018-11-04 03:00:00+00", hours: 23}]);
    expect(await day("Asia/Beirut", "2026-03-29")).toEqual([{starts_at: "2026-03-28 22:00:00+00", hours: 23}]);
  });

  test("clocks that go back at midnight give the hour to the day before", async () => {
    expect(await day("America/Sao_Paulo", "2018-02-17")).toEqual([{starts_at: "2018-02-17 02:00:00+00", hours: 25}]);
  });

  test("a day whose midnight comes twice starts at the first", async () => {
    expect(await day("America/Havana", "2026-11-01")).toEqual([{starts_at: "2026-11-01 04:00:00+00", hours: 25}]);
  });

  test("a day that a zone skipped has no row", async () => {
    expect(await day("Pacific/Apia", "2011-12-30")).toEqual([]);
    expect(await day("Pacific/Apia", "2011-12-31")).toEqual([{starts_at: "2011-12-30 10:00:00+00", hours: 24}]);
  });

  test("the year ends at local midnight", async () => {
    expect(await day("Europe/Madrid", "2026-12-31")).toEqual([{starts_at: "2026-12-30 23:00:00+00", hours: 24}]);
  });

  test("it covers every instant that may be loaded from 2009 on, without gaps", async () => {
    const rows = await ask(
      await calendarWarehouse(inZone("America/New_York")),
      `select min(starts_at) <= timestamptz '2009-01-01 00:00:00Z' as begins, max(day)::varchar as last_day,
        count(*) filter (where ends_at is distinct from next_start and day < date '2040-12-31') as gaps
      from (select day, starts_at, ends_at, lead(starts_at) over (order by day) as next_start from marts.calendar_days)`
    );
    expect(rows).toEqual([{begins: true, last_day: "2040-12-31", gaps: 0}]);
  });
});

describe("calendar_hours", () => {
  const hours = async (zone: string, date: string, before: number) =>
    ask(
      await calendarWarehouse(inZone(zone)),
      `select hour, strftime(starts_at, '%H:%M') as starts_at, epoch(ends_at - starts_at)::integer // 60 as minutes
      from marts.calendar_hours where day = '${date}' and hour < ${before} order by calendar_hours.starts_at`
    );

  test("the hour that is skipped has no row", async () => {
    expect(await hours("Europe/Madrid", "2026-03-29", 4)).toEqual([
      {hour: 0, starts_at: "23:00", minutes: 60},
      {hour: 1, starts_at: "00:00", minutes: 60},
      {hour: 3, starts_at: "01:00", minutes: 60}
    ]);
  });

  test("the hour that comes twice has two rows", async () => {
    expect(await hours("Europe/Madrid", "2026-10-25", 4)).toEqual([
      {hour: 0, starts_at: "22:00", minutes: 60},
      {hour: 1, starts_at: "23:00", minutes: 60},
      {hour: 2, starts_at: "00:00", minutes: 60},
      {hour: 2, starts_at: "01:00", minutes: 60},
      {hour: 3, starts_at: "02:00", minutes: 60}
    ]);
  });

  test("clocks that move half an hour make half an hour", async () => {
    expect(await hours("Australia/Lord_Howe", "2026-04-05", 3)).toEqual([
      {hour: 0, starts_at: "13:00", minutes: 60},
      {hour: 1, starts_at: "14:00", minutes: 60},
      {hour: 1, starts_at: "15:00", minutes: 30},
      {hour: 2, starts_at: "15:30", minutes: 60}
    ]);
  });

  test.each(zones)("days and hours fit each other and what the clock shows in %s", async (zone) => {
    const rows = await ask(
      await calendarWarehouse(inZone(zone)),
      `select day from marts.calendar_days
      where timezone('${zone}', starts_at)::date <> day
        or timezone('${zone}', starts_at - interval 1 second)::date >= day
        or timezone('${zone}', ends_at - interval 1 second)::date <> day
      union all
      select day from marts.calendar_hours
      where timezone('${zone}', starts_at)::date <> day or hour(timezone('${zone}', starts_at)) <> hour
      union all
      select day from marts.calendar_days
      inner join (
        select day, sum(epoch_us(ends_at) - epoch_us(starts_at)) as hours_us from marts.calendar_hours group by day
      ) using (day)
      where epoch_us(ends_at) - epoch_us(starts_at) <> hours_us`
    );
    expect(rows).toEqual([]);
  });
});

const midnights = [
  "America/Havana",
  "Atlantic/Azores",
  "Africa/Cairo",
  "America/Santiago",
  "Asia/Beirut",
  "Asia/Amman"
];

describe("the same days", () => {
  test.each([...midnights, "Europe/Madrid", "Pacific/Auckland"])(
    "are those of WhatsApp accounts in %s",
    async (zone) => {
      const warehouse = await calendarWarehouse({
        settings: [{time_zone: "UTC"}],
        accounts: [{account_id: "A", time_zone: zone}],
        calendars: [{calendar: "elsewhere", time_zone: "Asia/Tokyo"}]
      });
      const sql = await readFile(new URL("whatsapp_days.sql", import.meta.url), "utf8");
      await warehouse.run(`create table marts.whatsapp_days as ${sql}`);
      await warehouse.run(`update reference.settings set time_zone = '${zone}'; delete from marts.calendar_days;
      insert into marts.calendar_days ${await readFile(new URL("calendar_days.sql", import.meta.url), "utf8")}`);
      const rows = await ask(
        warehouse,
        `select day::varchar as day, days.starts_at::varchar as starts_at, days.ends_at::varchar as ends_at, one.starts_at::varchar as is
      from (from marts.calendar_days where day < '2040-12-31') as days
      full join (from marts.whatsapp_days where time_zone = '${zone}' and day < '2040-12-31') as one using (day)
      where (days.starts_at, days.ends_at, days.month) is distinct from (one.starts_at, one.ends_at, one.month)
      union all
      select distinct time_zone, null, null, null from marts.whatsapp_days where time_zone = 'Asia/Tokyo'`
      );
      expect(rows).toEqual([]);
    }
  );

  test.each([...midnights, "Pacific/Apia", "America/St_Johns"])(
    "begin where a report and a removal of rows begin them in %s",
    async (zone) => {
      const rows = await ask(
        await calendarWarehouse(inZone(zone)),
        `select day::varchar as day, starts_at::varchar as starts_at from marts.calendar_days
        where starts_at <> ${startOfDay("day", `'${zone}'`)} or ends_at <> ${startOfDay("day + 1", `'${zone}'`)}`
      );
      expect(rows).toEqual([]);
    }
  );
});

// Quarter hours, so that a walk in quarter hours sees every change; Lord Howe's offsets are half hours.
const quarter = fc.integer({min: 0, max: 95}).map((number) => {
  const minutes = number * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
});
const someDay = fc.integer({min: 0, max: 20 * 365}).map((days) => isoDay(Date.UTC(2009, 0, 1) + days * DAY));
const schedule = fc.record({
  hours: fc.array(
    fc.record({
      weekday: fc.integer({min: 1, max: 7}),
      opens: quarter,
      closes: quarter,
      valid_from: fc.option(someDay),
      valid_to: fc.option(someDay)
    }),
    {minLength: 1, maxLength: 16}
  ),
  holidays: fc.uniqueArray(fc.record({holiday_date: someDay, hours: fc.option(fc.tuple(quarter, quarter))}), {
    selector: (holiday) => holiday.holiday_date,
    maxLength: 40
  })
});
type Schedule = typeof schedule extends fc.Arbitrary<infer Value> ? Value : never;

const DAY = 86_400_000;
const QUARTER = 900_000;

describe("open seconds", () => {
  test.each(zones)("of each day over twenty years are those of a count with another library in %s", async (zone) => {
    const walks = walkClockChanges(zone);
    await fc.assert(
      fc.asyncProperty(fc.array(schedule, {minLength: 3, maxLength: 3}), async (schedules) => {
        const rows = await ask(
          await warehouseOf(zone, schedules),
          `with bounds as (
            select states.calendar, calendar_days.day,
              states.open_seconds_before
                + if(states.is_open, epoch(calendar_days.starts_at - states.starts_at)::bigint, 0) as before
            from marts.calendar_days
            cross join reference.calendars
            asof join marts.calendar_states as states
              on states.calendar = calendars.calendar and calendar_days.starts_at >= states.starts_at
          )
          select calendar, day::varchar as day,
            (lead(before) over (partition by calendar order by day) - before)::integer as seconds
          from bounds
          qualify day between '2009-01-01' and '2028-12-31'`
        );
        expect(rows).toHaveLength(3 * 7305);
        const expected = schedules.map((given) => openSecondsByDay(given, walks));
        const different = rows.filter(
          ({calendar, day, seconds}) => expected[Number(calendar)]?.get(String(day)) !== seconds
        );
        expect(different).toEqual([]);
      }),
      {numRuns: 1}
    );
  });

  test("between any two instants are the parts of the openings between them", async () => {
    await fc.assert(
      fc.asyncProperty(schedule, fc.constantFrom(...zones), async (given, zone) => {
        const warehouse = await warehouseOf(zone, [given]);
        const rows = await ask(
          warehouse,
          `with pairs as (
            select number, timestamptz '2009-01-01 00:00:00Z' + to_seconds(hash(number) % 600000000) as starts_at,
              hash(number, 1) % 3000000 as seconds
            from range(300) as entry (number)
          ),
          ends as (select number, starts_at, starts_at + to_seconds(seconds) as ends_at, seconds from pairs),
          parts as (
            select number, sum(epoch(least(ends.ends_at, closes_at) - greatest(ends.starts_at, opens_at)))::bigint as open_seconds
            from ends
            inner join marts.opening_intervals on opens_at < ends.ends_at and closes_at > ends.starts_at
            group by number
          ),
          states as (
            select number, count(*) as states,
              sum(epoch(least(ends.ends_at, s.ends_at) - greatest(ends.starts_at, s.starts_at)))::bigint as all_seconds
            from ends
            inner join marts.calendar_states as s on s.starts_at < ends.ends_at and s.ends_at > ends.starts_at
            group by number
          ),
          differences as (
            select number,
              (b.open_seconds_before + if(b.is_open, epoch(ends.ends_at - b.starts_at)::bigint, 0))
              - (a.open_seconds_before + if(a.is_open, epoch(ends.starts_at - a.starts_at)::bigint, 0)) as open_seconds
            from ends
            asof join marts.calendar_states as a on ends.starts_at >= a.starts_at
            asof join marts.calendar_states as b on ends.ends_at >= b.starts_at
          )
          select number from ends
          left join parts using (number) left join states using (number) left join differences using (number)
          where coalesce(parts.open_seconds, 0) is distinct from differences.open_seconds
            or (seconds > 0 and states.all_seconds is distinct from seconds)`
        );
        expect(rows).toEqual([]);
      }),
      {numRuns: 8}
    );
  });
});

/** One calendar per schedule, named by its place. */
function warehouseOf(zone: string, schedules: Schedule[]): Promise<Warehouse> {
  return calendarWarehouse({
    ...inZone(zone),
    calendars: schedules.map((_, calendar) => ({calendar, time_zone: zone})),
    opening_hours: schedules.flatMap(({hours}, calendar) => hours.map((row) => ({calendar, ...row}))),
    holidays: schedules.flatMap(({holidays}, calendar) =>
      holidays.map(({holiday_date, hours}) => ({
        calendar,
        holiday_date,
        name: "Holiday",
        opens: hours?.[0] ?? null,
        closes: hours?.[1] ?? null
      }))
    )
  });
}

/** The other road: what the wall clock of each date shows, quarter by quarter, asked of dayjs near clock changes. */
function openSecondsByDay(given: Schedule, walks: Walks): Map<string, number> {
  const seconds = new Map<string, number>();
  for (let at = Date.UTC(2008, 11, 31); at < Date.UTC(2029, 0, 2); at += DAY) {
    const open = quartersOf(given, isoDay(at));
    const shown = walks.get(isoDay(at)) ?? open.keys();
    seconds.set(isoDay(at), [...shown].filter((quarter) => open[quarter]).length * 900);
  }
  return seconds;
}

function quartersOf({hours, holidays}: Schedule, date: string): boolean[] {
  const quarters = new Array<boolean>(96).fill(false);
  const index = (time: string) => Number(time.slice(0, 2)) * 4 + Number(time.slice(3)) / 15;
  for (const [daysBefore, day] of [
    [0, date],
    [1, isoDay(Date.parse(date) - DAY)]
  ] as const) {
    const holiday = holidays.find((row) => row.holiday_date === day);
    const weekday = new Date(day).getUTCDay() || 7;
    const ordinary = hours
      .filter((row) => row.weekday === weekday && (row.valid_from ?? day) <= day && (row.valid_to ?? day) >= day)
      .map((row): [string, string] => [row.opens, row.closes]);
    const stretches = holiday ? [holiday.hours].filter((own) => own !== null) : ordinary;
    for (const [opens, closes] of stretches) {
      const from = index(opens) - daysBefore * 96;
      const to = index(closes) - daysBefore * 96 + (closes <= opens ? 96 : 0);
      quarters.fill(true, Math.max(from, 0), Math.max(to, 0));
    }
  }
  return quarters;
}

/** For each date near a clock change, the quarters that the clock shows on it, in order, each as often as it comes. */
type Walks = Map<string, number[]>;

function walkClockChanges(zone: string): Walks {
  const walks: Walks = new Map();
  const offset = (at: number) => dayjs(at).tz(zone).utcOffset();
  let before = offset(Date.UTC(2008, 11, 31));
  for (let at = Date.UTC(2008, 11, 31); at < Date.UTC(2029, 0, 1); at += DAY) {
    const after = offset(at + DAY);
    if (before !== after) walk(walks, zone, at);
    before = after;
  }
  return walks;
}

// The change is on the local date of this instant or on the next; both dates lie wholly in the stretch walked.
function walk(walks: Walks, zone: string, change: number): void {
  const dates = [0, DAY].map((later) =>
    dayjs(change + later)
      .tz(zone)
      .format("YYYY-MM-DD")
  );
  for (const date of dates) walks.set(date, []);
  for (let at = change - 1.25 * DAY; at < change + 2.25 * DAY; at += QUARTER) {
    const local = dayjs(at).tz(zone);
    const date = local.format("YYYY-MM-DD");
    if (dates.includes(date)) walks.get(date)?.push(local.hour() * 4 + local.minute() / 15);
  }
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
