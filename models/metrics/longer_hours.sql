-- The case for longer hours: requests for a person while closed, by the hours that would have covered them. On a day
-- with hours, those after closing need a later closing and those before opening an earlier opening; between two
-- stretches less than 4 hours apart it is the break; on a day without hours no longer hours would help.
--
-- grain day, channel, skill, kind, minute, minutes_beyond
-- column day date: Local day of the request, in the reporting time zone.
-- column channel varchar: Where it was asked.
-- column skill varchar: Team it was asked of; null where none is named.
-- column kind varchar: later_closing, earlier_opening, break or closed_day.
-- column minute integer: The closing (for earlier_opening: the opening) that would have covered them, on the calendar's
--   own clock in minutes since midnight, by quarter hours: 1260 = 21:00.
-- column minutes_beyond integer: How much longer that is than the hours in force, by quarter hours; null on a closed
--   day.
-- column requests integer: Requests that it would have covered; on a closed day those that came, which nothing would
--   have.
-- column unattended integer: Those of them that no person answered within 7 days, or yet though the opening that
--   follows is over.
-- column pending integer: Those of them that no person answered yet while neither that opening nor the 7 days are over.
-- es: Qué aportaría ampliar el horario: peticiones de persona con el servicio cerrado, por el horario que las habría
--   cubierto. En un día con horario, las posteriores al cierre requieren cerrar más tarde, y las anteriores a la
--   apertura, abrir antes; entre dos franjas separadas por menos de 4 horas se trata del descanso; en un día sin
--   horario, ninguna ampliación serviría.
-- es day: Día local de la petición, en la zona horaria de los informes.
-- es channel: Canal en que se pidió.
-- es skill: Equipo al que se pidió; vacío cuando no se nombra ninguno.
-- es kind: later_closing, earlier_opening, break o closed_day.
-- es minute: El cierre (en earlier_opening, la apertura) que las habría cubierto, en el reloj del propio horario y en
--   minutos desde medianoche, por cuartos de hora: 1260 = 21:00.
-- es minutes_beyond: Cuánto se alargaría con ello el horario vigente, por cuartos de hora; vacío en un día cerrado.
-- es requests: Peticiones que eso habría cubierto; en un día cerrado, las que llegaron, que nada habría cubierto.
-- es unattended: De ellas, las que ninguna persona respondió en 7 días o no ha respondido aún pese a haber acabado el
--   turno siguiente.
-- es pending: De ellas, las que ninguna persona ha respondido aún sin que hayan acabado ni ese turno ni los 7 días.
-- check kinds: kind in ('later_closing', 'earlier_opening', 'break', 'closed_day')
-- check parts: unattended + pending <= requests
-- check beyond_unless_closed: (kind = 'closed_day') = (minutes_beyond is null)
-- check minute_of_the_day: minute between 0 and 1440
-- rebuild day
-- ripens pending > 0

with

-- Closed is the state between a closing and the next opening; both on the calendar's own clock.
asked as (
    select
        requests.day,
        requests.channel,
        requests.skill,
        if(
            requests.answered_at is null,
            least(requests.opening_ends_at, requests.requested_at + interval 7 days),
            null
        ) as unattended_at,
        timezone(calendars.time_zone, requests.requested_at) as asked_at,
        -- Hours until midnight belong to the day that they end.
        timezone(calendars.time_zone, calendar_states.starts_at - interval 1 microsecond)
            as closed_at,
        timezone(calendars.time_zone, requests.opens_at) as opens_at
    from (
        select
            requests.day,
            requests.channel,
            requests.skill,
            requests.calendar,
            requests.requested_at,
            requests.opens_at,
            requests.opening_ends_at,
            requests.answered_at
        from marts.requests
        semi join rebuild.day using (day)
        where requests.is_open is false
    ) as requests
    inner join reference.calendars on calendars.calendar = requests.calendar
    asof join marts.calendar_states
        on calendar_states.calendar = requests.calendar
        and requests.requested_at >= calendar_states.starts_at
),

told as (
    select
        asked.day,
        asked.channel,
        asked.skill,
        asked.unattended_at,
        date_part('hour', asked.asked_at) * 60 + date_part('minute', asked.asked_at) as minute,
        date_sub('minute', asked.closed_at, asked.asked_at) // 15 * 15 + 15 as minutes_after,
        date_sub('second', asked.asked_at, asked.opens_at) as seconds_before,
        asked.closed_at::date = asked.asked_at::date as has_closed,
        coalesce(asked.opens_at::date = asked.asked_at::date, false) as will_open,
        date_sub('second', asked.closed_at, asked.opens_at) < 4 * 3600 as is_break
    from asked
),

judged as (
    select
        told.day,
        told.channel,
        told.skill,
        told.unattended_at,
        told.minute,
        told.minutes_after,
        (told.seconds_before + 899) // 900 * 15 as minutes_before,
        case
            when told.has_closed and told.will_open and told.is_break then 'break'
            when told.has_closed and told.will_open
                then if(
                    told.minutes_after * 60 <= told.seconds_before,
                    'later_closing',
                    'earlier_opening'
                )
            when told.has_closed then 'later_closing'
            when told.will_open then 'earlier_opening'
            else 'closed_day'
        end as kind
    from told
),

placed as (
    select
        judged.day,
        judged.channel,
        judged.skill,
        judged.kind,
        judged.unattended_at,
        (judged.minute // 15 * 15 + if(judged.kind = 'earlier_opening', 0, 15))::integer as minute,
        case judged.kind
            when 'earlier_opening' then judged.minutes_before
            when 'closed_day' then null
            else judged.minutes_after
        end::integer as minutes_beyond
    from judged
)

select
    placed.day,
    placed.channel,
    placed.skill,
    placed.kind,
    placed.minute,
    placed.minutes_beyond,
    count(*)::integer as requests,
    count(*) filter (where placed.unattended_at <= as_of.as_of)::integer as unattended,
    count(*) filter (where placed.unattended_at > as_of.as_of)::integer as pending
from placed
cross join ops.as_of
group by
    placed.day,
    placed.channel,
    placed.skill,
    placed.kind,
    placed.minute,
    placed.minutes_beyond
