-- Requests for a person by day, and what became of those made while closed. Sessions stand on the day they started,
-- messages on their own. Out-of-hours rate = out_of_hours_sessions / request_sessions.
--
-- grain day, channel, skill
-- column day date: Local day in the reporting time zone.
-- column channel varchar: Where it took place.
-- column skill varchar: Team; null where none is named.
-- column request_sessions integer: Sessions with at least one request for a person.
-- column out_of_hours_sessions integer: Sessions with at least one request while the calendar was closed.
-- column recovered_next_shift integer: Of those: a person wrote before the end of the next opening.
-- column recovered_late integer: Of those: a person wrote later, within 7 days.
-- column lost integer: Of those: nobody wrote within 7 days, or until the next opening ended where that took longer.
-- column pending integer: Of those: nobody wrote yet, and the 7 days are not over.
-- column window_closed_before_reply integer: Of those: the contact's 24-hour window on WhatsApp was over before anybody
--   wrote.
-- column notices integer: Out-of-hours notices sent.
-- column messages_inbound integer: Messages from contacts.
-- column messages_out_of_hours integer: Those of them that came while the calendar was closed.
-- es: Peticiones de persona por día, y qué fue de las hechas con el servicio cerrado. Las sesiones figuran en el día en
--   que empezaron; los mensajes, en el suyo. Tasa fuera de horario = out_of_hours_sessions / request_sessions.
-- es day: Día local en la zona horaria del informe.
-- es channel: Canal en que tuvo lugar.
-- es skill: Equipo; vacío si no consta ninguno.
-- es request_sessions: Sesiones con al menos una petición de persona.
-- es out_of_hours_sessions: Sesiones con al menos una petición fuera del horario de atención.
-- es recovered_next_shift: De ellas: una persona escribió antes de que acabara el siguiente turno.
-- es recovered_late: De ellas: una persona escribió más tarde, dentro de los 7 días.
-- es lost: De ellas: nadie escribió en 7 días, o hasta el fin del siguiente turno si este tardó más.
-- es pending: De ellas: nadie ha escrito aún y los 7 días no han pasado.
-- es window_closed_before_reply: De ellas: la ventana de 24 horas del cliente en WhatsApp acabó antes de que alguien
--   escribiera.
-- es notices: Avisos de fuera de horario enviados.
-- es messages_inbound: Mensajes de clientes.
-- es messages_out_of_hours: De ellos, los que llegaron fuera del horario de atención.
-- check outcomes_add_up: out_of_hours_sessions = recovered_next_shift + recovered_late + lost + pending
-- check out_of_hours_is_part: out_of_hours_sessions <= request_sessions and messages_out_of_hours <= messages_inbound
-- rebuild day

with

sessions as (
    select
        day,
        channel,
        skill,
        count(*) as request_sessions,
        count(*) filter (where is_out_of_hours) as out_of_hours_sessions,
        count(*) filter (where outcome = 'recovered_next_shift') as recovered_next_shift,
        count(*) filter (where outcome = 'recovered_late') as recovered_late,
        count(*) filter (where outcome = 'lost') as lost,
        count(*) filter (where outcome = 'pending') as pending,
        count(*) filter (where is_window_closed_before_reply) as window_closed_before_reply
    from marts.out_of_hours_sessions
    semi join rebuild.day using (day)
    group by day, channel, skill
),

messages as (
    select
        messages.day,
        messages.channel,
        messages.skill,
        messages.is_notice,
        messages.direction = 'inbound' and not messages.is_event as is_inbound,
        messages.sent_at,
        service_calendars.calendar
    from marts.messages
    semi join rebuild.day using (day)
    left join marts.service_calendars
        on service_calendars.account_id = coalesce(messages.account_id, '')
        and service_calendars.skill = coalesce(messages.skill, '')
        and messages.sent_at >= service_calendars.starts_at
        and messages.sent_at < service_calendars.ends_at
    where messages.is_notice or (messages.direction = 'inbound' and not messages.is_event)
),

counted as (
    select
        messages.day,
        messages.channel,
        messages.skill,
        count(*) filter (where messages.is_notice) as notices,
        count(*) filter (where messages.is_inbound) as messages_inbound,
        count(*) filter (
            where messages.is_inbound and calendar_states.is_open is false
        ) as messages_out_of_hours
    from messages
    asof left join marts.calendar_states
        on calendar_states.calendar = messages.calendar
        and messages.sent_at >= calendar_states.starts_at
    group by messages.day, messages.channel, messages.skill
)

select
    coalesce(sessions.day, counted.day) as day,
    coalesce(sessions.channel, counted.channel) as channel,
    coalesce(sessions.skill, counted.skill) as skill,
    coalesce(sessions.request_sessions, 0)::integer as request_sessions,
    coalesce(sessions.out_of_hours_sessions, 0)::integer as out_of_hours_sessions,
    coalesce(sessions.recovered_next_shift, 0)::integer as recovered_next_shift,
    coalesce(sessions.recovered_late, 0)::integer as recovered_late,
    coalesce(sessions.lost, 0)::integer as lost,
    coalesce(sessions.pending, 0)::integer as pending,
    coalesce(sessions.window_closed_before_reply, 0)::integer as window_closed_before_reply,
    coalesce(counted.notices, 0)::integer as notices,
    coalesce(counted.messages_inbound, 0)::integer as messages_inbound,
    coalesce(counted.messages_out_of_hours, 0)::integer as messages_out_of_hours
from sessions
full outer join counted
    on counted.day = sessions.day
    and counted.channel = sessions.channel
    and counted.skill is not distinct from sessions.skill
