-- How many chats agents hold at a time: the time in which they were active in so many at once. Over all rows of an
-- agent's day, seconds are active_seconds and chats × seconds are chat_seconds of agent_days.
--
-- grain day, agent_id, chats
-- column day date: Local day in the reporting time zone.
-- column agent_id varchar: The agent.
-- column chats integer: Chats at the same time.
-- column seconds integer: Time in which there were so many.
-- es: Cuántos chats llevan los agentes a la vez: el tiempo en que estuvieron activos en tantos simultáneamente. En el
--   conjunto de las filas del día de un agente, seconds suma active_seconds y chats × seconds suma chat_seconds, ambos
--   de agent_days.
-- es day: Día local en la zona horaria de los informes.
-- es agent_id: El agente.
-- es chats: Chats a la vez.
-- es seconds: Tiempo en que hubo esa cantidad.
-- check at_least_one: chats > 0 and seconds > 0
-- rebuild day

with

-- Where a chat begins (+1) or ends (-1), in whole seconds as agent_days counts them.
turns as (
    select
        agent_chats.day,
        agent_chats.agent_id,
        unnest([
            epoch_us(agent_chats.starts_at) // 1000000,
            epoch_us(agent_chats.ends_at) // 1000000
        ]) as second,
        unnest([1, -1]) as chats
    from marts.agent_chats
    semi join rebuild.day using (day)
),

moments as (
    select turns.day, turns.agent_id, turns.second, sum(turns.chats) as chats
    from turns
    group by turns.day, turns.agent_id, turns.second
),

running as (
    select
        moments.day,
        moments.agent_id,
        sum(moments.chats) over agent_day as chats,
        lead(moments.second) over agent_day - moments.second as seconds
    from moments
    window agent_day as (partition by moments.day, moments.agent_id order by moments.second)
)

select
    running.day,
    running.agent_id,
    running.chats::integer as chats,
    sum(running.seconds)::integer as seconds
from running
where running.chats > 0 and running.seconds > 0
group by running.day, running.agent_id, running.chats
