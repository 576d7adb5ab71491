-- Agents, one row each: when they were there, whom they attended, how fast. Stale sessions (nobody logged out) stand
-- apart.
--
-- file agent_information_{day}.csv
-- every day 07:00
-- grain day, agent_id
-- column day date: Local day.
-- es dia
-- column agent_id varchar: The agent.
-- es id_agente
-- column agent_name varchar: Name in the day's latest session.
-- es nombre_agente
-- column skill varchar: Team in the day's latest session.
-- es equipo
-- column connected_hours decimal(9,2): Connected, nothing stale.
-- es horas_conectado
-- column available_in_hours_hours decimal(9,2): Available while the calendar was open.
-- es horas_disponible_en_horario
-- column available_out_of_hours_hours decimal(9,2): Available while it was closed.
-- es horas_disponible_fuera_de_horario
-- column not_available_hours decimal(9,2): Connected but not available.
-- es horas_no_disponible
-- column scheduled_hours decimal(9,2): Opening hours of the team that day, those so far of one that is not over; empty
--   where all sessions are stale.
-- es horas_previstas
-- column availability_share decimal(6,4): Available in hours / scheduled; empty where nothing is scheduled.
-- es proporcion_disponible
-- column stale_hours decimal(9,2): Connected only by sessions in which nobody logged out.
-- es horas_sesion_olvidada
-- column stale_sessions integer: Those sessions.
-- es sesiones_olvidadas
-- column open_sessions integer: Sessions that are still open.
-- es sesiones_abiertas
-- column conversations_attended integer: Conversations in which the agent wrote.
-- es conversaciones_atendidas
-- column transfers integer: Conversations handed on to somebody else.
-- es transferencias
-- column concurrency_maximum integer: Most chats at a time.
-- es concurrencia_maxima
-- column concurrency_average decimal(9,2): Chat time / time with at least one chat.
-- es concurrencia_media
-- column first_reply_median_seconds integer: Half of the waits this agent ended lasted no longer, by the clock.
-- es primera_respuesta_mediana_segundos
-- column first_reply_p90_seconds integer: Nine of ten lasted no longer.
-- es primera_respuesta_p90_segundos
-- column flags varchar: What to mind: stale sessions, open sessions, data still to come.
-- es avisos
-- figure agents_connected: count(distinct agent_id) filter (where connected_hours > 0)
-- es agentes conectados
-- figure connected_hours: sum(connected_hours)
-- figure available_in_hours_hours: sum(available_in_hours_hours)
-- figure stale_sessions zero: sum(stale_sessions)

select
    agent_days.day,
    agent_days.agent_id,
    agent_days.agent_name,
    agent_days.skill,
    round(agent_days.connected_seconds / 3600, 2)::decimal(9, 2) as connected_hours,
    round(
        agent_days.available_in_hours_seconds / 3600, 2
    )::decimal(9, 2) as available_in_hours_hours,
    round(
        agent_days.available_out_of_hours_seconds / 3600, 2
    )::decimal(9, 2) as available_out_of_hours_hours,
    round(agent_days.not_available_seconds / 3600, 2)::decimal(9, 2) as not_available_hours,
    round(agent_days.scheduled_seconds / 3600, 2)::decimal(9, 2) as scheduled_hours,
    round(
        agent_days.available_in_hours_seconds / nullif(agent_days.scheduled_seconds, 0), 4
    )::decimal(6, 4) as availability_share,
    round(agent_days.stale_seconds / 3600, 2)::decimal(9, 2) as stale_hours,
    agent_days.stale_sessions,
    agent_days.open_sessions,
    agent_days.conversations_attended,
    coalesce(agent_service_days.transfers, 0) as transfers,
    coalesce(agent_service_days.concurrency_maximum, 0) as concurrency_maximum,
    round(
        agent_days.chat_seconds / nullif(agent_days.active_seconds, 0), 2
    )::decimal(9, 2) as concurrency_average,
    agent_service_days.first_reply_median_seconds,
    agent_service_days.first_reply_p90_seconds,
    concat_ws(
        ', ',
        if(agent_days.stale_sessions > 0, 'stale', null),
        if(agent_days.open_sessions > 0, 'open', null),
        if(agent_days.is_awaited, 'awaited', null)
    ) as flags
from metrics.agent_days
left join metrics.agent_service_days
    on agent_service_days.day = agent_days.day and agent_service_days.agent_id = agent_days.agent_id
where agent_days.day = $day
order by agent_days.skill nulls last, agent_days.agent_name nulls last, agent_days.agent_id
