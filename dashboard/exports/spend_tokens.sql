-- Tokens of the Meta Business Agent: a line of its own.
select
    source,
    month,
    coalesce(account_id, '–') as account_id,
    currency,
    tokens::double as tokens,
    amount::double as amount,
    billed_amount::double as billed_amount
from metrics.spend_tokens
