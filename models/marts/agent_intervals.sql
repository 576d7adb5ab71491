-- One row per agent and stretch of time in one state: sessions that overlap are united, and stretches are cut at local
-- midnight and where the opening hours of the day's skill begin and end. An agent is in one state at a time: available
-- goes before not available, and any session that is not stale before a stale one.
--
-- grain agent_id, starts_at
-- column agent_id varchar: The agent.
-- column day date: Local day the stretch lies in.
-- column skill varchar: The day's skill: that of the agent's latest session on the day, ties by session id.
-- column calendar varchar: Opening hours of that skill on the day; null without any.
-- column state varchar: available_in_hours, available_out_of_hours, available_without_calendar, not_available
--   (connected but not available) or stale (connected only by a session in which nobody logged out).
-- column starts_at timestamptz: First instant of the stretch.
-- column ends_at timestamptz: First instant after it.
-- column seconds integer: Its length; seconds of all stretches of a day add up to the time they cover.
-- column is_in_hours boolean: The calendar is open, whatever the state; null without a calendar.
-- column is_open boolean: The agent is still connected, and the stretch is valued as of.
-- check lasts: ends_at > starts_at
-- check hours_match_state: state = 'stale' or state = 'not_available' or state = case is_in_hours when true then
--   'available_in_hours' when false then 'available_out_of_hours' else 'available_without_calendar' end
-- check in_hours_needs_a_calendar: (is_in_hours is null) = (calendar is null)
-- rebuild day

with

stretches as (
    select
        agent_stretches.session_id,
        agent_stretches.agent_id,
        agent_stretches.skill,
        agent_stretches.connected_at,
        agent_stretches.day,
        agent_stretches.is_available,
        agent_stretches.starts_at,
        agent_stretches.ends_at,
        agent_stretches.is_open,
        agent_stretches.is_stale
    from marts.agent_stretches
    semi join rebuild.day using (day)
),

agent_days as (
    select
        latest.agent_id,
        latest.day,
        latest.session.skill as skill,
        calendar_days.starts_at,
        calendar_days.ends_at
    from (
        select
            stretches.agent_id,
            stretches.day,
            max({'at': stretches.connected_at, 'id': stretches.session_id,
                'skill': stretches.skill}) filter (where not stretches.is_available) as session
        from stretches
        group by stretches.agent_id, stretches.day
    ) as latest
    inner join marts.calendar_days on calendar_days.day = latest.day
),

served as materialized (
    select
        agent_days.agent_id,
        agent_days.day,
        agent_days.skill,
        agent_days.starts_at,
        agent_days.ends_at,
        service_calendars.calendar
    from agent_days
    left join marts.service_calendars
        on service_calendars.account_id = ''
        and service_calendars.skill = coalesce(agent_days.skill, '')
        and service_calendars.starts_at <= agent_days.starts_at
        and service_calendars.ends_at > agent_days.starts_at
),

openings as (
    select
        days.calendar,
        days.day,
        greatest(days.starts_at, opening_intervals.opens_at) as opens_at,
        least(days.ends_at, opening_intervals.closes_at) as closes_at
    from (select distinct served.calendar, served.day, served.starts_at, served.ends_at from served)
        as days
    inner join marts.opening_intervals
        on opening_intervals.calendar = days.calendar
        and opening_intervals.opens_at < days.ends_at
        and opening_intervals.closes_at > days.starts_at
),

-- Where something begins (+1) or ends (-1) in an agent's day.
turns as (
    select
        stretches.agent_id,
        stretches.day,
        unnest([stretches.starts_at, stretches.ends_at]) as at,
        unnest([1, -1]) * (stretches.is_available and not stretches.is_stale)::integer as available,
        unnest([1, -1]) * (not stretches.is_available and not stretches.is_stale)::integer
            as connected,
        unnest([1, -1]) * (not stretches.is_available and stretches.is_stale)::integer as stale,
        unnest([1, -1]) * (not stretches.is_available and stretches.is_open)::integer as still_open,
        0 as in_hours
    from stretches
    union all
    select
        served.agent_id,
        served.day,
        unnest([openings.opens_at, openings.closes_at]) as at,
        0 as available,
        0 as connected,
        0 as stale,
        0 as still_open,
        unnest([1, -1]) as in_hours
    from served
    inner join openings on openings.calendar = served.calendar and openings.day = served.day
),

moments as (
    select
        turns.agent_id,
        turns.day,
        turns.at,
        sum(turns.available) as available,
        sum(turns.connected) as connected,
        sum(turns.stale) as stale,
        sum(turns.still_open) as still_open,
        sum(turns.in_hours) as in_hours
    from turns
    group by turns.agent_id, turns.day, turns.at
),

running as (
    select
        moments.agent_id,
        moments.day,
        moments.at as starts_at,
        lead(moments.at) over agent_day as ends_at,
        sum(moments.available) over agent_day as available,
        sum(moments.connected) over agent_day as connected,
        sum(moments.stale) over agent_day as stale,
        sum(moments.still_open) over agent_day > 0 as is_open,
        sum(moments.in_hours) over agent_day > 0 as is_in_hours
    from moments
    window agent_day as (partition by moments.agent_id, moments.day order by moments.at)
),

stated as (
    select
        running.agent_id,
        running.day,
        served.skill,
        served.calendar,
        running.starts_at,
        running.ends_at,
        case
            when running.available > 0 and served.calendar is null then 'available_without_calendar'
            when running.available > 0 and running.is_in_hours then 'available_in_hours'
            when running.available > 0 then 'available_out_of_hours'
            when running.connected > 0 then 'not_available'
            else 'stale'
        end as state,
        case when served.calendar is not null then running.is_in_hours end as is_in_hours,
        running.is_open
    from running
    inner join served on served.agent_id = running.agent_id and served.day = running.day
    where running.available + running.connected + running.stale > 0
),

-- What goes on unchanged where another session begins or ends is one stretch.
marked as (
    select
        stated.agent_id,
        stated.day,
        stated.skill,
        stated.calendar,
        stated.starts_at,
        stated.ends_at,
        stated.state,
        stated.is_in_hours,
        stated.is_open,
        lag(stated.ends_at) over agent_day is distinct from stated.starts_at
        or lag(stated.state) over agent_day is distinct from stated.state
        or lag(stated.is_in_hours) over agent_day is distinct from stated.is_in_hours
        or lag(stated.is_open) over agent_day is distinct from stated.is_open as is_new
    from stated
    window agent_day as (partition by stated.agent_id, stated.day order by stated.starts_at)
),

numbered as (
    select
        marked.agent_id,
        marked.day,
        marked.skill,
        marked.calendar,
        marked.starts_at,
        marked.ends_at,
        marked.state,
        marked.is_in_hours,
        marked.is_open,
        count(*) filter (where marked.is_new) over (
            partition by marked.agent_id, marked.day order by marked.starts_at
        ) as stretch
    from marked
)

select
    numbered.agent_id,
    numbered.day,
    any_value(numbered.skill) as skill,
    any_value(numbered.calendar) as calendar,
    any_value(numbered.state) as state,
    min(numbered.starts_at) as starts_at,
    max(numbered.ends_at) as ends_at,
    (epoch_us(max(numbered.ends_at)) // 1000000
        - epoch_us(min(numbered.starts_at)) // 1000000)::integer as seconds,
    any_value(numbered.is_in_hours) as is_in_hours,
    any_value(numbered.is_open) as is_open
from numbered
group by numbered.agent_id, numbered.day, numbered.stretch
