-- One row per conversation (thread), as its system last described it or as its sessions tell; events alone are none.
--
-- grain conversation_id
-- column conversation_id varchar: The conversation; a thread may hold many sessions.
-- column channel varchar: Where it takes place.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column contact_id varchar: The contact, as the channel knows them.
-- column contact_name varchar: Profile name the contact chose; written by strangers.
-- column skill varchar: Team that serves it; that of the latest session where its system names none.
-- column agent_id varchar: Agent it is assigned to; the last one who wrote where its system names none.
-- column opened_at timestamptz: When its system opened it; the first message where it does not say.
-- column day date: Local day it was opened.
-- column closed_at timestamptz: When it was closed, by its system or by its last event; null while open.
-- column entry_point varchar: How it began: organic, ad, page_cta or business.
-- column first_message_at timestamptz: Its first message; null without any.
-- column last_message_at timestamptz: Its last message; null without any.
-- column messages_inbound integer: Messages from the contact.
-- column messages_bot integer: Messages from the bot.
-- column messages_agent integer: Messages from agents.
-- column messages_other integer: Everything else: system, unknown author, events.
-- column sessions integer: Sessions in it.
-- column has_snapshot boolean: Its system described it; otherwise it is known from its messages only.
-- check messages_are_in_order: first_message_at is null or first_message_at <= last_message_at
-- check sessions_have_messages: (sessions = 0) = (first_message_at is null)
-- warn closed_after_opened: closed_at is null or closed_at >= opened_at
-- rebuild key conversation_id
-- sorted by opened_at

with

threads as (
    select
        sessions.conversation_id,
        min(sessions.channel) as channel,
        min(sessions.account_id) as account_id,
        min(sessions.business_number) as business_number,
        min(sessions.contact_id) as contact_id,
        max({'at': sessions.started_at, 'skill': sessions.skill})
            filter (where sessions.skill is not null) as latest,
        min(sessions.started_at) as first_message_at,
        max(sessions.last_message_at) as last_message_at,
        sum(sessions.messages_inbound)::integer as messages_inbound,
        sum(sessions.messages_bot)::integer as messages_bot,
        sum(sessions.messages_agent)::integer as messages_agent,
        sum(sessions.messages_other)::integer as messages_other,
        count(*)::integer as sessions
    from marts.sessions
    semi join rebuild.conversation_id using (conversation_id)
    group by sessions.conversation_id
),

-- What only some messages tell.
told as (
    select
        messages.conversation_id,
        max(messages.sent_at) filter (where messages.event = 'closed') as closed_at,
        min({'at': messages.sent_at, 'id': messages.message_id,
            'entry_point': messages.entry_point})
            filter (where messages.entry_point is not null) as entry
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.event = 'closed' or messages.entry_point is not null
    group by messages.conversation_id
),

-- The agent who wrote last.
served as (
    select
        agents.conversation_id,
        max({'at': agents.last_at, 'agent_id': agents.agent_id}) as latest
    from (
        select
            agent_chats.conversation_id,
            agent_chats.agent_id,
            max(agent_chats.ends_at) as last_at
        from marts.agent_chats
        semi join rebuild.conversation_id using (conversation_id)
        group by agent_chats.conversation_id, agent_chats.agent_id
    ) as agents
    group by agents.conversation_id
),

-- A profile name is on every message: the distinct ones first, then the latest.
names as (
    select
        spellings.conversation_id,
        max({'at': spellings.last_at, 'name': spellings.contact_name}) as latest
    from (
        select messages.conversation_id, messages.contact_name, max(messages.sent_at) as last_at
        from marts.messages
        semi join rebuild.conversation_id using (conversation_id)
        where messages.contact_name is not null
        group by messages.conversation_id, messages.contact_name
    ) as spellings
    group by spellings.conversation_id
),

snapshots as (
    select thread_snapshots.*
    from marts.thread_snapshots
    semi join rebuild.conversation_id using (conversation_id)
),

described as (
    select
        coalesce(snapshots.conversation_id, threads.conversation_id) as conversation_id,
        coalesce(snapshots.channel, threads.channel) as channel,
        coalesce(snapshots.account_id, threads.account_id) as account_id,
        coalesce(snapshots.business_number, threads.business_number) as business_number,
        coalesce(snapshots.contact_id, threads.contact_id) as contact_id,
        coalesce(snapshots.contact_name, names.latest.name) as contact_name,
        coalesce(snapshots.skill, threads.latest.skill) as skill,
        coalesce(snapshots.agent_id, served.latest.agent_id) as agent_id,
        coalesce(snapshots.opened_at, threads.first_message_at) as opened_at,
        coalesce(
            snapshots.closed_at,
            case
                when coalesce(told.closed_at >= threads.last_message_at, true) then told.closed_at
            end
        ) as closed_at,
        coalesce(snapshots.entry_point, told.entry.entry_point) as entry_point,
        threads.first_message_at,
        threads.last_message_at,
        coalesce(threads.messages_inbound, 0) as messages_inbound,
        coalesce(threads.messages_bot, 0) as messages_bot,
        coalesce(threads.messages_agent, 0) as messages_agent,
        coalesce(threads.messages_other, 0) as messages_other,
        coalesce(threads.sessions, 0) as sessions,
        snapshots.conversation_id is not null as has_snapshot
    from snapshots
    full join threads on threads.conversation_id = snapshots.conversation_id
    left join told
        on told.conversation_id = coalesce(snapshots.conversation_id, threads.conversation_id)
    left join served on served.conversation_id = threads.conversation_id
    left join names
        on names.conversation_id = coalesce(snapshots.conversation_id, threads.conversation_id)
)

select
    described.conversation_id,
    described.channel,
    described.account_id,
    described.business_number,
    described.contact_id,
    described.contact_name,
    described.skill,
    described.agent_id,
    described.opened_at,
    calendar_days.day,
    described.closed_at,
    described.entry_point,
    described.first_message_at,
    described.last_message_at,
    described.messages_inbound,
    described.messages_bot,
    described.messages_agent,
    described.messages_other,
    described.sessions,
    described.has_snapshot
from described
asof join marts.calendar_days on described.opened_at >= calendar_days.starts_at
