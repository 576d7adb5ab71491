-- What we count and what Meta bills, line by line, with the causes of the difference.
select
    spend_reconciliation.source,
    spend_reconciliation.month,
    coalesce(spend_accounts.account_name, spend_reconciliation.account_id) as account,
    spend_reconciliation.market,
    spend_reconciliation.category,
    spend_reconciliation.currency,
    spend_reconciliation.cause,
    sum(spend_reconciliation.ours_units)::integer as ours_units,
    sum(spend_reconciliation.theirs_units)::integer as theirs_units,
    sum(spend_reconciliation.ours_amount)::double as ours_amount,
    sum(spend_reconciliation.theirs_amount)::double as theirs_amount,
    sum(spend_reconciliation.difference)::double as difference,
    sum(spend_reconciliation.cause_estimate)::double as estimate,
    sum(spend_reconciliation.cause_unrated)::double as unrated,
    sum(spend_reconciliation.cause_missing_events)::double as missing_events,
    sum(spend_reconciliation.cause_allowance)::double as allowance,
    sum(spend_reconciliation.cause_tier_split)::double as tier_split,
    sum(spend_reconciliation.cause_rounding)::double as rounding,
    sum(spend_reconciliation.cause_unexplained)::double as unexplained
from metrics.spend_reconciliation
left join metrics.spend_accounts
    on spend_accounts.account_id is not distinct from spend_reconciliation.account_id
group by all
