-- How agents served, by local day: how fast they ended waits, how many chats they held at a time, what they handed on.
--
-- grain day, agent_id
-- column day date: Local day in the reporting time zone; waits stand on the day they began.
-- column agent_id varchar: The agent.
-- column waits_ended integer: Waits that this agent's message ended.
-- column first_reply_median_seconds integer: Half of them lasted no longer, by the clock; null without any.
-- column first_reply_p10_seconds integer: One of ten lasted no longer; null without any.
-- column first_reply_p90_seconds integer: Nine of ten lasted no longer; null without any.
-- column transfers integer: Events that handed a conversation of this agent on.
-- column concurrency_maximum integer: Most chats the agent was active in at one time.
-- es: Cómo atendieron los agentes, por día local: con qué rapidez pusieron fin a las esperas, cuántos chats llevaron a
--   la vez y qué traspasaron.
-- es day: Día local en la zona horaria de los informes; las esperas cuentan en el día en que empezaron.
-- es agent_id: El agente.
-- es waits_ended: Esperas a las que puso fin un mensaje de este agente.
-- es first_reply_median_seconds: La mitad de ellas no duró más, en tiempo de reloj; vacío cuando no hay ninguna.
-- es first_reply_p10_seconds: Una de cada diez no duró más; vacío si no hay ninguna.
-- es first_reply_p90_seconds: Nueve de cada diez no duraron más; vacío si no hay ninguna.
-- es transfers: Eventos en que se traspasó una conversación de este agente.
-- es concurrency_maximum: Máximo de chats en que el agente estuvo activo a la vez.
-- check quantiles_in_order: first_reply_median_seconds is null
--    or (first_reply_median_seconds between first_reply_p10_seconds and first_reply_p90_seconds)
-- rebuild day

with

waits as (
    select
        day,
        agent_id,
        count(*) as waits_ended,
        quantile_disc(wait_clock_seconds, 0.1) as first_reply_p10_seconds,
        quantile_disc(wait_clock_seconds, 0.5) as first_reply_median_seconds,
        quantile_disc(wait_clock_seconds, 0.9) as first_reply_p90_seconds
    from marts.waits
    semi join rebuild.day using (day)
    where is_answered and agent_id is not null
    group by day, agent_id
),

transfers as (
    select day, agent_id, count(*) as transfers
    from marts.messages
    semi join rebuild.day using (day)
    where event = 'transferred' and agent_id is not null
    group by day, agent_id
),

-- Where a chat begins (+1) or ends (-1); at one instant those that end go before those that begin.
turns as (
    select day, agent_id, starts_at as turned_at, 1 as chats_more
    from marts.agent_chats
    semi join rebuild.day using (day)
    union all
    select day, agent_id, ends_at, -1
    from marts.agent_chats
    semi join rebuild.day using (day)
    where ends_at > starts_at
    union all
    select day, agent_id, ends_at + interval 1 microsecond, -1
    from marts.agent_chats
    semi join rebuild.day using (day)
    where ends_at = starts_at
),

running as (
    select
        day,
        agent_id,
        sum(chats_more) over (
            partition by day, agent_id
            order by turned_at, chats_more
            rows between unbounded preceding and current row
        ) as chats
    from turns
),

concurrency as (
    select day, agent_id, max(chats) as concurrency_maximum
    from running
    group by day, agent_id
),

gathered as (
    select * from waits
    union all by name
    select * from transfers
    union all by name
    select * from concurrency
)

select
    day,
    agent_id,
    coalesce(sum(waits_ended), 0)::integer as waits_ended,
    max(first_reply_median_seconds)::integer as first_reply_median_seconds,
    max(first_reply_p10_seconds)::integer as first_reply_p10_seconds,
    max(first_reply_p90_seconds)::integer as first_reply_p90_seconds,
    coalesce(sum(transfers), 0)::integer as transfers,
    coalesce(max(concurrency_maximum), 0)::integer as concurrency_maximum
from gathered
group by day, agent_id
