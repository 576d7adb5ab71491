-- Sessions and messages by day, channel and account: the big numbers and the columns of the overview.
select
    day,
    channel,
    coalesce(account_id, '–') as account_id,
    conversations_opened,
    sessions,
    engaged_sessions,
    sessions_by_contact,
    messages_inbound,
    messages_bot,
    messages_agent,
    messages_other
from metrics.conversation_days
