-- One row per stretch of time in which a time zone keeps one offset from UTC, for every zone that the settings, an
-- account or a calendar names. All other local times are made from it: a local time is UTC plus the offset.
--
-- grain time_zone, starts_at
-- column time_zone varchar: IANA name.
-- column starts_at timestamptz: First instant with this offset.
-- column ends_at timestamptz: First instant with another one, or the end of the calendar in January 2041.
-- column offset_seconds integer: What the zone's clocks are ahead of UTC; negative to the west.
-- check lasts: starts_at < ends_at

with

zones as (
    select time_zone from reference.settings
    union
    select time_zone from reference.accounts
    union
    select time_zone from reference.calendars
),

-- Asking for an offset is slow, so it is asked once a day, then by hours and minutes where it
-- changed.
days as (
    select
        zones.time_zone,
        day.instant,
        epoch(timezone(zones.time_zone, day.instant)) - epoch(day.instant) as offset_seconds
    from zones
    cross join range(
        timestamptz '2008-12-29 00:00:00Z', timestamptz '2041-01-04 00:00:00Z', interval 24 hour
    ) as day (instant)
),

changed_days as (
    select time_zone, instant - interval 24 hour as starts_at
    from days
    qualify offset_seconds <> lag(offset_seconds) over (partition by time_zone order by instant)
),

hours as (
    select
        changed_days.time_zone,
        changed_days.starts_at + to_hours(step.number) as instant,
        epoch(timezone(changed_days.time_zone, changed_days.starts_at + to_hours(step.number)))
        - epoch(changed_days.starts_at + to_hours(step.number)) as offset_seconds
    from changed_days
    cross join range(25) as step (number)
),

changed_hours as (
    select distinct time_zone, instant - interval 1 hour as starts_at
    from hours
    qualify offset_seconds <> lag(offset_seconds) over (partition by time_zone order by instant)
),

minutes as (
    select
        changed_hours.time_zone,
        changed_hours.starts_at + to_minutes(step.number) as instant,
        epoch(timezone(changed_hours.time_zone, changed_hours.starts_at + to_minutes(step.number)))
        - epoch(changed_hours.starts_at + to_minutes(step.number)) as offset_seconds
    from changed_hours
    cross join range(61) as step (number)
),

changes as (
    select time_zone, min(instant) as starts_at, arg_min(offset_seconds, instant) as offset_seconds
    from days
    group by time_zone
    union all
    select distinct time_zone, instant, offset_seconds
    from minutes
    qualify offset_seconds <> lag(offset_seconds) over (partition by time_zone order by instant)
)

select
    time_zone,
    starts_at,
    lead(starts_at, 1, timestamptz '2041-01-03 00:00:00Z')
        over (partition by time_zone order by starts_at) as ends_at,
    offset_seconds::integer as offset_seconds
from changes
