-- What WhatsApp cost, by month of the account, where the portfolio stands in its tiers, the budget, and what the
-- current month is expected to come to. The budget is the account's for the whole month: it stands on each of its
-- rows and is not to be summed over them.
--
-- grain month, account_id, market, category, currency
-- column month date: First day of the month, in the WhatsApp account's own time zone.
-- column account_id varchar: WhatsApp Business Account.
-- column portfolio varchar: Business portfolio that owns the account; tiers add up over it.
-- column market varchar: Meta's market of the recipient; unknown where nothing tells.
-- column category varchar: What is charged for; unknown where no source tells.
-- column currency varchar: Currency of the amounts.
-- column units integer: All units: charged + free + unrated.
-- column units_charged integer: Units with a price.
-- column units_free integer: Units that cost nothing, by rule.
-- column units_unrated integer: Chargeable units whose price is unknown; they are not in the amount.
-- column amount decimal(18,6): Cost of the charged units, without tax and partner fees; null where none has a price.
-- column is_estimate boolean: Whether any of it is derived instead of reported by Meta.
-- column tier_units bigint: Units of the portfolio that count in the tiers so far; null without tiers.
-- column tier_from bigint: First place of the tier that the portfolio has reached.
-- column tier_to bigint: Last place of that tier; null in the last tier.
-- column next_tier_at bigint: Place at which the next tier begins; null in the last tier.
-- column budget decimal(18,6): Budget of the account for the month in this currency; not to be summed over rows.
-- column is_current boolean: Whether the month is still running.
-- column forecast_amount decimal(18,6): What the month is expected to come to; the amount, once it is over; null
--    where the forecast_reason says why.
-- column forecast_low decimal(18,6): The same if the days left go like the weakest of the last weeks, or less where a
--    stronger one of the portfolio makes it cheaper.
-- column forecast_high decimal(18,6): The same if they go like the strongest, or more where a weaker one makes it
--    dearer.
-- column forecast_reason varchar: Why there is no forecast: short_history, rules_changed or no_rate.
-- es: Por mes de la cuenta: lo que costó WhatsApp, en qué punto de sus tramos está la cartera, el presupuesto y lo que
--   se prevé que cueste el mes en curso. El presupuesto es el de la cuenta para todo el mes: figura en cada una de sus
--   filas y no se debe sumar entre ellas.
-- es month: Primer día del mes, en la zona horaria de la propia cuenta de WhatsApp.
-- es account_id: Cuenta de WhatsApp Business.
-- es portfolio: Cartera (business portfolio) a la que pertenece la cuenta; los tramos se acumulan en toda ella.
-- es market: Mercado de Meta del destinatario; unknown si nada lo dice.
-- es category: Concepto que se cobra; unknown si ninguna fuente lo dice.
-- es currency: Moneda de los importes.
-- es units: Todas las unidades: cobradas + gratis + sin precio conocido.
-- es units_charged: Unidades con precio.
-- es units_free: Unidades que, por regla, no cuestan nada.
-- es units_unrated: Unidades cobrables de precio desconocido; no están en el importe.
-- es amount: Coste de las unidades cobradas, sin impuestos ni recargos del proveedor; vacío si ninguna tiene precio.
-- es is_estimate: Indica si alguna parte se ha deducido en lugar de comunicarla Meta.
-- es tier_units: Unidades de la cartera que cuentan en los tramos hasta ahora; vacío si no hay tramos.
-- es tier_from: Primera unidad del tramo que ha alcanzado la cartera.
-- es tier_to: Última unidad de ese tramo; vacío en el último tramo.
-- es next_tier_at: Unidad en que empieza el siguiente tramo; vacío en el último tramo.
-- es budget: Presupuesto de la cuenta para el mes en esta moneda; no se debe sumar entre filas.
-- es is_current: Indica si el mes sigue en curso.
-- es forecast_amount: Lo que se prevé que cueste el mes; el importe, cuando ha terminado; vacío cuando forecast_reason
--   dice por qué.
-- es forecast_low: Lo mismo, si los días que quedan van como la más floja de las últimas semanas, o menos donde una
--   semana más fuerte de la cartera lo abarata.
-- es forecast_high: Lo mismo, si van como la más fuerte, o más donde una más floja lo encarece.
-- es forecast_reason: Por qué no hay previsión: short_history, rules_changed o no_rate.
-- check parts_add_up: units = units_charged + units_free + units_unrated
-- check in_range: forecast_amount is null or (forecast_low <= forecast_amount and forecast_amount <= forecast_high)
-- rebuild month
-- ripens is_current

with

charged as (
    select
        whatsapp_charges.month,
        whatsapp_charges.account_id,
        any_value(
            whatsapp_charges.portfolio order by whatsapp_charges.charged_at desc
        ) as portfolio,
        whatsapp_charges.market,
        whatsapp_charges.category,
        whatsapp_charges.currency,
        count(*) as units,
        count(*) filter (where pricing_type = 'regular' and amount is not null) as units_charged,
        count(*) filter (where pricing_type != 'regular') as units_free,
        count(*) filter (where amount is null) as units_unrated,
        sum(amount) as amount,
        bool_or(is_estimate) as is_estimate,
        max(day) as last_day
    from marts.whatsapp_charges
    semi join rebuild.month on rebuild.month.month = whatsapp_charges.month
    group by
        whatsapp_charges.month,
        whatsapp_charges.account_id,
        whatsapp_charges.market,
        whatsapp_charges.category,
        whatsapp_charges.currency
),

