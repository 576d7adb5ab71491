-- Sessions whose request came while closed and that nobody has answered yet, less than 7 days old: who can still be
-- recovered, as of the data. Most urgent first means the 24-hour window of WhatsApp that closes next, then channels
-- without a window, then windows already closed.
--
-- grain session
-- column session varchar: The session under a made-up name, the same in every build; not the contact's number.
-- column contact varchar: The contact's conversation under a made-up name, the same in every build. Made with a key
--   that stays in the warehouse, so that nobody finds a number by trying them all.
-- column conversation_id varchar: The conversation whose session it is; rebuilt with it.
-- column day date: Local day the session started.
-- column channel varchar: Where it takes place.
-- column skill varchar: Team the request was of; null where none is named.
-- column intent varchar: Intent the request comes from; null where none is known.
-- column requested_at timestamptz: First request while closed.
-- column waiting_seconds integer: By the clock since then, as of the data.
-- column opens_at timestamptz: The next opening after the request; past when the team is there already.
-- column opening_ends_at timestamptz: End of that opening; answered before it, the session is recovered in the next
--   shift.
-- column is_late boolean: That opening is over as of the data.
-- column window_closes_at timestamptz: On WhatsApp 24 hours after the contact's last message; later only a paid
--   template reaches them. Null on other channels.
-- column is_window_closed boolean: Those 24 hours are over as of the data.
-- es: Sesiones cuya petición llegó con el servicio cerrado y que nadie ha respondido aún, de menos de 7 días: a quién
--   se puede recuperar todavía, hasta donde llegan los datos. «Lo más urgente primero» significa: la ventana de 24
--   horas de WhatsApp que se cierra antes, después los canales sin ventana y después las ventanas ya cerradas.
-- es session: La sesión con un nombre inventado, el mismo en cada construcción; no es el número del contacto.
-- es contact: La conversación del contacto con un nombre inventado, el mismo en cada construcción. Se hace con una
--   clave que no sale del almacén, para que nadie encuentre un número probándolos todos.
-- es conversation_id: La conversación a la que pertenece la sesión; la fila se recalcula con ella.
-- es day: Día local en que empezó la sesión.
-- es channel: Canal en que tiene lugar.
-- es skill: Equipo al que iba la petición; vacío si no consta ninguno.
-- es intent: Intención de la que viene la petición; vacío si no se conoce ninguna.
-- es requested_at: Primera petición con el servicio cerrado.
-- es waiting_seconds: Tiempo de reloj desde entonces, hasta donde llegan los datos.
-- es opens_at: La siguiente apertura tras la petición; ya pasada si el equipo ya atiende.
-- es opening_ends_at: Fin del turno que empieza con esa apertura; si se responde antes, la sesión queda recuperada en
--   el siguiente turno.
-- es is_late: Ese turno ya ha acabado, hasta donde llegan los datos.
-- es window_closes_at: En WhatsApp, 24 horas después del último mensaje del contacto; más tarde solo le llega una
--   plantilla de pago. Vacío en otros canales.
-- es is_window_closed: Esas 24 horas ya han pasado, hasta donde llegan los datos.
-- check waits_less_than_a_week: waiting_seconds between 0 and 7 * 86400
-- rebuild key conversation_id
-- ripens true

select
    'S-' || upper(substr(sha256(pseudonym_key.key || sessions.session_id), 1, 10)) as session,
    'C-' || upper(substr(sha256(pseudonym_key.key || sessions.conversation_id), 1, 10)) as contact,
    sessions.conversation_id,
    sessions.day,
    sessions.channel,
    sessions.skill,
    sessions.intent,
    sessions.requested_at,
    greatest(date_sub('second', sessions.requested_at, as_of.as_of), 0)::integer as waiting_seconds,
    sessions.opens_at,
    sessions.opening_ends_at,
    coalesce(sessions.opening_ends_at <= as_of.as_of, false) as is_late,
    sessions.window_closes_at,
    coalesce(sessions.window_closes_at <= as_of.as_of, false) as is_window_closed
from marts.out_of_hours_sessions as sessions
semi join rebuild.conversation_id using (conversation_id)
cross join ops.as_of
cross join ops.pseudonym_key
where sessions.outcome = 'pending'
