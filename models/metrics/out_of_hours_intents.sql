-- Which intents bring people to a closed office: sessions with a request while closed, by the intent of the first one.
--
-- grain day, channel, skill, intent
-- column day date: Local day the session started.
-- column channel varchar: Where it took place.
-- column skill varchar: Team the request was of; null where none is named.
-- column intent varchar: Intent the request comes from; null where none is known.
-- column out_of_hours_sessions integer: Sessions with at least one request while the calendar was closed.
-- column recovered integer: Of those: a person wrote, in the next shift or later.
-- column unattended integer: Of those: nobody wrote (lost), or not yet (pending).
-- es: Qué intenciones llevan a encontrar el servicio cerrado: sesiones con una petición fuera de horario, por la
--   intención de la primera.
-- es day: Día local en que empezó la sesión.
-- es channel: Canal en que tuvo lugar.
-- es skill: Equipo al que iba la petición; vacío si no consta ninguno.
-- es intent: Intención de la que viene la petición; vacío si no se conoce ninguna.
-- es out_of_hours_sessions: Sesiones con al menos una petición fuera del horario de atención.
-- es recovered: De ellas: una persona escribió, en el siguiente turno o más tarde.
-- es unattended: De ellas: nadie escribió (lost), o aún no (pending).
-- check outcomes_add_up: out_of_hours_sessions = recovered + unattended
-- rebuild day

select
    sessions.day,
    sessions.channel,
    sessions.skill,
    sessions.intent,
    count(*)::integer as out_of_hours_sessions,
    count(*) filter (where starts_with(sessions.outcome, 'recovered'))::integer as recovered,
    count(*) filter (where sessions.outcome in ('lost', 'pending'))::integer as unattended
from marts.out_of_hours_sessions as sessions
semi join rebuild.day using (day)
where sessions.is_out_of_hours
group by sessions.day, sessions.channel, sessions.skill, sessions.intent
