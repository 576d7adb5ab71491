-- Messages that failed and were never delivered, by day, channel, account and error code, with what the code means and
-- what to do. Codes that error_codes.csv does not know are shown as they came; a failure without a code has none.
--
-- grain day, channel, account_id, error_code, error_title
-- column day date: Local day of the message's first event.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where neither the message nor its
--   statuses name it: the conversation's does not count here.
-- column error_code varchar: The code, as the channel gave it; null where it gave none.
-- column error_title varchar: The code in words: as in error_codes.csv, else as the channel put it.
-- column messages integer: How many failed with it; they add up to delivery_days.failed.
-- column is_known boolean: error_codes.csv has the code.
-- column meaning varchar: What it means; null where error_codes.csv does not say it.
-- column remedy varchar: What to do about it; null where error_codes.csv does not say it.
-- column error_title_es varchar: The title in Spanish, where error_codes.csv has one; so for meaning and remedy.
-- column meaning_es varchar: The meaning in Spanish.
-- column remedy_es varchar: The remedy in Spanish.
-- es: Mensajes que fallaron y nunca se entregaron, por día, canal, cuenta y código de error, con lo que significa el
--   código y qué hacer. Los códigos que no están en error_codes.csv se muestran como llegaron; un fallo sin código no
--   tiene ninguno.
-- es day: Día local del primer evento del mensaje.
-- es channel: Canal por el que se envió.
-- es account_id: Cuenta de WhatsApp Business, página, sitio o app; vacío cuando no la nombran ni el mensaje ni sus
--   estados: aquí no cuenta la de la conversación.
-- es error_code: El código, como lo dio el canal; vacío cuando no dio ninguno.
-- es error_title: El código en palabras: como en error_codes.csv o, si no está, como lo expresó el canal.
-- es messages: Cuántos fallaron con él; suman delivery_days.failed.
-- es is_known: error_codes.csv tiene el código.
-- es meaning: Qué significa; vacío cuando error_codes.csv no lo dice.
-- es remedy: Qué hacer al respecto; vacío cuando error_codes.csv no lo dice.
-- es error_title_es: El título en español, si error_codes.csv lo tiene; lo mismo vale para meaning_es y remedy_es.
-- es meaning_es: Qué significa, en español.
-- es remedy_es: Qué hacer al respecto, en español.
-- check never_empty: messages > 0
-- check only_known_codes_are_explained: is_known or (meaning is null and remedy is null)
-- rebuild day

with

failures as (
    select
        deliveries.day,
        deliveries.channel,
        deliveries.account_id,
        deliveries.error_code,
        coalesce(error_codes.title, deliveries.error_title) as error_title,
        error_codes.error_code is not null as is_known,
        error_codes.meaning,
        error_codes.remedy,
        error_codes.title_es as error_title_es,
        error_codes.meaning_es,
        error_codes.remedy_es
    from marts.deliveries
    semi join rebuild.day using (day)
    left join reference.error_codes on error_codes.error_code = deliveries.error_code
    where deliveries.is_failed
)

select
    failures.day,
    failures.channel,
    failures.account_id,
    failures.error_code,
    failures.error_title,
    count(*)::integer as messages,
    bool_or(failures.is_known) as is_known,
    any_value(failures.meaning) as meaning,
    any_value(failures.remedy) as remedy,
    any_value(failures.error_title_es) as error_title_es,
    any_value(failures.meaning_es) as meaning_es,
    any_value(failures.remedy_es) as remedy_es
from failures
group by
    failures.day,
    failures.channel,
    failures.account_id,
    failures.error_code,
    failures.error_title
