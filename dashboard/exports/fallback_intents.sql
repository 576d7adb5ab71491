-- Which intents count as not understood, and who says so.
select
    source_intent,
    intent,
    said_by
from metrics.fallback_intents
