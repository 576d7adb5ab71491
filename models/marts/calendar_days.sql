-- One row per calendar day of the reporting time zone from 2008-12-31 to 2040-12-31, as instants. A day has 23 or 25
-- hours where the clocks change, and one that the zone skipped altogether has no row.
--
-- grain day
-- column day date: Local calendar day.
-- column starts_at timestamptz: Its first instant: midnight, or the end of the gap where clocks skip midnight.
-- column ends_at timestamptz: First instant of the next day.
-- column weekday integer: 1 = Monday to 7 = Sunday.
-- column month date: First day of its month.
-- check lasts: starts_at < ends_at
-- check about_a_day: epoch(ends_at - starts_at) between 20 * 3600 and 28 * 3600

with

offsets as (
    select
        calendar_offsets.ends_at,
        calendar_offsets.offset_seconds,
        epoch(calendar_offsets.starts_at) + calendar_offsets.offset_seconds as local_start
    from marts.calendar_offsets
    inner join reference.settings on settings.time_zone = calendar_offsets.time_zone
),

dates as (
    select entry.day::date as day
    from range(date '2008-12-31', date '2041-01-02', interval 1 day) as entry (day)
),

-- A day starts when the last instant of an earlier date is over; that holds where midnight is
-- missing or comes twice.
starts as (
    select
        dates.day,
        max(
            least(offsets.ends_at, to_timestamp(epoch(dates.day) - offsets.offset_seconds))
        ) as starts_at
    from dates
    inner join offsets on offsets.local_start < epoch(dates.day)
    group by dates.day
),

days as (
    select day, starts_at, lead(starts_at) over (order by day) as ends_at
    from starts
)

select
    day,
    starts_at,
    ends_at,
    isodow(day)::integer as weekday,
    date_trunc('month', day)::date as month
from days
where starts_at < ends_at
