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
