-- Time in which agents were active in so many chats at once, by day.
select
    day,
    agent_id,
    chats,
    seconds
from metrics.agent_concurrency
