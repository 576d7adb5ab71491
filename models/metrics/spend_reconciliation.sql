-- What we count and what Meta says, line by line, for every account and month that an invoice or Meta's analytics
-- speak of. The difference is Meta's amount less ours; the causes add up to it. Units are charged units.
--
-- grain source, month, account_id, market, category, currency
-- column source varchar: With what we compare: invoice (it prevails) or analytics (approximate, as Meta says).
-- column month date: First day of the month.
-- column account_id varchar: WhatsApp Business Account.
-- column market varchar: Meta's market; all where the source sums them up.
-- column category varchar: What is charged for; all where the source sums them up. Of tokens of the Meta Business Agent
--    no event reaches us: ours are those of Meta's analytics (else of the line itself) at the published price.
-- column currency varchar: Currency of the amounts.
-- column covered_to date: Last day of the month that the source speaks of; ours is counted up to it.
-- column is_loaded boolean: Whether all days that the source speaks of lie between our first WhatsApp event and the day
--   of the newest of all, which is not over.
-- column ours_units bigint: Units that we count as charged, those without a known price among them.
-- column theirs_units bigint: Units that Meta charged; null where the source does not say.
-- column ours_amount decimal(18,6): What we say they cost; units without a known price are not in it.
-- column theirs_amount decimal(18,6): What Meta says; null where it hides it.
-- column difference decimal(18,6): Theirs less ours; null where Meta hides its amount.
-- column cause varchar: The cause that explains most of it; null where nothing differs, or Meta tells no amount.
-- column cause_estimate decimal(18,6): Units or tiers that we derived without a report of Meta. Null, as all causes,
--   where Meta tells no amount.
-- column cause_unrated decimal(18,6): Units that we count and cannot price.
-- column cause_not_loaded decimal(18,6): Where not all days are loaded, what Meta has beyond ours.
-- column cause_missing_events decimal(18,6): Units of Meta of which no event reached us, though all days are loaded.
-- column cause_allowance decimal(18,6): Units on the other side of the free monthly allowance.
-- column cause_other_currency decimal(18,6): All that stands in a currency which only one side has, where both speak of
--   the account and month: amounts of two currencies are not compared, and none is converted.
-- column cause_tier_split decimal(18,6): Tiers that several accounts share: who was first is not known for sure.
-- column cause_rounding decimal(18,6): What rounding each line can make of it, and no more.
-- column cause_unexplained decimal(18,6): What no rule explains.
-- es: Lo que contamos y lo que dice Meta, línea por línea, para cada cuenta y mes de los que habla una factura o la
--   analítica de Meta. La diferencia es el importe de Meta menos el nuestro; la suma de las causas da la diferencia.
--   Las unidades son unidades cobradas.
-- es source: Con qué comparamos: invoice (la que manda) o analytics (aproximada, según Meta).
-- es month: Primer día del mes.
-- es account_id: Cuenta de WhatsApp Business.
-- es market: Mercado de Meta; all si la fuente los suma.
-- es category: Concepto que se cobra; all si la fuente los suma. De los tokens del Meta Business Agent no nos llega
--   ningún evento: los nuestros son los de la analítica de Meta (si no, los de la propia línea) al precio publicado.
-- es currency: Moneda de los importes.
-- es covered_to: Último día del mes del que habla la fuente; lo nuestro se cuenta hasta él.
-- es is_loaded: Indica si todos los días de los que habla la fuente están entre nuestro primer evento de WhatsApp y el
--   día del más reciente de todos, que no ha terminado.
-- es ours_units: Unidades que contamos como cobradas, incluidas las que no tienen precio conocido.
-- es theirs_units: Unidades que cobró Meta; vacío si la fuente no lo dice.
-- es ours_amount: Lo que decimos que cuestan; las unidades sin precio conocido no entran.
-- es theirs_amount: Lo que dice Meta; vacío si lo oculta.
-- es difference: Lo de Meta menos lo nuestro; vacío si Meta oculta su importe.
-- es cause: La causa que explica la mayor parte; vacío si nada difiere o Meta no dice el importe.
-- es cause_estimate: Unidades o tramos que dedujimos sin que Meta los comunicara. Vacío, como todas las causas, cuando
--   Meta no dice el importe.
-- es cause_unrated: Unidades que contamos y a las que no podemos poner precio.
-- es cause_not_loaded: Si no están cargados todos los días, lo que Meta tiene de más.
-- es cause_missing_events: Unidades de Meta de las que no nos llegó ningún evento, aunque están cargados todos los
--   días.
-- es cause_allowance: Unidades al otro lado del cupo mensual gratis.
-- es cause_other_currency: Todo lo que está en una moneda que solo tiene uno de los dos lados, si ambos hablan de la
--   cuenta y del mes: no se comparan importes de dos monedas ni se convierte ninguno.
-- es cause_tier_split: Tramos que comparten varias cuentas: no se sabe con certeza cuál llegó primero.
-- es cause_rounding: Lo que puede deberse al redondeo de cada línea, y no más.
-- es cause_unexplained: Lo que ninguna regla explica.
-- check causes_add_up: difference is null
--    or difference = cause_estimate + cause_unrated + cause_missing_events + cause_allowance + cause_tier_split
--    + cause_rounding + cause_unexplained + cause_other_currency + cause_not_loaded
-- rebuild month
-- ripens not is_loaded

