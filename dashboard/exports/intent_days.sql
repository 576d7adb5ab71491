-- What contacts ask the bot for, by day and channel.
select
    day,
    channel,
    intent,
    intent_group,
    messages,
    sessions,
    exits,
    handoffs,
    handoff_sessions,
    fallback_messages,
    is_fallback_intent,
    is_handoff_intent,
    is_mapped
from metrics.intent_days
