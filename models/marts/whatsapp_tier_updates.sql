-- Tiers that Meta's webhooks say a portfolio has reached, against when our count reached them. They are compared
-- only: no price is taken from them. Meta may send one twice; the earliest time of it counts.
--
-- grain month, portfolio, market, category, tier_from
-- column month date: Month that the tier holds in.
-- column portfolio varchar: Business portfolio that the account which heard of it belonged to then.
-- column market varchar: Meta's market.
-- column category varchar: utility, authentication or authentication_international.
-- column tier_from bigint: First place of the tier.
-- column tier_to bigint: Last place of it; null = no end.
-- column reported_at timestamptz: When Meta says it was reached.
-- column reached_at timestamptz: When our count came to its first place; null where it has not.
-- column seconds_apart bigint: From theirs to ours; null where ours has not come to it.

with

updates as (
    select
        account_id,
        occurred_at,
        (payload->'volume_tier_info') as info
    from staging.whatsapp_account_events
    where field = 'account_update' and (payload->>'event') = 'VOLUME_BASED_PRICING_TIER_UPDATE'
),

stamped as (
    select
        account_id,
        occurred_at,
        info,
        -- Epoch seconds, or milliseconds; nothing else is a time.
        case
            when regexp_full_match(info->>'tier_update_time', '[0-9]{9,11}')
            then make_timestamptz(try_cast(info->>'tier_update_time' as bigint) * 1000000)
            when regexp_full_match(info->>'tier_update_time', '[0-9]{12,13}')
            then make_timestamptz(try_cast(info->>'tier_update_time' as bigint) * 1000)
        end as reported_at
    from updates
),

read as (
    select
        try_strptime((info->>'effective_month') || '-01', '%Y-%m-%d')::date as month,
        coalesce(accounts.portfolio, settings.portfolio) as portfolio,
        (info->>'region') as market,
        replace(lower(info->>'pricing_category'), '-', '_') as category,
        try_cast(split_part(info->>'tier', ':', 1) as bigint) as tier_from,
        try_cast(split_part(info->>'tier', ':', 2) as bigint) as tier_to,
        stamped.reported_at
    from stamped
    cross join reference.settings
    asof left join marts.whatsapp_accounts as accounts
        on accounts.account_id = stamped.account_id
        and coalesce(stamped.reported_at, stamped.occurred_at) >= accounts.valid_from
),

-- What lacks a part of it cannot be compared.
reported as (
    select
        month,
        portfolio,
        market,
        category,
        tier_from,
        max(tier_to) as tier_to,
        min(reported_at) as reported_at
    from read
    where month is not null
        and market is not null
        and category is not null
        and tier_from is not null
    group by month, portfolio, market, category, tier_from
),

reached as (
    select
        month,
        portfolio,
        market,
        replace(category, '_international', '') as counter,
        tier_place,
        charged_at
    from marts.whatsapp_charges
    where tier_place in (select tier_from from reported)
)

select
    reported.month,
    reported.portfolio,
    reported.market,
    reported.category,
    reported.tier_from,
    reported.tier_to,
    reported.reported_at,
    reached.charged_at as reached_at,
    epoch(reached.charged_at - reported.reported_at)::bigint as seconds_apart
from reported
left join reached
    on reached.month = reported.month
    and reached.portfolio = reported.portfolio
    and reached.market = reported.market
    and reached.counter = replace(reported.category, '_international', '')
    and reached.tier_place = reported.tier_from
