-- What we count and what Meta bills, line by line, with the causes of the difference.
select
    source,
    month,
    coalesce(account_id, '–') as account_id,
    market,
    category,
    currency,
    cause,
    sum(ours_units)::double as ours_units,
    sum(theirs_units)::double as theirs_units,
    sum(ours_amount)::double as ours_amount,
    sum(theirs_amount)::double as theirs_amount,
    sum(difference)::double as difference,
    sum(cause_estimate)::double as estimate,
    sum(cause_unrated)::double as unrated,
    sum(cause_not_loaded)::double as not_loaded,
    sum(cause_missing_events)::double as missing_events,
    sum(cause_allowance)::double as allowance,
    sum(cause_other_currency)::double as other_currency,
    sum(cause_tier_split)::double as tier_split,
    sum(cause_rounding)::double as rounding,
    sum(cause_unexplained)::double as unexplained
from metrics.spend_reconciliation
group by all
