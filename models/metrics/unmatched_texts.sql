-- What contacts wrote and the bot did not understand, by local day, channel and wording: the words its author may teach
-- it. Without numbers, mail addresses, links and names.
--
-- grain day, channel, wording
-- column day date: Local day it was written.
-- column channel varchar: Where it was written.
-- column wording varchar: The text in small letters, without accents, punctuation and lengthened letters, every number
--   a #. Empty where the message has no text, or retain_days has removed it.
-- column messages integer: Texts with this wording; over all wordings they are the fallback messages of the day.
-- column sessions integer: Sessions with this wording on the day.
-- column first_seen_at timestamptz: The first of them on the day.
-- column last_seen_at timestamptz: The last of them on the day.
-- column example varchar: The last of them as it was written; what was taken out is a ••• or a #.
-- es: Lo que escribieron los clientes y el bot no entendió, por día local, canal y forma de decirlo: las palabras que
--   su autor puede enseñarle. Sin números, direcciones de correo, enlaces ni nombres.
-- es day: Día local en que se escribió.
-- es channel: Canal en que se escribió.
-- es wording: El texto en minúsculas, sin acentos, signos ni letras alargadas, y cada número como #. Texto vacío si el
--   mensaje no tiene texto, o si retain_days lo ha quitado.
-- es messages: Textos con esta forma; entre todas las formas son los mensajes no entendidos del día.
-- es sessions: Sesiones con esta forma ese día.
-- es first_seen_at: El primero de ellos ese día.
-- es last_seen_at: El último de ellos ese día.
-- es example: El último de ellos tal como se escribió; lo que se quitó es un ••• o un #.
-- check seen_in_order: first_seen_at <= last_seen_at
-- check sessions_have_messages: sessions <= messages
-- rebuild day

select
    unmatched_messages.day,
    unmatched_messages.channel,
    unmatched_messages.wording,
    count(*)::integer as messages,
    count(distinct unmatched_messages.session_id)::integer as sessions,
    min(unmatched_messages.sent_at) as first_seen_at,
    max(unmatched_messages.sent_at) as last_seen_at,
    arg_max(
        unmatched_messages.example, (unmatched_messages.sent_at, unmatched_messages.message_id)
    ) as example
from marts.unmatched_messages
semi join rebuild.day using (day)
group by unmatched_messages.day, unmatched_messages.channel, unmatched_messages.wording