with

billed as (
    select billed_lines.*
    from marts.billed_lines
    semi join rebuild.month on rebuild.month.month = billed_lines.month
),

-- A source that names no markets or no categories is compared with the sum of ours.
levels as (
    select
        source,
        month,
        account_id,
        count(market) > 0 as has_markets,
        count(category) > 0 as has_categories,
        min(covered_from) as covered_from,
        max(covered_to) as covered_to
    from billed
    group by source, month, account_id
),

-- Of a month that began before our first event, or is not over yet, only a part is loaded.
known as (
    select
        levels.source,
        levels.month,
        levels.account_id,
        levels.covered_to,
        coalesce(
            levels.covered_from >= timezone(
                coalesce(accounts.time_zone, settings.time_zone), whatsapp_range.first_event_at
            )::date
            and levels.covered_to < timezone(
                coalesce(accounts.time_zone, settings.time_zone), as_of.as_of
            )::date,
            false
        ) as is_loaded
    from levels
    cross join ops.as_of
    cross join marts.whatsapp_range
    cross join reference.settings
    asof left join marts.whatsapp_accounts as accounts
        on accounts.account_id = levels.account_id and as_of.as_of >= accounts.valid_from
),

-- A line of tokens, where a month has no more than one. Analytics tell how many an invoice should
-- have, if they speak of the whole month.
tokens as (
    select
        lines.source,
        lines.month,
        lines.account_id,
        coalesce(lines.market, if(levels.has_markets, 'unknown', 'all')) as market,
        lines.category,
        lines.currency,
        coalesce(measured.tokens, own.tokens, 0) as tokens,
        if(measured.tokens is null, own.amount, measured.amount) as amount
    from billed as lines
    inner join levels
        on levels.source = lines.source
        and levels.month = lines.month
        and levels.account_id = lines.account_id
    inner join metrics.spend_tokens as own
        on own.source = lines.source
        and own.month = lines.month
        and own.account_id = lines.account_id
        and own.currency = lines.currency
    left join levels as measuring
        on lines.source = 'invoice'
        and measuring.source = 'analytics'
        and measuring.month = lines.month
        and measuring.account_id = lines.account_id
        and measuring.covered_from = lines.month
        and measuring.covered_to = last_day(lines.month)
    left join metrics.spend_tokens as measured
        on measured.source = measuring.source
        and measured.month = lines.month
        and measured.account_id = lines.account_id
        and measured.currency = lines.currency
    where regexp_matches(lines.category, 'business_agent|token')
    qualify count(*) over (
        partition by lines.source, lines.month, lines.account_id, lines.currency
    ) = 1
),

theirs as (
    select
        billed.source,
        billed.month,
        billed.account_id,
        coalesce(billed.market, if(levels.has_markets, 'unknown', 'all')) as market,
        coalesce(billed.category, if(levels.has_categories, 'unknown', 'all')) as category,
        billed.currency,
        case when count(billed.units) = count(*) then sum(billed.units)::bigint end as units,
        case when count(billed.amount) > 0 then sum(billed.amount)::decimal(18, 6) end as amount,
        sum(billed.rounding)::decimal(18, 6) as rounding
    from billed
    inner join levels
        on levels.source = billed.source
        and levels.month = billed.month
        and levels.account_id = billed.account_id
    group by all
),

charged_days as (
    select
        day,
        month,
        account_id,
        portfolio,
        market,
        category,
        currency,
        count(*) filter (where pricing_type = 'regular' and amount is not null) as rated,
        count(*) filter (
            where pricing_type = 'regular' and amount is not null and is_estimate
        ) as rated_estimates,
        count(*) filter (where amount is null) as unrated,
        count(*) filter (where pricing_type = 'free_tier') as free_tier,
        count(*) filter (
            where pricing_type not in ('regular', 'free_tier') and is_estimate
        ) as free_estimates,
        sum(amount)::decimal(18, 6) as amount,
        bool_or(tier_status = 'unknown') as has_unknown_tier,
        coalesce(max(tier_from), 0) as highest_tier_from,
        count(tier_place) > 0 as is_tiered
    from marts.whatsapp_charges
    semi join rebuild.month on rebuild.month.month = whatsapp_charges.month
    group by all
),

