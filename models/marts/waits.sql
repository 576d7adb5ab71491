-- One row per wait for a person: from a request to the first human message in the conversation, or to the end of
-- 7 days. Requests made while somebody waits already join that wait.
--
-- grain wait_id
-- column wait_id varchar: The request that began it.
-- column conversation_id varchar: The conversation.
-- column session_id varchar: Session of the request that began it.
-- column day date: Local day of started_at.
-- column hour integer: Local hour of started_at, 0 to 23.
-- column channel varchar: Where it was asked.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column skill varchar: Team it was asked of.
-- column contact_id varchar: The contact.
-- column intent varchar: Intent the request comes from.
-- column agent_id varchar: Who wrote the first human message; null while nobody did.
-- column requests integer: Requests that make it up.
-- column started_at timestamptz: The first of them.
-- column answered_at timestamptz: The first human message after it; null where none came within 7 days, or yet.
-- column wait_clock_seconds integer: From started_at to answered_at; null without an answer.
-- column wait_open_seconds integer: Those of them in opening hours; null without an answer or a calendar.
-- column waited_open_seconds integer: Opening hours passed until the answer, the end of the 7 days or as of.
-- column is_out_of_hours boolean: The calendar was closed at started_at; null without a calendar.
-- column is_answered boolean: A person wrote within 7 days.
-- column is_waiting boolean: Nobody did yet, and the 7 days are not over, as of the data.
-- check answered_has_seconds: is_answered = (wait_clock_seconds is not null)
-- check open_is_part: wait_open_seconds is null or wait_open_seconds <= wait_clock_seconds
-- check waiting_or_not: not (is_answered and is_waiting)
-- rebuild key conversation_id
-- ripens is_waiting
-- sorted by day

with recursive

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

requests as (
    select requests.* exclude (answered_at), humans.written_at, humans.agent_id
    from marts.requests
    semi join rebuild.conversation_id using (conversation_id)
    asof left join humans
        on humans.conversation_id = requests.conversation_id
        and requests.requested_at <= humans.written_at
),

ranked as (
    select
        requests.*,
        row_number() over (
            partition by conversation_id, written_at
            order by requested_at, direction, request_id
        ) as rank
    from requests
),

-- Requests before the same human message are one wait, unless 7 days pass: then the next request
-- begins another.
later as materialized (
    select
        ranked.conversation_id,
        ranked.written_at,
        ranked.rank,
        ranked.requested_at,
        following.rank as next_rank
    from ranked
    asof left join (
        select
            conversation_id,
            coalesce(written_at, timestamptz 'infinity') as written_at,
            requested_at,
            min(rank) as rank
        from ranked
        group by conversation_id, written_at, requested_at
    ) as following
        on following.conversation_id = ranked.conversation_id
        and following.written_at = coalesce(ranked.written_at, timestamptz 'infinity')
        and ranked.requested_at + interval 7 days <= following.requested_at
),

beginnings as (
    select conversation_id, written_at, rank, next_rank
    from later
    where rank = 1
    union all
    select later.conversation_id, later.written_at, later.rank, later.next_rank
    from beginnings
    inner join later
        on later.conversation_id = beginnings.conversation_id
        and later.written_at is not distinct from beginnings.written_at
        and later.rank = beginnings.next_rank
),

waits as (
    select ranked.*, beginnings.next_rank
    from ranked
    inner join beginnings
        on beginnings.conversation_id = ranked.conversation_id
        and beginnings.written_at is not distinct from ranked.written_at
        and beginnings.rank = ranked.rank
),

counted as (
    select
        waits.request_id,
        count(*)::integer as requests
    from waits
    inner join ranked
        on ranked.conversation_id = waits.conversation_id
        and ranked.written_at is not distinct from waits.written_at
        and ranked.rank >= waits.rank
        and (waits.next_rank is null or ranked.rank < waits.next_rank)
    group by waits.request_id
),

ended as (
    select
        waits.*,
        counted.requests,
        coalesce(waits.written_at < waits.requested_at + interval 7 days, false) as is_answered,
        case
            when waits.written_at < waits.requested_at + interval 7 days then waits.written_at
            else least(
                waits.requested_at + interval 7 days,
                greatest(as_of.as_of, waits.requested_at)
            )
        end as ended_at,
        as_of.as_of
    from waits
    inner join counted on counted.request_id = waits.request_id
    cross join ops.as_of
),

clocked as (
    select
        ended.*,
        (
            ending.open_seconds_before
            + if(
                ending.is_open,
                (epoch_us(ended.ended_at) - epoch_us(ending.starts_at)) // 1000000,
                0
            )
            - beginning.open_seconds_before
            - if(
                beginning.is_open,
                (epoch_us(ended.requested_at) - epoch_us(beginning.starts_at)) // 1000000,
                0
            )
        )::integer as open_seconds
    from ended
    asof left join marts.calendar_states as beginning
        on beginning.calendar = ended.calendar and ended.requested_at >= beginning.starts_at
    asof left join marts.calendar_states as ending
        on ending.calendar = ended.calendar and ended.ended_at >= ending.starts_at
)

select
    request_id as wait_id,
    conversation_id,
    session_id,
    day,
    hour,
    channel,
    account_id,
    skill,
    contact_id,
    intent,
    if(is_answered, agent_id, null) as agent_id,
    requests,
    requested_at as started_at,
    if(is_answered, written_at, null) as answered_at,
    if(is_answered, ceil(epoch(written_at - requested_at)), null)::integer as wait_clock_seconds,
    -- The least of null and a number is the number.
    if(
        is_answered and open_seconds is not null,
        least(open_seconds, ceil(epoch(written_at - requested_at))),
        null
    )::integer as wait_open_seconds,
    open_seconds as waited_open_seconds,
    not is_open as is_out_of_hours,
    is_answered,
    not is_answered and requested_at + interval 7 days > as_of as is_waiting
from clocked
