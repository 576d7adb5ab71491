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
-- column is_bot_session boolean: The bot wrote in it or took a message in, understood or not.
-- column is_begun_by_contact boolean: The contact wrote first in it, before any template or other message of the
--   company; what the bot says first in a web or app chat does not count.
-- column is_mature boolean: matured_at has come, as of the data.
-- column free_text_messages integer: Free texts of the contact that the bot handled; no taps, no media.
-- column fallback_messages integer: Those of them it did not understand.
-- column most_fallbacks_in_a_row integer: Most of them one after another, whatever the bot wrote between.
-- column first_intent varchar: Intent of the contact's first message that has one.
-- column exit_intent varchar: Intent of the last bot turn; null where that was not understood and has no name.
-- column handoff_requests integer: Requests for a person.
-- column handoff_state varchar: accepted (a human wrote after the first request), refused_out_of_hours, not_picked_up,
--   or waiting while the session is not mature; null without a request.
-- column outcome varchar: Of an engaged bot session: handed_off, refused_out_of_hours, not_picked_up,
--   abandoned_after_fallback, completed or quiet_end, the first that holds; open until it is mature; else null.
-- column is_contained boolean: The outcome is completed or quiet_end; null while it has none.
-- check fallbacks_are_texts: fallback_messages <= free_text_messages
-- check in_a_row_are_fallbacks: most_fallbacks_in_a_row <= fallback_messages
-- check outcome_when_mature: not is_bot_session or (outcome != 'open') = is_mature
-- check requested_has_state: (handoff_requests > 0) = (handoff_state is not null)
-- rebuild key conversation_id
-- sorted by day

with

marks as (
    select
        messages.session_id,
        min((messages.sent_at, messages.direction = 'outbound', messages.message_id)) filter (
            where messages.is_handoff_request
        ) as first_request,
        max((messages.sent_at, messages.direction = 'outbound', messages.message_id)) filter (
            where messages.author = 'agent' and not messages.is_event
        ) as last_human,
        bool_or(messages.is_goal) as has_goal,
        arg_max(
            messages.intent,
            (messages.sent_at, messages.direction = 'outbound', messages.message_id)
        ) filter (
            where messages.author in ('contact', 'bot') and messages.intent is not null
        ) as last_intent,
        max((messages.sent_at, messages.direction = 'outbound', messages.message_id)) filter (
            where messages.author in ('contact', 'bot') and messages.intent is not null
        ) as last_turn
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    group by messages.session_id
),

-- Where a text was understood, a row of fallbacks is over.
written as (
    select
        contact_messages.session_id,
        contact_messages.message_id,
        contact_messages.sent_at,
        contact_messages.intent,
        contact_messages.is_free_text,
        contact_messages.is_fallback,
        sum((contact_messages.is_free_text and not contact_messages.is_fallback)::integer) over (
            partition by contact_messages.session_id
            order by contact_messages.sent_at, contact_messages.message_id
        ) as understood_before
    from marts.contact_messages
    semi join rebuild.conversation_id using (conversation_id)
),

fallback_rows as (
    select session_id, understood_before, count(*) as fallbacks
    from written
    where is_fallback
    group by session_id, understood_before
),

most as (
    select session_id, max(fallbacks)::integer as most_fallbacks_in_a_row
    from fallback_rows
    group by session_id
),

texts as (
    select
        session_id,
        (count(*) filter (where is_free_text))::integer as free_text_messages,
        (count(*) filter (where is_fallback))::integer as fallback_messages,
        arg_max(is_fallback, (sent_at, message_id)) as is_last_a_fallback,
        max((sent_at, false, message_id)) filter (
            where is_fallback and intent is null
        ) as last_nameless_turn,
        arg_min(intent, (sent_at, message_id)) filter (where intent is not null) as first_intent
    from written
    group by session_id
),

asked as (
    select
        requests.session_id,
        count(*)::integer as handoff_requests,
        coalesce(bool_or(requests.is_open is false), false) as is_asked_while_closed
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
        sessions.contact_key,
        sessions.last_message_at,
        sessions.last_message_at + to_hours(settings.session_gap_hours) as matured_at,
        sessions.has_bot_message as is_bot_session,
        sessions.is_begun_by_contact,
        sessions.is_mature,
        coalesce(texts.free_text_messages, 0) as free_text_messages,
        coalesce(texts.fallback_messages, 0) as fallback_messages,
        coalesce(most.most_fallbacks_in_a_row, 0) as most_fallbacks_in_a_row,
        coalesce(texts.is_last_a_fallback, false) as is_last_a_fallback,
        texts.first_intent,
        if(texts.last_nameless_turn > marks.last_turn, null, marks.last_intent) as exit_intent,
        coalesce(asked.handoff_requests, 0) as handoff_requests,
        coalesce(asked.is_asked_while_closed, false) as is_asked_while_closed,
        marks.last_human is not null as has_human,
        coalesce(marks.last_human > marks.first_request, false) as is_answered,
        marks.has_goal
    from marts.sessions
    semi join rebuild.conversation_id using (conversation_id)
    inner join marks on marks.session_id = sessions.session_id
    left join texts on texts.session_id = sessions.session_id
    left join most on most.session_id = sessions.session_id
    left join asked on asked.session_id = sessions.session_id
    cross join reference.settings
    where sessions.is_engaged
),

-- Whoever had a person in the session was handed to one, also when that person wrote before the
-- request only.
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
            when has_human then 'handed_off'
            when is_asked_while_closed then 'refused_out_of_hours'
            when handoff_requests > 0 then 'not_picked_up'
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
    contact_key,
    last_message_at,
    matured_at,
    is_bot_session,
    is_begun_by_contact,
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
