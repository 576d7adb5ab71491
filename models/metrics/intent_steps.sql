-- From one intent to the next: what followed each message that the bot took for an intent, by the month the session
-- started. An intent that is repeated is followed by itself. Added up by what follows, this says which intents most
-- often come before a fallback, a request for a person, or the end.
--
-- grain month, channel, intent, next_kind, next_intent
-- column month date: First day of the month in which the session started.
-- column channel varchar: Where the session took place.
-- column intent varchar: What the contact meant; null for a fallback that no intent is known of.
-- column next_intent varchar: The next intent in the session, handoff (a request for a person) or end (nothing more in
--   it, as of the data); null for a fallback that no intent is known of.
-- column steps integer: How often; all steps from an intent are as many as its messages.
-- column next_kind varchar: intent, fallback (an intent too, of a text that was not understood), handoff or end.
-- es: De una intención a la siguiente: qué siguió a cada mensaje que el bot tomó por una intención, por el mes en que
--   empezó la sesión. Una intención que se repite se sigue a sí misma. Sumado por lo que sigue, dice qué intenciones
--   vienen más a menudo antes de algo no entendido, de una petición de persona o del fin.
-- es month: Primer día del mes en que empezó la sesión.
-- es channel: Canal en que tuvo lugar la sesión.
-- es intent: Lo que quiso decir el cliente; vacío en lo no entendido sin intención conocida.
-- es next_intent: La siguiente intención de la sesión, handoff (una petición de persona) o end (nada más en ella, hasta
--   donde llegan los datos); vacío en lo no entendido sin intención conocida.
-- es steps: Cuántas veces; los pasos desde una intención son, en total, tantos como sus mensajes.
-- es next_kind: intent, fallback (también una intención, de un texto que no se entendió), handoff o end.
-- check some_steps: steps > 0
-- rebuild month

select
    bot_steps.month,
    bot_steps.channel,
    bot_steps.intent,
    bot_steps.next_intent,
    count(*)::integer as steps,
    bot_steps.next_kind
from marts.bot_steps
semi join rebuild.month using (month)
group by
    bot_steps.month,
    bot_steps.channel,
    bot_steps.intent,
    bot_steps.next_kind,
    bot_steps.next_intent
