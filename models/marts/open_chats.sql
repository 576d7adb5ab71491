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

-- What each agent wrote last in a session on a local day, and when it was closed: by nobody.
marks as (
    select
        messages.session_id,
        messages.conversation_id,
        messages.day,
        if(messages.event = 'closed', null, messages.agent_id) as agent_id,
        max(messages.sent_at) as at
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.event = 'closed'
        or (
            messages.author = 'agent' and messages.agent_id is not null and not messages.is_event
        )
    group by all
),

-- The last of these tells who holds the session at the day's end; at one instant a closing is last.
latest as (
    select
        marks.session_id,
        marks.conversation_id,
        marks.day,
        max({
            'at': marks.at, 'is_closed': marks.agent_id is null, 'agent_id': marks.agent_id
        }) as mark
    from marks
    group by marks.session_id, marks.conversation_id, marks.day
),

-- It is theirs until the next such day.
holds as (
    select
        latest.session_id,
        latest.conversation_id,
        latest.day,
        latest.mark.agent_id as agent_id,
        latest.mark.at as wrote_at,
        lead(latest.day) over (partition by latest.session_id order by latest.day) as next_day
    from latest
),

ended as (
    select
        holds.*,
        least(
            sessions.last_message_at + to_hours(settings.session_gap_hours),
            case when conversations.closed_at >= holds.wrote_at then conversations.closed_at end
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
        ended.wrote_at,
        ended.ends_at,
        unnest(generate_series(
            ended.day, least(last_days.day, ended.next_day - 1), interval 1 day
        ))::date as day
    from ended
    asof join marts.calendar_days as last_days on ended.ends_at >= last_days.starts_at
)

-- Where an agent's clock runs ahead of the data, the day of its message is there all the same.
select
    dated.session_id,
    dated.conversation_id,
    dated.agent_id,
    dated.day,
    calendar_days.ends_at > as_of.as_of as is_current
from dated
inner join marts.calendar_days on calendar_days.day = dated.day
cross join ops.as_of
where dated.ends_at > least(calendar_days.ends_at, as_of.as_of)
    and calendar_days.starts_at <= greatest(as_of.as_of, dated.wrote_at)
