-- Opening hours of teams on the days that agents have a row for, as minutes since local midnight, to lie behind who was
-- available. Hours of an account of its own are not in it.
--
-- grain day, skill, from_minute
-- column day date: Local day in the reporting time zone.
-- column skill varchar: Team; null where none is named.
-- column from_minute integer: Opening, in minutes elapsed since local midnight; 0 where it was open already.
-- column to_minute integer: Closing, in minutes elapsed since local midnight; the day's end where it stays open.
-- es: Horario de atención de los equipos en los días en que algún agente tiene fila, en minutos desde la medianoche
--   local, para mostrarlo detrás de quién estuvo disponible. El horario propio de una cuenta no figura en ella.
-- es day: Día local en la zona horaria del informe.
-- es skill: Equipo; vacío si no consta ninguno.
-- es from_minute: Apertura, en minutos transcurridos desde la medianoche local; 0 si ya estaba abierto.
-- es to_minute: Cierre, en minutos transcurridos desde la medianoche local; el fin del día si sigue abierto.
-- check lasts: to_minute > from_minute
-- check within_the_day: from_minute >= 0 and to_minute <= 25 * 60
-- rebuild day

with

served as (
    select distinct agent_days.day, agent_days.skill, agent_days.calendar
    from metrics.agent_days
    semi join rebuild.day using (day)
    where agent_days.calendar is not null
)

select
    served.day,
    served.skill,
    ((epoch_us(greatest(opening_intervals.opens_at, day.starts_at)) - epoch_us(day.starts_at))
        // 60000000)::integer as from_minute,
    ((epoch_us(least(opening_intervals.closes_at, day.ends_at)) - epoch_us(day.starts_at))
        // 60000000)::integer as to_minute
from served
inner join rebuild.day on day.day = served.day
inner join marts.opening_intervals
    on opening_intervals.calendar = served.calendar
    and opening_intervals.opens_at < day.ends_at
    and opening_intervals.closes_at > day.starts_at
