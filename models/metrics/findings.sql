-- What changed or needs somebody, by plain rules: a row for each watched number, for all channels and for each.
-- The dashboard makes a sentence of it. It speaks of the last days of the data, whatever days a page shows.
--
-- A change of a share: the stretch from some hour or day of the last seven complete days to their end is held against
-- the same stretch of the four weeks before. Of all such stretches the latest with the most cases beyond the usual is
-- taken, if its value lies outside the range of those four weeks, at least so many points from their joint value (3;
-- fallback, contained, available 5; failed 1), at least three standard errors from it (fallback four; cases only, not
-- time), with at least 30 cases in either and ten cases too many or too few.
-- A change of a count, an amount or a median: the seven days, outside the range of the four weeks before and at least
-- 20 % from their mean (medians 25 % from the median of all four), with at least 30 cases, or 10 of the currency, in a
-- usual week (a median: 30 in the seven days, and in the four weeks).
-- A wait without a reply counts as longer than any that has one; those that wait for the opening are left out. Each
-- week's median must have a reply.
-- Each week must have cases. Where nothing changed, a row says so, and between what the value moved.
--
-- grain page, code, channel, subject, currency
-- column page varchar: Page that it concerns: index, spend, bot, out-of-hours, agents, delivery or health.
-- column code varchar: What is found. sessions (those that the contact began), fallback, contained (of the same
--   sessions), out_of_hours, lost, available, uncovered, failed, spend (with units free by the monthly allowance at
--   their list rate), wait (median seconds to the first reply, in opening hours): as in watched_parts, changed or not
--   (is_change). budget: spend of the running month and its forecast against the account's budget; over_budget once it
--   is spent, forecast_over_budget once the forecast passes it. unrated: units of the running month without a price.
--   silent: a source without events for 24 hours that had some on 5 of its last 7 days; heard: none is silent. refused:
--   rows refused in files loaded on the newest day with files or the six before it.
-- column channel varchar: Channel that it speaks of; null for all of them, or where there are none.
-- column subject varchar: What accounts for at least a third of the change, and most of all (see watched_parts); the
--   account of a budget, the source of silent and refused, the market of unrated.
-- column subject_es varchar: An error's title in Spanish, where error_codes.csv has one.
-- column currency varchar: Currency of amounts.
-- column is_change boolean: It is to be told; false where the value is as usual.
-- column is_worse boolean: Whether that is for the worse; null where it is neither.
-- column from_day date: First day it speaks of.
-- column to_day date: Last day it speaks of.
-- column since timestamptz: When the change began, where it is not all seven days; newest event for silent.
-- column unit varchar: share, count, seconds or amount.
-- column value decimal(18,6): What it is now.
-- column usual decimal(18,6): What it was in the four weeks before: shares and medians of all together, of counts and
--   amounts the mean of a week; the budget; null where nothing compares.
-- column usual_low decimal(18,6): Lowest of these four weeks; of the forecast.
-- column usual_high decimal(18,6): Highest of these four weeks; of the forecast.
-- column n bigint: Cases in the value: its whole for a share (seconds for available, quarter hours for uncovered), days
--   heard for silent, all sources for heard, the month's units for unrated and budgets; null for spend.
-- column usual_n bigint: Cases in the four weeks before.
-- column subject_value decimal(18,6): Part of the value's cases that the subject has.
-- column so_far decimal(18,6): Amount of the running month up to now; only for budgets.
-- column event varchar: The nearest event that events.csv notes within a day of since.
-- column metric varchar: Column that defines the number, as table.column.
-- column weight integer: What comes first: 300 for what is missing or spent, 200 for worse (rows refused and a forecast
--   over budget among it), 100 for other changes, each plus up to 99 by which the lesser value differs from the
--   greater; 0 where nothing changed.
-- es: Qué cambió o pide atención, según reglas sencillas: una fila por cada número vigilado, para todos los canales y
--   para cada uno. El panel la convierte en una frase. Habla de los últimos días de los datos, sean cuales sean los
--   días que muestre una página. Cambio de una proporción: el tramo que va desde una hora o un día de los últimos siete
--   días completos hasta el final de estos se compara con el mismo tramo de las cuatro semanas anteriores. De todos
--   esos tramos se toma el de más casos fuera de lo habitual (a igualdad, el más reciente), si su valor queda fuera del
--   rango de esas cuatro semanas, al menos a tantos puntos de su valor conjunto (3; fallback, contained y available, 5;
--   failed, 1) y al menos a tres errores estándar de él (fallback, a cuatro; solo los casos, no el tiempo), con al
--   menos 30 casos en ambos y diez casos de más o de menos. Cambio de un recuento, un importe o una mediana: los siete
--   días, fuera del rango de las cuatro semanas anteriores y al menos a un 20 % de su media (medianas, a un 25 % de la
--   de las cuatro juntas), con al menos 30 casos, o 10 de la moneda, en una semana habitual (una mediana: 30 en los
--   siete días y en las cuatro semanas). Una espera sin respuesta cuenta como más larga que cualquiera que la tenga, y
--   quedan fuera las que aún esperan a que se abra; la mediana de cada semana debe tener respuesta. Cada semana debe
--   tener casos. Donde nada cambió, una fila lo dice, y también entre qué valores se movió el número.
-- es page: Página a la que atañe: index, spend, bot, out-of-hours, agents, delivery o health.
-- es code: Qué se encontró. sessions (las que empezó el cliente), fallback, contained (de esas sesiones), out_of_hours,
--   lost, available, uncovered, failed, spend (con las unidades gratis del cupo mensual a su precio de lista), wait
--   (mediana de segundos hasta la primera respuesta, en horario de atención): como en watched_parts, hayan cambiado o
--   no (is_change). budget: gasto del mes en curso y su previsión frente al presupuesto de la cuenta; over_budget
--   cuando ya se ha gastado, forecast_over_budget cuando la previsión lo supera. unrated: unidades del mes en curso sin
--   precio. silent: una fuente sin eventos desde hace 24 horas que los tuvo en 5 de sus últimos 7 días; heard: ninguna
--   está en silencio. refused: filas rechazadas en ficheros cargados el último día con ficheros o los seis anteriores.
-- es channel: Canal del que habla; vacío cuando habla de todos, o no hay ninguno.
-- es subject: Lo que más explica del cambio, y al menos un tercio de él (véase watched_parts); la cuenta de un
--   presupuesto, la fuente de silent y refused, el mercado de unrated.
-- es subject_es: Título de un error en español, si error_codes.csv lo tiene.
-- es currency: Moneda de los importes.
-- es is_change: Debe señalarse; falso cuando el valor es el habitual.
-- es is_worse: Si es a peor; vacío cuando no es ni a peor ni a mejor.
-- es from_day: Primer día del que habla.
-- es to_day: Último día del que habla.
-- es since: Cuándo empezó el cambio, cuando no son los siete días enteros; en silent, el último evento.
-- es unit: share, count, seconds o amount.
-- es value: Cuánto es ahora.
-- es usual: Cuánto fue en las cuatro semanas anteriores: las proporciones y medianas, en conjunto; los recuentos e
--   importes, la media de una semana; el presupuesto; vacío cuando no hay con qué comparar.
-- es usual_low: Mínimo de esas cuatro semanas; el de la previsión.
-- es usual_high: Máximo de esas cuatro semanas; el de la previsión.
-- es n: Casos del valor: en una proporción, su total (segundos en available, cuartos de hora en uncovered); en silent,
--   los días con eventos; en heard, todas las fuentes; en unrated y presupuestos, las unidades del mes; vacío en spend.
-- es usual_n: Casos de las cuatro semanas anteriores.
-- es subject_value: Parte de los casos del valor que corresponde a subject.
-- es so_far: Importe del mes en curso hasta ahora; solo en presupuestos.
-- es event: El evento más cercano que events.csv anota a un día o menos de since.
-- es metric: Columna que define el número, en la forma tabla.columna.
-- es weight: Qué va primero: 300 para lo que falta o está gastado, 200 para lo que va a peor (también las filas
--   rechazadas y una previsión sobre el presupuesto), 100 para otros cambios; más, en cada caso, hasta 99 según lo que
--   el valor menor difiere del mayor; 0 cuando nada cambió.
-- check unchanged_weighs_nothing: is_change = (weight > 0)
-- check has_its_number: value is not null

