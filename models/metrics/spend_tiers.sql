-- Each portfolio's tiers of a month, and how many of its units fell into each: marginal, only those that are charged.
--
-- grain month, portfolio, market, category, currency, tier_from
-- column month date: First day of the month, in the WhatsApp accounts' own time zones.
-- column portfolio varchar: Business portfolio; its accounts add up.
-- column market varchar: Meta's market.
-- column category varchar: utility, authentication or authentication_international; the last two share one counter.
-- column currency varchar: Currency of the rate.
-- column tier_from bigint: First place of the tier.
-- column tier_to bigint: Last place of it; null = no end.
-- column rate decimal(18,6): Price of one unit in it.
-- column tier_status varchar: published, formula, or unknown (the card tells the list only).
-- column units bigint: Units of the portfolio in this tier, of both kinds of authentication.
-- column counted bigint: Units of the portfolio in all tiers.
-- column amount decimal(18,6): What the units of this category and tier cost; null where none fell into it.
-- es: Los tramos de cada cartera en un mes, y cuántas de sus unidades cayeron en cada uno: los tramos son marginales y
--   solo cuentan las que se cobran.
-- es month: Primer día del mes, en la zona horaria de las propias cuentas de WhatsApp.
-- es portfolio: Cartera (business portfolio); sus cuentas se suman.
-- es market: Mercado de Meta.
-- es category: utility, authentication o authentication_international; las dos últimas comparten un contador.
-- es currency: Moneda del precio.
-- es tier_from: Primera unidad del tramo.
-- es tier_to: Última unidad del tramo; vacío = sin fin.
-- es rate: Precio de una unidad en él.
-- es tier_status: published, formula o unknown (la tarifa solo dice el precio de lista).
-- es units: Unidades de la cartera en este tramo, de ambas clases de autenticación.
-- es counted: Unidades de la cartera en todos los tramos.
-- es amount: Lo que cuestan las unidades de esta categoría y tramo; vacío si ninguna cayó en él.
-- rebuild month

with

counted as (
    select
        whatsapp_charges.month,
        portfolio,
        market,
        replace(category, '_international', '') as counter,
        max(tier_place) as counted
    from marts.whatsapp_charges
    semi join rebuild.month on rebuild.month.month = whatsapp_charges.month
    where tier_place is not null
    group by all
),

charged as (
    select
        whatsapp_charges.month,
        portfolio,
        market,
        category,
        currency,
        tier_from,
        max(day) as last_day,
        sum(amount) as amount
    from marts.whatsapp_charges
    semi join rebuild.month on rebuild.month.month = whatsapp_charges.month
    where tier_place is not null
    group by all
),

priced as (
    select month, portfolio, market, category, currency, max(last_day) as last_day
    from charged
    group by month, portfolio, market, category, currency
)

select
    priced.month,
    priced.portfolio,
    priced.market,
    priced.category,
    priced.currency,
    whatsapp_prices.tier_from,
    whatsapp_prices.tier_to,
    whatsapp_prices.rate,
    whatsapp_prices.tier_status,
    greatest(
        least(counted.counted, coalesce(whatsapp_prices.tier_to, counted.counted))
        - greatest(whatsapp_prices.tier_from - 1, 0),
        0
    ) as units,
    counted.counted,
    charged.amount::decimal(18, 6) as amount
from priced
inner join counted
    on counted.month = priced.month
    and counted.portfolio = priced.portfolio
    and counted.market = priced.market
    and counted.counter = replace(priced.category, '_international', '')
inner join marts.whatsapp_prices
    on whatsapp_prices.currency = priced.currency
    and whatsapp_prices.market = priced.market
    and whatsapp_prices.category = priced.category
    and priced.last_day >= whatsapp_prices.valid_from
    and priced.last_day < coalesce(whatsapp_prices.valid_to_exclusive, date '9999-01-01')
    and whatsapp_prices.tier_status != 'list'
left join charged
    on charged.month = priced.month
    and charged.portfolio = priced.portfolio
    and charged.market = priced.market
    and charged.category = priced.category
    and charged.currency = priced.currency
    and charged.tier_from = whatsapp_prices.tier_from
