-- One row per unit of marts.whatsapp_units with the card, the tier, the rate and the amount that hold for it, or the
-- reason why its price is unknown.
--
-- grain unit_id
-- column unit_id varchar: The unit.
-- column charged_at timestamptz: Delivery, or the opening of the conversation.
-- column day date: The account's day of charged_at.
-- column month date: First day of its month.
-- column regime varchar: Regime in force on that day.
-- column account_id varchar: WhatsApp Business Account.
-- column business_number varchar: The business's number.
-- column contact_id varchar: The contact.
-- column portfolio varchar: Business portfolio that owns the account; tiers add up over it.
-- column market varchar: Meta's market, or unknown.
-- column country varchar: The contact's country.
-- column category varchar: What is charged for; unknown where no source tells.
-- column pricing_type varchar: regular (charged), or why it is free.
-- column currency varchar: The account's currency on that day, or that of the cost Meta named.
-- column card_from date: First day of the card in force; null for what is free.
-- column tier_place bigint: Place among the charged units of portfolio, market, category and month; null without tiers.
-- column tier_from bigint: First place of the tier it falls into.
-- column tier_to bigint: Last place of it; null = no end, or no tier.
-- column tier_status varchar: published, list (no tiers apply), formula, or unknown (beyond the tiers known).
-- column rate decimal(18,6): Price of one such unit; null for what is free or unknown.
-- column amount decimal(18,6): What it costs: the rate, 0 where it is free, null where unknown.
-- column reason varchar: Why the amount is unknown: unknown_category (no source tells), unpriced_category (no card has it),
--    no_card (of the currency on that day), unknown_market or missing_rate (the card lacks the cell).
-- column source varchar: reported (Meta's status decided) or derived (from messages and windows).
-- column is_estimate boolean: Derived, or beyond the tiers known; Meta reported the others.
-- column disagreement varchar: Where report and rules differ.
-- column template_name varchar: Template.
-- column campaign_id varchar: Campaign.
-- column message_id varchar: The message, or the one that opened the conversation.
-- check free_costs_nothing: pricing_type = 'regular' or amount = 0
-- check unknown_has_reason: (amount is null) = (reason is not null)
-- rebuild month

with

accounts as (
    select account_id, currency, portfolio, coalesce(valid_from, date '2000-01-01') as valid_from
    from reference.accounts
),

owned as not materialized (
    select
        whatsapp_units.*,
        coalesce(accounts.currency, settings.currency) as account_currency,
        coalesce(accounts.portfolio, settings.portfolio) as portfolio,
        settings.tiers,
        case
            when whatsapp_units.category = 'group_marketing' then 'marketing'
            when whatsapp_units.category = 'group_utility' then 'utility'
            when whatsapp_units.category = 'marketing_lite'
            then if(whatsapp_units.regime in ('message_template', 'message_all'), 'marketing', null)
            when whatsapp_units.category = 'service' and whatsapp_units.is_group then null
            when whatsapp_units.category in (
                'marketing', 'utility', 'authentication', 'authentication_international', 'service',
                'user_initiated', 'business_initiated'
            )
            then whatsapp_units.category
        end as rate_category
    from marts.whatsapp_units
    semi join rebuild.month on rebuild.month.month = whatsapp_units.month
    cross join reference.settings
    asof left join accounts
        on accounts.account_id = whatsapp_units.account_id and whatsapp_units.day >= accounts.valid_from
),

-- Tiers count charged units of the regimes of messages; both kinds of authentication share one counter.
placed as not materialized (
    select
        *,
        coalesce(
            pricing_type = 'regular'
            and regime in ('message_template', 'message_all')
            and not is_group
            and rate_category in ('utility', 'authentication', 'authentication_international'),
            false
        ) as is_tiered
    from owned
),

counted as (
    select
        *,
        row_number() over (
            partition by month, portfolio, market, replace(rate_category, '_international', '')
            order by charged_at, unit_id
        ) as tier_place
    from placed
    where is_tiered
    union all
    select *, null
    from placed
    where not is_tiered
),

-- The card that speaks for a cell on a day: the newest whole one of the currency, or a newer one of a single market that
-- has the cell. A card that ended without its successor at hand leaves nothing.
cards as (
    select
        currency,
        effective_from,
        min(valid_to_exclusive) as valid_to_exclusive,
        count(distinct market) = 1 as is_fragment
    from reference.whatsapp_rates
    group by currency, effective_from
),

asked as (
    select distinct account_currency, market, rate_category, day
    from owned
    where pricing_type = 'regular' and rate_category is not null
),

cell_cards as (
    select cells.account_currency, cells.market, cells.rate_category, cards.effective_from, cards.valid_to_exclusive
    from (select distinct account_currency, market, rate_category from asked) as cells
    inner join cards on cards.currency = cells.account_currency and not cards.is_fragment
    union all
    select distinct
        whatsapp_rates.currency,
        whatsapp_rates.market,
        whatsapp_rates.category,
        cards.effective_from,
        cards.valid_to_exclusive
    from reference.whatsapp_rates
    inner join cards
        on cards.currency = whatsapp_rates.currency
        and cards.effective_from = whatsapp_rates.effective_from
        and cards.is_fragment
),

in_force as (
    select
        asked.account_currency,
        asked.market,
        asked.rate_category,
        asked.day,
        if(
            asked.day < coalesce(cell_cards.valid_to_exclusive, date '9999-01-01'), cell_cards.effective_from, null
        ) as card_from
    from asked
    asof left join cell_cards
        on cell_cards.account_currency = asked.account_currency
        and cell_cards.market = asked.market
        and cell_cards.rate_category = asked.rate_category
        and asked.day >= cell_cards.effective_from
),

-- A card's list rate, and how many tiers it publishes, for each of its cells.
list_rates as (
    select
        currency,
        effective_from,
        market,
        category,
        arg_min(rate, tier_from) as list_rate,
        count(*) as tiers
    from reference.whatsapp_rates
    group by currency, effective_from, market, category
),

-- Where a market's tiers lie, from the newest card that says so: the bounds are the same in every currency.
known_tiers as (
    select
        market,
        category,
        tier_from,
        tier_to,
        row_number() over (partition by market, category order by tier_from) - 1 as step
    from reference.whatsapp_rates
    where tier_from > 0 or tier_to is not null
    qualify dense_rank() over (partition by market, category order by effective_from desc, currency) = 1
),

first_thresholds as (
    select market, category, min(tier_to) as first_threshold
    from known_tiers
    group by market, category
),

carded as (
    select counted.*, in_force.card_from
    from counted
    left join in_force
        on counted.pricing_type = 'regular'
        and in_force.account_currency = counted.account_currency
        and in_force.market = counted.market
        and in_force.rate_category = counted.rate_category
        and in_force.day = counted.day
),

rated as (
    select
        carded.*,
        list_rates.list_rate,
        list_rates.tiers as published_tiers,
        published.rate as published_rate,
        published.tier_from as published_from,
        published.tier_to as published_to,
        known_tiers.step,
        known_tiers.tier_from as known_from,
        known_tiers.tier_to as known_to,
        carded.is_tiered and list_rates.tiers = 1 as is_list_only,
        first_thresholds.first_threshold
    from carded
    left join list_rates
        on list_rates.currency = carded.account_currency
        and list_rates.effective_from = carded.card_from
        and list_rates.market = carded.market
        and list_rates.category = carded.rate_category
    left join reference.whatsapp_rates as published
        on published.currency = carded.account_currency
        and published.effective_from = carded.card_from
        and published.market = carded.market
        and published.category = carded.rate_category
        and coalesce(carded.tier_place, 1) >= published.tier_from
        and coalesce(carded.tier_place, 1) <= coalesce(published.tier_to, 9223372036854775807)
    left join known_tiers
        on known_tiers.market = carded.market
        and known_tiers.category = carded.rate_category
        and carded.tier_place >= known_tiers.tier_from
        and carded.tier_place <= coalesce(known_tiers.tier_to, 9223372036854775807)
    left join first_thresholds
        on first_thresholds.market = carded.market and first_thresholds.category = carded.rate_category
),

priced as (
    select
        *,
        case
            when not is_tiered then 'list'
            when published_tiers > 1 or tier_place <= first_threshold then 'published'
            when tiers = 'formula' and step is not null then 'formula'
            else 'unknown'
        end as tier_status
    from rated
),

-- Published tiers are the list less 5 % a step (India 6 %), rounded half up to four decimals.
costed as (
    select
        *,
        case
            when pricing_type != 'regular' then null
            when cost_amount is not null then cost_amount
            when is_list_only and tier_status = 'formula'
            then round(list_rate * (100 - step * if(market = 'India', 6, 5))::decimal(3, 0) * 0.01, 4)
            else published_rate
        end::decimal(18, 6) as rate
    from priced
)

select
    unit_id,
    charged_at,
    day,
    month,
    regime,
    account_id,
    business_number,
    contact_id,
    portfolio,
    market,
    country,
    coalesce(category, 'unknown') as category,
    pricing_type,
    if(
        pricing_type = 'regular' and cost_amount is not null, coalesce(cost_currency, account_currency), account_currency
    ) as currency,
    if(pricing_type = 'regular' and cost_amount is null, card_from, null) as card_from,
    tier_place,
    if(is_tiered, if(tier_status = 'published' and published_tiers > 1, published_from, known_from), null) as tier_from,
    if(is_tiered, if(tier_status = 'published' and published_tiers > 1, published_to, known_to), null) as tier_to,
    tier_status,
    rate,
    if(pricing_type = 'regular', rate, 0)::decimal(18, 6) as amount,
    case
        when pricing_type != 'regular' or rate is not null then null
        when category is null then 'unknown_category'
        when rate_category is null then 'unpriced_category'
        when card_from is null then 'no_card'
        when market = 'unknown' then 'unknown_market'
        else 'missing_rate'
    end as reason,
    source,
    source = 'derived' or (is_tiered and tier_status = 'unknown') as is_estimate,
    disagreement,
    template_name,
    campaign_id,
    message_id
from costed
