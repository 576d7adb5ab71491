-- What WhatsApp cost, by day of the account. Estimates are marked; what has no known price is counted apart.
--
-- grain day, account_id, business_number, market, category, regime, pricing_type, currency
-- column day date: Calendar day in the WhatsApp account's own time zone.
-- column account_id varchar: WhatsApp Business Account.
-- column business_number varchar: The business's number.
-- column market varchar: Meta's market of the recipient; unknown where nothing tells.
-- column category varchar: What is charged for; unknown where no source tells.
-- column regime varchar: Pricing regime in force on that day.
-- column pricing_type varchar: regular (charged), or why it is free.
-- column currency varchar: Currency of the amount.
-- column units integer: All units: charged + free + unrated.
-- column units_charged integer: Units with a price.
-- column units_free integer: Units that cost nothing, by rule.
-- column units_unrated integer: Chargeable units whose price is unknown; they are not in the amount.
-- column amount decimal(18,6): Cost of the charged units, without tax and partner fees; null where none has a price.
-- column amount_estimated decimal(18,6): The part of the amount that is an estimate; null where none is.
-- column is_estimate boolean: Whether any of it is derived instead of reported by Meta.
-- es: Lo que costó WhatsApp, por día de la cuenta. Lo estimado se señala; lo que no tiene precio conocido se cuenta
--   aparte.
-- es day: Día del calendario en la zona horaria de la propia cuenta de WhatsApp.
-- es account_id: Cuenta de WhatsApp Business.
-- es business_number: Número de la empresa.
-- es market: Mercado de Meta del destinatario; unknown si nada lo dice.
-- es category: Concepto que se cobra; unknown si ninguna fuente lo dice.
-- es regime: Régimen de precios vigente ese día.
-- es pricing_type: regular (se cobra), o por qué es gratis.
-- es currency: Moneda del importe.
-- es units: Todas las unidades: cobradas + gratis + sin precio conocido.
-- es units_charged: Unidades con precio.
-- es units_free: Unidades que, por regla, no cuestan nada.
-- es units_unrated: Unidades cobrables de precio desconocido; no están en el importe.
-- es amount: Coste de las unidades cobradas, sin impuestos ni recargos del proveedor; vacío si ninguna tiene precio.
-- es amount_estimated: Parte del importe que es una estimación; vacío si no hay ninguna.
-- es is_estimate: Indica si alguna parte se ha deducido en lugar de comunicarla Meta.
-- check parts_add_up: units = units_charged + units_free + units_unrated
-- rebuild day

select
    whatsapp_charges.day,
    account_id,
    business_number,
    market,
    category,
    regime,
    pricing_type,
    currency,
    count(*)::integer as units,
    (
        count(*) filter (where pricing_type = 'regular' and amount is not null)
    )::integer as units_charged,
    (count(*) filter (where pricing_type != 'regular'))::integer as units_free,
    (count(*) filter (where amount is null))::integer as units_unrated,
    sum(amount)::decimal(18, 6) as amount,
    (sum(amount) filter (where is_estimate and pricing_type = 'regular'))::decimal(18, 6)
        as amount_estimated,
    bool_or(is_estimate) as is_estimate
from marts.whatsapp_charges
semi join rebuild.day on rebuild.day.day = whatsapp_charges.day
group by
    whatsapp_charges.day,
    account_id,
    business_number,
    market,
    category,
    regime,
    pricing_type,
    currency
