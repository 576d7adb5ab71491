-- Time in which agents were active in so many chats at once, by day and the team of that day.
select
    agent_concurrency.day,
    agent_concurrency.agent_id,
    coalesce(agent_days.skill, '–') as skill,
    agent_concurrency.chats,
    agent_concurrency.seconds
from metrics.agent_concurrency
left join metrics.agent_days
    on agent_days.day = agent_concurrency.day and agent_days.agent_id = agent_concurrency.agent_id
