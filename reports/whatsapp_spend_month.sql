-- What WhatsApp cost in the month up to and with the day: one row per account, market and category. The file of a
-- month's last day has the whole month. Days are the account's own. Amounts are without tax and partner fees.
--
-- file whatsapp_spend_month_{day}.csv
-- every day 07:30
-- download yes
-- grain account_id, market, category, currency
-- column month date: First day of the month.
-- es mes
-- column until date: Last day that is counted.
-- es hasta
-- column account_id varchar: WhatsApp Business Account.
-- es id_cuenta
-- column account_name varchar: Its name in the settings, else its id.
-- es cuenta
-- column market varchar: Meta's market of the recipient; unknown where nothing tells.
-- es mercado
-- column category varchar: What is charged for; unknown where no source tells.
-- es categoria
-- column units integer: All units: charged, free and unrated.
-- es unidades
-- column units_charged integer: Units with a price.
-- es unidades_cobradas
-- column units_free integer: Units that cost nothing, by rule.
-- es unidades_gratis
-- column units_unrated integer: Chargeable units without a known price; they are not in the amount.
-- es unidades_sin_precio
-- column currency varchar: Currency of the amounts.
-- es moneda
-- column amount decimal(18,6): What they cost; empty where no price is known.
-- es importe
-- column is_estimate boolean: Whether any of it is derived instead of reported by Meta.
-- es es_estimacion
-- column account_budget decimal(18,6): Budget of the account for the whole month; the same on each of its rows.
-- es presupuesto_de_la_cuenta
-- figure units running: sum(units)
-- figure amount running money: sum(amount)
-- figure units_unrated zero: sum(units_unrated)

select
    date_trunc('month', $day)::date as month,
    $day as until,
    spend_days.account_id,
    any_value(spend_accounts.account_name) as account_name,
    spend_days.market,
    spend_days.category,
    sum(spend_days.units)::integer as units,
    sum(spend_days.units_charged)::integer as units_charged,
    sum(spend_days.units_free)::integer as units_free,
    sum(spend_days.units_unrated)::integer as units_unrated,
    spend_days.currency,
    sum(spend_days.amount)::decimal(18, 6) as amount,
    bool_or(spend_days.is_estimate) as is_estimate,
    any_value(spend_months.budget) as account_budget
from metrics.spend_days
left join metrics.spend_accounts
    on spend_accounts.account_id is not distinct from spend_days.account_id
left join metrics.spend_months
    on spend_months.month = date_trunc('month', $day)::date
    and spend_months.account_id is not distinct from spend_days.account_id
    and spend_months.market = spend_days.market
    and spend_months.category = spend_days.category
    and spend_months.currency = spend_days.currency
where spend_days.day >= date_trunc('month', $day)::date and spend_days.day <= $day
group by spend_days.account_id, spend_days.market, spend_days.category, spend_days.currency
order by spend_days.account_id, spend_days.market, spend_days.category, spend_days.currency
