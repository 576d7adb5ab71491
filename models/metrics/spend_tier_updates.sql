-- Tiers that Meta's webhooks say a portfolio has reached, against when our count reached them. They are compared
-- only: no price is taken from them. Meta may send one twice; the earliest time of it counts.
--
-- grain month, portfolio, market, category, tier_from
-- column month date: Month that the tier holds in.
-- column portfolio varchar: Business portfolio of the account that heard of it.
-- column market varchar: Meta's market.
-- column category varchar: utility, authentication or authentication_international.
-- column tier_from bigint: First place of the tier.
-- column tier_to bigint: Last place of it; null = no end.
-- column reported_at timestamptz: When Meta says it was reached.
-- column reached_at timestamptz: When our count came to its first place; null where it has not.
-- column seconds_apart bigint: From theirs to ours; null where ours has not come to it.

select
    month,
    portfolio,
    market,
    category,
    tier_from,
    tier_to,
    reported_at,
    reached_at,
    seconds_apart
from marts.whatsapp_tier_updates
