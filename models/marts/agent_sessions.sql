-- One row per agent session: from logging in to logging out, with the opening hours it covered.
-- A session longer than 16 hours (setting) is stale: nobody logged out. One without an end is still open and is valued
-- to the newest instant of the agent history.
--
-- grain session_id
-- column session_id varchar: The agent's session in the console.
-- column agent_id varchar: The agent.
-- column agent_name varchar: The agent's name; that of the agents feed where the session has none.
-- column agent_email varchar: The agent's address; the console puts the name here.
-- column skill varchar: Team the agent worked for.
-- column calendar varchar: Opening hours of that team on the day the session started; null without any.
-- column day date: Local day the session started.
-- column connected_at timestamptz: When the agent logged in.
-- column disconnected_at timestamptz: When the agent logged out; null while still connected.
-- column ended_at timestamptz: The same, but as of the newest agent history while still connected.
-- column is_open boolean: Still connected, valued as of.
-- column is_stale boolean: Longer than 16 hours (setting): apart from the headline.
-- column seconds integer: From connected_at to ended_at.
-- column in_hours_seconds integer: Those of them in which the calendar was open; null without a calendar.
-- column available_stretches integer: Stretches in which the agent was available; 0 = never.
-- column first_available_at timestamptz: Start of the first of them; null = never available.
-- column last_unavailable_at timestamptz: End of the last of them as stamped; null = none or until the end.
-- column is_impossible boolean: An end before its start, or an availability outside the connection: cut to what can be.
-- check ends_after_start: ended_at >= connected_at
-- check open_hours_are_part_of_it: in_hours_seconds is null or in_hours_seconds between 0 and seconds + 1
-- warn stamps_are_possible: not is_impossible
-- rebuild key session_id
-- ripens is_open

with

-- Several available stretches are several rows; what they say of the session itself is that of the
-- latest.
rows_of_sessions as (
    select
        agent_history.session_id,
        agent_history.agent_id,
        agent_history.agent_name,
        agent_history.agent_email,
        agent_history.skill,
        agent_history.connected_at,
        agent_history.disconnected_at,
        agent_history.available_at,
        agent_history.unavailable_at
    from staging.agent_history
    semi join rebuild.session_id using (session_id)
),

sessions as (
    select
        rows_of_sessions.session_id,
        max({
            'at': coalesce(rows_of_sessions.available_at, timestamptz '1970-01-01 00:00:00Z'),
            'agent_id': rows_of_sessions.agent_id,
            'agent_name': coalesce(rows_of_sessions.agent_name, ''),
            'agent_email': coalesce(rows_of_sessions.agent_email, ''),
            'skill': coalesce(rows_of_sessions.skill, '')
        }) as latest,
        min(rows_of_sessions.connected_at) as connected_at,
        max(rows_of_sessions.disconnected_at) as disconnected_at,
        count(rows_of_sessions.available_at)::integer as available_stretches,
        min(rows_of_sessions.available_at) as first_available_at,
        max(rows_of_sessions.unavailable_at) as last_unavailable_at,
        bool_or(
            rows_of_sessions.disconnected_at < rows_of_sessions.connected_at
            or rows_of_sessions.unavailable_at < rows_of_sessions.available_at
            or rows_of_sessions.available_at < rows_of_sessions.connected_at
            or rows_of_sessions.available_at > rows_of_sessions.disconnected_at
            or rows_of_sessions.unavailable_at > rows_of_sessions.disconnected_at
        ) as is_impossible
    from rows_of_sessions
    group by rows_of_sessions.session_id
),

valued as (
    select
        sessions.session_id,
        sessions.latest.agent_id as agent_id,
        nullif(sessions.latest.agent_name, '') as agent_name,
        nullif(sessions.latest.agent_email, '') as agent_email,
        nullif(sessions.latest.skill, '') as skill,
        sessions.connected_at,
        sessions.disconnected_at,
        greatest(sessions.connected_at, coalesce(sessions.disconnected_at, as_of.agents_as_of))
            as ended_at,
        sessions.disconnected_at is null as is_open,
        sessions.available_stretches,
        sessions.first_available_at,
        sessions.last_unavailable_at,
        coalesce(sessions.is_impossible, false) as is_impossible,
        calendar_days.day,
        calendar_days.starts_at as day_starts_at
    from sessions
    cross join ops.as_of
    asof join marts.calendar_days on sessions.connected_at >= calendar_days.starts_at
),

served as (
    select
        valued.session_id,
        service_calendars.calendar,
        valued.connected_at,
        valued.ended_at
    from valued
    inner join marts.service_calendars
        on service_calendars.account_id = ''
        and service_calendars.skill = coalesce(valued.skill, '')
        and service_calendars.starts_at <= valued.day_starts_at
        and service_calendars.ends_at > valued.day_starts_at
),

-- Open seconds before an instant: those before its state and, where that is open, the part of it
-- that has passed.
edges as (
    select
        moments.session_id,
        moments.sign * (
            calendar_states.open_seconds_before
            + case
                when calendar_states.is_open
                    then epoch_us(moments.at) // 1000000
                        - epoch_us(calendar_states.starts_at) // 1000000
                else 0
            end
        ) as seconds
    from (
        select served.session_id, served.calendar, served.connected_at as at, -1 as sign
        from served
        union all
        select served.session_id, served.calendar, served.ended_at as at, 1 as sign
        from served
    ) as moments
    asof join marts.calendar_states
        on calendar_states.calendar = moments.calendar and moments.at >= calendar_states.starts_at
),

opening as (
    select edges.session_id, sum(edges.seconds)::integer as in_hours_seconds
    from edges
    group by edges.session_id
),

-- The name that the agents feed gives on the day, where the session has none.
names as (
    select valued.session_id, agents.agent_name
    from (
        select valued.session_id, valued.agent_id, valued.day
        from valued
        where valued.agent_name is null
    ) as valued
    asof join (
        select
            agents.agent_id,
            agents.agent_name,
            coalesce(agents.valid_from, date '0001-01-01') as valid_from
        from staging.agents
        where agents.agent_name is not null
    ) as agents
        on agents.agent_id = valued.agent_id and valued.day >= agents.valid_from
)

select
    valued.session_id,
    valued.agent_id,
    coalesce(valued.agent_name, names.agent_name) as agent_name,
    valued.agent_email,
    valued.skill,
    served.calendar,
    valued.day,
    valued.connected_at,
    valued.disconnected_at,
    valued.ended_at,
    valued.is_open,
    epoch(valued.ended_at - valued.connected_at) > settings.stale_session_hours * 3600 as is_stale,
    (epoch_us(valued.ended_at) // 1000000 - epoch_us(valued.connected_at) // 1000000)::integer
        as seconds,
    opening.in_hours_seconds,
    valued.available_stretches,
    valued.first_available_at,
    valued.last_unavailable_at,
    valued.is_impossible
from valued
cross join reference.settings
left join served on served.session_id = valued.session_id
left join opening on opening.session_id = valued.session_id
left join names on names.session_id = valued.session_id
