-- One row per line of Meta's invoices.
--
-- grain month, account_id, market, category, currency
-- column month date: First day of the month that was billed.
-- column account_id varchar: WhatsApp Business Account.
-- column market varchar: Market as billed; null where the line names none.
-- column category varchar: What was billed; null where the line names none.
-- column units bigint: Units billed; null where the line names none.
-- column amount decimal(18,6): What was billed, without tax.
-- column currency varchar: Its currency.
-- column file_id integer: The load that brought it.

select
    month,
    account_id,
    market,
    category,
    units,
    amount,
    currency,
    file_id
from raw.invoices
