-- Waits for a person, one row each, so that medians are exact for any range; in opening hours where they are known.
select
    day,
    agent_id,
    coalesce(wait_open_seconds, wait_clock_seconds) as wait_seconds,
    is_waiting
from metrics.waits
