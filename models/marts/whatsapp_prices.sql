-- One row per tier of each cell (currency, market, category) and card that speaks for it, with the days it is in
-- force. A whole card speaks for every cell of its currency, also for those it lacks: their price is unknown then,
-- and no older card's. A card of a single market speaks for its own cells only. A card that ends without its
-- successor at hand leaves days without any row.
--
-- grain currency, market, category, valid_from, tier_from
-- column currency varchar: Currency of the card.
-- column market varchar: Meta's market.
-- column category varchar: Category as the card prices it.
-- column valid_from date: First day in force, in the account's zone.
-- column valid_to_exclusive date: First day on which it is not in force any more; null = still in force.
-- column tier_from bigint: First place of the month's tier; 0 for the first tier.
-- column tier_to bigint: Last place of the tier; null = no end.
-- column rate decimal(18,6): Price of one unit in this tier; null where the card lacks the cell.
-- column list_rate decimal(18,6): Price in the first tier.
-- column tier_status varchar: list (no tiers), published (by a card), formula (counted from the list, where the
--    settings say so) or unknown (the card tells the list only; beyond the first tier it is an upper bound).
-- column evidence varchar: official, published, derived or inferred; null where the card lacks the cell.
-- check in_force_some_day: valid_to_exclusive is null or valid_from < valid_to_exclusive

with

cards as (
    select
        currency,
        effective_from,
        min(valid_to_exclusive) as valid_to_exclusive,
        count(distinct market) = 1 as is_fragment
    from reference.whatsapp_rates
    group by currency, effective_from
),

cells as (
    select distinct currency, market, category
    from reference.whatsapp_rates
),

own_cells as (
    select distinct currency, effective_from, market, category
    from reference.whatsapp_rates
),

spoken_for as (
    select
        cells.currency,
        cells.market,
        cells.category,
        cards.effective_from,
        cards.valid_to_exclusive
    from cells
    inner join cards on cards.currency = cells.currency and not cards.is_fragment
    union all
    select
        own_cells.currency,
        own_cells.market,
        own_cells.category,
        cards.effective_from,
        cards.valid_to_exclusive
    from own_cells
    inner join cards
        on cards.currency = own_cells.currency
        and cards.effective_from = own_cells.effective_from
        and cards.is_fragment
),

dated as (
    select
        currency,
        market,
        category,
        effective_from as valid_from,
        least(
            valid_to_exclusive,
            lead(effective_from) over (
                partition by currency, market, category
                order by effective_from
            )
        ) as valid_to_exclusive
    from spoken_for
),

printed as (
    select
        dated.currency,
        dated.market,
        dated.category,
        dated.valid_from,
        dated.valid_to_exclusive,
        coalesce(whatsapp_rates.tier_from, 0) as tier_from,
        whatsapp_rates.tier_to,
        whatsapp_rates.rate,
        first_value(whatsapp_rates.rate) over cell as list_rate,
        whatsapp_rates.evidence,
        dated.valid_from >= date '2025-07-01'
            and dated.category in (
                'utility', 'authentication', 'authentication_international'
            ) as has_tiers,
        count(*) over (
            partition by dated.currency, dated.market, dated.category, dated.valid_from
        ) as printed_tiers
    from dated
    left join reference.whatsapp_rates
        on whatsapp_rates.currency = dated.currency
        and whatsapp_rates.effective_from = dated.valid_from
        and whatsapp_rates.market = dated.market
        and whatsapp_rates.category = dated.category
    window cell as (
        partition by dated.currency, dated.market, dated.category, dated.valid_from
        order by whatsapp_rates.tier_from
    )
),

-- Where a market's tiers lie, from the newest card that says so: the bounds are the same in every
-- currency.
known_tiers as (
    select
        market,
        category,
        tier_from,
        tier_to,
        row_number() over (
            partition by market, category, currency, effective_from order by tier_from
        ) - 1 as step
    from reference.whatsapp_rates
    where tier_from > 0 or tier_to is not null
    qualify dense_rank() over (
        partition by market, category
        order by effective_from desc, currency
    ) = 1
)

-- Published tiers are the list less 5 % a step (India 6 %), rounded half up to four decimals.
select
    printed.currency,
    printed.market,
    printed.category,
    printed.valid_from,
    printed.valid_to_exclusive,
    coalesce(known_tiers.tier_from, printed.tier_from) as tier_from,
    if(known_tiers.step is null, printed.tier_to, known_tiers.tier_to) as tier_to,
    if(
        known_tiers.step > 0 and settings.tiers = 'formula',
        round(
            printed.rate
                * (100 - known_tiers.step * if(printed.market = 'India', 6, 5))::decimal(3, 0)
                * 0.01,
            4
        ),
        printed.rate
    )::decimal(18, 6) as rate,
    printed.list_rate,
    case
        when not printed.has_tiers or printed.rate is null then 'list'
        when printed.printed_tiers > 1 or known_tiers.step = 0 then 'published'
        when known_tiers.step > 0 and settings.tiers = 'formula' then 'formula'
        else 'unknown'
    end as tier_status,
    printed.evidence
from printed
cross join reference.settings
left join known_tiers
    on printed.has_tiers
    and printed.printed_tiers = 1
    and known_tiers.market = printed.market
    and known_tiers.category = printed.category
