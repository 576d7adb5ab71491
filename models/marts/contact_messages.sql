-- One row per message that the contact wrote: what the bot took it for, and whether it was the bot that handled it. The
-- bot handles what comes before the session's first human message.
--
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: The conversation it belongs to.
-- column session_id varchar: The session it belongs to.
-- column contact_key varchar: Channel and contact (else the conversation): who may come back.
-- column sent_at timestamptz: When it was sent.
-- column day date: Local day it was sent.
-- column channel varchar: Where it was sent.
-- column intent varchar: What the bot took it for, under the name that intents.csv shows; null without an intent.
-- column option varchar: Menu choice, button or list row the contact chose.
-- column is_handled boolean: The bot took part in the session, and no human had written in it before this message.
-- column is_free_text boolean: A text that the contact typed and the bot handled: no tap on a button, no media.
-- column is_fallback boolean: A free text that the bot did not understand; taps and media never are.
-- column intent_before varchar: What the contact meant last before it in the session, whether a person handled it or
--    the bot; null where nothing.
-- check fallbacks_are_texts: is_free_text or not is_fallback
-- check texts_are_handled: is_handled or not is_free_text
-- rebuild key conversation_id
-- sorted by sent_at

with

humans as (
    select messages.session_id, min(messages.sent_at) as first_human_at
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.author = 'agent' and not messages.is_event
    group by messages.session_id
),

-- At the same instant the contact comes first.
written as (
    select
        messages.message_id,
        messages.conversation_id,
        messages.session_id,
        sessions.contact_key,
        messages.sent_at,
        messages.day,
        messages.channel,
        messages.intent,
        messages.option,
        messages.is_fallback,
        coalesce(messages.type, 'text') = 'text' and messages.option is null as is_text,
        sessions.has_bot_message
            and coalesce(messages.sent_at <= humans.first_human_at, true) as is_handled
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    inner join marts.sessions on sessions.session_id = messages.session_id
    left join humans on humans.session_id = messages.session_id
    where messages.author = 'contact' and not messages.is_event
),

understood as (
    select
        * exclude (is_text, is_fallback),
        is_handled and is_text as is_free_text,
        is_handled and is_text and is_fallback as is_fallback
    from written
)

select
    message_id,
    conversation_id,
    session_id,
    contact_key,
    sent_at,
    day,
    channel,
    intent,
    option,
    is_handled,
    is_free_text,
    is_fallback,
    last_value(if(is_fallback, null, intent) ignore nulls) over (
        partition by session_id
        order by sent_at, message_id
        rows between unbounded preceding and 1 preceding
    ) as intent_before
from understood
