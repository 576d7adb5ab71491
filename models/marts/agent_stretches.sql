-- One row per agent session, local day and stretch in which the agent was connected, or available: sessions cut at
-- local midnight. Sessions of one agent may overlap here; marts.agent_intervals unites them.
--
-- grain session_id, day, is_available, starts_at
-- column session_id varchar: The agent's session in the console.
-- column agent_id varchar: The agent.
-- column agent_name varchar: The agent's name: of a connection the session's, of availability what its own row says.
-- column skill varchar: Team the agent worked for, said likewise.
-- column connected_at timestamptz: When the session started, maybe days before.
-- column day date: Local day the stretch lies in.
-- column is_available boolean: false = the connection itself, true = available within it.
-- column starts_at timestamptz: First instant of the stretch.
-- column ends_at timestamptz: First instant after it.
-- column is_open boolean: The session is still open, valued as of.
-- column is_stale boolean: The session is stale: nobody logged out.
-- check ends_after_start: ends_at >= starts_at
-- check a_day_at_most: epoch(ends_at - starts_at) <= 28 * 3600
-- rebuild key session_id

with

sessions as (
    select
        agent_sessions.session_id,
        agent_sessions.agent_id,
        agent_sessions.agent_name,
        agent_sessions.skill,
        agent_sessions.connected_at,
        agent_sessions.ended_at,
        agent_sessions.is_open,
        agent_sessions.is_stale
    from marts.agent_sessions
    semi join rebuild.session_id using (session_id)
),

-- Availability lies within the connection; without an end it lasts as long.
stretches as (
    select
        sessions.session_id,
        sessions.agent_name,
        sessions.skill,
        false as is_available,
        sessions.connected_at as starts_at,
        sessions.ended_at as ends_at
    from sessions
    union all
    select
        agent_history.session_id,
        coalesce(agent_history.agent_name, sessions.agent_name) as agent_name,
        coalesce(agent_history.skill, sessions.skill) as skill,
        true as is_available,
        greatest(agent_history.available_at, sessions.connected_at) as starts_at,
        least(coalesce(agent_history.unavailable_at, sessions.ended_at), sessions.ended_at)
            as ends_at
    from staging.agent_history
    inner join sessions on sessions.session_id = agent_history.session_id
    where agent_history.available_at is not null
),

spanned as (
    select
        stretches.session_id,
        stretches.agent_name,
        stretches.skill,
        stretches.is_available,
        stretches.starts_at,
        stretches.ends_at,
        first_days.day as first_day,
        last_days.day as last_day
    from stretches
    asof join marts.calendar_days as first_days on stretches.starts_at >= first_days.starts_at
    asof join marts.calendar_days as last_days on stretches.ends_at >= last_days.starts_at
    where stretches.starts_at < stretches.ends_at
        or stretches.starts_at = stretches.ends_at and not stretches.is_available
),

dated as (
    select
        spanned.session_id,
        spanned.agent_name,
        spanned.skill,
        spanned.is_available,
        spanned.starts_at,
        spanned.ends_at,
        unnest(generate_series(spanned.first_day, spanned.last_day, interval 1 day))::date as day
    from spanned
),

cut as (
    select
        dated.session_id,
        dated.agent_name,
        dated.skill,
        dated.is_available,
        dated.day,
        greatest(dated.starts_at, calendar_days.starts_at) as starts_at,
        least(dated.ends_at, calendar_days.ends_at) as ends_at,
        dated.starts_at = dated.ends_at as is_instant
    from dated
    inner join marts.calendar_days on calendar_days.day = dated.day
)

select
    cut.session_id,
    any_value(sessions.agent_id) as agent_id,
    max({'until': cut.ends_at, 'name': cut.agent_name}).name as agent_name,
    max({'until': cut.ends_at, 'skill': cut.skill}).skill as skill,
    any_value(sessions.connected_at) as connected_at,
    cut.day,
    cut.is_available,
    cut.starts_at,
    max(cut.ends_at) as ends_at,
    bool_or(sessions.is_open) as is_open,
    bool_or(sessions.is_stale) as is_stale
from cut
inner join sessions on sessions.session_id = cut.session_id
where cut.starts_at < cut.ends_at or cut.is_instant
group by cut.session_id, cut.day, cut.is_available, cut.starts_at
