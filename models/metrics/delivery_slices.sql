-- The counts of delivery_days by campaign, number and country instead of template, so that any of them can be compared.
--
-- grain day, channel, account_id, campaign_id, business_number, country
-- column day date: Local day of the message's first event.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where neither the message nor its
--   statuses name it: the conversation's does not count here.
-- column campaign_id varchar: Campaign it was part of; null without one.
-- column business_number varchar: The company's number, digits only; null without one.
-- column country varchar: The recipient's country, two letters; null where unknown.
-- column accepted integer: Every outbound message known, once for each recipient.
-- column sent integer: Handed over to the channel, or delivered.
-- column delivered integer: Delivered; read, played and clicked imply it.
-- column read integer: Read, played or clicked.
-- column failed integer: Failed and never delivered.
-- column only_sent integer: Sent, neither delivered nor failed.
-- column only_accepted integer: Accepted by the platform, neither sent nor failed; deletions and warnings imply it.
-- column without_status integer: No status came at all.
-- es: Los recuentos de delivery_days por campaña, número y país en vez de plantilla, para poder comparar cualquiera de
--   ellos.
-- es day: Día local del primer evento del mensaje.
-- es channel: Canal por el que se envió.
-- es account_id: Cuenta de WhatsApp Business, página, sitio o app; vacío cuando no la nombran ni el mensaje ni sus
--   estados: aquí no cuenta la de la conversación.
-- es campaign_id: Campaña de la que formó parte; vacío cuando no hay ninguna.
-- es business_number: Número de la empresa, solo cifras; vacío cuando no hay ninguno.
-- es country: País del destinatario, dos letras; vacío cuando no se conoce.
-- es accepted: Todos los mensajes salientes conocidos, una vez por destinatario.
-- es sent: Pasados al canal, o entregados.
-- es delivered: Entregados; haberse leído, reproducido o pulsado lo implica.
-- es read: Leídos, reproducidos o pulsados.
-- es failed: Fallidos y nunca entregados.
-- es only_sent: Pasados al canal, ni entregados ni fallidos.
-- es only_accepted: Aceptados por la plataforma, ni pasados al canal ni fallidos; un borrado o un aviso
--   lo implican.
-- es without_status: No llegó ningún estado.
-- check parts_add_up: delivered + failed + only_sent + only_accepted + without_status = accepted
-- check read_of_delivered: read <= delivered and delivered <= sent and sent <= accepted
-- rebuild day

select
    deliveries.day,
    deliveries.channel,
    deliveries.account_id,
    deliveries.campaign_id,
    deliveries.business_number,
    deliveries.recipient_country as country,
    count(*)::integer as accepted,
    (
        count(*) filter (where deliveries.is_delivered or deliveries.handed_over_at is not null)
    )::integer as sent,
    (count(*) filter (where deliveries.is_delivered))::integer as delivered,
    (count(*) filter (where deliveries.is_read))::integer as read,
    (count(*) filter (where deliveries.is_failed))::integer as failed,
    (count(*) filter (where deliveries.is_only_sent))::integer as only_sent,
    (count(*) filter (where deliveries.status = 'accepted'))::integer as only_accepted,
    (count(*) filter (where deliveries.status = 'none'))::integer as without_status
from marts.deliveries
semi join rebuild.day using (day)
group by
    deliveries.day,
    deliveries.channel,
    deliveries.account_id,
    deliveries.campaign_id,
    deliveries.business_number,
    deliveries.recipient_country
