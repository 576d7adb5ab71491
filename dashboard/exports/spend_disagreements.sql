-- Where Meta's statuses and the rules differ, by month and cause.
select
    month,
    currency,
    coalesce(account_id, '–') as account_id,
    regime,
    category,
    cause,
    units,
    amount::double as amount,
    example
from metrics.spend_disagreements
