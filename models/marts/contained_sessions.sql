-- One row per contained session: whether the contact wrote again soon after it had matured, in whichever conversation.
--
-- grain session_id
-- column session_id varchar: The session.
-- column day date: Local day it started.
-- column channel varchar: Where it took place.
-- column contact_key varchar: Channel and contact (else the conversation).
-- column matured_at timestamptz: From when on another message is another visit.
-- column is_old_enough_24h boolean: 24 hours have passed since, as of the data.
-- column is_old_enough_7d boolean: 7 days have passed since.
-- column is_durable_24h boolean: No message from the contact in those 24 hours; null while they are not over.
-- column is_durable_7d boolean: No message from the contact in those 7 days; null while they are not over.
-- check seven_days_include_one: is_durable_7d is null or is_durable_24h or not is_durable_7d
-- rebuild key contact_key
-- ripens not is_old_enough_7d

with

sessions as (
    select session_id, day, channel, contact_key, matured_at, is_contained
    from marts.bot_sessions
    semi join rebuild.contact_key using (contact_key)
),

-- Every session listed is one in which the contact wrote, so the next one of the same contact is when they came back.
engaged as (
    select
        bot_sessions.contact_key,
        bot_sessions.last_message_at,
        sessions.started_at
    from marts.bot_sessions
    semi join rebuild.contact_key using (contact_key)
    inner join marts.sessions on sessions.session_id = bot_sessions.session_id
),

followed as (
    select
        sessions.*,
        engaged.last_message_at as next_written_at
    from sessions
    asof left join engaged
        on engaged.contact_key = sessions.contact_key and sessions.matured_at <= engaged.last_message_at
    where sessions.is_contained
)

select
    session_id,
    day,
    channel,
    contact_key,
    matured_at,
    matured_at + interval 24 hours <= as_of.as_of as is_old_enough_24h,
    matured_at + interval 7 days <= as_of.as_of as is_old_enough_7d,
    if(
        matured_at + interval 24 hours <= as_of.as_of,
        coalesce(next_written_at >= matured_at + interval 24 hours, true),
        null
    ) as is_durable_24h,
    if(
        matured_at + interval 7 days <= as_of.as_of,
        coalesce(next_written_at >= matured_at + interval 7 days, true),
        null
    ) as is_durable_7d
from followed
cross join ops.as_of
