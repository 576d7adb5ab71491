-- What happened by kind of event and local day, with what looks wrong about it. The health page stands on this.
--
-- grain source, day
-- column source varchar: messages, dialogflow_turns, delivery_events, conversations or agent_history.
-- column day date: Local day the events happened; that of the first status for statuses, of the start for sessions.
-- column rows integer: Events of the source on the day.
-- column last_event_at timestamptz: The newest of them.
-- column warning varchar: What looks wrong, as "code: what" joined by "; "; null when nothing does.
-- check has_rows: rows > 0 or warning is not null
-- rebuild day

with

sent as (
    select
        messages.day,
        messages.turn_id is not null and starts_with(messages.message_id, 'turn:') as is_turn_only,
        messages.turn_id,
        messages.sent_at,
        messages.author,
        messages.is_status_only,
        case when messages.is_intent_mapped = false then messages.source_intent end
            as unmapped_intent
    from marts.messages
    semi join rebuild.day using (day)
),

history as (
    select
        agent_sessions.day,
        count(*) as rows,
        max(coalesce(agent_sessions.disconnected_at, agent_sessions.connected_at)) as last_event_at,
        count(*) filter (where agent_sessions.is_stale) as stale
    from marts.agent_sessions
    semi join rebuild.day using (day)
    group by agent_sessions.day
),

-- One agent id under several names or skills on one day.
identities as (
    select
        agent_stretches.agent_id,
        agent_stretches.day,
        count(distinct agent_stretches.agent_name) as names,
        count(distinct agent_stretches.skill) as skills,
        string_agg(distinct agent_stretches.agent_name, ', ' order by agent_stretches.agent_name)
            as all_names,
        string_agg(distinct agent_stretches.skill, ', ' order by agent_stretches.skill)
            as all_skills
    from marts.agent_stretches
    semi join rebuild.day using (day)
    group by agent_stretches.agent_id, agent_stretches.day
    having count(distinct agent_stretches.agent_name) > 1
        or count(distinct agent_stretches.skill) > 1
),

-- What a day's warning names: each thing once.
things as (
    select distinct 'messages' as source, day, 'unmapped_intents' as code, unmapped_intent as thing
    from sent
    where unmapped_intent is not null and exists (from reference.intents)
    union all
    select 'agent_history', day, 'impossible_intervals', session_id
    from marts.agent_sessions
    semi join rebuild.day using (day)
    where is_impossible
    union all
    select 'agent_history', day, 'several_names', agent_id || ' (' || all_names || ')'
    from identities
    where names > 1
    union all
    select 'agent_history', day, 'several_skills', agent_id || ' (' || all_skills || ')'
    from identities
    where skills > 1
),

-- Ten of them, and how many more there are: a whole team may share its fault.
listed as (
    select
        source,
        day,
        code || ': ' || array_to_string(list(thing order by thing)[1:10], ', ')
        || case when count(*) > 10 then ' (+' || (count(*) - 10) || ')' else '' end as warning
    from things
    group by source, day, code
),

counted as (
    select
        'messages' as source,
        sent.day,
        count(*) as rows,
        max(sent.sent_at) as last_event_at,
        null::varchar as warning
    from sent
    where not sent.is_turn_only and not sent.is_status_only
    group by sent.day
    union all
    select source, day, 0, null, warning
    from listed
    union all
    select
        'messages',
        sent.day,
        0,
        null,
        'unknown_authors: ' || count(*)
    from sent
    where sent.is_status_only
    group by sent.day
    union all
    select 'dialogflow_turns', sent.day, count(*), max(sent.sent_at), null
    from sent
    where sent.turn_id is not null
    group by sent.day
    union all
    select
        'dialogflow_turns',
        sent.day,
        0,
        null,
        'turns_without_message: ' || count(*)
    from sent
    where sent.is_turn_only
    group by sent.day
    union all
    select
        'delivery_events',
        deliveries.day,
        sum(deliveries.statuses),
        max(deliveries.last_status_at),
        null
    from marts.deliveries
    semi join rebuild.day using (day)
    where deliveries.statuses > 0
    group by deliveries.day
    union all
    select 'conversations', conversations.day, count(*), max(conversations.opened_at), null
    from marts.conversations
    semi join rebuild.day using (day)
    where conversations.has_snapshot
    group by conversations.day
    union all
    select
        'agent_history',
        history.day,
        history.rows,
        history.last_event_at,
        case when history.stale > 0 then 'stale_sessions: ' || history.stale end
    from history
)

select
    counted.source,
    counted.day,
    sum(counted.rows)::integer as rows,
    max(counted.last_event_at) as last_event_at,
    string_agg(counted.warning, '; ' order by counted.warning) as warning
from counted
group by counted.source, counted.day
