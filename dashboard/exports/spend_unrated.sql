-- Units that are in no amount, and why.
select
    day,
    coalesce(account_id, '–') as account_id,
    currency,
    market,
    category,
    reason,
    units
from metrics.spend_unrated
