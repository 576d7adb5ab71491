-- Where Meta's statuses and the rules differ, by month and cause. Without the example: a message's id holds a number.
select
    month,
    currency,
    coalesce(account_id, '–') as account_id,
    regime,
    category,
    cause,
    units,
    amount::double as amount
from metrics.spend_disagreements
