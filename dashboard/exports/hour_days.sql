-- When the contacts write: messages by hour, channel and team, and for how long of the hour the team was open.
select
    day,
    hour,
    channel,
    coalesce(skill, '–') as skill,
    messages_inbound,
    open_seconds
from metrics.hour_days
