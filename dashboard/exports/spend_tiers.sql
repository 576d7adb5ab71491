-- Where each portfolio stands in its tiers, by month.
select
    month,
    portfolio,
    market,
    category,
    currency,
    tier_from::double as tier_from,
    tier_to::double as tier_to,
    rate::double as rate,
    tier_status,
    units::double as units,
    counted::double as counted
from metrics.spend_tiers
