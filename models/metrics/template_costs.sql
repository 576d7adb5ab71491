-- What WhatsApp templates cost beside what they achieved, for the cost of a delivery and of a reply. Deliveries and
-- replies stand on the reporting day of the message, cost on the account's day of the charge: near midnight the two may
-- be a day apart, over a period they agree.
--
-- grain day, account_id, template_name, currency
-- column day date: Local day of the message; of the charge, in the account's own time zone, for units and amount.
-- column account_id varchar: WhatsApp Business Account.
-- column template_name varchar: Template.
-- column currency varchar: The account's currency on that day, or that of the cost Meta named.
-- column delivered integer: Template messages delivered.
-- column reply_base integer: Those of them whose 24 hours for a reply are over.
-- column replied integer: Those of reply_base after which the contact wrote within 24 hours.
-- column units integer: Units of spend: charged, free and without a price.
-- column units_unrated integer: Units whose price is unknown; they are not in the amount.
-- column amount decimal(18,6): Cost of the charged units; null where none has a price.
-- column amount_over decimal(18,6): The amount, once the 24 hours of all deliveries of the row are over; null before.
-- column replied_over integer: Those of replied that stand beside it. Cost of a reply: amount_over of replied_over.
-- column is_estimate boolean: Whether any of it is derived instead of reported by Meta; null without units.
-- es: Lo que costaron las plantillas de WhatsApp junto a lo que lograron, para el coste de una entrega y de una
--   respuesta. Entregas y respuestas figuran en el día del mensaje según el informe; el coste, en el día del cobro
--   según la cuenta: cerca de medianoche puede haber un día entre ambos; en un período coinciden.
-- es day: Día local del mensaje; el del cobro, en la zona horaria de la propia cuenta, para unidades e importe.
-- es account_id: Cuenta de WhatsApp Business.
-- es template_name: Plantilla.
-- es currency: Moneda de la cuenta ese día, o la del coste que indicó Meta.
-- es delivered: Mensajes de plantilla entregados.
-- es reply_base: De ellos, los que ya han cumplido las 24 horas para una respuesta.
-- es replied: De los de reply_base, aquellos tras los que el cliente escribió dentro de las 24 horas.
-- es units: Unidades del gasto: cobradas, gratis y sin precio.
-- es units_unrated: Unidades de precio desconocido; no están en el importe.
-- es amount: Coste de las unidades cobradas; vacío si ninguna tiene precio.
-- es amount_over: El importe, cuando ya han pasado las 24 horas de todas las entregas de la fila; vacío hasta entonces.
-- es replied_over: Los de replied que le corresponden. Coste de una respuesta: amount_over entre replied_over.
-- es is_estimate: Indica si alguna parte se ha deducido en lugar de comunicarla Meta; vacío si no hay unidades.
-- check replies_of_delivered: replied <= reply_base and reply_base <= delivered
-- check replied_over_of_replied: replied_over <= replied
-- check unrated_of_units: units_unrated <= units
-- rebuild day

with

accounts as (
    select
        accounts.account_id,
        accounts.currency,
        coalesce(accounts.valid_from, date '2000-01-01') as valid_from
    from reference.accounts
),

reached as (
    select
        template_replies.day,
        template_replies.account_id,
        template_replies.template_name,
        count(*) as delivered,
        count(*) filter (where template_replies.is_reply_over) as reply_base,
        count(template_replies.replied_at) filter (
            where template_replies.is_reply_over
        ) as replied
    from marts.template_replies
    semi join rebuild.day using (day)
    where template_replies.channel = 'whatsapp' and template_replies.is_delivered
    group by template_replies.day, template_replies.account_id, template_replies.template_name
),

counted as (
    select
        reached.day,
        reached.account_id,
        reached.template_name,
        coalesce(accounts.currency, settings.currency) as currency,
        reached.delivered,
        reached.reply_base,
        reached.replied,
        0 as units,
        0 as units_unrated,
        null::decimal(18, 6) as amount,
        null::boolean as is_estimate
    from reached
    asof left join accounts
        on accounts.account_id = reached.account_id and reached.day >= accounts.valid_from
    cross join reference.settings
    union all
    select
        spend_templates.day,
        spend_templates.account_id,
        spend_templates.template_name,
        spend_templates.currency,
        0 as delivered,
        0 as reply_base,
        0 as replied,
        spend_templates.units,
        spend_templates.units_unrated,
        spend_templates.amount,
        spend_templates.is_estimate
    from metrics.spend_templates
    semi join rebuild.day using (day)
    where spend_templates.template_name is not null
)

select
    counted.day,
    counted.account_id,
    counted.template_name,
    counted.currency,
    sum(counted.delivered)::integer as delivered,
    sum(counted.reply_base)::integer as reply_base,
    sum(counted.replied)::integer as replied,
    sum(counted.units)::integer as units,
    sum(counted.units_unrated)::integer as units_unrated,
    sum(counted.amount)::decimal(18, 6) as amount,
    if(
        sum(counted.reply_base) = sum(counted.delivered), sum(counted.amount), null
    )::decimal(18, 6) as amount_over,
    if(
        sum(counted.reply_base) = sum(counted.delivered), sum(counted.replied), 0
    )::integer as replied_over,
    bool_or(counted.is_estimate) as is_estimate
from counted
group by counted.day, counted.account_id, counted.template_name, counted.currency
