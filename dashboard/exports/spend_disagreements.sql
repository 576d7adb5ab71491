-- Where Meta's statuses and the rules differ, by month and cause.
select
    spend_disagreements.month,
    spend_disagreements.currency,
    coalesce(spend_accounts.account_name, spend_disagreements.account_id) as account,
    spend_disagreements.regime,
    spend_disagreements.category,
    spend_disagreements.cause,
    spend_disagreements.units,
    spend_disagreements.amount::double as amount,
    spend_disagreements.example
from metrics.spend_disagreements
left join metrics.spend_accounts
    on spend_accounts.account_id is not distinct from spend_disagreements.account_id
