-- Tokens of the Meta Business Agent: a line of its own.
select
    spend_tokens.source,
    spend_tokens.month,
    coalesce(spend_accounts.account_name, spend_tokens.account_id) as account,
    spend_tokens.currency,
    spend_tokens.tokens::double as tokens,
    spend_tokens.amount::double as amount,
    spend_tokens.billed_amount::double as billed_amount
from metrics.spend_tokens
left join metrics.spend_accounts
    on spend_accounts.account_id is not distinct from spend_tokens.account_id
