-- Tiers that Meta said were reached, and when our count reached them.
select
    month,
    portfolio,
    market,
    category,
    tier_from::double as tier_from,
    reported_at,
    reached_at,
    seconds_apart::double as seconds_apart
from metrics.spend_tier_updates
