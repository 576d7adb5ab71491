-- One row per session and intent, and per session and menu option, that occurs in it. An intent occurs where the
-- contact meant it, where the session ended with it, or where a person was asked for because of it.
--
-- grain session_id, kind, name
-- column session_id varchar: The session.
-- column conversation_id varchar: The conversation it is part of.
-- column kind varchar: intent or option.
-- column name varchar: The intent under the name that intents.csv shows, or the option; null for a fallback or a
--   request that no intent is known of.
-- column day date: Local day the session started.
-- column channel varchar: Where it took place.
-- column contact_key varchar: Channel and contact (else the conversation).
-- column is_used boolean: At least one message of the contact means it.
-- column is_exit boolean: It is the intent of the session's last bot turn.
-- column is_handed boolean: At least one request for a person comes from it.
-- check something_happened: is_used or is_exit or is_handed
-- check kinds: kind = 'intent' or (kind = 'option' and not is_exit and not is_handed)
-- rebuild key conversation_id
-- sorted by day

with

occurring as (
    select
        session_id,
        'intent' as kind,
        intent as name,
        true as is_used,
        false as is_exit,
        false as is_handed
    from marts.contact_messages
    semi join rebuild.conversation_id using (conversation_id)
    where intent is not null or is_fallback
    union all
    select
        session_id,
        'option' as kind,
        option as name,
        true as is_used,
        false as is_exit,
        false as is_handed
    from marts.contact_messages
    semi join rebuild.conversation_id using (conversation_id)
    where option is not null
    union all
    select
        session_id,
        'intent' as kind,
        exit_intent as name,
        false as is_used,
        true as is_exit,
        false as is_handed
    from marts.bot_sessions
    semi join rebuild.conversation_id using (conversation_id)
    -- Without an intent the last turn is a fallback that has no name, if there was any.
    where exit_intent is not null or fallback_messages > 0
    union all
    select
        session_id,
        'intent' as kind,
        intent as name,
        false as is_used,
        false as is_exit,
        true as is_handed
    from marts.requests
    semi join rebuild.conversation_id using (conversation_id)
    where kind = 'handoff'
),

together as (
    select
        session_id,
        kind,
        name,
        bool_or(is_used) as is_used,
        bool_or(is_exit) as is_exit,
        bool_or(is_handed) as is_handed
    from occurring
    group by session_id, kind, name
)

select
    together.session_id,
    sessions.conversation_id,
    together.kind,
    together.name,
    sessions.day,
    sessions.channel,
    sessions.contact_key,
    together.is_used,
    together.is_exit,
    together.is_handed
from together
inner join marts.sessions on sessions.session_id = together.session_id
