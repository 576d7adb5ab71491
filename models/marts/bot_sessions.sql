-- One row per session that the contact took part in: what the bot did in it and what became of it. The bot handles what
-- comes before the session's first human message.
--
-- grain session_id
-- column session_id varchar: The session.
-- column conversation_id varchar: The conversation it is part of.
-- column day date: Local day it started.
-- column month date: First day of its month.
-- column channel varchar: Where it took place.
-- column skill varchar: Team of its latest message that names one.
-- column contact_key varchar: Channel and contact (else the conversation): who may come back.
-- column last_message_at timestamptz: Its last message.
-- column matured_at timestamptz: 24 hours (setting) after its last message: nothing can be added to it from then on.
-- column is_bot_session boolean: The bot wrote in it or understood a message of it.
-- column is_mature boolean: matured_at has come, as of the data.
-- column free_text_messages integer: Free texts of the contact that the bot handled; no taps, no media.
-- column fallback_messages integer: Those of them it did not understand.
-- column most_fallbacks_in_a_row integer: Most of them one after another, whatever the bot wrote between.
-- column first_intent varchar: Intent of the contact's first message that has one.
-- column exit_intent varchar: Intent of the last bot turn.
-- column handoff_requests integer: Requests for a person.
-- column handoff_state varchar: accepted (a human wrote after the request), refused_out_of_hours, not_picked_up, or
--    waiting while the session is not mature; null without a request.
-- column outcome varchar: Of an engaged bot session: handed_off, refused_out_of_hours, not_picked_up,
--    abandoned_after_fallback, completed or quiet_end, the first that holds; open until it is mature; else null.
-- column is_contained boolean: The outcome is completed or quiet_end; null while it has none.
-- check fallbacks_are_texts: fallback_messages <= free_text_messages
-- check in_a_row_are_fallbacks: most_fallbacks_in_a_row <= fallback_messages
-- check outcome_when_mature: not is_bot_session or (outcome != 'open') = is_mature
-- check requested_has_state: (handoff_requests > 0) = (handoff_state is not null)
-- rebuild key conversation_id

with

messages as (
    select
        messages.session_id,
        messages.message_id,
        messages.sent_at,
        messages.direction,
        messages.author,
        messages.intent,
        messages.is_event,
        messages.is_fallback,
        messages.is_goal,
        messages.is_handoff_request,
        messages.author = 'contact'
            and not messages.is_event
            and coalesce(messages.type, 'text') = 'text'
            and messages.option is null as is_free_text,
        messages.author = 'agent' and not messages.is_event as is_human
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    semi join (select session_id from marts.sessions where is_engaged) as engaged
        on engaged.session_id = messages.session_id
),

firsts as (
    select
        session_id,
        min((sent_at, direction = 'outbound', message_id)) filter (where is_human) as first_human,
        max((sent_at, direction = 'outbound', message_id)) filter (where is_human) as last_human,
        min((sent_at, direction = 'outbound', message_id)) filter (where is_handoff_request) as first_request,
        count(*) filter (where is_handoff_request) as handoff_requests,
        bool_or(is_goal) as has_goal,
        arg_max(is_fallback, (sent_at, message_id)) filter (
            where author = 'contact' and not is_event
        ) as is_last_a_fallback,
        arg_min(intent, (sent_at, message_id)) filter (where author = 'contact' and intent is not null) as first_intent,
        arg_max(intent, (sent_at, direction = 'outbound', message_id)) filter (
            where author in ('contact', 'bot') and intent is not null
        ) as exit_intent
    from messages
    group by session_id
),

-- Free texts before the first human message; where a fallback follows no other, a new row of fallbacks begins.
handled as (
    select
        messages.session_id,
        messages.is_fallback,
        sum((not messages.is_fallback)::integer) over (
            partition by messages.session_id order by messages.sent_at, messages.message_id
        ) as understood_before
    from messages
    inner join firsts on firsts.session_id = messages.session_id
    where messages.is_free_text
        and (
            firsts.first_human is null
            or (messages.sent_at, messages.direction = 'outbound', messages.message_id) < firsts.first_human
        )
),

in_rows as (
    select session_id, understood_before, count(*) as texts, count(*) filter (where is_fallback) as fallbacks
    from handled
    group by session_id, understood_before
),

texts as (
    select
        session_id,
        sum(texts)::integer as free_text_messages,
        sum(fallbacks)::integer as fallback_messages,
        max(fallbacks)::integer as most_fallbacks_in_a_row
    from in_rows
    group by session_id
),

asked as (
    select requests.session_id, coalesce(bool_or(requests.is_open is false), false) as is_asked_while_closed
    from marts.requests
    semi join rebuild.conversation_id using (conversation_id)
    where requests.kind = 'handoff'
    group by requests.session_id
),

joined as (
    select
        sessions.session_id,
        sessions.conversation_id,
        sessions.day,
        sessions.channel,
        sessions.skill,
        sessions.contact_id,
        sessions.last_message_at,
        sessions.last_message_at + to_hours(settings.session_gap_hours) as matured_at,
        sessions.has_bot_message as is_bot_session,
        sessions.is_mature,
        if(sessions.has_bot_message, coalesce(texts.free_text_messages, 0), 0) as free_text_messages,
        if(sessions.has_bot_message, coalesce(texts.fallback_messages, 0), 0) as fallback_messages,
        if(sessions.has_bot_message, coalesce(texts.most_fallbacks_in_a_row, 0), 0) as most_fallbacks_in_a_row,
        firsts.first_intent,
        firsts.exit_intent,
        firsts.handoff_requests::integer as handoff_requests,
        firsts.first_human is not null as has_human,
        coalesce(firsts.last_human > firsts.first_request, false) as is_answered,
        coalesce(asked.is_asked_while_closed, false) as is_asked_while_closed,
        coalesce(firsts.is_last_a_fallback, false) as is_last_a_fallback,
        firsts.has_goal
    from marts.sessions
    semi join rebuild.conversation_id using (conversation_id)
    inner join firsts on firsts.session_id = sessions.session_id
    left join texts on texts.session_id = sessions.session_id
    left join asked on asked.session_id = sessions.session_id
    cross join reference.settings
    where sessions.is_engaged
),

decided as (
    select
        *,
        case
            when handoff_requests = 0 then null
            when is_answered then 'accepted'
            when not is_mature then 'waiting'
            when is_asked_while_closed then 'refused_out_of_hours'
            else 'not_picked_up'
        end as handoff_state,
        case
            when not is_bot_session then null
            when not is_mature then 'open'
            when is_answered or (handoff_requests = 0 and has_human) then 'handed_off'
            when handoff_requests > 0 and is_asked_while_closed and not has_human then 'refused_out_of_hours'
            when handoff_requests > 0 and not has_human then 'not_picked_up'
            when is_last_a_fallback then 'abandoned_after_fallback'
            when has_goal then 'completed'
            else 'quiet_end'
        end as outcome
    from joined
)

select
    session_id,
    conversation_id,
    day,
    date_trunc('month', day)::date as month,
    channel,
    skill,
    channel || '|' || coalesce(contact_id, conversation_id) as contact_key,
    last_message_at,
    matured_at,
    is_bot_session,
    is_mature,
    free_text_messages,
    fallback_messages,
    most_fallbacks_in_a_row,
    first_intent,
    exit_intent,
    handoff_requests,
    handoff_state,
    outcome,
    if(outcome = 'open', null, outcome in ('completed', 'quiet_end')) as is_contained
from decided
