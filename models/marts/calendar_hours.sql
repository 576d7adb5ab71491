-- One row per hour that the clock shows in the reporting time zone, as instants. An hour that comes twice has two rows
-- with the same day and hour, and one that the clocks skip has none.
--
-- grain starts_at
-- column day date: Local calendar day.
-- column hour integer: What the clock shows, 0 to 23.
-- column starts_at timestamptz: First instant of the hour.
-- column ends_at timestamptz: First instant after it.
-- check lasts: starts_at < ends_at
-- check an_hour_at_most: epoch(ends_at - starts_at) <= 3600
-- check a_clock_hour: hour between 0 and 23

with

offsets as (
    select
        calendar_offsets.starts_at,
        calendar_offsets.ends_at,
        calendar_offsets.offset_seconds
    from marts.calendar_offsets
    inner join reference.settings on settings.time_zone = calendar_offsets.time_zone
),

clock_hours as (
    select
        starts_at,
        ends_at,
        offset_seconds,
        unnest(
            generate_series(
                (epoch(starts_at)::bigint + offset_seconds) // 3600,
                (epoch(ends_at)::bigint + offset_seconds - 1) // 3600
            )
        ) as clock_hour
    from offsets
),

hours as (
    select
        (clock_hour % 24)::integer as hour,
        greatest(starts_at, to_timestamp(clock_hour * 3600 - offset_seconds)) as starts_at,
        least(ends_at, to_timestamp((clock_hour + 1) * 3600 - offset_seconds)) as ends_at
    from clock_hours
)

select
    calendar_days.day,
    hours.hour,
    hours.starts_at,
    hours.ends_at
from hours
asof join marts.calendar_days on hours.starts_at >= calendar_days.starts_at
where hours.starts_at < calendar_days.ends_at
