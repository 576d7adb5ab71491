-- List rates of the markets written to, over time.
select
    currency,
    market,
    category,
    valid_from,
    valid_to_exclusive,
    list_rate::double as list_rate,
    evidence
from metrics.spend_rates
where tier_from = 0
