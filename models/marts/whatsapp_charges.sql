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
-- column tier_place bigint: Place among the charged units of portfolio, market, category and month; null without
--    tiers.
-- column tier_from bigint: First place of the tier it falls into.
-- column tier_to bigint: Last place of it; null = no end, or no tier.
-- column tier_status varchar: published, list (no tiers apply), formula, or unknown (beyond the tiers known).
-- column rate decimal(18,6): Price of one such unit; null for what is free or unknown.
-- column amount decimal(18,6): What it costs: the rate, 0 where it is free, null where unknown.
-- column reason varchar: Why the amount is unknown: unknown_category (no source tells), unpriced_category (no card
--    has it), no_card (of the currency on that day), unknown_market or missing_rate (the card lacks the cell).
-- column source varchar: reported (Meta's status decided) or derived (from messages and windows).
-- column is_estimate boolean: Derived, or beyond the tiers known; Meta reported the others.
-- column disagreement varchar: Where report and rules differ.
-- column template_name varchar: Template.
-- column campaign_id varchar: Campaign.
-- column message_id varchar: The message, or the one that opened the conversation.
-- check free_costs_nothing: pricing_type = 'regular' or amount = 0
-- check unknown_has_reason: (amount is null) = (reason is not null)
-- rebuild day back 30 d ahead 2 d
-- sorted by charged_at

with

accounts as (
    select
        account_id,
        currency,
        portfolio,
        coalesce(valid_from, date '2000-01-01') as valid_from,
        lead(valid_from, 1, date 'infinity') over (
            partition by account_id
            order by valid_from nulls first
        ) as valid_to
    from reference.accounts
),

months as (
    select distinct date_trunc('month', day)::date as month
    from rebuild.day
),

owned as not materialized (
    select
        whatsapp_units.*,
        coalesce(accounts.currency, settings.currency) as account_currency,
        coalesce(accounts.portfolio, settings.portfolio) as portfolio,
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
    semi join months on months.month = whatsapp_units.month
    cross join reference.settings
    left join accounts
        on accounts.account_id = whatsapp_units.account_id
        and whatsapp_units.day >= accounts.valid_from
        and whatsapp_units.day < accounts.valid_to
),

-- Tiers count charged units of the regimes of messages; both kinds of authentication share one
-- counter. Places go on over whole months in the order of time, which is that of days in one time
-- zone only: so they are counted by days of universal time.
placed as not materialized (
    select
        *,
        coalesce(
            pricing_type = 'regular'
            and regime in ('message_template', 'message_all')
            and not is_group
            and rate_category in ('utility', 'authentication', 'authentication_international'),
            false
        ) as is_tiered,
        replace(rate_category, '_international', '') as counter,
        epoch_us(charged_at) // 86400000000 as universal_day
    from owned
),

days_counted as (
    select
        month,
        portfolio,
        market,
        counter,
        universal_day,
        coalesce(
            sum(count(*)) over (
                partition by month, portfolio, market, counter
                order by universal_day
                rows between unbounded preceding and 1 preceding
            ),
            0
        )::bigint as places_before
    from placed
    where is_tiered
    group by month, portfolio, market, counter, universal_day
),

-- The days of universal time that a day has a part of, and all others that have a part of these.
days_near as (
    select distinct unnest(generate_series(day - 2, day + 2, interval 1 day))::date as day
    from rebuild.day
),

tiered as (
    select
        placed.*,
        days_counted.places_before + row_number() over (
            partition by placed.month, placed.portfolio, placed.market, placed.counter,
                placed.universal_day
            order by placed.charged_at, placed.unit_id
        ) as tier_place
    from placed
    semi join days_near on days_near.day = placed.day
    inner join days_counted using (month, portfolio, market, counter, universal_day)
    where placed.is_tiered
),

counted as (
    select tiered.*
    from tiered
    semi join rebuild.day on rebuild.day.day = tiered.day
    union all
    select placed.*, null
    from placed
    semi join rebuild.day on rebuild.day.day = placed.day
    where not placed.is_tiered
),

-- Which card speaks for a cell on a day is looked up once for all its units.
asked as (
    select distinct owned.account_currency, owned.market, owned.rate_category, owned.day
    from owned
    semi join rebuild.day on rebuild.day.day = owned.day
    where pricing_type = 'regular' and rate_category is not null
),

periods as (
    select distinct currency, market, category, valid_from, valid_to_exclusive
    from marts.whatsapp_prices
),

-- A card of a single market is none of its currency.
cards as (
    select
        currency,
        valid_from,
        max(coalesce(valid_to_exclusive, date '9999-01-01')) as ends_on
    from periods
    group by currency, valid_from
    having count(distinct market) > 1
),

carded_days as (
    select asked.account_currency, asked.day, true as has_card
    from (select distinct account_currency, day from asked) as asked
    semi join cards
        on cards.currency = asked.account_currency
        and asked.day >= cards.valid_from
        and asked.day < cards.ends_on
),

in_force as (
    select
        asked.account_currency,
        asked.market,
        asked.rate_category,
        asked.day,
        if(
            asked.day < coalesce(periods.valid_to_exclusive, date '9999-01-01'),
            periods.valid_from,
            null
        ) as card_from,
        carded_days.has_card
    from asked
    left join carded_days
        on carded_days.account_currency = asked.account_currency and carded_days.day = asked.day
    asof left join periods
        on periods.currency = asked.account_currency
        and periods.market = asked.market
        and periods.category = asked.rate_category
        and asked.day >= periods.valid_from
),

-- A condition on one side alone would make a loop over everything of the join.
carded as (
    select counted.*, in_force.card_from, in_force.has_card
    from (
        select *, if(pricing_type = 'regular', rate_category, null) as category_charged
        from counted
    ) as counted
    left join in_force
        on in_force.account_currency = counted.account_currency
        and in_force.market = counted.market
        and in_force.rate_category = counted.category_charged
        and in_force.day = counted.day
),

costed as (
    select
        carded.*,
        if(carded.is_tiered, whatsapp_prices.tier_from, null) as tier_from,
        if(carded.is_tiered, whatsapp_prices.tier_to, null) as tier_to,
        coalesce(
            if(carded.is_tiered, whatsapp_prices.tier_status, null), 'list'
        ) as tier_status,
        if(
            carded.pricing_type = 'regular',
            coalesce(carded.cost_amount, whatsapp_prices.rate),
            null
        )::decimal(18, 6) as rate
    from carded
    left join marts.whatsapp_prices
        on whatsapp_prices.currency = carded.account_currency
        and whatsapp_prices.market = carded.market
        and whatsapp_prices.category = carded.rate_category
        and whatsapp_prices.valid_from = carded.card_from
        and coalesce(carded.tier_place, 1) >= whatsapp_prices.tier_from
        and coalesce(carded.tier_place, 1) <= coalesce(whatsapp_prices.tier_to, 9223372036854775807)
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
    coalesce(
        if(pricing_type = 'regular' and cost_amount is not null, cost_currency, null),
        account_currency
    ) as currency,
    if(pricing_type = 'regular' and cost_amount is null, card_from, null) as card_from,
    tier_place,
    tier_from,
    tier_to,
    tier_status,
    rate,
    if(pricing_type = 'regular', rate, 0)::decimal(18, 6) as amount,
    case
        when pricing_type != 'regular' or rate is not null then null
        when category is null then 'unknown_category'
        when rate_category is null then 'unpriced_category'
        when market = 'unknown' and regime != 'notification' then 'unknown_market'
        when card_from is null and has_card is null then 'no_card'
        else 'missing_rate'
    end as reason,
    source,
    source = 'derived' or (is_tiered and tier_status = 'unknown') as is_estimate,
    disagreement,
    template_name,
    campaign_id,
    message_id
from costed
