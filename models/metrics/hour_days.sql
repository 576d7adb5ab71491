-- Messages and sessions by local hour, channel and skill, with the seconds the office was open in that hour.
-- A day on which a channel and skill had traffic has a row for each of its hours that had some or was open.
--
-- grain day, hour, channel, skill
-- column day date: Local day in the reporting time zone.
-- column hour integer: What the clock shows, 0 to 23; the hour that comes twice in autumn is one row.
-- column channel varchar: Where it took place.
-- column skill varchar: Team that served it; null where no source says it.
-- column messages_inbound integer: Messages from contacts in the hour.
-- column sessions integer: Sessions started in the hour.
-- column open_seconds integer: Seconds of the hour in which the skill's calendar was open (of several accounts the one
--   open longest); null without a calendar, which is not the same as closed. Not to be added over channels or skills.
-- es: Mensajes y sesiones por hora local, canal y equipo, con los segundos en que el servicio estuvo abierto en esa
--   hora. Un día en que un canal y equipo tuvo actividad tiene una fila por cada una de sus horas con actividad o con
--   el servicio abierto.
-- es day: Día local en la zona horaria de los informes.
-- es hour: Lo que marca el reloj, de 0 a 23; la hora que en otoño se repite es una sola fila.
-- es channel: Canal en que tuvo lugar.
-- es skill: Equipo que atendió; vacío cuando ninguna fuente lo dice.
-- es messages_inbound: Mensajes de clientes en la hora.
-- es sessions: Sesiones empezadas en la hora.
-- es open_seconds: Segundos de la hora en que el horario del equipo estaba abierto (de varias cuentas, la que más
--   tiempo abrió); vacío cuando no hay horario, que no es lo mismo que cerrado. No se suman entre canales ni equipos.
-- check open_an_hour_at_most: open_seconds is null or open_seconds between 0 and 7200
-- rebuild day

with

counted as (
    select
        messages.day,
        messages.hour,
        messages.channel,
        messages.skill,
        messages.account_id,
        count(*) as messages_inbound,
        0 as sessions
    from marts.messages
    semi join rebuild.day using (day)
    where messages.direction = 'inbound' and not messages.is_event
    group by messages.day, messages.hour, messages.channel, messages.skill, messages.account_id
    union all
    select
        sessions.day,
        sessions.hour,
        sessions.channel,
        sessions.skill,
        sessions.account_id,
        0 as messages_inbound,
        count(*) as sessions
    from marts.sessions
    semi join rebuild.day using (day)
    group by sessions.day, sessions.hour, sessions.channel, sessions.skill, sessions.account_id
),

traffic as (
    select
        counted.day,
        counted.hour,
        counted.channel,
        counted.skill,
        sum(counted.messages_inbound) as messages_inbound,
        sum(counted.sessions) as sessions
    from counted
    group by counted.day, counted.hour, counted.channel, counted.skill
),

-- Which calendars served a channel and skill on the day.
served as (
    select distinct days.day, days.channel, days.skill, service_calendars.calendar
    from (
        select distinct counted.day, counted.channel, counted.skill, counted.account_id
        from counted
    ) as days
    inner join marts.calendar_days on calendar_days.day = days.day
    inner join marts.service_calendars
        on service_calendars.account_id = coalesce(days.account_id, '')
        and service_calendars.skill = coalesce(days.skill, '')
        and service_calendars.starts_at <= calendar_days.starts_at
        and service_calendars.ends_at > calendar_days.starts_at
    where service_calendars.calendar is not null
),

clock_hours as (
    select
        calendar_hours.day,
        calendar_hours.hour,
        days.calendar,
        calendar_hours.starts_at,
        calendar_hours.ends_at
    from (select distinct served.day, served.calendar from served) as days
    inner join marts.calendar_hours on calendar_hours.day = days.day
),

-- Open seconds before an instant: those before its state and, where that is open, the part of it
-- that has passed.
edges as (
    select
        moments.day,
        moments.hour,
        moments.calendar,
        moments.sign * (
            calendar_states.open_seconds_before
            + case when calendar_states.is_open
                then epoch(moments.at - calendar_states.starts_at)::bigint else 0 end
        ) as seconds
    from (
        select
            clock_hours.day,
            clock_hours.hour,
            clock_hours.calendar,
            clock_hours.starts_at as at,
            -1 as sign
        from clock_hours
        union all
        select
            clock_hours.day,
            clock_hours.hour,
            clock_hours.calendar,
            clock_hours.ends_at as at,
            1 as sign
        from clock_hours
    ) as moments
    asof join marts.calendar_states
        on calendar_states.calendar = moments.calendar and moments.at >= calendar_states.starts_at
),

openings as (
    select edges.day, edges.hour, edges.calendar, sum(edges.seconds) as open_seconds
    from edges
    group by edges.day, edges.hour, edges.calendar
),

open_hours as (
    select
        served.day,
        openings.hour,
        served.channel,
        served.skill,
        max(openings.open_seconds) as open_seconds
    from served
    inner join openings on openings.day = served.day and openings.calendar = served.calendar
    group by served.day, openings.hour, served.channel, served.skill
)

select
    coalesce(traffic.day, open_hours.day) as day,
    coalesce(traffic.hour, open_hours.hour) as hour,
    coalesce(traffic.channel, open_hours.channel) as channel,
    coalesce(traffic.skill, open_hours.skill) as skill,
    coalesce(traffic.messages_inbound, 0)::integer as messages_inbound,
    coalesce(traffic.sessions, 0)::integer as sessions,
    open_hours.open_seconds::integer as open_seconds
from traffic
full join open_hours
    on open_hours.day = traffic.day
    and open_hours.hour = traffic.hour
    and open_hours.channel = traffic.channel
    and open_hours.skill is not distinct from traffic.skill
where traffic.day is not null or open_hours.open_seconds > 0
