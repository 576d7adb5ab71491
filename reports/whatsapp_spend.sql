-- What WhatsApp cost on the day: one row per account, number, market, category and reason why it was charged or free.
-- The day is the account's own, as Meta counts it. Amounts are without tax and partner fees.
--
-- file whatsapp_spend_{day}.csv
-- every day 07:30
-- download yes
-- grain account_id, business_number, market, category, regime, pricing_type, currency
-- column day date: The day, in the account's own time zone.
-- es dia
-- column account_id varchar: WhatsApp Business Account.
-- es id_cuenta
-- column account_name varchar: Its name in the settings, else its id.
-- es cuenta
-- column business_number varchar: The business's number.
-- es numero
-- column market varchar: Meta's market of the recipient; unknown where nothing tells.
-- es mercado
-- column category varchar: What is charged for; unknown where no source tells.
-- es categoria
-- column regime varchar: Pricing rules in force on the day.
-- es reglas
-- column pricing_type varchar: regular (charged), or why it was free.
-- es tipo_de_precio
-- column units integer: All units: charged, free and unrated.
-- es unidades
-- column units_charged integer: Units with a price.
-- es unidades_cobradas
-- column units_free integer: Units that cost nothing, by rule.
-- es unidades_gratis
-- column units_unrated integer: Chargeable units without a known price; they are not in the amount.
-- es unidades_sin_precio
-- column currency varchar: Currency of the amount.
-- es moneda
-- column amount decimal(18,6): What they cost; empty where no price is known.
-- es importe
-- column is_estimate boolean: Whether any of it is derived instead of reported by Meta.
-- es es_estimacion
-- figure units: sum(units)
-- figure units_charged: sum(units_charged)
-- figure amount money: sum(amount)
-- figure units_unrated zero: sum(units_unrated)

select
    spend_days.day,
    spend_days.account_id,
    spend_accounts.account_name,
    spend_days.business_number,
    spend_days.market,
    spend_days.category,
    spend_days.regime,
    spend_days.pricing_type,
    spend_days.units,
    spend_days.units_charged,
    spend_days.units_free,
    spend_days.units_unrated,
    spend_days.currency,
    spend_days.amount,
    spend_days.is_estimate
from metrics.spend_days
left join metrics.spend_accounts
    on spend_accounts.account_id is not distinct from spend_days.account_id
where spend_days.day = $day
order by
    spend_days.account_id,
    spend_days.business_number,
    spend_days.market,
    spend_days.category,
    spend_days.regime,
    spend_days.pricing_type,
    spend_days.currency
