-- Units that are in no amount, by day of the account, and why: their price is unknown, or no receipt has come yet.
--
-- grain day, account_id, market, category, currency, reason
-- column day date: Calendar day in the WhatsApp account's own time zone; of sending, where it is pending.
-- column account_id varchar: WhatsApp Business Account.
-- column market varchar: Meta's market; unknown where nothing tells.
-- column category varchar: What is charged for; unknown where no source tells.
-- column currency varchar: Currency of the account; null where it is pending.
-- column reason varchar: unknown_category, unpriced_category (no card has it), unknown_market, no_card (of the
--    currency on that day), missing_rate (the card lacks the cell), or pending (sent, neither delivered nor failed).
-- column units integer: How many.
-- es: Unidades que no están en ningún importe, por día de la cuenta, y por qué: su precio es desconocido, o aún no ha
--   llegado ningún acuse.
-- es day: Día del calendario en la zona horaria de la propia cuenta de WhatsApp; el del envío, si está pendiente.
-- es account_id: Cuenta de WhatsApp Business.
-- es market: Mercado de Meta; unknown si nada lo dice.
-- es category: Concepto que se cobra; unknown si ninguna fuente lo dice.
-- es currency: Moneda de la cuenta; vacío si está pendiente.
-- es reason: unknown_category, unpriced_category (ninguna tarifa la tiene), unknown_market, no_card (sin tarifa de la
--   moneda en esa fecha), missing_rate (la tarifa no trae ese precio) o pending (enviado, ni entregado ni fallido).
-- es units: Cuántas.
-- rebuild day

select
    whatsapp_charges.day,
    whatsapp_charges.account_id,
    whatsapp_charges.market,
    whatsapp_charges.category,
    whatsapp_charges.currency,
    whatsapp_charges.reason,
    count(*)::integer as units
from marts.whatsapp_charges
semi join rebuild.day on rebuild.day.day = whatsapp_charges.day
where whatsapp_charges.amount is null
group by
    whatsapp_charges.day,
    whatsapp_charges.account_id,
    whatsapp_charges.market,
    whatsapp_charges.category,
    whatsapp_charges.currency,
    whatsapp_charges.reason
union all
select
    whatsapp_events.day,
    whatsapp_events.account_id,
    whatsapp_events.market,
    coalesce(whatsapp_events.category, 'unknown') as category,
    null as currency,
    'pending' as reason,
    count(*)::integer as units
from marts.whatsapp_events
semi join rebuild.day on rebuild.day.day = whatsapp_events.day
where whatsapp_events.state = 'pending'
group by
    whatsapp_events.day,
    whatsapp_events.account_id,
    whatsapp_events.market,
    coalesce(whatsapp_events.category, 'unknown')
