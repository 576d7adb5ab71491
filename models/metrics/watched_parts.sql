-- What the findings watch, counted: the part and the whole of each number, over the last five whole weeks that are
-- complete, by local day (by hour where a change can be dated so finely) and by what may explain a change.
-- What no source tells is not watched: failed where no status ever came, contained and lost where no agent ever wrote.
--
-- grain code, day, hour, channel, subject, currency
-- column code varchar: Which number: sessions, fallback, contained, out_of_hours, lost, available, uncovered, failed or
--   spend.
-- column day date: Local day in the reporting time zone; of the account for spend.
-- column hour integer: Whole hours elapsed since local midnight, 23 at most; null where only days are counted.
-- column channel varchar: Where it took place; null where the number knows no channel.
-- column subject varchar: What may explain a change: the channel of sessions; the intent that the contact meant last
--   before a text; the team of a request or a quarter hour; the agent; the error of a failure, by its title, else its
--   code; the category of a charge. Null where nothing does.
-- column currency varchar: Currency of spend; null for everything else.
-- column part decimal(18,6): What is counted: sessions that the contact began, fallbacks, those of such sessions that
--   the bot contained, sessions with a request while closed or lost, seconds available in opening hours, open quarter
--   hours with nobody of the team available, failures, amount charged with units free by the monthly allowance at their
--   list rate.
-- column whole bigint: What it is a part of; for uncovered all quarter hours at whose start a team is open, on days for
--   which an agent of it has a row; null for sessions and spend, which are counted by themselves.
-- column last_day date: Last complete day of the number: the day before as-of's; of the agent history for agents; a day
--   earlier for spend, two for contained, as sessions that are handed over end last, eight for lost, whose outcome
--   takes that long.
-- es: Lo que vigilan los hallazgos, contado: la parte y el todo de cada número, en las últimas cinco semanas enteras ya
--   completas, por día local (por hora, si un cambio se puede fechar con esa precisión) y por lo que puede explicar un
--   cambio. Lo que ninguna fuente cuenta no se vigila: failed si nunca llegó un estado, contained y lost si nunca
--   escribió un agente.
-- es code: Qué número: sessions, fallback, contained, out_of_hours, lost, available, uncovered, failed o spend.
-- es day: Día local en la zona horaria del informe; para spend, el de la cuenta.
-- es hour: Horas enteras transcurridas desde la medianoche local, 23 como máximo; vacío si solo se cuentan días.
-- es channel: Canal en que tuvo lugar; vacío si el número no distingue canales.
-- es subject: Lo que puede explicar un cambio: el canal de las sesiones; la última intención del cliente antes de un
--   texto; el equipo de una petición o de un cuarto de hora; el agente; el error de un fallo, por su título o, si no lo
--   tiene, su código; la categoría de un cobro. Vacío cuando nada lo explica.
-- es currency: Moneda de spend; vacío en todo lo demás.
-- es part: Lo que se cuenta: sesiones que empezó el cliente, textos no entendidos, de esas sesiones las contenidas por
--   el bot, sesiones con una petición fuera de horario o perdida, segundos disponibles en horario de atención, cuartos
--   de hora abiertos sin nadie del equipo disponible, fallos, importe cobrado más las unidades gratis del cupo mensual
--   a su precio de lista.
-- es whole: De qué es parte; para uncovered, todos los cuartos de hora en cuyo inicio un equipo está en horario de
--   atención, en los días en que algún agente suyo tiene fila; vacío para sessions y spend, que se cuentan por sí
--   solos.
-- es last_day: Último día completo del número: el anterior al del último dato; para los agentes, al del último dato de
--   su historial; un día antes para spend, dos para contained, pues las sesiones que pasan a una persona acaban las
--   últimas, y ocho para lost, cuyo resultado tarda ese tiempo.
-- check parts_are_parts: code = 'failed' or whole is null or part <= whole
-- check five_weeks: day between last_day - 34 and last_day

with

complete as (
    select
        max(calendar_days.day) filter (where calendar_days.ends_at <= as_of.as_of) as last_day,
        max(calendar_days.day) filter (
            where calendar_days.ends_at <= as_of.agents_as_of
        ) as agents_last_day
    from marts.calendar_days
    cross join ops.as_of
),

last_days as (
    select 'sessions' as code, last_day from complete
    union all select 'fallback', last_day from complete
    union all select 'contained', last_day - 2 from complete
    union all select 'out_of_hours', last_day from complete
    union all select 'lost', last_day - 8 from complete
    union all select 'available', agents_last_day from complete
    union all select 'uncovered', agents_last_day from complete
    union all select 'failed', last_day from complete
    union all select 'spend', last_day - 1 from complete
),

