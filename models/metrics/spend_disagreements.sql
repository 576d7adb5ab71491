-- Where what Meta's statuses said and what the rules make of the messages differ, by month of the account and cause.
-- Which of them the amount follows, models/DECISIONS.md says for each.
--
-- grain month, account_id, regime, category, currency, cause
-- column month date: First day of the month, in the WhatsApp account's own time zone.
-- column account_id varchar: WhatsApp Business Account.
-- column regime varchar: Pricing regime.
-- column category varchar: What is charged for.
-- column currency varchar: Currency of the amount.
-- column cause varchar: model (a status of another regime), category (not that of the message), pricing_type (charged
--    where the rules say free, or the reverse), expiry (a conversation of another length), allowance (charged within
--    the free 1,000, or free beyond them).
-- column units integer: Units that differ.
-- column amount decimal(18,6): What we count for them.
-- column example varchar: One message of them, to look it up; null where retain_days has removed them.
-- es: Dónde difieren lo que dijeron los estados de Meta y lo que las reglas deducen de los mensajes, por mes de la
--   cuenta y causa. A cuál de los dos sigue el importe lo dice, en cada caso, models/DECISIONS.md.
-- es month: Primer día del mes, en la zona horaria de la propia cuenta de WhatsApp.
-- es account_id: Cuenta de WhatsApp Business.
-- es regime: Régimen de precios.
-- es category: Concepto que se cobra.
-- es currency: Moneda del importe.
-- es cause: model (un estado de otro régimen), category (otra que la del mensaje), pricing_type (cobrado donde las
--   reglas dicen gratis, o al revés), expiry (una conversación de otra duración), allowance (cobrado dentro de los
--   1.000 gratis, o gratis fuera de ellos).
-- es units: Unidades que difieren.
-- es amount: Lo que contamos por ellas.
-- es example: Uno de sus mensajes, para consultarlo; vacío si retain_days los ha quitado.
-- rebuild month

select
    whatsapp_charges.month,
    account_id,
    regime,
    category,
    currency,
    disagreement as cause,
    count(*)::integer as units,
    sum(amount)::decimal(18, 6) as amount,
    min(message_id) as example
from marts.whatsapp_charges
semi join rebuild.month on rebuild.month.month = whatsapp_charges.month
where disagreement is not null
group by whatsapp_charges.month, account_id, regime, category, currency, disagreement
