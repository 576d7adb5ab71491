-- Why a month cost more or less than the month before, by account, market and category: more units, another mix of
-- them, another share that is free, other rates; and beside these what cannot be split, as one of the two months has
-- nothing of the account, or another unit of charge. The six add up to the difference.
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
-- column unit decimal(18,6): Whole difference where one month was charged by conversation and the other by message: two
--   units of which neither is more or fewer of the other. The other effects are zero then.
-- column accounts decimal(18,6): Whole difference where only one of the two months has anything with a price of the
--   account in this currency: a new account, one without traffic, another currency. The other effects are zero then.
-- es: Por qué un mes costó más o menos que el anterior, por cuenta, mercado y categoría: más unidades, otra mezcla de
--   ellas, otra parte gratis, otras tarifas; y, aparte, lo que no se puede repartir, porque uno de los dos meses no
--   tiene nada de la cuenta o se cobró por otra unidad. Los seis efectos suman la diferencia.
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
-- es unit: Toda la diferencia, si un mes se cobró por conversación y el otro por mensaje: son unidades distintas y
--   ninguna es más o menos de la otra. Los demás efectos son entonces cero.
-- es accounts: Toda la diferencia, si solo uno de los dos meses tiene algo con precio de la cuenta en esta moneda:
--   una cuenta nueva, una sin tráfico, otra moneda. Los demás efectos son entonces cero.
-- check adds_up: amount - amount_before = volume + mix + free + price + unit + accounts
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

-- A conversation and a message are no number of each other.
charged_months as (
    select
        totals.month,
        bool_or(totals.is_current) as is_current,
        any_value(regimes.is_by_conversation) as is_by_conversation
    from totals
    inner join (
        select month, bool_or(starts_with(regime, 'conversation_')) as is_by_conversation
        from marts.whatsapp_days
        group by month
    ) as regimes
        on regimes.month = totals.month
    group by totals.month
),

-- Months that follow one another: the first of all has nothing to be compared with.
spans as (
    select
        later.month,
        earlier.month as month_before,
        later.is_current,
        later.is_by_conversation != earlier.is_by_conversation as has_other_unit
    from charged_months as later
    semi join rebuild.month on rebuild.month.month = later.month
    inner join charged_months as earlier
        on earlier.month = (later.month - interval 1 month)::date
),

-- Every account of either month.
pairs as (
    select
        spans.month,
        spans.month_before,
        listed.account_id,
        listed.currency,
        totals.units,
        earlier.units as units_before,
        coalesce(totals.is_current, spans.is_current) as is_current,
        case
            when totals.units is null or earlier.units is null then 'accounts'
            when spans.has_other_unit then 'unit'
            else 'parts'
        end as told_by
    from spans
    inner join (select distinct month, account_id, currency from totals) as listed
        on listed.month in (spans.month, spans.month_before)
    left join totals
        on totals.month = spans.month
        and totals.account_id is not distinct from listed.account_id
        and totals.currency = listed.currency
    left join totals as earlier
        on earlier.month = spans.month_before
        and earlier.account_id is not distinct from listed.account_id
        and earlier.currency = listed.currency
    group by all
),

cells as (
    select pairs.month, pairs.account_id, pairs.currency, months.market, months.category
    from pairs
    inner join months
        on months.account_id is not distinct from pairs.account_id
        and months.currency = pairs.currency
        and months.month in (pairs.month, pairs.month_before)
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
        pairs.told_by,
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
        case
            when told_by = 'parts'
            then (
                amount_before::double * (all_units - all_units_before) / all_units_before
            )::decimal(18, 6)
            else 0
        end as volume,
        case
            when told_by = 'parts' and charged > 0 and charged_before > 0
            then (amount - amount_before::double * charged / charged_before)::decimal(18, 6)
            else 0
        end as price,
        case
            when told_by != 'parts' or units = 0 or units_before = 0 then 0
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
    volume::decimal(18, 6) as volume,
    if(
        told_by = 'parts', amount - amount_before - volume - price - free, 0
    )::decimal(18, 6) as mix,
    free::decimal(18, 6) as free,
    price::decimal(18, 6) as price,
    if(told_by = 'unit', amount - amount_before, 0)::decimal(18, 6) as unit,
    if(told_by = 'accounts', amount - amount_before, 0)::decimal(18, 6) as accounts
from effects
