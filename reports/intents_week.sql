-- What people asked the bot for in the week that ends with the day: one row per channel and intent. Contacts are not
-- here, as those of single days do not add up.
--
-- file intents_week_{day}.csv
-- every week 07:00
-- download yes
-- grain channel, intent
-- column first_day date: First day counted.
-- es desde
-- column last_day date: Last day counted.
-- es hasta
-- column channel varchar: Where it was.
-- es canal
-- column intent varchar: What the contact asked for, under its shown name.
-- es intencion
-- column sessions integer: Sessions with it.
-- es sesiones
-- column messages integer: Messages of contacts understood as it.
-- es mensajes
-- column fallback_messages integer: Texts among them that the bot did not understand.
-- es mensajes_no_entendidos
-- column exits integer: Sessions whose last bot turn it was.
-- es salidas
-- column handoffs integer: Requests for a person that come from it.
-- es derivaciones
-- figure messages: sum(messages)
-- figure fallback_messages: sum(fallback_messages)
-- figure handoffs: sum(handoffs)

select
    ($day - 6)::date as first_day,
    $day as last_day,
    channel,
    intent,
    sum(sessions)::integer as sessions,
    sum(messages)::integer as messages,
    sum(fallback_messages)::integer as fallback_messages,
    sum(exits)::integer as exits,
    sum(handoffs)::integer as handoffs
from metrics.intent_days
where day between $day - 6 and $day
group by channel, intent
order by sessions desc, channel, intent nulls last
