-- What the rest of each account's current month is expected to cost: one row per remaining day (today's rest counts
-- as a day), account, market, category and currency. The last whole weeks (up to four) tell how many units a weekday
-- brings; allowances and tiers go on from where the month stands; low and high stand for the weakest and the
-- strongest of those weeks. A day that was not loaded counts as the mean of its weekday's others.
--
-- grain day, account_id, market, category, currency
-- column day date: The account's day, from today to the month's end.
-- column month date: First day of its month.
-- column account_id varchar: WhatsApp Business Account.
-- column portfolio varchar: Business portfolio that owns the account.
-- column market varchar: Meta's market.
-- column category varchar: What is charged for.
-- column currency varchar: Currency of the amounts.
-- column weeks integer: Whole weeks that tell the weekday pattern, without days that were not loaded.
-- column units decimal(18,3): Chargeable units expected, allowances not yet taken off.
-- column amount decimal(18,6): Expected cost; null where it cannot be told.
-- column amount_low decimal(18,6): The same if the days go like the weakest of those weeks.
-- column amount_high decimal(18,6): The same if they go like the strongest.
-- column reason varchar: Why there is no amount: short_history (less than two whole weeks), rules_changed (those
--    weeks had another unit of charge) or no_rate; null where there is one.
-- check amount_or_reason: (amount is null) = (reason is not null)

with

seen as (
    select account_id, min(day) as first_day
    from marts.whatsapp_charges
    group by account_id
),

settled as (
    select
        seen.account_id,
        seen.first_day,
        as_of.as_of,
        coalesce(accounts.time_zone, settings.time_zone) as time_zone,
        coalesce(accounts.portfolio, settings.portfolio) as portfolio,
        coalesce(accounts.currency, settings.currency) as currency,
        timezone(accounts.time_zone, accounts.valid_from)::date as settled_from
    from seen
    cross join ops.as_of
    cross join reference.settings
    asof left join marts.whatsapp_accounts as accounts
        on accounts.account_id = seen.account_id and as_of.as_of >= accounts.valid_from
),

-- Each account's today. Its part that is over counts no more.
clocks as (
    select
        settled.account_id,
        settled.portfolio,
        settled.currency,
        settled.settled_from,
        whatsapp_days.day as today,
        whatsapp_days.month,
        whatsapp_days.regime,
        least(4, (whatsapp_days.day - settled.first_day) // 7) as weeks,
        (epoch_us(whatsapp_days.ends_at) - epoch_us(settled.as_of)) * 1000
            // (
                epoch_us(whatsapp_days.ends_at) - epoch_us(whatsapp_days.starts_at)
            ) as rest_of_today
    from settled
    asof join marts.whatsapp_days
        on whatsapp_days.time_zone = settled.time_zone and settled.as_of >= whatsapp_days.starts_at
),

-- Units that are alike are counted before anything is asked of them.
alike as (
    select
        account_id,
        business_number,
        day,
        market,
        category,
        currency,
        pricing_type,
        regime,
        count(*) as units
    from marts.whatsapp_charges
    where day >= (select min(clocks.month) - 28 from clocks)
    group by all
),

-- The days of the last weeks, and whether a unit of any account is known of them. As in findings,
-- most of a week are five of its days.
recent as (
    select
        clocks.account_id,
        clocks.today - 1 - back.days::integer as day,
        heard.day is not null as is_heard,
        count(heard.day) over (
            partition by clocks.account_id, back.days // 7
        ) >= 5 as is_mostly_heard
    from clocks
    inner join (select unnest(range(28)) as days) as back on back.days < 7 * clocks.weeks
    left join (select distinct day from alike) as heard
        on heard.day = clocks.today - 1 - back.days::integer
),

-- Days without any unit, of a weekday that no more than one of the weeks lacks of which most is
-- known: they were not loaded. Who sends on some days only has days without traffic.
missed as (
    select
        account_id,
        day,
        count(*) filter (where is_heard) over same_weekday as days_heard
    from recent
    window same_weekday as (partition by account_id, isodow(day))
    qualify not is_heard
        and count(*) filter (where is_heard and is_mostly_heard) over same_weekday > 0
        and count(*) filter (where not is_heard and is_mostly_heard) over same_weekday <= 1
),

-- Which day tells of which: each of itself, and those of a weekday of its day that was missed. In
-- twelfths of their units, so that up to four days have a whole mean.
told as (
    select account_id, day as heard_day, day, 12 as twelfths
    from recent
    union all
    select recent.account_id, recent.day, missed.day, 12 // missed.days_heard
    from missed
    inner join recent
        on recent.account_id is not distinct from missed.account_id
        and isodow(recent.day) = isodow(missed.day)
),