-- Counters beyond their first tier that several accounts fill.
shared_counters as (
    select portfolio, month, market, replace(category, '_international', '') as counter
    from charged_days
    where is_tiered
    group by all
    having count(distinct account_id) > 1 and max(highest_tier_from) > 0
),

ours as (
    select
        levels.source,
        levels.month,
        levels.account_id,
        if(levels.has_markets, charged_days.market, 'all') as market,
        if(levels.has_categories, charged_days.category, 'all') as category,
        charged_days.currency,
        sum(charged_days.rated)::bigint as rated,
        sum(charged_days.rated_estimates)::bigint as rated_estimates,
        sum(charged_days.unrated)::bigint as unrated,
        sum(charged_days.free_tier)::bigint as free_tier,
        sum(charged_days.free_estimates)::bigint as free_estimates,
        coalesce(sum(charged_days.amount), 0)::decimal(18, 6) as amount,
        bool_or(charged_days.has_unknown_tier) as has_unknown_tier,
        bool_or(shared_counters.counter is not null and charged_days.is_tiered) as has_shared_tiers
    from levels
    inner join charged_days
        on charged_days.month = levels.month
        and charged_days.account_id = levels.account_id
        and charged_days.day >= levels.covered_from
        and charged_days.day <= levels.covered_to
    left join shared_counters
        on shared_counters.portfolio = charged_days.portfolio
        and shared_counters.month = charged_days.month
        and shared_counters.market = charged_days.market
        and shared_counters.counter = replace(charged_days.category, '_international', '')
    group by all
    union all
    select
        source,
        month,
        account_id,
        market,
        category,
        currency,
        if(amount is null, 0, tokens) as rated,
        0 as rated_estimates,
        if(amount is null, tokens, 0) as unrated,
        0 as free_tier,
        0 as free_estimates,
        coalesce(amount, 0) as amount,
        false as has_unknown_tier,
        false as has_shared_tiers
    from tokens
),

paired as (
    select
        coalesce(theirs.source, ours.source) as source,
        coalesce(theirs.month, ours.month) as month,
        coalesce(theirs.account_id, ours.account_id) as account_id,
        coalesce(theirs.market, ours.market) as market,
        coalesce(theirs.category, ours.category) as category,
        coalesce(theirs.currency, ours.currency) as currency,
        if(theirs.source is null, 0, theirs.units) as theirs_units,
        if(theirs.source is null, 0, theirs.amount) as theirs_amount,
        coalesce(theirs.rounding, 0.01) as rounding,
        coalesce(ours.rated, 0) as rated,
        coalesce(ours.rated_estimates, 0) as rated_estimates,
        coalesce(ours.unrated, 0) as unrated,
        coalesce(ours.free_tier, 0) as free_tier,
        coalesce(ours.free_estimates, 0) as free_estimates,
        coalesce(ours.amount, 0) as ours_amount,
        coalesce(ours.has_unknown_tier, false) as has_unknown_tier,
        coalesce(ours.has_shared_tiers, false) as has_shared_tiers,
        coalesce(
            regexp_matches(
                coalesce(theirs.category, ours.category), 'business_agent|token'
            ),
            false
        ) as is_of_agent,
        theirs.source is not null as is_theirs,
        ours.source is not null and not is_of_agent as is_ours
    from theirs
    full outer join ours
        on ours.source = theirs.source
        and ours.month = theirs.month
        and ours.account_id = theirs.account_id
        and ours.market = theirs.market
        and ours.category = theirs.category
        and ours.currency = theirs.currency
),

-- What is charged by the unit. Tax has none, whatever an invoice counts.
unit_categories as (
    select category
    from reference.whatsapp_rates
    union
    select category
    from charged_days
    union
    values ('all'), ('unknown'), ('marketing_lite')
    union
    values ('group_marketing'), ('group_utility'), ('group_service')
),

-- Where both sides speak of a month, and not in one currency, no line has another to be held
-- against.
sides as (
    select
        paired.*,
        known.covered_to,
        known.is_loaded,
        unit_categories.category is not null or paired.is_of_agent as has_units,
        bool_or(is_ours) over whole
            and bool_or(is_theirs) over whole
            and not (
                bool_or(is_ours) over own and bool_or(is_theirs) over own
            ) as is_other_currency
    from paired
    inner join known
        on known.source = paired.source
        and known.month = paired.month
        and known.account_id = paired.account_id
    left join unit_categories on unit_categories.category = paired.category
    window
        whole as (partition by paired.source, paired.month, paired.account_id),
        own as (partition by paired.source, paired.month, paired.account_id, paired.currency)
),