with

rules as (
    select *
    from (
        values
            (
                'sessions', 'index', 'count', 30, 0.2, 0, null,
                'conversation_days.sessions_by_contact'
            ),
            ('fallback', 'bot', 'share', 30, 0.05, 4, 'up', 'bot_days.fallback_messages'),
            ('contained', 'bot', 'share', 30, 0.05, 3, 'down', 'bot_days.contained_by_contact'),
            (
                'out_of_hours', 'out-of-hours', 'share', 30, 0.03, 3, 'up',
                'out_of_hours_days.out_of_hours_sessions'
            ),
            ('lost', 'out-of-hours', 'share', 30, 0.03, 3, 'up', 'out_of_hours_days.lost'),
            (
                'available', 'agents', 'share', 30, 0.05, 0, 'down',
                'agent_days.available_in_hours_seconds'
            ),
            ('uncovered', 'agents', 'share', 30, 0.03, 0, 'up', 'coverage_slots.agents_available'),
            ('wait', 'agents', 'seconds', 30, 0.25, 0, 'up', 'waits.wait_open_seconds'),
            ('failed', 'delivery', 'share', 30, 0.01, 3, 'up', 'delivery_days.failed'),
            ('spend', 'spend', 'amount', 10, 0.2, 0, null, 'spend_days.amount')
    ) as rules(code, page, unit, minimum, distance, errors, worse, metric)
),

