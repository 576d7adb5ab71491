-- What followed each intent, by month and channel.
select
    month,
    channel,
    intent,
    next_kind,
    next_intent,
    steps
from metrics.intent_steps
