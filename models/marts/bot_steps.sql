-- One row per message of the contact that has an intent, or that the bot did not understand: what came next in its
-- session. Repeated intents are steps too.
--
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: The conversation it belongs to.
-- column session_id varchar: The session it belongs to.
-- column day date: Local day the session started.
-- column month date: First day of that month.
-- column channel varchar: Where the session took place.
-- column intent varchar: What the contact meant; null for a fallback without an intent's name.
-- column next_kind varchar: intent, fallback (an intent too, but not understood), handoff (a request for a person) or
--   end (nothing more in the session, as of the data).
-- column next_intent varchar: The next intent, or handoff, or end; null for a fallback without a name.
-- check kinds: next_kind in ('intent', 'fallback', 'handoff', 'end')
-- rebuild key conversation_id
-- sorted by day

with

-- A message that is itself the request comes before it.
happening as (
    select
        session_id,
        message_id,
        sent_at,
        'inbound' as direction,
        0 as place,
        if(is_fallback, 'fallback', 'intent') as kind,
        intent
    from marts.contact_messages
    semi join rebuild.conversation_id using (conversation_id)
    where intent is not null or is_fallback
    union all
    select
        session_id,
        request_id as message_id,
        requested_at as sent_at,
        direction,
        1 as place,
        'handoff' as kind,
        'handoff' as intent
    from marts.requests
    semi join rebuild.conversation_id using (conversation_id)
    where kind = 'handoff'
),

following as (
    select
        session_id,
        message_id,
        kind,
        intent,
        lead(kind, 1, 'end') over in_order as next_kind,
        lead(intent, 1, 'end') over in_order as next_intent
    from happening
    window in_order as (
        partition by session_id order by sent_at, direction, message_id, place
    )
)

select
    following.message_id,
    sessions.conversation_id,
    following.session_id,
    sessions.day,
    date_trunc('month', sessions.day)::date as month,
    sessions.channel,
    following.intent,
    following.next_kind,
    following.next_intent
from following
inner join marts.sessions on sessions.session_id = following.session_id
where following.kind != 'handoff'
