-- What arrived, by source and day, and what looks wrong about it.
select
    source,
    day,
    rows,
    rows_refused,
    last_event_at,
    warning
from metrics.health
