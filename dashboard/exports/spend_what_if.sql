-- The last whole months as they were charged, and by the rules now, those before and those to come.
select
    rules,
    rules_from,
    month,
    market,
    category,
    currency,
    sum(units_charged)::integer as units_charged,
    sum(units_free)::integer as units_free,
    sum(units_unrated)::integer as units_unrated,
    sum(amount)::double as amount,
    bool_or(is_estimate) as is_estimate
from ops.spend_what_if
group by rules, rules_from, month, market, category, currency
