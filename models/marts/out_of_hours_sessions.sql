-- One row per session with a request for a person; where one came while closed, what became of it.
--
-- grain session_id
-- column session_id varchar: The session.
-- column conversation_id varchar: The conversation.
-- column day date: Local day the session started.
-- column channel varchar: Where it took place.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column skill varchar: Team the request was of: the first one while closed, else the first.
-- column contact_id varchar: The contact.
-- column intent varchar: Intent that request comes from.
-- column is_out_of_hours boolean: At least one request while the calendar was closed.
-- column requested_at timestamptz: The first request while closed; null where none was.
-- column opens_at timestamptz: The next opening after it.
-- column opening_ends_at timestamptz: End of that opening.
-- column answered_at timestamptz: First human message in the conversation after it, within 7 days or before the next
--   opening ends, whichever is later.
-- column agent_id varchar: Who wrote it.
-- column outcome varchar: recovered_next_shift, recovered_late, lost or pending; null without a request while closed.
-- column opening_to_answer_seconds integer: From the next opening to the answer; 0 where it came before.
-- column window_closes_at timestamptz: On WhatsApp 24 hours after the contact's last message before the answer, the end
--   of the 7 days or as of; null on other channels, which ask for no paid template afterwards.
-- column is_window_closed_before_reply boolean: Those 24 hours were over before anybody answered; as of the
--   data where nobody has.
-- check outcome_when_out_of_hours: is_out_of_hours = (outcome is not null)
-- check recovered_has_answer: outcome is null or (starts_with(outcome, 'recovered')) = (answered_at is not null)
-- rebuild key conversation_id
-- ripens coalesce(outcome = 'pending' or (answered_at is null and not is_window_closed_before_reply), false)
-- sorted by day

with

firsts as (
    select
        requests.session_id,
        first(
            requests
            order by
                requests.is_open is false desc,
                requests.requested_at,
                requests.direction,
                requests.request_id
        ) as request,
        coalesce(bool_or(requests.is_open is false), false) as is_out_of_hours
    from marts.requests
    semi join rebuild.conversation_id using (conversation_id)
    group by requests.session_id
),

opened as (
    select
        firsts.session_id,
        firsts.is_out_of_hours,
        firsts.request.conversation_id as conversation_id,
        firsts.request.session_day as day,
        firsts.request.channel as channel,
        firsts.request.account_id as account_id,
        firsts.request.skill as skill,
        firsts.request.contact_id as contact_id,
        firsts.request.intent as intent,
        if(firsts.is_out_of_hours, firsts.request.requested_at, null) as requested_at,
        if(firsts.is_out_of_hours, firsts.request.opens_at, null) as opens_at,
        if(firsts.is_out_of_hours, firsts.request.opening_ends_at, null) as opening_ends_at
    from firsts
),

humans as (
    select
        messages.conversation_id,
        messages.sent_at as written_at,
        first(messages.agent_id order by messages.message_id) as agent_id
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.author = 'agent' and not messages.is_event
    group by messages.conversation_id, messages.sent_at
),

contacts as (
    select messages.conversation_id, messages.sent_at as written_at
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    where messages.direction = 'inbound' and not messages.is_event
),

answered as (
    select
        opened.*,
        humans.written_at < greatest(
            opened.requested_at + interval 7 days, opened.opening_ends_at
        ) as is_answered,
        humans.written_at,
        humans.agent_id,
        as_of.as_of
    from opened
    cross join ops.as_of
    asof left join humans
        on humans.conversation_id = opened.conversation_id
        and opened.requested_at <= humans.written_at
),

-- What the contact writes after the seven days is another story.
ended as (
    select
        answered.* exclude (written_at, agent_id),
        if(is_answered, written_at, null) as answered_at,
        if(is_answered, agent_id, null) as agent_id,
        if(is_answered, written_at, least(as_of, requested_at + interval 7 days)) as until_at
    from answered
),

windowed as (
    select
        ended.*,
        if(ended.channel = 'whatsapp', contacts.written_at + interval 24 hours, null)
            as window_closes_at
    from ended
    asof left join contacts
        on contacts.conversation_id = ended.conversation_id
        and ended.until_at >= contacts.written_at
)

select
    session_id,
    conversation_id,
    day,
    channel,
    account_id,
    skill,
    contact_id,
    intent,
    is_out_of_hours,
    requested_at,
    opens_at,
    opening_ends_at,
    answered_at,
    agent_id,
    case
        when not is_out_of_hours then null
        when answered_at < opening_ends_at then 'recovered_next_shift'
        when answered_at is not null then 'recovered_late'
        when requested_at + interval 7 days <= as_of then 'lost'
        else 'pending'
    end as outcome,
    if(
        answered_at is not null and opens_at is not null,
        ceil(greatest(epoch(answered_at - opens_at), 0)),
        null
    )::integer as opening_to_answer_seconds,
    if(is_out_of_hours, window_closes_at, null) as window_closes_at,
    if(is_out_of_hours, window_closes_at <= coalesce(answered_at, as_of), null)
        as is_window_closed_before_reply
from windowed
