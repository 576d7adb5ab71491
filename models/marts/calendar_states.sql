-- One row per stretch of time in which a calendar is open or closed, without gaps from 2009 to 2040, for every
-- calendar, also one without hours. Made for asof joins: the state of an instant is that of the last row that starts
-- by then, and
-- the open seconds between two instants are the difference of what lies before each.
--
-- grain calendar, starts_at
-- column calendar varchar: As in the reference files.
-- column starts_at timestamptz: First instant in this state.
-- column ends_at timestamptz: First instant in the other.
-- column is_open boolean: Whether it is open.
-- column open_seconds_before bigint: Open seconds from the calendar's first row to starts_at.
-- check lasts: starts_at < ends_at

with

bounds as (
    select
        calendars.calendar,
        min(calendar_offsets.starts_at) as starts_at,
        max(calendar_offsets.ends_at) as ends_at
    from reference.calendars
    inner join marts.calendar_offsets on calendar_offsets.time_zone = calendars.time_zone
    group by calendars.calendar
),

-- Each opening with the closed time before it, and the closed time after the last.
states as (
    select calendar, opens_at as starts_at, closes_at as ends_at, true as is_open
    from marts.opening_intervals
    union all
    select
        bounds.calendar,
        coalesce(
            lag(opening_intervals.closes_at) over (
                partition by bounds.calendar order by opening_intervals.opens_at
            ),
            bounds.starts_at
        ),
        opening_intervals.opens_at,
        false
    from bounds
    inner join marts.opening_intervals on opening_intervals.calendar = bounds.calendar
    union all
    select
        bounds.calendar,
        coalesce(max(opening_intervals.closes_at), bounds.starts_at),
        bounds.ends_at,
        false
    from bounds
    left join marts.opening_intervals on opening_intervals.calendar = bounds.calendar
    group by bounds.calendar, bounds.starts_at, bounds.ends_at
)

select
    calendar,
    starts_at,
    ends_at,
    is_open,
    coalesce(
        sum(if(is_open, epoch(ends_at - starts_at)::bigint, 0)) over (
            partition by calendar
            order by starts_at
            rows between unbounded preceding and 1 preceding
        ),
        0
    )::bigint as open_seconds_before
from states
where starts_at < ends_at
