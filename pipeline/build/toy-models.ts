/** A small set of models for tests, one for each way to be rebuilt. */
export const toyModels: Record<string, string> = {
  "staging/messages.sql": `-- One row per message.
--
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: Its conversation.
-- column sent_at timestamptz: When it was sent.
-- column file_id integer: The load that made this version.
-- warn has_conversation: conversation_id is not null

select message_id, conversation_id, sent_at, file_id
from raw.messages
`,
  "marts/calendar_days.sql": `-- One row per local day of the reporting zone.
--
-- grain day
-- column day date: The local day.
-- column starts_at timestamptz: Its first instant.
-- column ends_at timestamptz: The first instant of the next day.
-- column month date: The first day of its month.

with

days as (
    select unnest(generate_series(date '2025-12-01', date '2026-12-31', interval 1 day))::date as day
)

select
    days.day,
    timezone(settings.time_zone, days.day::timestamp) as starts_at,
    timezone(settings.time_zone, (days.day + 1)::timestamp) as ends_at,
    date_trunc('month', days.day)::date as month
from days
cross join reference.settings
`,
  "marts/messages.sql": `-- One row per message with its local day and the silence before it.
--
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: Its conversation.
-- column sent_at timestamptz: When it was sent.
-- column day date: The local day it was sent on.
-- column silence_seconds bigint: Time since the message before it in the conversation; null for the first.
-- check no_negative_silence: silence_seconds is null or silence_seconds >= 0
-- warn short_silence: silence_seconds is null or silence_seconds < 20 * 86400
-- rebuild key conversation_id

with

ordered as (
    select
        messages.message_id,
        messages.conversation_id,
        messages.sent_at,
        lag(messages.sent_at) over (
            partition by messages.conversation_id
            order by messages.sent_at, messages.message_id
        ) as before_at
    from staging.messages
    semi join rebuild.conversation_id using (conversation_id)
)

select
    ordered.message_id,
    ordered.conversation_id,
    ordered.sent_at,
    calendar_days.day,
    epoch(ordered.sent_at - ordered.before_at)::bigint as silence_seconds
from ordered
asof join marts.calendar_days on ordered.sent_at >= calendar_days.starts_at
`,
  "marts/conversations.sql": `-- One row per conversation; open until a day has passed since its last message.
--
-- grain conversation_id
-- column conversation_id varchar: The conversation.
-- column day date: The local day of its first message.
-- column last_message_at timestamptz: Its newest message.
-- column messages integer: How many it has.
-- column is_open boolean: Whether less than a day has passed, as of now.
-- column open_seconds bigint: From its last message to now while open, else a day.
-- rebuild key conversation_id
-- ripens is_open

with

counted as (
    select
        conversation_id,
        min(day) as day,
        max(sent_at) as last_message_at,
        count(*)::integer as messages
    from marts.messages
    semi join rebuild.conversation_id using (conversation_id)
    group by conversation_id
)

select
    counted.conversation_id,
    counted.day,
    counted.last_message_at,
    counted.messages,
    as_of.as_of - counted.last_message_at < interval 24 hour as is_open,
    least(epoch(as_of.as_of - counted.last_message_at), 86400)::bigint as open_seconds
from counted
cross join ops.as_of
`,
  "marts/silences.sql": `-- One row per conversation: how long nobody has written in it, in steps.
--
-- grain conversation_id
-- column conversation_id varchar: The conversation.
-- column last_message_at timestamptz: Its newest message.
-- column days integer: 0, 1 or 3 days at least, as of now.
-- rebuild key conversation_id
-- ripens 24 h, 3 d after last_message_at

select
    conversations.conversation_id,
    conversations.last_message_at,
    case
        when conversations.last_message_at + interval 72 hours <= as_of.as_of then 3
        when conversations.last_message_at + interval 24 hours <= as_of.as_of then 1
        else 0
    end as days
from marts.conversations
semi join rebuild.conversation_id using (conversation_id)
cross join ops.as_of
`,
  "marts/follow_ups.sql": `-- One row per local day with messages: what came in the two days before, and whether anything came in three days after.
--
-- grain day
-- column day date: The local day.
-- column messages_before integer: Messages in the 48 hours before the day began.
-- column is_followed boolean: Whether a message came within 72 hours after the day; null while they are not over.
-- rebuild day back 48 h ahead 3 d

with

days as (
    select distinct messages.day
    from marts.messages
    semi join rebuild.day using (day)
),

spans as (
    select calendar_days.day, calendar_days.starts_at, calendar_days.ends_at
    from marts.calendar_days
    semi join days using (day)
),

around as (
    select
        spans.day,
        spans.ends_at,
        count(*) filter (
            where messages.sent_at >= spans.starts_at - interval 48 hour and messages.sent_at < spans.starts_at
        )::integer as messages_before,
        count(*) filter (
            where messages.sent_at >= spans.ends_at and messages.sent_at < spans.ends_at + interval 72 hour
        ) > 0 as is_followed
    from spans
    cross join marts.messages
    group by spans.day, spans.ends_at
)

select
    around.day,
    around.messages_before,
    case when around.is_followed or as_of.as_of >= around.ends_at + interval 72 hour
        then around.is_followed
    end as is_followed
from around
cross join ops.as_of
`,
  "metrics/days.sql": `-- One row per local day.
--
-- grain day
-- column day date: The local day.
-- column messages integer: Messages sent on it.
-- es messages: Mensajes enviados en él.
-- column conversations integer: Conversations that began on it.
-- column open_conversations integer: Those of them that are open.
-- rebuild day

with

sent as (
    select day, count(*)::integer as messages
    from marts.messages
    semi join rebuild.day using (day)
    group by day
),

began as (
    select
        day,
        count(*)::integer as conversations,
        (count(*) filter (where is_open))::integer as open_conversations
    from marts.conversations
    semi join rebuild.day using (day)
    group by day
)

select
    day,
    coalesce(sent.messages, 0) as messages,
    coalesce(began.conversations, 0) as conversations,
    coalesce(began.open_conversations, 0) as open_conversations
from sent
full join began using (day)
`,
  "metrics/months.sql": `-- One row per month.
--
-- grain month
-- column month date: The first day of the month.
-- column messages integer: Messages sent in it.
-- column running integer: The same, summed over the days up to the last, as tiers are.
-- rebuild month

with

days as (
    select date_trunc('month', day)::date as month, day, messages
    from metrics.days
    where date_trunc('month', day)::date in (select month from rebuild.month)
),

summed as (
    select month, messages, sum(messages) over (partition by month order by day) as running
    from days
)

select month, sum(messages)::integer as messages, max(running)::integer as running
from summed
group by month
`,
  "metrics/totals.sql": `-- One row: everything there is.
--
-- grain one row
-- column messages integer: All messages.
-- column gap_hours integer: What the settings call a silence.

select count(messages.message_id)::integer as messages, any_value(settings.session_gap_hours) as gap_hours
from reference.settings
left join marts.messages on true
`
};