-- Weeks are counted back from the last complete day; a slot is an hour of the week, or a day's
-- first.
placed as (
    select
        code, channel, currency, subject, part, whole, last_day,
        (last_day - day) // 7 as week,
        (6 - (last_day - day) % 7) * 24 + coalesce(hour, 0) as slot
    from metrics.watched_parts
),

slots as (
    select
        code,
        currency,
        channel,
        subject,
        week,
        slot,
        last_day,
        sum(part) as part,
        sum(whole) as whole
    from placed
    where channel is not null
    group by all
    union all
    select
        code,
        currency,
        null as channel,
        subject,
        week,
        slot,
        last_day,
        sum(part) as part,
        sum(whole) as whole
    from placed
    group by all
),

summed as (
    select code, currency, channel, week, slot, last_day, sum(part) as part, sum(whole) as whole
    from slots
    group by all
),

starts as (
    select distinct code, currency, channel, slot as starts_in
    from summed
    where week = 0 and whole is not null
    union
    select distinct code, currency, channel, 0 from summed where week = 0
),

stretch_weeks as (
    select
        starts.*,
        summed.week,
        any_value(summed.last_day) as last_day,
        sum(summed.part)::double as part,
        sum(summed.whole)::double as whole
    from starts
    inner join summed
        on summed.code = starts.code
        and summed.currency is not distinct from starts.currency
        and summed.channel is not distinct from starts.channel
        and summed.slot >= starts.starts_in
    group by starts.code, starts.currency, starts.channel, starts.starts_in, summed.week
),

stretches as (
    select
        code, currency, channel, starts_in,
        any_value(last_day) as last_day,
        max(part) filter (where week = 0) as part,
        max(whole) filter (where week = 0) as whole,
        sum(part::decimal(38, 6)) filter (where week > 0)::double as usual_part,
        sum(whole::decimal(38, 6)) filter (where week > 0)::double as usual_whole,
        min(if(whole is null, part, part / nullif(whole, 0))) filter (where week > 0) as usual_low,
        max(if(whole is null, part, part / nullif(whole, 0))) filter (where week > 0) as usual_high,
        count(if(whole is null, part, part / nullif(whole, 0))) filter (where week > 0) as weeks
    from stretch_weeks
    group by code, currency, channel, starts_in
    having weeks = 4 and count(*) filter (where week = 0 and (whole > 0 or whole is null)) = 1
),

valued as (
    select
        stretches.*,
        rules.unit, rules.minimum, rules.distance, rules.errors,
        if(whole is null, part, part / whole) as value,
        if(whole is null, usual_part / 4, usual_part / usual_whole) as usual,
        part - if(whole is null, usual_part / 4, whole * usual_part / usual_whole) as surplus
    from stretches
    inner join rules on rules.code = stretches.code
),