histories as (
    select
        clocks.account_id,
        (7 * any_value(clocks.weeks) - count(missed.day)) // 7 as weeks
    from clocks
    left join missed on missed.account_id is not distinct from clocks.account_id
    group by clocks.account_id
),

-- Units as the rules of today see them: what they charge, and what takes a place of their
-- allowance. What was charged before the account's currency changed is to come in the new one.
lived as (
    select
        clocks.account_id,
        clocks.portfolio,
        clocks.today,
        clocks.month,
        clocks.regime,
        clocks.weeks,
        clocks.rest_of_today,
        alike.day,
        alike.business_number,
        alike.market,
        alike.category,
        if(
            alike.day < clocks.settled_from, clocks.currency, alike.currency
        ) as currency,
        alike.units,
        alike.day >= clocks.month as is_of_month,
        alike.day < clocks.today
            and alike.day >= clocks.today - (7 * clocks.weeks)::integer as is_of_weeks,
        starts_with(alike.regime, 'conversation')
            != starts_with(clocks.regime, 'conversation') as has_other_unit,
        case
            when alike.pricing_type = 'free_entry_point' then 'free'
            when clocks.regime = 'message_all' and alike.category = 'service'
            then 'allowance'
            when clocks.regime = 'conversation_category' and alike.category = 'service'
            then 'allowance'
            when clocks.regime = 'conversation_initiated' then 'allowance'
            when alike.pricing_type = 'regular' then 'charged'
            when clocks.regime = 'message_all'
                and alike.regime = 'message_template'
                and alike.category = 'utility'
                and alike.pricing_type = 'free_customer_service'
            then 'charged'
            else 'free'
        end as basis
    from clocks
    inner join alike
        on alike.account_id is not distinct from clocks.account_id
        and alike.day >= clocks.month - 28
        and alike.day <= clocks.today
),

-- Whose allowance it is: a number's since October 2026, an account's before.
chargeable as (
    select
        *,
        if(
            regime = 'message_all',
            coalesce(business_number, account_id, ''),
            coalesce(account_id, '')
        ) as owner
    from lived
    where basis != 'free'
),

-- Every key of the month or of the weeks, also where nothing remains to be expected.
keys as (
    select
        account_id,
        portfolio,
        owner,
        month,
        regime,
        today,
        weeks,
        rest_of_today,
        market,
        category,
        currency,
        basis,
        regime in ('message_template', 'message_all')
            and category in (
                'utility', 'authentication', 'authentication_international'
            ) as is_tiered,
        bool_or(has_other_unit and is_of_weeks) as has_other_unit
    from chargeable
    where is_of_month or is_of_weeks
    group by all
),

learnt as (
    select
        chargeable.account_id,
        chargeable.owner,
        chargeable.market,
        chargeable.category,
        chargeable.currency,
        chargeable.basis,
        chargeable.today,
        told.day,
        sum(chargeable.units * told.twelfths) as twelfths
    from chargeable
    inner join told
        on told.account_id is not distinct from chargeable.account_id
        and told.heard_day = chargeable.day
    where chargeable.is_of_weeks
    group by all
),

week_sums as (
    select
        account_id,
        owner,
        market,
        category,
        currency,
        basis,
        (today - day - 1) // 7 as week,
        sum(twelfths)::bigint as twelfths
    from learnt
    group by all
),

-- A week without any counts as none.
spreads as (
    select
        keys.account_id,
        keys.owner,
        keys.market,
        keys.category,
        keys.currency,
        keys.basis,
        sum(week_sums.twelfths) as twelfths,
        if(
            count(week_sums.twelfths) < any_value(keys.weeks), 0, min(week_sums.twelfths)
        ) as weakest,
        max(week_sums.twelfths) as strongest
    from keys
    inner join week_sums
        on week_sums.account_id is not distinct from keys.account_id
        and week_sums.owner = keys.owner
        and week_sums.market = keys.market
        and week_sums.category = keys.category
        and week_sums.currency = keys.currency
        and week_sums.basis = keys.basis
    group by keys.account_id, keys.owner, keys.market, keys.category, keys.currency, keys.basis
),

weekdays as (
    select
        account_id,
        owner,
        market,
        category,
        currency,
        basis,
        isodow(day) as weekday,
        sum(twelfths)::bigint as twelfths
    from learnt
    group by all
),

scenarios as (
    select unnest(['expected', 'low', 'high']) as scenario
),

