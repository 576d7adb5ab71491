-- Agents by local day: connected, available in and out of opening hours, scheduled, and what they attended.
-- A row for every day on which an agent was connected, wrote to a contact or held an open conversation at its end, and,
-- in the four weeks after a connection, for every day whose skill has a calendar, so that absence shows. Stale sessions
-- stand apart from all other times.
-- Availability = available in hours / scheduled.
--
-- grain day, agent_id
-- column day date: Local day in the reporting time zone.
-- column agent_id varchar: The agent.
-- column agent_name varchar: Name in the day's latest session, else in the last one before; null where none says it.
-- column skill varchar: Skill in the day's latest session (ties by session id), else in the last one before.
-- column calendar varchar: Opening hours of that skill on the day; null without any.
-- column connected_seconds integer: Available in hours + out of hours + without calendar + not available; nothing
--   stale.
-- column available_in_hours_seconds integer: Available while the skill's calendar was open; null without a calendar.
-- column available_out_of_hours_seconds integer: Available while it was closed; null without a calendar.
-- column available_without_calendar_seconds integer: Available on a day without a calendar, neither in nor out of
--   hours.
-- column not_available_seconds integer: Connected but not available.
-- column scheduled_seconds integer: Opening hours of the day's skill, of a day that is not over those up to as of (of
--   agent history, while somebody is connected); null without a calendar, while no agent history has come for the day,
--   and where all its sessions are stale: what is not known is not absence.
-- column stale_seconds integer: Connected only by stale sessions (over 16 hours, setting): nobody logged out.
-- column sessions integer: Agent sessions that were connected on the day, stale ones included.
-- column stale_sessions integer: Those of them that are stale.
-- column open_sessions integer: Those of them that are still open: valued as of the newest agent history.
-- column conversations_attended integer: Different conversations in which the agent wrote on the day.
-- column open_conversations integer: Sessions with contacts that the agent holds at the day's end: wrote last of all
--   agents, neither closed nor silent for 24 hours (setting).
-- column chat_seconds integer: Time active in chats, each chat added: stretches of messages at most 10 minutes
--   (setting) apart.
-- column active_seconds integer: Time active in at least one chat; chat_seconds / active_seconds is the concurrency.
-- column active_available_seconds integer: Those of active_seconds in which the agent was available. Occupancy = this /
--   all available seconds.
-- column is_awaited boolean: No agent history has come for this day yet.
-- column is_current boolean: The day is not over, as of the newest event.
-- es: Agentes por día local: tiempo conectado, disponible en horario, disponible fuera de horario y programado, y qué
--   atendieron. Hay una fila por cada día en que un agente estuvo conectado, escribió a un cliente o acabó con una
--   conversación abierta y, en las cuatro semanas siguientes a una conexión, por cada día en que su equipo tiene
--   horario, para que se vean las ausencias. Las sesiones sin cerrar van aparte de todos los demás tiempos.
--   Disponibilidad = disponible en horario / programado.
-- es day: Día local en la zona horaria de los informes.
-- es agent_id: El agente.
-- es agent_name: Nombre en la última sesión del día o, si no la hay, en la última anterior; vacío cuando ninguna lo
--   dice.
-- es skill: Equipo en la última sesión del día (a igualdad, por identificador de sesión) o, si no la hay, en la última
--   anterior.
-- es calendar: Horario de atención de ese equipo en el día; vacío cuando no tiene.
-- es connected_seconds: Disponible en horario + fuera de horario + sin horario conocido + no disponible; nada de
--   sesiones sin cerrar.
-- es available_in_hours_seconds: Disponible mientras el horario del equipo estaba abierto; vacío cuando no hay horario.
-- es available_out_of_hours_seconds: Disponible mientras estaba cerrado; vacío cuando no hay horario.
-- es available_without_calendar_seconds: Disponible en un día sin horario conocido: ni en horario ni fuera de él.
-- es not_available_seconds: Conectado, pero no disponible.
-- es scheduled_seconds: Horario de atención del equipo del día y, en el día que no ha acabado, solo hasta el último
--   dato (de agentes, mientras haya alguno conectado); vacío cuando no hay horario, mientras no ha llegado historial de
--   agentes de ese día y cuando todas sus sesiones quedaron sin cerrar: lo que no se sabe no es ausencia.
-- es stale_seconds: Conectado solo por sesiones sin cerrar (más de 16 horas, configurable): nadie cerró la sesión.
-- es sessions: Sesiones de agente conectadas en el día, incluidas las que quedaron sin cerrar.
-- es stale_sessions: De ellas, las que quedaron sin cerrar.
-- es open_sessions: De ellas, las que siguen abiertas: se valoran hasta donde llega el historial de agentes.
-- es conversations_attended: Conversaciones distintas en que el agente escribió ese día.
-- es open_conversations: Sesiones con clientes a cargo del agente al final del día: fue el último de los agentes en
--   escribir, y no están cerradas ni llevan 24 horas (configurable) en silencio.
-- es chat_seconds: Tiempo activo en chats, sumando cada chat: tramos de mensajes con 10 minutos (configurable) como
--   máximo entre uno y otro.
-- es active_seconds: Tiempo activo en al menos un chat; chat_seconds / active_seconds da los chats a la vez.
-- es active_available_seconds: De active_seconds, el tiempo en que el agente estaba disponible. Ocupación = este tiempo
--   / todo el disponible.
-- es is_awaited: Todavía no ha llegado historial de agentes de este día.
-- es is_current: El día no ha acabado todavía, según el último dato.
-- check parts_add_up: connected_seconds = coalesce(available_in_hours_seconds, 0) +
--   coalesce(available_out_of_hours_seconds, 0) + available_without_calendar_seconds + not_available_seconds
-- check within_the_day: connected_seconds + stale_seconds <= 25 * 3600
-- check in_hours_are_scheduled: available_in_hours_seconds is null or is_awaited or available_in_hours_seconds <=
--   coalesce(scheduled_seconds, 0)
-- check active_is_part_of_chat: active_seconds <= chat_seconds
-- check occupied_is_part: active_available_seconds <= active_seconds and active_available_seconds <=
--   coalesce(available_in_hours_seconds, 0) + coalesce(available_out_of_hours_seconds, 0) +
--   available_without_calendar_seconds
-- check parts_of_sessions: stale_sessions <= sessions and open_sessions <= sessions
-- warn nobody_forgets_to_log_out: stale_sessions = 0
-- rebuild day back 28 d ahead 1 d
-- ripens is_awaited or is_current