judged as (
    select
        *,
        if(
            unit = 'share',
            whole >= minimum and usual_whole >= minimum,
            usual >= minimum
        ) as has_enough,
        has_enough
            and (value < usual_low or value > usual_high)
            and if(
                unit = 'share',
                abs(value - usual) >= distance
                    and abs(surplus) >= 10
                    and abs(value - usual)
                        >= errors * sqrt(
                            usual * (1 - least(usual, 1)) * (1 / whole + 1 / usual_whole)
                        ),
                abs(value - usual) >= distance * usual
            ) as is_change
    from valued
),

chosen as (
    select *
    from judged
    where is_change or (starts_in = 0 and has_enough)
    qualify row_number() over (
        partition by code, currency, channel
        order by is_change desc, round(abs(surplus), 6) desc, starts_in desc
    ) = 1
),

explained as (
    select
        chosen.code, chosen.currency, chosen.channel, slots.subject,
        sum(slots.part) filter (where slots.week = 0) as subject_value
    from chosen
    inner join slots
        on slots.code = chosen.code
        and slots.currency is not distinct from chosen.currency
        and slots.channel is not distinct from chosen.channel
        and slots.subject is distinct from chosen.channel
        and slots.slot >= chosen.starts_in
    where chosen.is_change and slots.subject is not null
    group by chosen.code, chosen.currency, chosen.channel, chosen.surplus, slots.subject
    having (
        coalesce(sum(slots.part) filter (where slots.week = 0), 0)
        - coalesce(sum(slots.part) filter (where slots.week > 0), 0) / 4
    )::double / chosen.surplus >= 1 / 3
    qualify row_number() over (
        partition by chosen.code, chosen.currency, chosen.channel
        order by (
            coalesce(sum(slots.part) filter (where slots.week = 0), 0)
            - coalesce(sum(slots.part) filter (where slots.week > 0), 0) / 4
        )::double / chosen.surplus desc, slots.subject
    ) = 1
),