-- Thousandths of a unit, so that all that follows is exact.
expected as (
    select
        keys.*,
        calendar_days.day,
        scenarios.scenario,
        coalesce(
            coalesce(weekdays.twelfths, 0)::hugeint
            * if(calendar_days.day = keys.today, keys.rest_of_today, 1000)
            * case scenarios.scenario
                when 'low' then spreads.weakest * keys.weeks
                when 'high' then spreads.strongest * keys.weeks
                else spreads.twelfths
            end
            // nullif(spreads.twelfths * keys.weeks * 12, 0),
            0
        )::bigint as milliunits
    from keys
    cross join scenarios
    inner join marts.calendar_days
        on calendar_days.month = keys.month and calendar_days.day >= keys.today
    left join spreads
        on spreads.account_id is not distinct from keys.account_id
        and spreads.owner = keys.owner
        and spreads.market = keys.market
        and spreads.category = keys.category
        and spreads.currency = keys.currency
        and spreads.basis = keys.basis
    left join weekdays
        on weekdays.account_id is not distinct from keys.account_id
        and weekdays.owner = keys.owner
        and weekdays.market = keys.market
        and weekdays.category = keys.category
        and weekdays.currency = keys.currency
        and weekdays.basis = keys.basis
        and weekdays.weekday = isodow(calendar_days.day)
),

-- Places of the allowance that the month has taken already.
taken as (
    select
        if(
            regime = 'message_all',
            coalesce(business_number, account_id, ''),
            coalesce(account_id, '')
        ) as owner,
        month,
        max(allowance_place) as places
    from marts.whatsapp_units
    semi join clocks on clocks.month = whatsapp_units.month
    where allowance_place is not null
    group by all
),

owner_days as (
    select
        owner,
        month,
        scenario,
        day,
        sum(milliunits)::bigint as milliunits,
        sum(sum(milliunits)) over (
            partition by owner, month, scenario order by day
        )::bigint as milliunits_so_far
    from expected
    where basis = 'allowance'
    group by owner, month, scenario, day
),

-- The share of a day's units that the allowance no longer covers.
left_to_charge as (
    select
        expected.* exclude (milliunits),
        expected.milliunits as chargeable_milliunits,
        case
            when expected.basis = 'charged' then expected.milliunits
            when owner_days.milliunits > 0 then expected.milliunits::hugeint * (
                greatest(owner_days.milliunits_so_far - expected.milliunits_left, 0)
                - greatest(
                    owner_days.milliunits_so_far - owner_days.milliunits - expected.milliunits_left,
                    0
                )
            ) // owner_days.milliunits
            else 0
        end::bigint as milliunits
    from (
        select
            expected.*,
            greatest(1000 - coalesce(taken.places, 0), 0) * 1000 as milliunits_left
        from expected
        left join taken on taken.owner = expected.owner and taken.month = expected.month
    ) as expected
    left join owner_days
        on expected.basis = 'allowance'
        and owner_days.owner = expected.owner
        and owner_days.month = expected.month
        and owner_days.scenario = expected.scenario
        and owner_days.day = expected.day
),

-- Where the portfolio's counter stands, and how far each remaining day takes it.
counters as (
    select
        portfolio,
        month,
        market,
        replace(category, '_international', '') as counter,
        max(tier_place) as places
    from marts.whatsapp_charges
    semi join clocks on clocks.month = whatsapp_charges.month
    where tier_place is not null
    group by all
),

counter_days as (
    select
        portfolio,
        month,
        market,
        replace(category, '_international', '') as counter,
        scenario,
        day,
        sum(milliunits)::bigint as milliunits,
        sum(sum(milliunits)) over (
            partition by portfolio, month, market, replace(category, '_international', ''), scenario
            order by day
        )::bigint as milliunits_so_far
    from left_to_charge
    where is_tiered
    group by portfolio, month, market, replace(category, '_international', ''), scenario, day
),

priced_keys as (
    select distinct
        left_to_charge.market,
        left_to_charge.category,
        left_to_charge.currency,
        left_to_charge.day,
        left_to_charge.portfolio,
        left_to_charge.month,
        left_to_charge.is_tiered,
        case left_to_charge.category
            when 'group_marketing' then 'marketing'
            when 'group_utility' then 'utility'
            when 'marketing_lite' then 'marketing'
            else left_to_charge.category
        end as rate_category
    from left_to_charge
),

