-- One row per local day of each time zone that a WhatsApp account is billed in, with the pricing regime in force.
-- A regime begins at midnight in the account's own zone.
--
-- grain time_zone, day
-- column time_zone varchar: IANA name, from the settings.
-- column day date: Calendar day in that zone.
-- column month date: First day of its month.
-- column starts_at timestamptz: Its first instant: midnight, or the end of the gap where clocks skip midnight.
-- column ends_at timestamptz: First instant of the next day.
-- column regime varchar: notification, conversation_initiated, conversation_category, conversation_free_service,
--    message_template or message_all.
-- check not_empty: starts_at < ends_at

with

zones as (
    select time_zone from reference.settings
    union
    select time_zone from reference.accounts
),

days as (
    select
        unnest(generate_series(date '2008-12-31', date '2041-01-01', interval 1 day))::date as day
),

regimes as (
    select *
    from (values
        (date '2000-01-01', 'notification'),
        (date '2022-02-01', 'conversation_initiated'),
        (date '2023-06-01', 'conversation_category'),
        (date '2024-11-01', 'conversation_free_service'),
        (date '2025-07-01', 'message_template'),
        (date '2026-10-01', 'message_all')
    ) as regime (valid_from, regime)
),

offsets as (
    select
        calendar_offsets.time_zone,
        calendar_offsets.ends_at,
        calendar_offsets.offset_seconds,
        epoch(calendar_offsets.starts_at) + calendar_offsets.offset_seconds as local_start
    from marts.calendar_offsets
    semi join zones using (time_zone)
),

-- As in marts.calendar_days.
starts as (
    select
        offsets.time_zone,
        days.day,
        max(
            least(offsets.ends_at, to_timestamp(epoch(days.day) - offsets.offset_seconds))
        ) as starts_at
    from days
    inner join offsets on offsets.local_start < epoch(days.day)
    group by offsets.time_zone, days.day
),

bounded as (
    select
        time_zone,
        day,
        starts_at,
        lead(starts_at) over (partition by time_zone order by day) as ends_at
    from starts
)

select
    bounded.time_zone,
    bounded.day,
    date_trunc('month', bounded.day)::date as month,
    bounded.starts_at,
    bounded.ends_at,
    regimes.regime
from bounded
asof join regimes on bounded.day >= regimes.valid_from
where bounded.starts_at < bounded.ends_at