expected as (
    select
        whatsapp_forecasts.month,
        whatsapp_forecasts.account_id,
        min(whatsapp_forecasts.portfolio) as portfolio,
        whatsapp_forecasts.market,
        whatsapp_forecasts.category,
        whatsapp_forecasts.currency,
        min(whatsapp_forecasts.day) as first_day,
        if(count(amount) = count(*), sum(amount), null) as amount,
        if(count(amount) = count(*), sum(amount_low), null) as amount_low,
        if(count(amount) = count(*), sum(amount_high), null) as amount_high,
        max(reason) as reason
    from marts.whatsapp_forecasts
    semi join rebuild.month on rebuild.month.month = whatsapp_forecasts.month
    group by
        whatsapp_forecasts.month,
        whatsapp_forecasts.account_id,
        whatsapp_forecasts.market,
        whatsapp_forecasts.category,
        whatsapp_forecasts.currency
),

joined as (
    select
        coalesce(charged.month, expected.month) as month,
        coalesce(charged.account_id, expected.account_id) as account_id,
        coalesce(charged.portfolio, expected.portfolio) as portfolio,
        coalesce(charged.market, expected.market) as market,
        coalesce(charged.category, expected.category) as category,
        coalesce(charged.currency, expected.currency) as currency,
        coalesce(charged.units, 0)::integer as units,
        coalesce(charged.units_charged, 0)::integer as units_charged,
        coalesce(charged.units_free, 0)::integer as units_free,
        coalesce(charged.units_unrated, 0)::integer as units_unrated,
        charged.amount,
        coalesce(charged.is_estimate, false) as is_estimate,
        coalesce(charged.last_day, expected.first_day) as last_day,
        expected.month is not null as is_expected,
        expected.amount as amount_to_come,
        expected.amount_low,
        expected.amount_high,
        expected.reason
    from charged
    full outer join expected
        on expected.month = charged.month
        and expected.account_id is not distinct from charged.account_id
        and expected.market = charged.market
        and expected.category = charged.category
        and expected.currency = charged.currency
),

counters as (
    select
        month,
        portfolio,
        market,
        replace(category, '_international', '') as counter,
        max(tier_place) as tier_units
    from marts.whatsapp_charges
    where tier_place is not null
    group by all
),

placed as (
    select
        joined.*,
        if(whatsapp_prices.tier_status != 'list', counters.tier_units, null) as tier_units,
        if(whatsapp_prices.tier_status != 'list', whatsapp_prices.tier_from, null) as tier_from,
        if(whatsapp_prices.tier_status != 'list', whatsapp_prices.tier_to, null) as tier_to
    from joined
    left join counters
        on counters.month = joined.month
        and counters.portfolio = joined.portfolio
        and counters.market = joined.market
        and counters.counter = replace(joined.category, '_international', '')
    left join marts.whatsapp_prices
        on whatsapp_prices.currency = joined.currency
        and whatsapp_prices.market = joined.market
        and whatsapp_prices.category = joined.category
        and joined.last_day >= whatsapp_prices.valid_from
        and joined.last_day < coalesce(whatsapp_prices.valid_to_exclusive, date '9999-01-01')
        and counters.tier_units >= whatsapp_prices.tier_from
        and counters.tier_units <= coalesce(whatsapp_prices.tier_to, 9223372036854775807)
),

-- Each account's today: its month is running whether or not anything is expected of it.
clocks as (
    select
        listed.account_id,
        timezone(coalesce(accounts.time_zone, settings.time_zone), as_of.as_of)::date as today
    from (select distinct account_id from placed) as listed
    cross join ops.as_of
    cross join reference.settings
    asof left join marts.whatsapp_accounts as accounts
        on accounts.account_id = listed.account_id and as_of.as_of >= accounts.valid_from
)

select
    placed.month,
    placed.account_id,
    placed.portfolio,
    placed.market,
    placed.category,
    placed.currency,
    placed.units,
    placed.units_charged,
    placed.units_free,
    placed.units_unrated,
    placed.amount::decimal(18, 6) as amount,
    placed.is_estimate,
    placed.tier_units,
    placed.tier_from,
    placed.tier_to,
    placed.tier_to + 1 as next_tier_at,
    budgets.amount as budget,
    placed.month >= date_trunc('month', clocks.today) as is_current,
    if(
        placed.is_expected, coalesce(placed.amount, 0) + placed.amount_to_come, placed.amount
    )::decimal(18, 6) as forecast_amount,
    -- Tiers count all of a portfolio: more of the others may bring cheaper ones.
    if(
        placed.is_expected,
        coalesce(placed.amount, 0)
            + least(placed.amount_low, placed.amount_to_come, placed.amount_high),
        placed.amount
    )::decimal(18, 6) as forecast_low,
    if(
        placed.is_expected,
        coalesce(placed.amount, 0)
            + greatest(placed.amount_low, placed.amount_to_come, placed.amount_high),
        placed.amount
    )::decimal(18, 6) as forecast_high,
    placed.reason as forecast_reason
from placed
left join clocks on clocks.account_id is not distinct from placed.account_id
left join reference.budgets
    on budgets.month = placed.month
    and budgets.account_id = placed.account_id
    and budgets.currency = placed.currency
