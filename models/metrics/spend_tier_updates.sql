-- Tiers that Meta's webhooks say a portfolio has reached, against when our count reached them. They are compared
-- only: no price is taken from them. Meta may send one twice; the earliest time of it counts.
--
-- grain month, portfolio, market, category, tier_from
-- column month date: First day of the month that the tier holds in.
-- column portfolio varchar: Business portfolio that the account which heard of it belonged to then.
-- column market varchar: Meta's market.
-- column category varchar: utility, authentication or authentication_international.
-- column tier_from bigint: First place of the tier.
-- column tier_to bigint: Last place of it; null = no end.
-- column reported_at timestamptz: When Meta says it was reached.
-- column reached_at timestamptz: When our count came to its first place; null where it has not.
-- column seconds_apart bigint: From theirs to ours; null where ours has not come to it.
-- es: Tramos que una cartera ha alcanzado según los webhooks de Meta, frente a cuándo los alcanzó nuestro recuento.
--   Solo se comparan: ningún precio sale de ellos. Meta puede enviar dos veces el mismo; cuenta la hora más temprana.
-- es month: Primer día del mes en que vale el tramo.
-- es portfolio: Cartera (business portfolio) a la que pertenecía entonces la cuenta que recibió el aviso.
-- es market: Mercado de Meta.
-- es category: utility, authentication o authentication_international.
-- es tier_from: Primera unidad del tramo.
-- es tier_to: Última unidad del tramo; vacío = sin fin.
-- es reported_at: Cuándo se alcanzó, según Meta.
-- es reached_at: Cuándo llegó nuestro recuento a su primera unidad; vacío si no ha llegado.
-- es seconds_apart: Del instante de Meta al nuestro; vacío si nuestro recuento no ha llegado.

select
    month,
    portfolio,
    market,
    category,
    tier_from,
    tier_to,
    reported_at,
    reached_at,
    seconds_apart
from marts.whatsapp_tier_updates
