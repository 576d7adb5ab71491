-- Rates over time, of the currencies that accounts are charged in and the markets they write to.
--
-- grain currency, market, category, valid_from, tier_from
-- column currency varchar: Currency of the card.
-- column market varchar: Meta's market.
-- column category varchar: Category as the card prices it.
-- column valid_from date: First day in force, in the account's zone.
-- column valid_to_exclusive date: First day on which it is not in force any more; null = still in force.
-- column tier_from bigint: First place of the month's tier; 0 for the first.
-- column tier_to bigint: Last place of the tier; null = no end.
-- column rate decimal(18,6): Price of one unit in this tier.
-- column list_rate decimal(18,6): Price in the first tier.
-- column tier_status varchar: list, published, formula or unknown (the list, as an upper bound).
-- column evidence varchar: official, published (by a partner), derived (from announced changes) or inferred.
-- es: Precios a lo largo del tiempo, de las monedas en que se cobra a las cuentas y los mercados a los que escriben.
-- es currency: Moneda de la tarifa.
-- es market: Mercado de Meta.
-- es category: Categoría, tal como la valora la tarifa.
-- es valid_from: Primer día de vigencia, en la zona de la cuenta.
-- es valid_to_exclusive: Primer día en que ya no está vigente; vacío = sigue vigente.
-- es tier_from: Primera unidad del tramo del mes; 0 en el primero.
-- es tier_to: Última unidad del tramo; vacío = sin fin.
-- es rate: Precio de una unidad en este tramo.
-- es list_rate: Precio en el primer tramo.
-- es tier_status: list, published, formula o unknown (el precio de lista, como cota superior).
-- es evidence: official, published (por un proveedor), derived (de cambios anunciados) o inferred.

select
    whatsapp_prices.currency,
    whatsapp_prices.market,
    whatsapp_prices.category,
    whatsapp_prices.valid_from,
    whatsapp_prices.valid_to_exclusive,
    whatsapp_prices.tier_from,
    whatsapp_prices.tier_to,
    whatsapp_prices.rate,
    whatsapp_prices.list_rate,
    whatsapp_prices.tier_status,
    whatsapp_prices.evidence
from marts.whatsapp_prices
where whatsapp_prices.rate is not null
    and (whatsapp_prices.currency, whatsapp_prices.market) in (
        select (spend_months.currency, spend_months.market) from metrics.spend_months
    )
