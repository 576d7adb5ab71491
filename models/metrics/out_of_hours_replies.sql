-- How late the answers to requests made while closed came: one slim row per session that was answered, so that the
-- distribution is exact for any range of days. Lost and pending sessions are counted beside it (out_of_hours_days).
--
-- grain session_id
-- column session_id varchar: The session.
-- column day date: Local day the session started.
-- column channel varchar: Where it took place.
-- column skill varchar: Team the request was of; null where none is named.
-- column opening_to_answer_seconds integer: From the next opening to the first human message; 0 where it came before
--   the office opened, null where no opening is known.
-- column is_next_shift boolean: It came before that opening ended.
-- es: Con cuánto retraso llegaron las respuestas a peticiones hechas con el servicio cerrado: una fila breve por sesión
--   respondida, para que la distribución sea exacta en cualquier intervalo de días. Las sesiones perdidas y pendientes
--   se cuentan junto a ella (out_of_hours_days).
-- es session_id: La sesión.
-- es day: Día local en que empezó la sesión.
-- es channel: Canal en que tuvo lugar.
-- es skill: Equipo al que iba la petición; vacío si no consta ninguno.
-- es opening_to_answer_seconds: De la siguiente apertura al primer mensaje humano; 0 si llegó antes de abrir, vacío si
--   no se conoce ninguna apertura.
-- es is_next_shift: Llegó antes de que acabara ese turno.
-- check never_negative: opening_to_answer_seconds is null or opening_to_answer_seconds >= 0
-- rebuild day

select
    sessions.session_id,
    sessions.day,
    sessions.channel,
    sessions.skill,
    sessions.opening_to_answer_seconds,
    sessions.outcome = 'recovered_next_shift' as is_next_shift
from marts.out_of_hours_sessions as sessions
semi join rebuild.day using (day)
where sessions.answered_at is not null
