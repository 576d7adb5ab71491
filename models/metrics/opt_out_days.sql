-- How often contacts told WhatsApp that they want no marketing messages any more, or want them again, by day and by the
-- template that made them say so.
--
-- grain day, channel, account_id, template_name
-- column day date: Local day they said so.
-- column channel varchar: whatsapp: no other channel tells.
-- column account_id varchar: WhatsApp Business Account.
-- column template_name varchar: The last marketing template that the same number (else account) sent to them in the 7
--   days before; null without one.
-- column opt_outs integer: Wishes to stop.
-- column opt_ins integer: Wishes to resume.
-- es: Cuántas veces dijeron los contactos a WhatsApp que ya no quieren mensajes de marketing, o que vuelven a
--   quererlos, por día y por la plantilla que los llevó a decirlo.
-- es day: Día local en que lo dijeron.
-- es channel: whatsapp: ningún otro canal lo comunica.
-- es account_id: Cuenta de WhatsApp Business.
-- es template_name: La última plantilla de marketing que el mismo número (si no, la misma cuenta) les envió en los 7
--   días anteriores; vacío si no hubo ninguna.
-- es opt_outs: Bajas: veces que pidieron dejar de recibirlos.
-- es opt_ins: Altas: veces que pidieron volver a recibirlos.
-- check never_empty: opt_outs + opt_ins > 0

select
    marketing_wishes.day,
    'whatsapp' as channel,
    marketing_wishes.account_id,
    marketing_wishes.template_name,
    (count(*) filter (where marketing_wishes.wish = 'stop'))::integer as opt_outs,
    (count(*) filter (where marketing_wishes.wish = 'resume'))::integer as opt_ins
from marts.marketing_wishes
group by marketing_wishes.day, marketing_wishes.account_id, marketing_wishes.template_name
