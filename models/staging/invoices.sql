-- One row per line of Meta's invoices. Where an account has lines with an invoice's number in a month, those without
-- one do not count: they may be the same lines, as they came before.
--
-- grain month, account_id, invoice_number, market, category, currency
-- column month date: First day of the month that was billed.
-- column account_id varchar: WhatsApp Business Account.
-- column invoice_number varchar: The invoice's number, by which several of a month add up; null where it has none.
-- column market varchar: Market as billed; null where the line names none.
-- column category varchar: What was billed; null where the line names none.
-- column units bigint: Units billed; null where the line names none.
-- column amount decimal(18,6): What was billed, without tax.
-- column currency varchar: Its currency.
-- column is_counted boolean: Whether it counts: it has a number, or no line of its account and month has one.
-- column is_told_again boolean: Whether lines with a number bill its amount too, one of them or all together, for the
--    same market, category and currency.
-- column file_id integer: The load that brought it.
-- warn no_amount_is_left_out_for_want_of_a_number: is_counted or is_told_again

select
    month,
    account_id,
    invoice_number,
    market,
    category,
    units,
    amount,
    currency,
    invoice_number is not null or count(invoice_number) over (
        partition by date_trunc('month', month), account_id
    ) = 0 as is_counted,
    coalesce(
        sum(amount) filter (where invoice_number is not null) over line = amount
        or list_contains(
            list(amount) filter (where invoice_number is not null) over line, amount
        ),
        false
    ) as is_told_again,
    file_id
from raw.invoices
window line as (
    partition by date_trunc('month', month), account_id, market, category, currency
)
