-- Who was available when: agents' stretches in one state, as seconds since local midnight, for a line a day.
--
-- grain day, agent_id, from_second
-- column day date: Local day in the reporting time zone.
-- column agent_id varchar: The agent.
-- column skill varchar: The day's skill: that of the agent's latest session on the day.
-- column state varchar: available_in_hours, available_out_of_hours, available_without_calendar, not_available or stale
--   (connected only by a session in which nobody logged out).
-- column from_second integer: Start, in seconds elapsed since local midnight.
-- column to_second integer: End, in seconds elapsed since local midnight; 90000 at the end of a day of 25 hours.
-- column is_still_connected boolean: The agent had not left yet, and the stretch is valued as of.
-- es: Quién estuvo disponible y cuándo: tramos de los agentes en un mismo estado, en segundos desde la medianoche
--   local, para trazar una línea por día.
-- es day: Día local en la zona horaria de los informes.
-- es agent_id: El agente.
-- es skill: Equipo del día: el de la última sesión del agente en el día.
-- es state: available_in_hours, available_out_of_hours, available_without_calendar, not_available o stale (conectado
--   solo por una sesión que nadie cerró).
-- es from_second: Inicio, en segundos transcurridos desde la medianoche local.
-- es to_second: Fin, en segundos transcurridos desde la medianoche local; 90000 al final de un día de 25 horas.
-- es is_still_connected: El agente seguía conectado, y el tramo se valora hasta donde llegan los datos.
-- check lasts: to_second >= from_second
-- check within_the_day: from_second >= 0 and to_second <= 25 * 3600
-- rebuild day

select
    intervals.day,
    intervals.agent_id,
    intervals.skill,
    intervals.state,
    (epoch_us(intervals.starts_at) // 1000000 - epoch_us(day.starts_at) // 1000000)::integer
        as from_second,
    (epoch_us(intervals.ends_at) // 1000000 - epoch_us(day.starts_at) // 1000000)::integer
        as to_second,
    intervals.is_open as is_still_connected
from marts.agent_intervals as intervals
inner join rebuild.day on day.day = intervals.day