told as (
    select
        exists (
            select 1 from metrics.delivery_days where sent > 0 or delivered > 0 or failed > 0
        ) as is_status,
        exists (select 1 from metrics.conversation_days where messages_agent > 0) as is_agent
),

-- Days that are sought by their values are read alone.
texts as (
    select
        contact_messages.day,
        contact_messages.channel,
        contact_messages.sent_at,
        contact_messages.is_fallback,
        contact_messages.intent_before
    from marts.contact_messages
    semi join (
        select calendar_days.day
        from marts.calendar_days
        cross join complete
        where calendar_days.day between complete.last_day - 34 and complete.last_day
    ) as days on days.day = contact_messages.day
    where contact_messages.is_free_text
),

-- Quarter hours at whose start a team is open, whether or not an agent was there or a request came.
quarters as (
    select
        opening_stretches.day,
        opening_stretches.skill,
        unnest(range(
            (opening_stretches.from_minute + 14) // 15 * 15, opening_stretches.to_minute, 15
        )) as minute
    from metrics.opening_stretches
    inner join last_days
        on last_days.code = 'uncovered'
        and opening_stretches.day between last_days.last_day - 34 and last_days.last_day
),

-- By an agent of the team; what belongs to no team, by anybody.
covered as (
    select day, minute, skill
    from metrics.coverage_slots
    where agents_available > 0
    union
    select day, minute, null as skill
    from metrics.coverage_slots
    where agents_available > 0
),

counted as (
    -- Those that the contact began: what a campaign opens, and who answers it, says how much was
    -- sent, not what people ask for.
    select 'sessions' as code, day, null::integer as hour, channel, channel as subject,
        null as currency, sessions_by_contact as part, null as whole
    from metrics.conversation_days
    union all
    select 'fallback', texts.day,
        least(date_sub('second', calendar_days.starts_at, texts.sent_at) // 3600, 23),
        texts.channel, texts.intent_before, null, if(texts.is_fallback, 1, 0), 1
    from texts
    inner join marts.calendar_days on calendar_days.day = texts.day
    union all
    select 'contained', day, null, channel, null, null, contained_by_contact, mature_by_contact
    from metrics.bot_days
    semi join told on told.is_agent
    union all
    select 'out_of_hours', day, null, channel, skill, null, out_of_hours_sessions, request_sessions
    from metrics.out_of_hours_days
    union all
    select 'lost', day, null, channel, skill, null, lost, out_of_hours_sessions
    from metrics.out_of_hours_days
    semi join told on told.is_agent
    union all
    select 'available', day, null, null, coalesce(agent_name, agent_id), null,
        available_in_hours_seconds, scheduled_seconds
    from metrics.agent_days
    where scheduled_seconds > 0
    union all
    select 'uncovered', quarters.day, null, null, quarters.skill, null,
        if(covered.day is null, 1, 0), 1
    from quarters
    left join covered
        on covered.day = quarters.day
        and covered.minute = quarters.minute
        and covered.skill is not distinct from quarters.skill
    union all
    select 'failed', day, null, channel, null, null, 0, accepted
    from metrics.delivery_days
    semi join told on told.is_status
    union all
    select 'failed', day, null, channel, coalesce(error_title, error_code), null, messages, 0
    from metrics.delivery_failures
    union all
    -- At the list rate, as a new month's allowance is no saving.
    select 'spend', spend_days.day, null, null, spend_days.category, spend_days.currency,
        spend_days.amount + if(
            spend_days.pricing_type = 'free_tier',
            spend_days.units_free * coalesce(spend_rates.list_rate, 0),
            0
        ),
        null
    from metrics.spend_days
    left join metrics.spend_rates
        on spend_rates.currency = spend_days.currency
        and spend_rates.market = spend_days.market
        and spend_rates.category = spend_days.category
        and spend_rates.tier_from = 0
        and spend_days.day >= spend_rates.valid_from
        and spend_days.day < coalesce(spend_rates.valid_to_exclusive, date '9999-01-01')
    where spend_days.amount is not null
)

select
    counted.code,
    counted.day,
    counted.hour::integer as hour,
    counted.channel,
    counted.subject,
    counted.currency,
    sum(counted.part)::decimal(18, 6) as part,
    sum(counted.whole)::bigint as whole,
    last_days.last_day
from counted
inner join last_days
    on last_days.code = counted.code
    and counted.day between last_days.last_day - 34 and last_days.last_day
group by
    counted.code,
    counted.day,
    counted.hour,
    counted.channel,
    counted.subject,
    counted.currency,
    last_days.last_day