with

connections as (
    select
        agent_stretches.agent_id,
        agent_stretches.day,
        max({
            'at': agent_stretches.connected_at,
            'id': agent_stretches.session_id,
            'name': agent_stretches.agent_name,
            'skill': agent_stretches.skill
        }) as latest,
        count(*)::integer as sessions,
        count(*) filter (where agent_stretches.is_stale)::integer as stale_sessions,
        count(*) filter (where agent_stretches.is_open)::integer as open_sessions
    from (
        select distinct
            agent_stretches.agent_id,
            agent_stretches.day,
            agent_stretches.session_id,
            agent_stretches.connected_at,
            agent_stretches.agent_name,
            agent_stretches.skill,
            agent_stretches.is_stale,
            agent_stretches.is_open
        from marts.agent_stretches
        where not agent_stretches.is_available
            and agent_stretches.day >= (select min(day.day) - 28 from rebuild.day)
    ) as agent_stretches
    group by agent_stretches.agent_id, agent_stretches.day
),

-- Each day of an agent stands for those after it until the next one, four weeks at most.
carried as (
    select
        connections.agent_id,
        connections.latest.name as agent_name,
        connections.latest.skill as skill,
        unnest(generate_series(
            connections.day,
            least(
                connections.day + 28,
                lead(connections.day) over (partition by connections.agent_id
                    order by connections.day) - 1,
                greatest(as_of.day, connections.day)
            ),
            interval 1 day
        ))::date as day
    from connections
    cross join (
        select max(calendar_days.day) as day
        from marts.calendar_days
        inner join ops.as_of on calendar_days.starts_at <= as_of.as_of
    ) as as_of
),

