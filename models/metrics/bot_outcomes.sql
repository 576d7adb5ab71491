-- What became of the bot's sessions by the intent they began with, by the local day the session started.
--
-- grain day, channel, first_intent
-- column day date: Local day the session started.
-- column channel varchar: Where it took place.
-- column first_intent varchar: Intent of the contact's first message that has one; null where the session has none.
-- column engaged_sessions integer: Sessions in which the contact wrote and the bot took part.
-- column mature_sessions integer: Those that are over (24 hours of silence, setting); the six outcomes add up to them.
-- column handed_off integer: A human wrote, after a request for a person or without one.
-- column refused_out_of_hours integer: A person was asked for while closed, and no human wrote in the session.
-- column not_picked_up integer: A person was asked for while not closed, and no human wrote in the session.
-- column abandoned_after_fallback integer: The contact's last message was not understood.
-- column completed integer: What the contact came for was reached (goal).
-- column quiet_end integer: None of these: the contact had what they wanted, or gave up in silence.
-- es: En qué acabaron las sesiones del bot según la intención con que empezaron, por el día local en que empezó la
--   sesión.
-- es day: Día local en que empezó la sesión.
-- es channel: Canal en que tuvo lugar.
-- es first_intent: Intención del primer mensaje del cliente que tiene una; vacío cuando la sesión no tiene ninguna.
-- es engaged_sessions: Sesiones en que el cliente escribió y el bot intervino.
-- es mature_sessions: De ellas, las ya terminadas (24 horas de silencio, configurable); los seis resultados suman este
--   total.
-- es handed_off: Escribió una persona, tras una petición de persona o sin ella.
-- es refused_out_of_hours: Se pidió una persona con el servicio cerrado, y ninguna escribió en la sesión.
-- es not_picked_up: Se pidió una persona sin estar cerrado el servicio, y ninguna escribió en la sesión.
-- es abandoned_after_fallback: El último mensaje del cliente no se entendió.
-- es completed: Se cumplió aquello por lo que vino el cliente (objetivo).
-- es quiet_end: Nada de lo anterior: el cliente obtuvo lo que quería o desistió en silencio.
-- check outcomes_add_up: handed_off + refused_out_of_hours + not_picked_up + abandoned_after_fallback + completed
--   + quiet_end = mature_sessions
-- check mature_are_engaged: mature_sessions <= engaged_sessions
-- rebuild day

select
    bot_sessions.day,
    bot_sessions.channel,
    bot_sessions.first_intent,
    count(*)::integer as engaged_sessions,
    (count(*) filter (where bot_sessions.is_mature))::integer as mature_sessions,
    (count(*) filter (where bot_sessions.outcome = 'handed_off'))::integer as handed_off,
    (count(*) filter (
        where bot_sessions.outcome = 'refused_out_of_hours'
    ))::integer as refused_out_of_hours,
    (count(*) filter (where bot_sessions.outcome = 'not_picked_up'))::integer as not_picked_up,
    (count(*) filter (
        where bot_sessions.outcome = 'abandoned_after_fallback'
    ))::integer as abandoned_after_fallback,
    (count(*) filter (where bot_sessions.outcome = 'completed'))::integer as completed,
    (count(*) filter (where bot_sessions.outcome = 'quiet_end'))::integer as quiet_end
from marts.bot_sessions
semi join rebuild.day using (day)
where bot_sessions.is_bot_session
group by bot_sessions.day, bot_sessions.channel, bot_sessions.first_intent
