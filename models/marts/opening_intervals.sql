-- One row per stretch of time without a break in which a calendar is open, by its hours, holidays and their validity,
-- from 2009 to 2040. Open is what the clock on the wall says: an hour that comes twice is open twice, one that is
-- skipped never. Hours past midnight belong to the day they opened, whatever the next day is; a holiday takes the place
-- of all the hours that open on it.
--
-- grain calendar, opens_at
-- column calendar varchar: As in the reference files.
-- column day date: The calendar's local day whose hours these are; the first where stretches touch.
-- column opens_at timestamptz: First instant that is open.
-- column closes_at timestamptz: First instant that is closed again: at 19:00:00 it is closed.
-- check lasts: opens_at < closes_at

with

dates as (
    select entry.day::date as day, isodow(entry.day) as weekday
    from range(date '2008-12-30', date '2041-01-02', interval 1 day) as entry (day)
),

hours as (
    select opening_hours.calendar, dates.day, opening_hours.opens, opening_hours.closes
    from reference.opening_hours
    inner join dates
        on dates.weekday = opening_hours.weekday
        and dates.day >= coalesce(opening_hours.valid_from, date '0001-01-01')
        and dates.day <= coalesce(opening_hours.valid_to, date '9999-12-31')
    anti join reference.holidays
        on holidays.calendar = opening_hours.calendar and holidays.holiday_date = dates.day
    union all
    select calendar, holiday_date, opens, closes
    from reference.holidays
    where opens is not null
),

-- Local times as seconds; what closes at or before it opens closes the next day.
stretches as (
    select
        hours.calendar,
        calendars.time_zone,
        hours.day,
        epoch(hours.day + hours.opens::time) as local_open,
        epoch(hours.day + hours.closes::time)
        + if(hours.closes::time <= hours.opens::time, 86400, 0) as local_close
    from hours
    inner join reference.calendars on calendars.calendar = hours.calendar
),

-- The offsets that a stretch opening on a local day may meet.
day_offsets as (
    select
        time_zone,
        starts_at,
        ends_at,
        offset_seconds,
        unnest(
            generate_series(
                (epoch(starts_at)::bigint + offset_seconds) // 86400 - 1,
                (epoch(ends_at)::bigint + offset_seconds) // 86400
            )
        ) as day_number
    from marts.calendar_offsets
),

pieces as (
    select
        stretches.calendar,
        stretches.day,
        greatest(
            day_offsets.starts_at, to_timestamp(stretches.local_open - day_offsets.offset_seconds)
        ) as opens_at,
        least(
            day_offsets.ends_at, to_timestamp(stretches.local_close - day_offsets.offset_seconds)
        ) as closes_at
    from stretches
    inner join day_offsets
        on day_offsets.time_zone = stretches.time_zone
        and day_offsets.day_number = stretches.day - date '1970-01-01'
),

-- A piece begins a new interval when all before it have closed by then.
marked as (
    select
        calendar,
        day,
        opens_at,
        closes_at,
        coalesce(opens_at > max(closes_at) over earlier, true) as is_new
    from pieces
    where opens_at < closes_at
    window earlier as (
        partition by calendar
        order by opens_at, closes_at, day
        rows between unbounded preceding and 1 preceding
    )
),

numbered as (
    select
        calendar,
        day,
        opens_at,
        closes_at,
        sum(is_new::integer) over (
            partition by calendar
            order by opens_at, closes_at, day
            rows between unbounded preceding and current row
        ) as interval_number
    from marked
)

select
    calendar,
    min(day) as day,
    min(opens_at) as opens_at,
    max(closes_at) as closes_at
from numbered
group by calendar, interval_number