-- Up to when a day is known. Who is still connected is valued to the newest agent history, so the
-- hours are as well. A session may end after the newest event, where a clock runs ahead.
reached as (
    select
        agent_stretches.day,
        greatest(
            max(agent_stretches.ends_at),
            if(
                bool_or(agent_stretches.is_open and not agent_stretches.is_stale),
                any_value(as_of.agents_as_of),
                any_value(as_of.as_of)
            )
        ) as reached_at
    from marts.agent_stretches
    semi join rebuild.day using (day)
    cross join ops.as_of
    group by agent_stretches.day
),

rostered as (
    select
        carried.agent_id,
        carried.day,
        carried.agent_name,
        carried.skill,
        service_calendars.calendar,
        day.starts_at,
        greatest(
            day.starts_at, least(day.ends_at, coalesce(reached.reached_at, as_of.as_of))
        ) as ends_at,
        day.starts_at > as_of.agents_as_of as is_awaited
    from carried
    inner join rebuild.day on day.day = carried.day
    cross join ops.as_of
    left join reached on reached.day = carried.day
    left join marts.service_calendars
        on service_calendars.account_id = ''
        and service_calendars.skill = coalesce(carried.skill, '')
        and service_calendars.starts_at <= day.starts_at
        and service_calendars.ends_at > day.starts_at
),

-- Open seconds before an instant: those before its state and, where that is open, the part of it
-- that has passed.
edges as (
    select
        moments.calendar,
        moments.day,
        moments.sign * (
            calendar_states.open_seconds_before
            + case
                when calendar_states.is_open
                    then epoch_us(moments.at) // 1000000
                        - epoch_us(calendar_states.starts_at) // 1000000
                else 0
            end
        ) as seconds
    from (
        select distinct
            rostered.calendar,
            rostered.day,
            unnest([rostered.starts_at, rostered.ends_at]) as at,
            unnest([-1, 1]) as sign
        from rostered
        where rostered.calendar is not null
    ) as moments
    asof join marts.calendar_states
        on calendar_states.calendar = moments.calendar and moments.at >= calendar_states.starts_at
),

scheduled as (
    select edges.calendar, edges.day, sum(edges.seconds)::integer as scheduled_seconds
    from edges
    group by edges.calendar, edges.day
),

times as (
    select
        agent_intervals.agent_id,
        agent_intervals.day,
        sum(agent_intervals.seconds) filter (where agent_intervals.state = 'available_in_hours')
            as in_hours,
        sum(agent_intervals.seconds) filter (where agent_intervals.state = 'available_out_of_hours')
            as out_of_hours,
        sum(agent_intervals.seconds)
            filter (where agent_intervals.state = 'available_without_calendar')
            as without_calendar,
        sum(agent_intervals.seconds) filter (where agent_intervals.state = 'not_available')
            as not_available,
        sum(agent_intervals.seconds) filter (where agent_intervals.state = 'stale') as stale
    from marts.agent_intervals
    semi join rebuild.day using (day)
    group by agent_intervals.agent_id, agent_intervals.day
),

chats as (
    select
        agent_chats.agent_id,
        agent_chats.day,
        agent_chats.conversation_id,
        agent_chats.starts_at,
        agent_chats.ends_at,
        agent_chats.seconds
    from marts.agent_chats
    semi join rebuild.day using (day)
),

-- What a chat adds to the time covered by those that began before it.
added as (
    select
        chats.agent_id,
        chats.day,
        greatest(
            epoch_us(chats.starts_at) // 1000000,
            coalesce(
                max(epoch_us(chats.ends_at) // 1000000) over (
                    partition by chats.agent_id, chats.day
                    order by chats.starts_at, chats.ends_at, chats.conversation_id
                    rows between unbounded preceding and 1 preceding
                ),
                0
            )
        ) as from_second,
        epoch_us(chats.ends_at) // 1000000 as to_second
    from chats
),

