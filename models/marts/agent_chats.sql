-- One row per agent, session and stretch in which the agent was active in it: messages of the agent at most 10 minutes
-- (setting) apart. Handle time is the sum of these; stretches are cut at local midnight.
--
-- grain session_id, agent_id, starts_at
-- column session_id varchar: The session the agent wrote in.
-- column conversation_id varchar: Its conversation.
-- column agent_id varchar: The agent.
-- column channel varchar: Where it took place.
-- column day date: Local day the stretch lies in.
-- column starts_at timestamptz: The first message, or local midnight.
-- column ends_at timestamptz: The last message, or local midnight; a single message lasts no time.
-- column seconds integer: Its length.
-- column messages integer: Messages the agent wrote in it.
-- check ends_after_start: ends_at >= starts_at
-- check has_messages: messages > 0
-- rebuild key conversation_id

with

-- Messages in one spell (a stretch of time as long as the gap) are never farther apart than the
-- gap.
spells as (
    select
        messages.session_id,
        messages.agent_id,
        messages.day,
        epoch_us(messages.sent_at)
            // (settings.active_chat_gap_minutes::bigint * 60000000) as spell,
        min(messages.conversation_id) as conversation_id,
        min(messages.channel) as channel,
        min(messages.sent_at) as first_at,
        max(messages.sent_at) as last_at,
        count(*) as messages
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    cross join reference.settings
    where messages.author = 'agent' and messages.agent_id is not null and not messages.is_event
    group by messages.session_id, messages.agent_id, messages.day, spell
),

marked as (
    select
        spells.session_id,
        spells.agent_id,
        spells.day,
        spells.conversation_id,
        spells.channel,
        spells.first_at,
        spells.last_at,
        spells.messages,
        coalesce(
            epoch_us(spells.first_at) - epoch_us(
                lag(spells.last_at) over (partition by spells.session_id, spells.agent_id
                    order by spells.first_at)
            ) > settings.active_chat_gap_minutes::bigint * 60000000,
            true
        ) as is_new
    from spells
    cross join reference.settings
),

numbered as (
    select
        marked.session_id,
        marked.agent_id,
        marked.day,
        marked.conversation_id,
        marked.channel,
        marked.first_at,
        marked.last_at,
        marked.messages,
        count(*) filter (where marked.is_new) over (
            partition by marked.session_id, marked.agent_id order by marked.first_at
        ) as stretch
    from marked
),

daily as (
    select
        numbered.session_id,
        numbered.agent_id,
        numbered.stretch,
        numbered.day,
        min(numbered.conversation_id) as conversation_id,
        min(numbered.channel) as channel,
        min(numbered.first_at) as first_at,
        max(numbered.last_at) as last_at,
        sum(numbered.messages)::integer as messages
    from numbered
    group by numbered.session_id, numbered.agent_id, numbered.stretch, numbered.day
),

-- A stretch that goes on over midnight ends there and begins there.
cut as (
    select
        daily.session_id,
        daily.conversation_id,
        daily.agent_id,
        daily.channel,
        daily.day,
        case
            when lag(daily.day) over stretch is null then daily.first_at
            else calendar_days.starts_at
        end as starts_at,
        case
            when lead(daily.day) over stretch is null then daily.last_at
            else calendar_days.ends_at
        end as ends_at,
        daily.messages
    from daily
    inner join marts.calendar_days on calendar_days.day = daily.day
    window stretch
        as (partition by daily.session_id, daily.agent_id, daily.stretch order by daily.day)
)

select
    cut.session_id,
    cut.conversation_id,
    cut.agent_id,
    cut.channel,
    cut.day,
    cut.starts_at,
    cut.ends_at,
    (epoch_us(cut.ends_at) // 1000000 - epoch_us(cut.starts_at) // 1000000)::integer as seconds,
    cut.messages
from cut
