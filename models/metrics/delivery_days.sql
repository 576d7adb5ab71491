-- What became of what was sent, by the local day of each message's first event, channel, account and template. The
-- columns are cumulative: delivered includes read. Delivered rate: delivered of accepted. Read rate: read of delivered,
-- on channels that ever told of reading; it is understated where people have switched receipts off.
--
-- grain day, channel, account_id, template_name
-- column day date: Local day of the message's first event.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where neither the message nor its
--   statuses name it: the conversation's does not count here.
-- column template_name varchar: Template it was made from; null for what is none.
-- column accepted integer: Every outbound message known, once for each recipient.
-- column sent integer: Handed over to the channel, or delivered.
-- column delivered integer: Delivered; read, played and clicked imply it.
-- column read integer: Read, played or clicked.
-- column failed integer: Failed and never delivered.
-- column only_sent integer: Sent, neither delivered nor failed.
-- column only_accepted integer: Accepted by the platform, neither sent nor failed; deletions and warnings imply it.
-- column without_status integer: No status came at all, as is usual on channels without receipts.
-- column unconfirmed integer: Neither delivered nor failed: only sent, only accepted, or without any status.
-- column status_only integer: Known by their statuses alone: no source holds the message itself.
-- column clicked integer: A button or link in it was tapped, where the channel tells.
-- column reply_base integer: Templates delivered whose 24 hours for a reply are over.
-- column replied integer: Those of reply_base after which the contact wrote in the conversation within 24 hours.
--   Reply rate: of reply_base.
-- es: Qué fue de lo que se envió, por el día local del primer evento de cada mensaje, canal, cuenta y plantilla. Las
--   columnas son acumulativas: delivered incluye read. Tasa de entrega: delivered sobre accepted. Tasa de lectura: read
--   sobre delivered, en los canales que alguna vez informaron de una lectura; es menor que la real donde se ha
--   desactivado la confirmación de lectura.
-- es day: Día local del primer evento del mensaje.
-- es channel: Canal por el que se envió.
-- es account_id: Cuenta de WhatsApp Business, página, sitio o app; vacío cuando no la nombran ni el mensaje ni sus
--   estados: aquí no cuenta la de la conversación.
-- es template_name: Plantilla con la que se creó; vacío cuando no es de plantilla.
-- es accepted: Todos los mensajes salientes conocidos, una vez por destinatario.
-- es sent: Pasados al canal, o entregados.
-- es delivered: Entregados; haberse leído, reproducido o pulsado lo implica.
-- es read: Leídos, reproducidos o pulsados.
-- es failed: Fallidos y nunca entregados.
-- es only_sent: Pasados al canal, ni entregados ni fallidos.
-- es only_accepted: Aceptados por la plataforma, ni pasados al canal ni fallidos; un borrado o un aviso
--   lo implican.
-- es without_status: No llegó ningún estado, como es habitual en los canales sin confirmación.
-- es unconfirmed: Ni entregados ni fallidos: solo pasados al canal, solo aceptados o sin ningún estado.
-- es status_only: Conocidos solo por sus estados: ninguna fuente tiene el mensaje en sí.
-- es clicked: Se pulsó un botón o enlace del mensaje, donde el canal lo dice.
-- es reply_base: Plantillas entregadas cuyas 24 horas para responder ya han pasado.
-- es replied: De reply_base, aquellas tras las que el cliente escribió en la conversación en las 24 horas siguientes.
--   Tasa de respuesta: sobre reply_base.
-- check parts_add_up: delivered + failed + unconfirmed = accepted
-- check unconfirmed_parts_add_up: only_sent + only_accepted + without_status = unconfirmed
-- check read_of_delivered: read <= delivered and clicked <= read
-- check sent_is_cumulative: delivered + only_sent <= sent and sent <= accepted
-- check replies_of_delivered: replied <= reply_base and reply_base <= delivered
-- rebuild day

with

counted as (
    select
        deliveries.day,
        deliveries.channel,
        deliveries.account_id,
        deliveries.template_name,
        count(*) as accepted,
        count(*) filter (
            where deliveries.is_delivered or deliveries.handed_over_at is not null
        ) as sent,
        count(*) filter (where deliveries.is_delivered) as delivered,
        count(*) filter (where deliveries.is_read) as read,
        count(*) filter (where deliveries.is_failed) as failed,
        count(*) filter (where deliveries.is_only_sent) as only_sent,
        count(*) filter (where deliveries.status = 'accepted') as only_accepted,
        count(*) filter (where deliveries.status = 'none') as without_status,
        count(*) filter (
            where not deliveries.is_delivered and not deliveries.is_failed
        ) as unconfirmed,
        count(*) filter (where deliveries.is_status_only) as status_only,
        count(deliveries.clicked_at) as clicked
    from marts.deliveries
    semi join rebuild.day using (day)
    group by deliveries.day, deliveries.channel, deliveries.account_id, deliveries.template_name
),

replied as (
    select
        template_replies.day,
        template_replies.channel,
        template_replies.account_id,
        template_replies.template_name,
        count(*) as reply_base,
        count(template_replies.replied_at) as replied
    from marts.template_replies
    semi join rebuild.day using (day)
    where template_replies.is_delivered and template_replies.is_reply_over
    group by
        template_replies.day,
        template_replies.channel,
        template_replies.account_id,
        template_replies.template_name
)

select
    counted.day,
    counted.channel,
    counted.account_id,
    counted.template_name,
    counted.accepted::integer as accepted,
    counted.sent::integer as sent,
    counted.delivered::integer as delivered,
    counted.read::integer as read,
    counted.failed::integer as failed,
    counted.only_sent::integer as only_sent,
    counted.only_accepted::integer as only_accepted,
    counted.without_status::integer as without_status,
    counted.unconfirmed::integer as unconfirmed,
    counted.status_only::integer as status_only,
    counted.clicked::integer as clicked,
    coalesce(replied.reply_base, 0)::integer as reply_base,
    coalesce(replied.replied, 0)::integer as replied
from counted
left join replied
    on replied.day = counted.day
    and replied.channel = counted.channel
    and replied.account_id is not distinct from counted.account_id
    and replied.template_name = counted.template_name
