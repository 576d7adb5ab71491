-- Messages of which it is still not known whether they arrived, by how old they are as of the data: sent and neither
-- delivered nor failed, only accepted, or without any status.
--
-- grain day, channel, account_id, template_name, age
-- column day date: Local day of the message's first event.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where neither the message nor its
--   statuses name it: the conversation's does not count here.
-- column template_name varchar: Template it was made from; null for what is none.
-- column age varchar: Since the first event, as of the data: under_1_hour, under_24_hours, under_7_days, under_30_days
--   or older; a message stands under the first that holds.
-- column only_sent integer: Sent, neither delivered nor failed.
-- column only_accepted integer: Accepted by the platform, neither sent nor failed; deletions and warnings imply it.
-- column without_status integer: No status came at all.
-- es: Mensajes de los que aún no se sabe si llegaron, por su edad hasta donde llegan los datos: pasados al canal sin
--   entregarse ni fallar, solo aceptados o sin ningún estado.
-- es day: Día local del primer evento del mensaje.
-- es channel: Canal por el que se envió.
-- es account_id: Cuenta de WhatsApp Business, página, sitio o app; vacío cuando no la nombran ni el mensaje ni sus
--   estados: aquí no cuenta la de la conversación.
-- es template_name: Plantilla con la que se creó; vacío cuando no es de plantilla.
-- es age: Desde el primer evento hasta donde llegan los datos: under_1_hour, under_24_hours, under_7_days,
--   under_30_days u older; cada mensaje cuenta en la primera que se cumple.
-- es only_sent: Pasados al canal, ni entregados ni fallidos.
-- es only_accepted: Aceptados por la plataforma, ni pasados al canal ni fallidos; un borrado o un aviso
--   lo implican.
-- es without_status: No llegó ningún estado.
-- check never_empty: only_sent + only_accepted + without_status > 0
-- rebuild day ahead 30 d

with

waiting as (
    select
        deliveries.day,
        deliveries.channel,
        deliveries.account_id,
        deliveries.template_name,
        deliveries.is_only_sent,
        deliveries.status,
        (epoch_us(as_of.as_of) - epoch_us(deliveries.sent_at)) // 3600000000 as hours
    from marts.deliveries
    semi join rebuild.day using (day)
    cross join ops.as_of
    where deliveries.is_only_sent or deliveries.status in ('accepted', 'none')
),

aged as (
    select
        waiting.day,
        waiting.channel,
        waiting.account_id,
        waiting.template_name,
        waiting.is_only_sent,
        waiting.status,
        case
            when waiting.hours < 1 then 'under_1_hour'
            when waiting.hours < 24 then 'under_24_hours'
            when waiting.hours < 168 then 'under_7_days'
            when waiting.hours < 720 then 'under_30_days'
            else 'older'
        end as age
    from waiting
)

select
    aged.day,
    aged.channel,
    aged.account_id,
    aged.template_name,
    aged.age,
    (count(*) filter (where aged.is_only_sent))::integer as only_sent,
    (count(*) filter (where aged.status = 'accepted'))::integer as only_accepted,
    (count(*) filter (where aged.status = 'none'))::integer as without_status
from aged
group by aged.day, aged.channel, aged.account_id, aged.template_name, aged.age
