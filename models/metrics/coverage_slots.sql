-- Agents available against requests arriving, by quarter hour and team. Minutes count what has elapsed since local
-- midnight, so a day of 25 hours has slots up to 1485.
--
-- grain day, minute, skill
-- column day date: Local day in the reporting time zone.
-- column minute integer: Start of the slot, in minutes elapsed since local midnight: 0, 15, 30, ….
-- column skill varchar: Team that was asked, or that the agent was there for; null where none is named.
-- column agents_available decimal(9,4): Agents available, averaged over the slot: agent seconds / 900; nothing stale.
--   Null while no agent history has come for the day.
-- column requests integer: Requests for a person made in the slot. A slot without requests and agents has no row.
-- column is_open boolean: The team's calendar is open at the start of the slot; null without a calendar.
-- es: Agentes disponibles frente a peticiones que llegan, por cuarto de hora y equipo. Los minutos son los
--   transcurridos desde la medianoche local, de modo que un día de 25 horas tiene cuartos de hora hasta el 1485.
-- es day: Día local en la zona horaria de los informes.
-- es minute: Inicio del cuarto de hora, en minutos transcurridos desde la medianoche local: 0, 15, 30…
-- es skill: Equipo al que se pidió, o para el que estaba el agente; vacío cuando no se nombra ninguno.
-- es agents_available: Agentes disponibles, de media en el cuarto de hora: segundos de agente / 900; nada de sesiones
--   sin cerrar. Vacío mientras no ha llegado historial de agentes de ese día.
-- es requests: Peticiones de persona hechas en el cuarto de hora. Un cuarto de hora sin peticiones ni agentes no tiene
--   fila.
-- es is_open: El horario del equipo está abierto al inicio del cuarto de hora; vacío cuando no hay horario.
-- check whole_quarters: minute % 15 = 0
-- rebuild day
-- ripens agents_available is null

with

days as (
    select day, starts_at, ends_at from rebuild.day
),

available as (
    select
        agent_stretches.agent_id,
        agent_stretches.day,
        agent_stretches.skill,
        agent_stretches.connected_at,
        agent_stretches.session_id,
        epoch_us(agent_stretches.starts_at - days.starts_at) // 1000000 as from_second,
        epoch_us(agent_stretches.ends_at - days.starts_at) // 1000000 as to_second
    from marts.agent_stretches
    inner join days on days.day = agent_stretches.day
    where agent_stretches.is_available and not agent_stretches.is_stale
),

-- An agent is one agent, however many sessions overlap: of the team of the latest of them.
edges as (
    select distinct agent_id, day, unnest([from_second, to_second]) as second
    from available
),

pieces as (
    select
        agent_id,
        day,
        second as from_second,
        lead(second) over (partition by agent_id, day order by second) as to_second
    from edges
),

served as (
    select
        pieces.day,
        pieces.from_second,
        pieces.to_second,
        max({'at': available.connected_at, 'id': available.session_id,
            'from': available.from_second, 'skill': available.skill}).skill as skill
    from pieces
    inner join available
        on available.agent_id = pieces.agent_id
        and available.day = pieces.day
        and available.from_second <= pieces.from_second
        and available.to_second >= pieces.to_second
    group by pieces.agent_id, pieces.day, pieces.from_second, pieces.to_second
),

spread as (
    select served.*, unnest(range(from_second // 900, (to_second + 899) // 900)) as slot
    from served
),

agents as (
    select
        day,
        slot,
        skill,
        sum(least(to_second, slot * 900 + 900) - greatest(from_second, slot * 900)) as seconds
    from spread
    group by day, slot, skill
),

asked as (
    select
        requests.day,
        epoch_us(requests.requested_at - days.starts_at) // 900000000 as slot,
        requests.skill,
        count(*) as requests
    from marts.requests
    inner join days on days.day = requests.day
    group by requests.day, slot, requests.skill
),

joined as (
    select
        coalesce(agents.day, asked.day) as day,
        coalesce(agents.slot, asked.slot) as slot,
        coalesce(agents.skill, asked.skill) as skill,
        coalesce(agents.seconds, 0) as seconds,
        coalesce(asked.requests, 0) as requests
    from agents
    full outer join asked
        on asked.day = agents.day
        and asked.slot = agents.slot
        and asked.skill is not distinct from agents.skill
),

placed as (
    select
        joined.*,
        days.starts_at + to_minutes(15 * joined.slot) as slot_starts_at,
        coalesce(days.starts_at <= as_of.agents_as_of, false) as is_known,
        service_calendars.calendar
    from joined
    inner join days on days.day = joined.day
    cross join ops.as_of
    left join marts.service_calendars
        on service_calendars.account_id = ''
        and service_calendars.skill = coalesce(joined.skill, '')
        and days.starts_at >= service_calendars.starts_at
        and days.starts_at < service_calendars.ends_at
)

select
    placed.day,
    (placed.slot * 15)::integer as minute,
    placed.skill,
    case when placed.is_known then placed.seconds::decimal(18, 4) / 900 end::decimal(9, 4)
        as agents_available,
    placed.requests::integer as requests,
    calendar_states.is_open
from placed
asof left join marts.calendar_states
    on calendar_states.calendar = placed.calendar
    and placed.slot_starts_at >= calendar_states.starts_at
