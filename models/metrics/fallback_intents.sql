-- Which intents count as "not understood", and who says so. The source's own mark counts too, unless intents.csv says
-- otherwise of the intent.
--
-- grain source_intent
-- column source_intent varchar: The intent as the bot spells it.
-- column intent varchar: The intent as it is shown.
-- column said_by varchar: intents.csv or settings (the list fallback_intents).
-- es: Qué intenciones cuentan como «no entendido», y quién lo dice. También cuenta la marca de la propia fuente, salvo
--   que intents.csv diga otra cosa de la intención.
-- es source_intent: La intención como la escribe el bot.
-- es intent: La intención como se muestra.
-- es said_by: intents.csv o settings (la lista fallback_intents).
-- check somebody_says_it: said_by in ('intents.csv', 'settings')

select
    intents.source_intent,
    intents.intent,
    'intents.csv' as said_by
from reference.intents
where intents.is_fallback
union all
select
    fallback_intents.intent as source_intent,
    coalesce(intents.intent, fallback_intents.intent) as intent,
    'settings' as said_by
from reference.fallback_intents
left join reference.intents on intents.source_intent = fallback_intents.intent
where intents.is_fallback is null
