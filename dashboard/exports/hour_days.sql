-- When the contacts write: messages by hour and channel, and for how long of the hour any team was open.
select
    day,
    hour,
    channel,
    sum(messages_inbound)::integer as messages_inbound,
    sum(sessions)::integer as sessions,
    max(open_seconds)::integer as open_seconds
from metrics.hour_days
group by day, hour, channel
