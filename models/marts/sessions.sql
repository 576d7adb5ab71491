-- One row per session: a conversation's messages without a silence of 24 hours (setting) or more between them.
-- The session, not the thread, is what counts, is answered and is measured. Events alone are none, unless one of them
-- asks for a person.
--
-- grain session_id
-- column session_id varchar: The session: its conversation and the instant of its first message.
-- column conversation_id varchar: The conversation (thread) it is part of.
-- column channel varchar: Where it took place.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column contact_id varchar: The contact, as the channel knows them.
-- column contact_key varchar: Channel and contact (else the conversation): who may come back. A number is the same with
--   and without a plus, and without the legacy mobile digit of Mexico and Argentina.
-- column skill varchar: Team of its latest message that names one, in the order of all things.
-- column day date: Local day it started; the session and all counted in it stand there.
-- column hour integer: Local hour it started, 0 to 23.
-- column started_at timestamptz: Its first message.
-- column last_message_at timestamptz: Its last message.
-- column messages_inbound integer: Messages from the contact.
-- column messages_bot integer: Messages from the bot.
-- column messages_agent integer: Messages from agents.
-- column messages_other integer: Everything else: system, unknown author, events.
-- column is_engaged boolean: The contact wrote at least one message in it.
-- column is_begun_by_contact boolean: The contact wrote first in it, before any template or other message of the
--   company. In a web or app chat, which only the contact opens, what the bot says first does not count.
-- column has_bot_message boolean: The bot wrote at least one message in it, or took one in, understood or not.
-- column is_mature boolean: As of the data, silent for 24 hours (setting), so that nothing can be added; until then its
--   outcome is open.
-- check started_before_it_ended: started_at <= last_message_at
-- check messages_add_up: messages_inbound + messages_bot + messages_agent + messages_other > 0
-- check engaged_has_inbound: is_engaged = (messages_inbound > 0)
-- check begun_is_engaged: is_engaged or not is_begun_by_contact
-- rebuild key conversation_id
-- ripens not is_mature
-- sorted by started_at

with

-- One row per session and skill first: only where a session has several, the latest is looked for.
by_skill as (
    select
        messages.session_id,
        messages.skill,
        min(messages.conversation_id) as conversation_id,
        min(messages.channel) as channel,
        min(messages.account_id) as account_id,
        min(messages.business_number) as business_number,
        min(messages.contact_id) as contact_id,
        min(messages.sent_at) filter (where not messages.is_event) as first_message_at,
        max(messages.sent_at) filter (where not messages.is_event) as last_message_at,
        min(messages.sent_at) filter (
            where messages.direction = 'inbound' and not messages.is_event
        ) as first_inbound_at,
        min(messages.sent_at) filter (
            where messages.direction = 'outbound' and not messages.is_event
                and not (
                    messages.author = 'bot' and messages.channel in ('chat_web', 'chat_app')
                )
        ) as first_outbound_at,
        min(messages.sent_at) as first_at,
        max(messages.sent_at) as last_at,
        count(*) filter (where messages.direction = 'inbound' and not messages.is_event)
            as messages_inbound,
        count(*) filter (
            where messages.direction = 'outbound' and messages.author = 'bot'
                and not messages.is_event
        ) as messages_bot,
        count(*) filter (
            where messages.direction = 'outbound' and messages.author = 'agent'
                and not messages.is_event
        ) as messages_agent,
        count(*) as messages,
        count(*) filter (where not messages.is_event or messages.is_handoff_request) as beginnings,
        count(*) filter (
            where messages.source_intent is not null or messages.turn_id is not null
                or messages.is_fallback
        ) as turns
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    group by messages.session_id, messages.skill
),

joined as (
    select
        by_skill.session_id,
        min(by_skill.conversation_id) as conversation_id,
        min(by_skill.channel) as channel,
        min(by_skill.account_id) as account_id,
        min(by_skill.business_number) as business_number,
        min(by_skill.contact_id) as contact_id,
        min(by_skill.skill) as skill,
        count(by_skill.skill) as skills,
        coalesce(min(by_skill.first_message_at), min(by_skill.first_at)) as started_at,
        coalesce(max(by_skill.last_message_at), max(by_skill.last_at)) as last_message_at,
        min(by_skill.first_inbound_at) as first_inbound_at,
        min(by_skill.first_outbound_at) as first_outbound_at,
        sum(by_skill.messages_inbound)::integer as messages_inbound,
        sum(by_skill.messages_bot)::integer as messages_bot,
        sum(by_skill.messages_agent)::integer as messages_agent,
        sum(by_skill.messages)::integer as messages,
        sum(by_skill.turns)::integer as turns
    from by_skill
    group by by_skill.session_id
    having sum(by_skill.beginnings) > 0
),

latest as (
    select
        messages.session_id,
        max({'at': messages.sent_at, 'direction': messages.direction, 'id': messages.message_id,
            'skill': messages.skill}) as message
    from marts.messages
    where messages.skill is not null
        and messages.session_id in (select joined.session_id from joined where joined.skills > 1)
    group by messages.session_id
)

select
    joined.session_id,
    joined.conversation_id,
    joined.channel,
    joined.account_id,
    joined.business_number,
    joined.contact_id,
    joined.channel || '|' || case
        when joined.contact_id is null then joined.conversation_id
        when joined.channel = 'whatsapp'
        then regexp_replace(ltrim(joined.contact_id, '+'), '^(?:(52)1|(54)9)(\d{10})$', '\1\2\3')
        else joined.contact_id
    end as contact_key,
    coalesce(latest.message.skill, joined.skill) as skill,
    calendar_hours.day,
    calendar_hours.hour::integer as hour,
    joined.started_at,
    joined.last_message_at,
    joined.messages_inbound,
    joined.messages_bot,
    joined.messages_agent,
    joined.messages - joined.messages_inbound - joined.messages_bot - joined.messages_agent
        as messages_other,
    joined.messages_inbound > 0 as is_engaged,
    joined.messages_inbound > 0
        and coalesce(joined.first_inbound_at <= joined.first_outbound_at, true)
        as is_begun_by_contact,
    joined.messages_bot > 0 or joined.turns > 0 as has_bot_message,
    joined.last_message_at + to_hours(settings.session_gap_hours) <= as_of.as_of as is_mature
from joined
left join latest on latest.session_id = joined.session_id
asof join marts.calendar_hours on joined.started_at >= calendar_hours.starts_at
cross join reference.settings
cross join ops.as_of