attended as (
    select
        chats.agent_id,
        chats.day,
        count(distinct chats.conversation_id)::integer as conversations_attended,
        sum(chats.seconds)::integer as chat_seconds
    from chats
    group by chats.agent_id, chats.day
),

active as (
    select
        added.agent_id,
        added.day,
        sum(greatest(0, added.to_second - added.from_second))::integer as active_seconds
    from added
    group by added.agent_id, added.day
),

available as (
    select
        agent_intervals.agent_id,
        agent_intervals.day,
        epoch_us(agent_intervals.starts_at) // 1000000 as from_second,
        epoch_us(agent_intervals.ends_at) // 1000000 as to_second
    from marts.agent_intervals
    semi join rebuild.day using (day)
    where starts_with(agent_intervals.state, 'available')
),

-- Neither overlap among themselves, so what they share is counted once.
occupied as (
    select
        added.agent_id,
        added.day,
        sum(
            least(added.to_second, available.to_second)
            - greatest(added.from_second, available.from_second)
        )::integer as seconds
    from added
    inner join available
        on available.agent_id = added.agent_id
        and available.day = added.day
        and available.from_second < added.to_second
        and available.to_second > added.from_second
    where added.from_second < added.to_second
    group by added.agent_id, added.day
),

held as (
    select open_chats.agent_id, open_chats.day, count(*)::integer as open_conversations
    from marts.open_chats
    semi join rebuild.day using (day)
    group by open_chats.agent_id, open_chats.day
),

days as (
    select rostered.agent_id, rostered.day
    from rostered
    left join connections on connections.agent_id = rostered.agent_id
        and connections.day = rostered.day
    where rostered.calendar is not null or connections.sessions > 0
    union
    select attended.agent_id, attended.day from attended
    union
    select held.agent_id, held.day from held
)

select
    days.day,
    days.agent_id,
    rostered.agent_name,
    rostered.skill,
    rostered.calendar,
    (
        coalesce(times.in_hours, 0) + coalesce(times.out_of_hours, 0)
        + coalesce(times.without_calendar, 0) + coalesce(times.not_available, 0)
    )::integer as connected_seconds,
    case when rostered.calendar is not null then coalesce(times.in_hours, 0) end::integer
        as available_in_hours_seconds,
    case when rostered.calendar is not null then coalesce(times.out_of_hours, 0) end::integer
        as available_out_of_hours_seconds,
    coalesce(times.without_calendar, 0)::integer as available_without_calendar_seconds,
    coalesce(times.not_available, 0)::integer as not_available_seconds,
    case
        when not rostered.is_awaited
            and coalesce(connections.stale_sessions < connections.sessions, true)
        then scheduled.scheduled_seconds
    end as scheduled_seconds,
    coalesce(times.stale, 0)::integer as stale_seconds,
    coalesce(connections.sessions, 0) as sessions,
    coalesce(connections.stale_sessions, 0) as stale_sessions,
    coalesce(connections.open_sessions, 0) as open_sessions,
    coalesce(attended.conversations_attended, 0) as conversations_attended,
    coalesce(held.open_conversations, 0) as open_conversations,
    coalesce(attended.chat_seconds, 0) as chat_seconds,
    coalesce(active.active_seconds, 0) as active_seconds,
    coalesce(occupied.seconds, 0) as active_available_seconds,
    coalesce(day.starts_at > as_of.agents_as_of, true) as is_awaited,
    coalesce(day.ends_at > as_of.as_of, true) as is_current
from days
inner join rebuild.day on day.day = days.day
cross join ops.as_of
left join rostered on rostered.agent_id = days.agent_id and rostered.day = days.day
left join scheduled on scheduled.calendar = rostered.calendar and scheduled.day = rostered.day
left join times on times.agent_id = days.agent_id and times.day = days.day
left join connections on connections.agent_id = days.agent_id and connections.day = days.day
left join attended on attended.agent_id = days.agent_id and attended.day = days.day
left join active on active.agent_id = days.agent_id and active.day = days.day
left join occupied on occupied.agent_id = days.agent_id and occupied.day = days.day
left join held on held.agent_id = days.agent_id and held.day = days.day
