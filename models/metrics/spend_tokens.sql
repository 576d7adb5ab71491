-- Tokens of the Meta Business Agent, a line of its own: no webhook carries them and no message costs more for them,
-- so they are known from invoices and from Meta's analytics only. They are charged in free entry points too.
--
-- grain source, month, account_id, currency
-- column source varchar: invoice or analytics.
-- column month date: First day of the month.
-- column account_id varchar: WhatsApp Business Account.
-- column currency varchar: Currency of the amounts.
-- column tokens bigint: Tokens used; null where the source does not say.
-- column amount decimal(18,6): What they cost by the published price, 2.00 USD a million since August 2026; null for
--    other currencies and before.
-- column billed_amount decimal(18,6): What Meta says; null where it hides it.
-- es: Tokens del Meta Business Agent, una línea aparte: ningún webhook los trae y ningún mensaje cuesta más por ellos,
--   así que solo se conocen por las facturas y por la analítica de Meta. También se cobran en puntos de entrada gratis.
-- es source: invoice o analytics.
-- es month: Primer día del mes.
-- es account_id: Cuenta de WhatsApp Business.
-- es currency: Moneda de los importes.
-- es tokens: Tokens usados; vacío si la fuente no lo dice.
-- es amount: Lo que cuestan según el precio publicado, 2,00 USD el millón desde agosto de 2026; vacío en otras monedas
--   y antes de esa fecha.
-- es billed_amount: Lo que dice Meta; vacío si lo oculta.

select
    source,
    month,
    account_id,
    currency,
    sum(units)::bigint as tokens,
    if(
        currency = 'USD' and month >= date '2026-08-01', sum(units)::decimal(18, 0) * 0.000002, null
    )::decimal(18, 6) as amount,
    sum(amount)::decimal(18, 6) as billed_amount
from marts.billed_lines
where regexp_matches(category, 'business_agent|token')
group by source, month, account_id, currency
