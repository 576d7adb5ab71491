-- Why a month cost more or less than the month before, by account, market and category: more units, another mix of
-- them, another share that is free, other rates. The four add up to the difference.
--
-- grain month, account_id, market, category, currency
-- column month date: First day of the month, in the WhatsApp account's own time zone.
-- column account_id varchar: WhatsApp Business Account.
-- column market varchar: Meta's market.
-- column category varchar: What is charged for.
-- column currency varchar: Currency of the amounts.
-- column is_current boolean: Whether the month is still running, and so compared in part with a whole one.
-- column amount_before decimal(18,6): What the month before cost.
-- column amount decimal(18,6): What the month cost.
-- column volume decimal(18,6): Effect of more or fewer units of the account, in the mix of the month before.
-- column mix decimal(18,6): Effect of another share of this market and category in them.
-- column free decimal(18,6): Effect of another share that cost nothing: windows, entry points, allowances, rules.
-- column price decimal(18,6): Effect of other rates and tiers.
-- es: Por qué un mes costó más o menos que el anterior, por cuenta, mercado y categoría: más unidades, otra mezcla de
--   ellas, otra parte gratis, otras tarifas. Los cuatro efectos suman la diferencia.
-- es month: Primer día del mes, en la zona horaria de la propia cuenta de WhatsApp.
-- es account_id: Cuenta de WhatsApp Business.
-- es market: Mercado de Meta.
-- es category: Concepto que se cobra.
-- es currency: Moneda de los importes.
-- es is_current: Indica si el mes sigue en curso y, por tanto, se compara incompleto con uno entero.
-- es amount_before: Lo que costó el mes anterior.
-- es amount: Lo que costó el mes.
-- es volume: Efecto de más o menos unidades de la cuenta, con la mezcla del mes anterior.
-- es mix: Efecto de otro peso de este mercado y categoría entre ellas.
-- es free: Efecto de otra parte que no costó nada: ventanas, puntos de entrada, cupos, reglas.
-- es price: Efecto de otras tarifas y tramos.
-- check adds_up: amount - amount_before = volume + mix + free + price
-- rebuild month back 31 d

with

months as (
    select
        month,
        account_id,
        market,
        category,
        currency,
        is_current,
        units_charged + units_free as units,
        units_charged as charged,
        coalesce(amount, 0) as amount
    from metrics.spend_months
    where units > units_unrated
),

totals as (
    select
        month,
        account_id,
        currency,
        sum(units)::bigint as units,
        bool_or(is_current) as is_current
    from months
    group by month, account_id, currency
),

-- The first month of an account has nothing to be compared with.
pairs as (
    select
        totals.month,
        totals.account_id,
        totals.currency,
        totals.units,
        totals.is_current,
        earlier.units as units_before
    from totals
    semi join rebuild.month on rebuild.month.month = totals.month
    inner join totals as earlier
        on earlier.month = (totals.month - interval 1 month)::date
        and earlier.account_id is not distinct from totals.account_id
        and earlier.currency = totals.currency
),

cells as (
    select pairs.month, pairs.account_id, pairs.currency, months.market, months.category
    from pairs
    inner join months
        on months.account_id is not distinct from pairs.account_id
        and months.currency = pairs.currency
        and months.month in (pairs.month, (pairs.month - interval 1 month)::date)
    group by all
),

compared as (
    select
        cells.month,
        cells.account_id,
        cells.market,
        cells.category,
        cells.currency,
        pairs.is_current,
        pairs.units as all_units,
        pairs.units_before as all_units_before,
        coalesce(months.units, 0) as units,
        coalesce(months.charged, 0) as charged,
        coalesce(months.amount, 0) as amount,
        coalesce(earlier.units, 0) as units_before,
        coalesce(earlier.charged, 0) as charged_before,
        coalesce(earlier.amount, 0) as amount_before
    from cells
    inner join pairs
        on pairs.month = cells.month
        and pairs.account_id is not distinct from cells.account_id
        and pairs.currency = cells.currency
    left join months
        on months.month = cells.month
        and months.account_id is not distinct from cells.account_id
        and months.market = cells.market
        and months.category = cells.category
        and months.currency = cells.currency
    left join months as earlier
        on earlier.month = (cells.month - interval 1 month)::date
        and earlier.account_id is not distinct from cells.account_id
        and earlier.market = cells.market
        and earlier.category = cells.category
        and earlier.currency = cells.currency
),

-- Where nothing was charged before, there was no rate to change: it is the mix, or no longer free.
effects as (
    select
        *,
        (
            amount_before::double * (all_units - all_units_before) / all_units_before
        )::decimal(18, 6) as volume,
        case
            when charged > 0 and charged_before > 0
            then (amount - amount_before::double * charged / charged_before)::decimal(18, 6)
            else 0
        end as price,
        case
            when units = 0 or units_before = 0 then 0
            when charged_before > 0
            then (
                amount_before::double / charged_before
                * (charged - units::double * charged_before / units_before)
            )::decimal(18, 6)
            else amount
        end as free
    from compared
)

select
    month,
    account_id,
    market,
    category,
    currency,
    is_current,
    amount_before::decimal(18, 6) as amount_before,
    amount::decimal(18, 6) as amount,
    volume,
    (amount - amount_before - volume - price - free)::decimal(18, 6) as mix,
    free::decimal(18, 6) as free,
    price::decimal(18, 6) as price
from effects
