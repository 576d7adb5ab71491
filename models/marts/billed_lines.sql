-- One row per line that Meta says it billed: of its invoices, and of its analytics summed up by month. Of several
-- downloads for one month, those of one shape count: what covers most, then with categories, types and countries, then
-- the finest.
--
-- grain source, month, account_id, market, category, currency
-- column source varchar: invoice or analytics.
-- column month date: First day of the month; of the account's own zone for analytics.
-- column account_id varchar: WhatsApp Business Account.
-- column market varchar: Meta's market; null where the source sums markets up.
-- column category varchar: What was billed, in lower case with underscores; null where the source sums them up.
-- column currency varchar: Currency of the amount.
-- column units bigint: Units billed; null where the source does not say, as a line of an invoice without units, or
--    analytics without pricing types.
-- column free_units bigint: Units that cost nothing; null where the source does not say, as on invoices.
-- column amount decimal(18,6): What was billed; null where Meta hides it.
-- column covered_from date: First day of the month that the source speaks of.
-- column covered_to date: Last one.
-- column rounding decimal(18,6): As much as rounding may make of it: a cent a line, or a ten-thousandth a data point.
-- check is_covered: covered_from <= covered_to

with

-- The markets of the cards by how they are spelled.
markets as (
    select
        regexp_replace(replace(lower(market), '&', 'and'), '[^a-z0-9]+', '', 'g') as spelling,
        min(market) as market
    from (
        select market from reference.whatsapp_markets
        union
        select market from reference.whatsapp_rates
    )
    group by spelling
),

invoice_lines as (
    select
        date_trunc('month', month)::date as month,
        account_id,
        coalesce(markets.market, invoices.market) as market,
        regexp_replace(lower(category), '[^a-z0-9]+', '_', 'g') as category,
        upper(currency) as currency,
        case when count(units) = count(*) then sum(units)::bigint end as units,
        sum(amount)::decimal(18, 6) as amount,
        count(*) as lines
    from staging.invoices
    left join markets
        on markets.spelling
        = regexp_replace(replace(lower(invoices.market), '&', 'and'), '[^a-z0-9]+', '', 'g')
    where invoices.is_counted
    group by all
),

-- The middle of a span tells its day, whatever zone its bounds were cut in.
spans as (
    select
        pricing_analytics.*,
        make_timestamptz((epoch_us(starts_at) + epoch_us(ends_at)) // 2) as middle_at,
        (epoch_us(ends_at) - epoch_us(starts_at)) // 1000000 as seconds
    from staging.pricing_analytics
),

zoned as (
    select
        spans.*,
        coalesce(accounts.time_zone, settings.time_zone) as time_zone,
        coalesce(accounts.currency, settings.currency) as currency
    from spans
    cross join reference.settings
    asof left join marts.whatsapp_accounts as accounts
        on accounts.account_id = spans.account_id and spans.middle_at >= accounts.valid_from
),

dated as (
    select
        zoned.*,
        whatsapp_days.day,
        whatsapp_days.month,
        whatsapp_days.regime,
        if(zoned.seconds > 100000, 3, if(zoned.seconds > 3600, 2, 1)) as granularity,
        zoned.phone_number is not null as has_number,
        zoned.country is not null as has_country,
        zoned.pricing_type is not null as has_type,
        if(
            whatsapp_days.regime = 'conversation_initiated',
            zoned.direction is not null,
            zoned.pricing_category is not null
        ) as has_category
    from zoned
    asof join marts.whatsapp_days
        on whatsapp_days.time_zone = zoned.time_zone and zoned.middle_at >= whatsapp_days.starts_at
),

-- Each answer speaks of its own regimes. Tiers split a point that is also there whole.
points as (
    select *
    from dated
    where (field = 'pricing_analytics') = (regime in ('message_template', 'message_all'))
    qualify tier is not null or count(tier) over (
        partition by
            account_id,
            field,
            starts_at,
            ends_at,
            phone_number,
            country,
            pricing_type,
            pricing_category,
            direction
    ) = 0
),

shape_spans as (
    select distinct
        account_id,
        field,
        month,
        granularity,
        has_number,
        has_country,
        has_type,
        has_category,
        starts_at,
        seconds,
        day
    from points
),

shapes as (
    select
        account_id,
        field,
        month,
        granularity,
        has_number,
        has_country,
        has_type,
        has_category,
        if(granularity = 3, month, min(day)) as covered_from,
        if(granularity = 3, last_day(month), max(day)) as covered_to
    from shape_spans
    group by
        account_id, field, month, granularity, has_number, has_country, has_type, has_category
    qualify row_number() over (
        partition by account_id, field, month
        order by
            sum(seconds) desc,
            has_category desc,
            has_type desc,
            has_country desc,
            has_number desc,
            granularity
    ) = 1
),

country_members as (
    select
        iso2,
        valid_from,
        coalesce(valid_to_exclusive, date '9999-01-01') as valid_to_exclusive,
        min(market) as market
    from reference.whatsapp_markets
    group by iso2, valid_from, valid_to_exclusive
),

known_countries as (
    select distinct iso2 from reference.calling_codes
),

located as (
    select
        points.*,
        shapes.covered_from,
        shapes.covered_to,
        coalesce(country_aliases.same_as, upper(points.country)) as country_asked
    from points
    inner join shapes
        on shapes.account_id = points.account_id
        and shapes.field = points.field
        and shapes.month = points.month
        and shapes.granularity = points.granularity
        and shapes.has_number = points.has_number
        and shapes.has_country = points.has_country
        and shapes.has_type = points.has_type
        and shapes.has_category = points.has_category
    left join reference.country_aliases on country_aliases.country = upper(points.country)
),

analytics_points as (
    select
        located.month,
        located.account_id,
        case
            when located.country is null then null
            when country_members.market is not null then country_members.market
            when known_countries.iso2 is not null then 'Other'
            else 'unknown'
        end as market,
        case
            when located.regime = 'conversation_initiated' then lower(located.direction)
            else regexp_replace(lower(located.pricing_category), '[^a-z0-9]+', '_', 'g')
        end as category,
        located.currency,
        upper(located.pricing_type) = 'REGULAR' as is_charged,
        located.volume,
        located.cost,
        located.covered_from,
        located.covered_to
    from located
    left join country_members
        on country_members.iso2 = located.country_asked
        and located.day >= country_members.valid_from
        and located.day < country_members.valid_to_exclusive
    left join known_countries on known_countries.iso2 = located.country_asked
),

analytics_lines as (
    select
        month,
        account_id,
        market,
        category,
        currency,
        -- One shape has types everywhere or nowhere.
        sum(case is_charged when true then volume when false then 0 end)::bigint as units,
        sum(case is_charged when true then 0 when false then volume end)::bigint as free_units,
        sum(cost)::decimal(18, 6) as amount,
        min(covered_from) as covered_from,
        max(covered_to) as covered_to,
        count(*) as points
    from analytics_points
    group by month, account_id, market, category, currency
)

select
    'invoice' as source,
    month,
    account_id,
    market,
    category,
    currency,
    units,
    null::bigint as free_units,
    amount,
    month as covered_from,
    last_day(month) as covered_to,
    (0.01 * lines)::decimal(18, 6) as rounding
from invoice_lines
union all
select
    'analytics',
    month,
    account_id,
    market,
    category,
    currency,
    units,
    free_units,
    amount,
    covered_from,
    covered_to,
    (0.0001 * points)::decimal(18, 6)
from analytics_lines