-- Mean price of a unit of that day, in tiers by how much of the day falls into each.
day_rates as (
    select
        priced_keys.market,
        priced_keys.category,
        priced_keys.currency,
        priced_keys.day,
        priced_keys.portfolio,
        scenarios.scenario,
        -- In millionths a unit, times the thousandths of a unit that the price is the mean of.
        case
            when not priced_keys.is_tiered or coalesce(any_value(counter_days.milliunits), 0) = 0
            then min(whatsapp_prices.list_rate * 1000000)::hugeint
            else sum(
                (whatsapp_prices.rate * 1000000)::hugeint * greatest(
                    least(
                        coalesce(whatsapp_prices.tier_to, 1000000000000) * 1000,
                        coalesce(counters.places, 0) * 1000 + counter_days.milliunits_so_far
                    )
                    - greatest(
                        greatest(whatsapp_prices.tier_from - 1, 0) * 1000,
                        coalesce(counters.places, 0) * 1000
                            + counter_days.milliunits_so_far - counter_days.milliunits
                    ),
                    0
                )
            )
        end as price,
        if(
            not priced_keys.is_tiered or coalesce(any_value(counter_days.milliunits), 0) = 0,
            1,
            any_value(counter_days.milliunits)
        ) as per_milliunits
    from priced_keys
    cross join scenarios
    inner join marts.whatsapp_prices
        on whatsapp_prices.currency = priced_keys.currency
        and whatsapp_prices.market = priced_keys.market
        and whatsapp_prices.category = priced_keys.rate_category
        and priced_keys.day >= whatsapp_prices.valid_from
        and priced_keys.day < coalesce(whatsapp_prices.valid_to_exclusive, date '9999-01-01')
    left join counters
        on counters.portfolio = priced_keys.portfolio
        and counters.month = priced_keys.month
        and counters.market = priced_keys.market
        and counters.counter = replace(priced_keys.category, '_international', '')
    left join counter_days
        on counter_days.portfolio = priced_keys.portfolio
        and counter_days.month = priced_keys.month
        and counter_days.market = priced_keys.market
        and counter_days.counter = replace(priced_keys.category, '_international', '')
        and counter_days.scenario = scenarios.scenario
        and counter_days.day = priced_keys.day
    group by
        priced_keys.market,
        priced_keys.category,
        priced_keys.currency,
        priced_keys.day,
        priced_keys.portfolio,
        priced_keys.is_tiered,
        scenarios.scenario
),

costs as (
    select
        left_to_charge.* exclude (weeks),
        histories.weeks,
        case
            when histories.weeks < 2 then null
            when left_to_charge.has_other_unit then null
            when left_to_charge.milliunits = 0 then 0
            else left_to_charge.milliunits::hugeint * day_rates.price
                // (day_rates.per_milliunits * 1000::hugeint)
        end as millionths
    from left_to_charge
    inner join histories
        on histories.account_id is not distinct from left_to_charge.account_id
    left join day_rates
        on day_rates.market = left_to_charge.market
        and day_rates.category = left_to_charge.category
        and day_rates.currency = left_to_charge.currency
        and day_rates.day = left_to_charge.day
        and day_rates.portfolio = left_to_charge.portfolio
        and day_rates.scenario = left_to_charge.scenario
),

summed as (
    select
        day,
        month,
        account_id,
        portfolio,
        market,
        category,
        currency,
        weeks,
        bool_or(has_other_unit) as has_other_unit,
        bool_or(millionths is null) as is_unknown,
        sum(chargeable_milliunits) filter (where scenario = 'expected') as milliunits,
        sum(millionths) filter (where scenario = 'expected') as millionths,
        sum(millionths) filter (where scenario = 'low') as millionths_low,
        sum(millionths) filter (where scenario = 'high') as millionths_high
    from costs
    group by day, month, account_id, portfolio, market, category, currency, weeks
)

select
    day,
    month,
    account_id,
    portfolio,
    market,
    category,
    currency,
    weeks::integer as weeks,
    if(weeks < 2, null, (milliunits::decimal(18, 0) * 0.001)::decimal(18, 3)) as units,
    if(is_unknown, null, (millionths::decimal(18, 0) * 0.000001)::decimal(18, 6)) as amount,
    if(is_unknown, null, (millionths_low::decimal(18, 0) * 0.000001)::decimal(18, 6)) as amount_low,
    if(
        is_unknown, null, (millionths_high::decimal(18, 0) * 0.000001)::decimal(18, 6)
    ) as amount_high,
    case
        when not is_unknown then null
        when weeks < 2 then 'short_history'
        when has_other_unit then 'rules_changed'
        else 'no_rate'
    end as reason
from summed
