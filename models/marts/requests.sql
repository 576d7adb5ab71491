-- One row per request for a person: a handoff request, or in a session without any bot message the contact's first
-- message that is more than a reaction. Says whether its calendar was open at that instant. Rows without a message of
-- the contact or of a human between them (the contact's words, the bot's answer, the console's mark) tell of one
-- request.
--
-- grain request_id
-- column request_id varchar: The message that asks.
-- column conversation_id varchar: The conversation it belongs to.
-- column session_id varchar: The session it belongs to.
-- column kind varchar: handoff (the bot or the console hands over) or first_message (no bot in the session, and nothing
--   else tells of the request).
-- column requested_at timestamptz: When it was asked.
-- column direction varchar: Of the message that asks; at one instant inbound is before outbound.
-- column day date: Local day of requested_at.
-- column hour integer: Local hour of requested_at, 0 to 23.
-- column session_day date: Local day the session started.
-- column channel varchar: Where it was asked.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column skill varchar: Team it went to: the message's, else the session's.
-- column contact_id varchar: The contact.
-- column intent varchar: Intent it comes from: its own, else that of the contact's last message before it.
-- column calendar varchar: Opening hours of the skill at that instant; null without any.
-- column is_open boolean: The calendar is open; null without a calendar.
-- column opens_at timestamptz: Start of the next opening, where it is closed.
-- column opening_ends_at timestamptz: End of that next opening.
-- column answered_at timestamptz: First human message in the conversation, within 7 days; null without one, or yet.
-- check kinds: kind in ('handoff', 'first_message')
-- check answered_after_asking: answered_at is null or answered_at >= requested_at
-- check closed_knows_next_opening: is_open is not false or opens_at is null or opens_at > requested_at
-- rebuild key conversation_id
-- sorted by requested_at

with

asking as (
    select messages.session_id
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.is_handoff_request
    union
    select sessions.session_id
    from marts.sessions
    semi join rebuild.conversation_id using (conversation_id)
    where sessions.is_engaged and not sessions.has_bot_message
),

-- In the order of all things, what the contact last meant stands beside every message of these
-- sessions, and how often the contact or a human has written.
told as (
    select
        messages.message_id,
        messages.conversation_id,
        messages.session_id,
        messages.sent_at,
        messages.day,
        messages.hour,
        messages.direction,
        messages.channel,
        messages.account_id,
        messages.contact_id,
        messages.skill,
        messages.is_event,
        coalesce(messages.type = 'reaction', false) as is_reaction,
        messages.is_handoff_request,
        coalesce(
            messages.intent,
            last_value(case when messages.author = 'contact' then messages.intent end ignore nulls)
                over in_order
        ) as intent,
        count(*) filter (
            where messages.author in ('contact', 'agent') and not messages.is_event
        ) over in_order as turns
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    semi join asking on asking.session_id = messages.session_id
    window in_order as (
        partition by messages.session_id
        order by messages.sent_at, messages.direction, messages.message_id
    )
),

-- In a session without a bot the contact's first message asks.
first_messages as (
    select
        told.session_id,
        arg_min(told.message_id, (told.sent_at, told.message_id)) as message_id,
        arg_min(told.turns, (told.sent_at, told.message_id)) as turns
    from told
    inner join marts.sessions on sessions.session_id = told.session_id
    where told.direction = 'inbound'
        and not told.is_event
        and not told.is_reaction
        and sessions.is_engaged
        and not sessions.has_bot_message
    group by told.session_id
),

-- The contact's words, the bot's answer to them and the console's mark tell of one request: the
-- first of them is it. Without a bot the mark may come before the words that it is about.
chosen as (
    select
        first(told.message_id order by told.sent_at, told.direction, told.message_id)
            as message_id,
        if(bool_or(told.is_handoff_request), 'handoff', 'first_message') as kind
    from told
    left join first_messages on first_messages.session_id = told.session_id
    where told.is_handoff_request or told.message_id = first_messages.message_id
    group by
        told.session_id,
        if(told.turns + 1 = first_messages.turns, first_messages.turns, told.turns)
),

placed as (
    select
        told.*,
        chosen.kind,
        sessions.day as session_day,
        coalesce(told.skill, sessions.skill) as served_skill
    from chosen
    inner join told on told.message_id = chosen.message_id
    inner join marts.sessions on sessions.session_id = told.session_id
),

served as (
    select placed.*, service_calendars.calendar
    from placed
    left join marts.service_calendars
        on service_calendars.account_id = coalesce(placed.account_id, '')
        and service_calendars.skill = coalesce(placed.served_skill, '')
        and placed.sent_at >= service_calendars.starts_at
        and placed.sent_at < service_calendars.ends_at
),

-- Where the calendar is closed, the state after this one is the next opening.
openings as (
    select calendar, starts_at, ends_at
    from marts.calendar_states
    where is_open
),

humans as (
    select distinct messages.conversation_id, messages.sent_at as written_at
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.author = 'agent' and not messages.is_event
)

select
    served.message_id as request_id,
    served.conversation_id,
    served.session_id,
    served.kind,
    served.sent_at as requested_at,
    served.direction,
    served.day,
    served.hour,
    served.session_day,
    served.channel,
    served.account_id,
    served.served_skill as skill,
    served.contact_id,
    served.intent,
    served.calendar,
    calendar_states.is_open,
    if(calendar_states.is_open, null, openings.starts_at) as opens_at,
    if(calendar_states.is_open, null, openings.ends_at) as opening_ends_at,
    case
        when date_sub('second', served.sent_at, humans.written_at) < 7 * 86400
        then humans.written_at
    end as answered_at
from served
asof left join humans
    on humans.conversation_id = served.conversation_id and served.sent_at <= humans.written_at
asof left join marts.calendar_states
    on calendar_states.calendar = served.calendar and served.sent_at >= calendar_states.starts_at
left join openings
    on openings.calendar = served.calendar and openings.starts_at = calendar_states.ends_at
