-- Units that are in no amount, and why.
select
    spend_unrated.day,
    coalesce(spend_accounts.account_name, spend_unrated.account_id) as account,
    spend_unrated.currency,
    spend_unrated.market,
    spend_unrated.category,
    spend_unrated.reason,
    spend_unrated.units
from metrics.spend_unrated
left join metrics.spend_accounts
    on spend_accounts.account_id is not distinct from spend_unrated.account_id