-- A credit takes back units of before: none of ours stands against it.
compared as (
    select
        *,
        if(theirs_units < 0, 0, theirs_units) as their_charged,
        theirs_amount - ours_amount as difference,
        theirs_amount / nullif(theirs_units, 0) as their_price,
        ours_amount / nullif(rated, 0) as our_price,
        has_units and not is_other_currency as is_counted,
        is_counted
            and not is_loaded
            and not is_of_agent
            and coalesce(their_charged > rated + unrated, difference > 0, false) as is_part,
        if(is_counted, coalesce(least(unrated, their_charged), 0), 0) as unrated_units,
        if(
            is_counted and not is_part,
            coalesce(their_charged - rated - least(unrated, their_charged), 0),
            0
        ) as gap
    from sides
    where rated + unrated > 0 or coalesce(theirs_units, 1) > 0 or theirs_amount != 0
),

-- Units that only one side charges. What Meta charges beyond ours: first what we hold for inside
-- the allowance, then what we derived as free, else it never reached us. What we charge beyond it:
-- first what we derived, then the allowance.
counted as (
    select
        *,
        case
            when gap > 0 then least(gap, free_tier)
            when free_tier > 0 then -greatest(-gap - rated_estimates, 0)
            else 0
        end as allowance_units,
        case
            when gap > 0 then least(greatest(gap - free_tier, 0), free_estimates)
            else -least(-gap, rated_estimates)
        end as estimate_units,
        greatest(gap - free_tier - free_estimates, 0) as missing_units,
        if(gap > 0, their_price, our_price) as price
    from compared
),

priced as (
    select
        *,
        coalesce(unrated_units * their_price, 0)::decimal(18, 6) as unrated_amount,
        coalesce(allowance_units * price, 0)::decimal(18, 6) as allowance_amount,
        coalesce(estimate_units * price, 0)::decimal(18, 6) as estimate_amount,
        coalesce(missing_units * their_price, 0)::decimal(18, 6) as missing_amount
    from counted
),

-- What is left stems from prices: rounding if it is no more than that can make, else tiers.
left_over as (
    select
        *,
        difference - unrated_amount - allowance_amount - estimate_amount - missing_amount
            as residual,
        case
            when is_other_currency then 'other_currency'
            when abs(residual) <= rounding then 'rounding'
            when is_part then 'not_loaded'
            when theirs_units is null and unrated > 0 then 'unrated'
            when has_unknown_tier then 'estimate'
            when has_shared_tiers then 'tier_split'
            else 'unexplained'
        end as residual_cause
    from priced
),

explained as (
    select
        *,
        (estimate_amount + if(residual_cause = 'estimate', residual, 0))::decimal(18, 6)
            as cause_estimate,
        (unrated_amount + if(residual_cause = 'unrated', residual, 0))::decimal(18, 6)
            as cause_unrated,
        if(residual_cause = 'not_loaded', residual, 0)::decimal(18, 6) as cause_not_loaded,
        missing_amount as cause_missing_events,
        allowance_amount as cause_allowance,
        if(residual_cause = 'other_currency', residual, 0)::decimal(18, 6) as cause_other_currency,
        if(residual_cause = 'tier_split', residual, 0)::decimal(18, 6) as cause_tier_split,
        if(residual_cause = 'rounding', residual, 0)::decimal(18, 6) as cause_rounding,
        if(residual_cause = 'unexplained', residual, 0)::decimal(18, 6) as cause_unexplained
    from left_over
)

select
    source,
    month,
    account_id,
    market,
    category,
    currency,
    covered_to,
    is_loaded,
    (rated + unrated)::bigint as ours_units,
    theirs_units::bigint as theirs_units,
    ours_amount::decimal(18, 6) as ours_amount,
    theirs_amount::decimal(18, 6) as theirs_amount,
    difference::decimal(18, 6) as difference,
    case
        when coalesce(difference, 0) = 0 then null
        when greatest(
            abs(cause_unrated), abs(cause_allowance), abs(cause_estimate), abs(cause_missing_events)
        ) <= abs(residual) and residual_cause not in ('estimate', 'unrated')
        then residual_cause
        else list_max([
            {'size': abs(cause_unrated), 'name': 'unrated'},
            {'size': abs(cause_missing_events), 'name': 'missing_events'},
            {'size': abs(cause_estimate), 'name': 'estimate'},
            {'size': abs(cause_allowance), 'name': 'allowance'}
        ]).name
    end as cause,
    if(difference is null, null, cause_estimate) as cause_estimate,
    if(difference is null, null, cause_unrated) as cause_unrated,
    if(difference is null, null, cause_not_loaded) as cause_not_loaded,
    if(difference is null, null, cause_missing_events) as cause_missing_events,
    if(difference is null, null, cause_allowance) as cause_allowance,
    if(difference is null, null, cause_other_currency) as cause_other_currency,
    if(difference is null, null, cause_tier_split) as cause_tier_split,
    if(difference is null, null, cause_rounding) as cause_rounding,
    if(difference is null, null, cause_unexplained) as cause_unexplained
from explained
