-- What became of what was sent, by channel and template, on the day of each message's first event.
--
-- file delivery_{day}.csv
-- every day 07:00
-- download yes
-- grain day, channel, template_name
-- column day date: Local day.
-- es dia
-- column channel varchar: Where it was sent.
-- es canal
-- column template_name varchar: Template; empty for what is none.
-- es plantilla
-- column accepted integer: Every outbound message known, once for each recipient.
-- es enviados
-- column sent integer: Handed over to the channel, or delivered.
-- es pasados_al_canal
-- column delivered integer: Delivered; read implies it.
-- es entregados
-- column read integer: Read, where receipts are on.
-- es leidos
-- column failed integer: Failed and never delivered.
-- es fallidos
-- column only_sent integer: Sent, neither delivered nor failed.
-- es solo_enviados
-- column only_accepted integer: Accepted by the platform, neither sent nor failed; deletions and warnings imply it.
-- es solo_aceptados
-- column without_status integer: No status came at all.
-- es sin_estado
-- column reply_base integer: Templates delivered whose 24 hours for a reply are over.
-- es base_respuestas
-- column replied integer: Those of them after which the contact wrote within 24 hours.
-- es respondidos
-- column delivered_share double: Delivered of accepted; empty where nothing was.
-- es tasa_entrega
-- column read_share double: Read of delivered; empty where nothing was.
-- es tasa_lectura
-- figure accepted: sum(accepted)
-- figure delivered: sum(delivered)
-- figure read: sum(read)
-- figure failed: sum(failed)

select
    delivery_days.day,
    delivery_days.channel,
    delivery_days.template_name,
    sum(delivery_days.accepted)::integer as accepted,
    sum(delivery_days.sent)::integer as sent,
    sum(delivery_days.delivered)::integer as delivered,
    sum(delivery_days.read)::integer as read,
    sum(delivery_days.failed)::integer as failed,
    sum(delivery_days.only_sent)::integer as only_sent,
    sum(delivery_days.only_accepted)::integer as only_accepted,
    sum(delivery_days.without_status)::integer as without_status,
    sum(delivery_days.reply_base)::integer as reply_base,
    sum(delivery_days.replied)::integer as replied,
    round(
        sum(delivery_days.delivered) / nullif(sum(delivery_days.accepted), 0), 4
    ) as delivered_share,
    round(sum(delivery_days.read) / nullif(sum(delivery_days.delivered), 0), 4) as read_share
from metrics.delivery_days
where delivery_days.day = $day
group by delivery_days.day, delivery_days.channel, delivery_days.template_name
order by delivery_days.channel, delivery_days.template_name nulls last
