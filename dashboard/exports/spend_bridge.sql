-- Why a month cost more or less than the month before.
select
    month,
    coalesce(account_id, '–') as account_id,
    currency,
    is_current,
    sum(amount_before)::double as amount_before,
    sum(volume)::double as volume,
    sum(mix)::double as mix,
    sum(free)::double as free,
    sum(price)::double as price,
    sum(unit)::double as unit,
    sum(accounts)::double as accounts,
    sum(amount)::double as amount
from metrics.spend_bridge
group by month, coalesce(account_id, '–'), currency, is_current
