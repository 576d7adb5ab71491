-- What templates and campaigns cost, by day of the account. What has no template has null for it.
--
-- grain day, account_id, template_name, campaign_id, category, currency
-- column day date: Calendar day in the WhatsApp account's own time zone.
-- column account_id varchar: WhatsApp Business Account.
-- column template_name varchar: Template; null for what is none.
-- column campaign_id varchar: Campaign; null without one.
-- column category varchar: What is charged for.
-- column currency varchar: Currency of the amount.
-- column units integer: All units: charged + free + unrated; messages delivered, since July 2025.
-- column units_charged integer: Units with a price.
-- column units_free integer: Units that cost nothing, by rule.
-- column units_unrated integer: Chargeable units whose price is unknown; they are not in the amount.
-- column amount decimal(18,6): Cost of the charged units; null where none has a price.
-- column is_estimate boolean: Whether any of it is derived instead of reported by Meta.
-- es: Lo que costaron plantillas y campañas, por día de la cuenta. Lo que no sale de una plantilla la tiene vacía.
-- es day: Día del calendario en la zona horaria de la propia cuenta de WhatsApp.
-- es account_id: Cuenta de WhatsApp Business.
-- es template_name: Plantilla; vacío para lo que no sale de ninguna.
-- es campaign_id: Campaña; vacío si no hay ninguna.
-- es category: Concepto que se cobra.
-- es currency: Moneda del importe.
-- es units: Todas las unidades: cobradas + gratis + sin precio conocido; mensajes entregados, desde julio de 2025.
-- es units_charged: Unidades con precio.
-- es units_free: Unidades que, por regla, no cuestan nada.
-- es units_unrated: Unidades cobrables de precio desconocido; no están en el importe.
-- es amount: Coste de las unidades cobradas; vacío si ninguna tiene precio.
-- es is_estimate: Indica si alguna parte se ha deducido en lugar de comunicarla Meta.
-- check parts_add_up: units = units_charged + units_free + units_unrated
-- rebuild day

select
    whatsapp_charges.day,
    account_id,
    template_name,
    campaign_id,
    category,
    currency,
    count(*)::integer as units,
    (
        count(*) filter (where pricing_type = 'regular' and amount is not null)
    )::integer as units_charged,
    (count(*) filter (where pricing_type != 'regular'))::integer as units_free,
    (count(*) filter (where amount is null))::integer as units_unrated,
    sum(amount)::decimal(18, 6) as amount,
    bool_or(is_estimate) as is_estimate
from marts.whatsapp_charges
semi join rebuild.day on rebuild.day.day = whatsapp_charges.day
group by whatsapp_charges.day, account_id, template_name, campaign_id, category, currency
