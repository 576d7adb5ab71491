-- What happened that may explain a change: lines on the charts.
select
    day,
    starts_at,
    label,
    kind
from metrics.events
