-- One row per mature session in which the bot took part: whether it was contained, and when the contact wrote again
-- after it had matured, in whichever conversation of the channel.
--
-- grain session_id
-- column session_id varchar: The session.
-- column day date: Local day it started.
-- column channel varchar: Where it took place.
-- column contact_key varchar: Channel and contact (else the conversation).
-- column matured_at timestamptz: From when on another message is another visit.
-- column is_contained boolean: Its outcome is completed or quiet_end.
-- column returned_at timestamptz: The contact's first message since matured_at, within 7 days; null without one.
-- column is_old_enough_24h boolean: 24 hours have passed since matured_at, as of the data.
-- column is_old_enough_7d boolean: 7 days have passed since.
-- column is_durable_24h boolean: Contained, and no message from the contact in those 24 hours; null while they are not
--   over.
-- column is_durable_7d boolean: Contained, and no message from the contact in those 7 days; null while they are not
--   over.
-- check seven_days_include_one: is_durable_7d is null or is_durable_24h or not is_durable_7d
-- check durable_is_contained: is_contained or not coalesce(is_durable_24h, false)
-- rebuild key contact_key
-- scattered
-- ripens 24 h, 7 d after matured_at
-- sorted by day

with

mature as (
    select session_id, day, channel, contact_key, matured_at, is_contained
    from marts.bot_sessions
    semi join rebuild.contact_key using (contact_key)
    where is_bot_session and is_mature
),

written as (
    select contact_key, sent_at
    from marts.contact_messages
    semi join rebuild.contact_key using (contact_key)
),

followed as (
    select
        mature.session_id,
        mature.day,
        mature.channel,
        mature.contact_key,
        mature.matured_at,
        mature.is_contained,
        if(
            written.sent_at < mature.matured_at + interval 7 days, written.sent_at, null
        ) as returned_at,
        mature.matured_at + interval 24 hours <= as_of.as_of as is_old_enough_24h,
        mature.matured_at + interval 7 days <= as_of.as_of as is_old_enough_7d
    from mature
    asof left join written
        on written.contact_key = mature.contact_key and mature.matured_at <= written.sent_at
    cross join ops.as_of
)

select
    session_id,
    day,
    channel,
    contact_key,
    matured_at,
    is_contained,
    returned_at,
    is_old_enough_24h,
    is_old_enough_7d,
    if(
        is_old_enough_24h,
        is_contained and coalesce(returned_at >= matured_at + interval 24 hours, true),
        null
    ) as is_durable_24h,
    if(is_old_enough_7d, is_contained and returned_at is null, null) as is_durable_7d
from followed