changes as (
    select
        chosen.code,
        chosen.channel,
        explained.subject,
        chosen.currency,
        chosen.is_change,
        chosen.last_day - 6 + (chosen.starts_in // 24)::integer as from_day,
        chosen.last_day as to_day,
        if(
            chosen.is_change and chosen.starts_in > 0,
            calendar_days.starts_at + to_hours((chosen.starts_in % 24)::integer), null
        ) as since,
        chosen.value, chosen.usual, chosen.usual_low, chosen.usual_high,
        coalesce(chosen.whole, if(chosen.unit = 'count', chosen.part, null)) as n,
        coalesce(chosen.usual_whole, if(chosen.unit = 'count', chosen.usual_part, null)) as usual_n,
        coalesce(explained.subject_value, if(explained.subject is null, null, 0)) as subject_value
    from chosen
    inner join marts.calendar_days
        on calendar_days.day = chosen.last_day - 6 + (chosen.starts_in // 24)::integer
    left join explained
        on explained.code = chosen.code
        and explained.currency is not distinct from chosen.currency
        and explained.channel is not distinct from chosen.channel
),

last_complete as (
    select max(calendar_days.day) as last_day
    from marts.calendar_days
    inner join ops.as_of on calendar_days.ends_at <= as_of.as_of
),

-- Answers come within 7 days: who has none waited longer than anybody who has one. Who waits for
-- the opening has not waited in opening hours yet.
lasted as (
    select
        waits.channel,
        last_complete.last_day,
        (last_complete.last_day - waits.day) // 7 as week,
        if(
            waits.is_answered,
            coalesce(waits.wait_open_seconds, waits.wait_clock_seconds),
            7 * 86400 + 1
        ) as seconds
    from marts.waits
    inner join last_complete
        on waits.day between last_complete.last_day - 34 and last_complete.last_day
    where not waits.is_waiting or waits.waited_open_seconds is distinct from 0
),

median_weeks as (
    select channel, last_day, week, quantile_disc(seconds, 0.5) as median, count(*) as n
    from lasted
    where channel is not null
    group by channel, last_day, week
    union all
    select null, last_day, week, quantile_disc(seconds, 0.5), count(*)
    from lasted
    group by last_day, week
),

usual_medians as (
    select channel, quantile_disc(seconds, 0.5) as median, count(*) as n
    from lasted
    where week > 0 and channel is not null
    group by channel
    union all
    select null, quantile_disc(seconds, 0.5), count(*)
    from lasted
    where week > 0
),

medians as (
    select
        median_weeks.channel,
        any_value(median_weeks.last_day) as last_day,
        max(median_weeks.median) filter (where week = 0) as value,
        max(median_weeks.n) filter (where week = 0) as n,
        min(median_weeks.median) filter (where week > 0) as usual_low,
        max(median_weeks.median) filter (where week > 0) as usual_high,
        min(median_weeks.n) as fewest,
        count(*) as weeks
    from median_weeks
    group by median_weeks.channel
),

waited as (
    select
        'wait' as code,
        medians.channel,
        (medians.value < medians.usual_low or medians.value > medians.usual_high)
            and abs(medians.value - usual_medians.median) * 4 >= usual_medians.median as is_change,
        medians.last_day - 6 as from_day,
        medians.last_day as to_day,
        medians.value,
        usual_medians.median as usual,
        medians.usual_low,
        medians.usual_high,
        medians.n,
        usual_medians.n as usual_n
    from medians
    inner join usual_medians on usual_medians.channel is not distinct from medians.channel
    where medians.weeks = 5 and medians.n >= 30 and usual_medians.n >= 30
        and greatest(medians.value, medians.usual_high) <= 7 * 86400
),

watched as (
    select
        rules.page,
        found.*,
        rules.unit,
        rules.metric,
        if(
            found.is_change and rules.worse is not null,
            (found.value > found.usual) = (rules.worse = 'up'),
            null
        ) as is_worse
    from (select * from changes union all by name select * from waited) as found
    inner join rules on rules.code = found.code
),

nearest as (
    select watched.code, watched.channel, watched.currency, events.label as event
    from watched
    inner join metrics.events
        on events.starts_at >= watched.since - interval 24 hour
        and events.starts_at < watched.since + interval 24 hour
    qualify row_number() over (
        partition by watched.code, watched.channel, watched.currency
        order by abs(date_sub('second', events.starts_at, watched.since)), events.label
    ) = 1
),

running as (
    select
        account_id as subject,
        currency,
        month,
        -- On the first day nothing may be charged yet: that is no unknown price.
        if(sum(units_unrated) = 0, coalesce(sum(amount), 0), sum(amount)) as so_far,
        max(budget) as budget,
        if(count(forecast_amount) = count(*), sum(forecast_amount), null) as forecast_amount,
        if(count(forecast_amount) = count(*), sum(forecast_low), null) as forecast_low,
        if(count(forecast_amount) = count(*), sum(forecast_high), null) as forecast_high,
        sum(units) as units
    from metrics.spend_months
    where is_current
    group by account_id, currency, month
    -- What a clock brings that runs ahead is of a month to come.
    qualify row_number() over (partition by account_id, currency order by month) = 1
),

budgets as (
    select
        'spend' as page,
        case
            when so_far > budget then 'over_budget'
            when forecast_amount > budget then 'forecast_over_budget'
            else 'budget'
        end as code,
        subject,
        currency,
        code != 'budget' as is_change,
        if(code = 'budget', null, true) as is_worse,
        month as from_day,
        last_day(month) as to_day,
        'amount' as unit,
        if(code = 'over_budget', so_far, coalesce(forecast_amount, so_far)) as value,
        budget as usual,
        if(code = 'over_budget', null, forecast_low) as usual_low,
        if(code = 'over_budget', null, forecast_high) as usual_high,
        units as n,
        so_far,
        'spend_months.forecast_amount' as metric,
        code = 'over_budget' as is_urgent
    from running
    where budget is not null and coalesce(forecast_amount, so_far) is not null
),

-- Accounts far apart are in two months for some hours; each counts its own.
unrated as (
    select
        'spend' as page,
        'unrated' as code,
        arg_min(market, (-units_unrated, market)) as subject,
        true as is_change,
        true as is_worse,
        min(from_day) as from_day,
        last_day(max(to_month)) as to_day,
        'count' as unit,
        sum(units_unrated) as value,
        sum(units) as n,
        max(units_unrated) as subject_value,
        'spend_months.units_unrated' as metric,
        true as is_urgent
    from (
        select
            market,
            min(month) as from_day,
            max(month) as to_month,
            sum(units_unrated) as units_unrated,
            sum(units) as units
        from metrics.spend_months
        where is_current
        group by market
    ) as markets
    having sum(units_unrated) > 0
),

heard_sources as (
    select
        source,
        max(last_event_at) as last_event_at,
        max(day) filter (where last_event_at is not null) as last_day
    from metrics.health
    where last_event_at is not null
    group by source
),

sources as (
    select
        heard_sources.source,
        heard_sources.last_event_at,
        heard_sources.last_day,
        as_of.as_of,
        count(*) filter (
            where health.rows > 0 and health.day > heard_sources.last_day - 7
        ) as days_heard,
        heard_sources.last_event_at <= as_of.as_of - interval 24 hour as is_silent
    from heard_sources
    inner join metrics.health
        on health.source = heard_sources.source
        and health.last_event_at is not null
    cross join ops.as_of
    group by all
),

silences as (
    select
        'health' as page,
        'silent' as code,
        source as subject,
        true as is_change,
        true as is_worse,
        last_day as from_day,
        last_day as to_day,
        last_event_at as since,
        'seconds' as unit,
        date_sub('second', last_event_at, as_of) as value,
        days_heard as n,
        'health.last_event_at' as metric,
        true as is_urgent
    from sources
    where is_silent and days_heard >= 5
),

heard as (
    select
        'health' as page,
        'heard' as code,
        false as is_change,
        max(last_day) as from_day,
        max(last_day) as to_day,
        'count' as unit,
        count(*) filter (where not is_silent) as value,
        count(*) as n,
        'health.last_event_at' as metric
    from sources
    having count(*) > 0 and not bool_or(is_silent and days_heard >= 5)
),

-- Health cannot tell: a file of events without refusals leaves no row there on the day it came.
newest_files as (
    select calendar_days.day
    from (select max(loaded_at) as loaded_at from ops.files) as newest
    asof join marts.calendar_days on newest.loaded_at >= calendar_days.starts_at
),

refusals as (
    select
        'health' as page,
        'refused' as code,
        arg_min(feeds.source, (-feeds.rows_refused, feeds.source)) as subject,
        true as is_change,
        true as is_worse,
        min(feeds.from_day) as from_day,
        max(feeds.to_day) as to_day,
        'count' as unit,
        sum(feeds.rows_refused) as value,
        max(feeds.rows_refused) as subject_value,
        sum(feeds.rows_refused) as n,
        'health.rows_refused' as metric
    from (
        select source, sum(rows_refused) as rows_refused, min(day) as from_day, max(day) as to_day
        from metrics.health
        where rows_refused > 0
            and day > (select day from newest_files) - 7
        group by source
    ) as feeds
    having count(*) > 0
),

together as (
    select watched.*, nearest.event
    from watched
    left join nearest
        on nearest.code = watched.code
        and nearest.channel is not distinct from watched.channel
        and nearest.currency is not distinct from watched.currency
    union all by name select * from budgets
    union all by name select * from unrated
    union all by name select * from silences
    union all by name select * from heard
    union all by name select * from refusals
),

-- A title may stand for several codes.
titles as (
    select title, min(title_es) as title_es
    from reference.error_codes
    group by title
)

select
    page,
    code,
    channel,
    subject,
    titles.title_es as subject_es,
    currency,
    is_change,
    is_worse,
    from_day,
    to_day,
    since,
    unit,
    round(value, 6)::decimal(18, 6) as value,
    round(usual, 6)::decimal(18, 6) as usual,
    round(usual_low, 6)::decimal(18, 6) as usual_low,
    round(usual_high, 6)::decimal(18, 6) as usual_high,
    n::bigint as n,
    usual_n::bigint as usual_n,
    subject_value::decimal(18, 6) as subject_value,
    so_far::decimal(18, 6) as so_far,
    event,
    metric,
    case
        when not is_change then 0
        else case when is_urgent then 300 when is_worse then 200 else 100 end
            + coalesce(
                floor(
                    99 * abs(value - usual)::double
                    / nullif(greatest(abs(value), abs(usual))::double, 0)
                ),
                0
            )
    end::integer as weight
from together
left join titles on together.code = 'failed' and titles.title = together.subject
