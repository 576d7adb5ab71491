-- One row per session that an agent holds at the end of a local day: the agent wrote last of all agents, and the
-- session was neither closed nor silent for 24 hours (setting) by then. On the day that is not over: as of the data.
--
-- grain session_id, day
-- column session_id varchar: The session that is open.
-- column conversation_id varchar: Its conversation.
-- column agent_id varchar: The agent who holds it.
-- column day date: Local day at whose end it is open.
-- column is_current boolean: The day is not over as of the data.
-- rebuild key conversation_id
-- ripens is_current

with

-- Where an agent was active and where the session was closed.
marks as (
    select
        agent_chats.session_id,
        agent_chats.conversation_id,
        agent_chats.agent_id,
        unnest([agent_chats.starts_at, agent_chats.ends_at]) as at
    from marts.agent_chats
    semi join rebuild.conversation_id using (conversation_id)
    union
    select messages.session_id, messages.conversation_id, null as agent_id, messages.sent_at as at
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.event = 'closed'
),

-- An agent holds the session until another one writes in it or it is closed.
holds as (
    select
        marks.session_id,
        marks.conversation_id,
        marks.agent_id,
        marks.at as starts_at,
        lead(marks.at) over (
            partition by marks.session_id order by marks.at, marks.agent_id nulls last
        ) as next_at
    from marks
),

ended as (
    select
        holds.session_id,
        holds.conversation_id,
        holds.agent_id,
        holds.starts_at,
        least(
            coalesce(holds.next_at,
                sessions.last_message_at + to_hours(settings.session_gap_hours)),
            case when conversations.closed_at >= holds.starts_at then conversations.closed_at end
        ) as ends_at
    from holds
    inner join marts.sessions on sessions.session_id = holds.session_id
    left join marts.conversations on conversations.conversation_id = holds.conversation_id
    cross join reference.settings
    where holds.agent_id is not null
),

dated as (
    select
        ended.session_id,
        ended.conversation_id,
        ended.agent_id,
        ended.starts_at,
        ended.ends_at,
        unnest(generate_series(first_days.day, last_days.day, interval 1 day))::date as day
    from ended
    asof join marts.calendar_days as first_days on ended.starts_at >= first_days.starts_at
    asof join marts.calendar_days as last_days on ended.ends_at >= last_days.starts_at
    where ended.starts_at < ended.ends_at
)

select distinct
    dated.session_id,
    dated.conversation_id,
    dated.agent_id,
    dated.day,
    calendar_days.ends_at > as_of.as_of as is_current
from dated
inner join marts.calendar_days on calendar_days.day = dated.day
cross join ops.as_of
where dated.starts_at <= least(calendar_days.ends_at, as_of.as_of)
    and dated.ends_at > least(calendar_days.ends_at, as_of.as_of)
    and calendar_days.starts_at <= as_of.as_of
