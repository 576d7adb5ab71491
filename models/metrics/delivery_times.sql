-- How long messages took to be delivered and to be read, each duration with how many messages took it, so that medians
-- and other quantiles are exact for any range of days. Both run from the message's first event. Shares are of those
-- delivered, or read, at a known instant: how long they took, not how many there were.
--
-- grain day, channel, account_id, template_name, campaign_id, business_number, country, step, seconds
-- column day date: Local day of the message's first event.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where neither the message nor its
--   statuses name it: the conversation's does not count here.
-- column template_name varchar: Template it was made from; null for what is none.
-- column campaign_id varchar: Campaign it was part of; null without one.
-- column business_number varchar: The company's number, digits only.
-- column country varchar: The recipient's country, two letters.
-- column step varchar: delivered or read.
-- column seconds integer: From the message's first event to the status, of those that reached it. Where only a later
--   status tells of one, as a read does of the delivery, its instant is not known, and it is left out.
-- column messages integer: How many took so long.
-- es: Cuánto tardaron los mensajes en entregarse y en leerse: cada duración, con cuántos mensajes la tuvieron, para que
--   la mediana y los demás cuantiles sean exactos en cualquier intervalo de días. Ambas se cuentan desde el primer
--   evento del mensaje. Las partes son de los entregados, o leídos, en un instante conocido: cuánto tardaron, no
--   cuántos fueron.
-- es day: Día local del primer evento del mensaje.
-- es channel: Canal por el que se envió.
-- es account_id: Cuenta de WhatsApp Business, página, sitio o app; vacío cuando no la nombran ni el mensaje ni sus
--   estados: aquí no cuenta la de la conversación.
-- es template_name: Plantilla con la que se creó; vacío cuando no es de plantilla.
-- es campaign_id: Campaña de la que formó parte; vacío cuando no hay ninguna.
-- es business_number: Número de la empresa, solo cifras.
-- es country: País del destinatario, dos letras.
-- es step: delivered o read.
-- es seconds: Desde el primer evento del mensaje hasta el estado, de los que lo alcanzaron. Cuando solo un estado
--   posterior habla de él, como una lectura de la entrega, su instante no se sabe y no cuenta.
-- es messages: Cuántos mensajes tardaron eso.
-- check never_before_it_was_sent: seconds >= 0
-- check never_empty: messages > 0
-- rebuild day

with

timed as (
    select
        deliveries.day,
        deliveries.channel,
        deliveries.account_id,
        deliveries.template_name,
        deliveries.campaign_id,
        deliveries.business_number,
        deliveries.recipient_country as country,
        'delivered' as step,
        (epoch_us(deliveries.delivered_at) - epoch_us(deliveries.sent_at)) // 1000000 as seconds
    from marts.deliveries
    semi join rebuild.day using (day)
    where deliveries.delivered_at is not null
    union all
    select
        deliveries.day,
        deliveries.channel,
        deliveries.account_id,
        deliveries.template_name,
        deliveries.campaign_id,
        deliveries.business_number,
        deliveries.recipient_country as country,
        'read' as step,
        (epoch_us(deliveries.read_at) - epoch_us(deliveries.sent_at)) // 1000000 as seconds
    from marts.deliveries
    semi join rebuild.day using (day)
    where deliveries.read_at is not null
)

select
    timed.day,
    timed.channel,
    timed.account_id,
    timed.template_name,
    timed.campaign_id,
    timed.business_number,
    timed.country,
    timed.step,
    timed.seconds::integer as seconds,
    count(*)::integer as messages
from timed
group by
    timed.day,
    timed.channel,
    timed.account_id,
    timed.template_name,
    timed.campaign_id,
    timed.business_number,
    timed.country,
    timed.step,
    timed.seconds
