-- How the bot did, by local day and channel: what it did not understand, what became of its sessions, and who came
-- back. Messages stand on their own day; sessions and all counted in sessions on the day the session started.
--
-- grain day, channel
-- column day date: Local day in the reporting time zone.
-- column channel varchar: Where it took place.
-- column free_text_messages integer: Texts that contacts typed and the bot handled; no taps on buttons, no media,
--   nothing after a human has written in the session.
-- column fallback_messages integer: Those of them it did not understand. Message fallback rate: of free_text_messages.
-- column engaged_sessions integer: Sessions in which the contact wrote and the bot took part.
-- column fallback_sessions integer: Those with at least one fallback. Session fallback rate: of engaged_sessions.
-- column stuck_sessions integer: Those with two fallbacks or more in a row. Stuck rate: of engaged_sessions.
-- column mature_sessions integer: Engaged sessions of the bot that are over (24 hours of silence, setting); the six
--   outcomes that follow add up to them.
-- column handed_off integer: A human wrote, after a request for a person or without one.
-- column refused_out_of_hours integer: A person was asked for while closed, and no human wrote in the session.
-- column not_picked_up integer: A person was asked for while not closed, and no human wrote in the session.
-- column abandoned_after_fallback integer: The contact's last message was not understood.
-- column completed integer: What the contact came for was reached (goal).
-- column quiet_end integer: None of these: the contact had what they wanted, or gave up in silence. Containment:
--   completed and quiet_end, of mature_sessions.
-- column durable_24h_base integer: Mature sessions whose 24 hours after maturing are over.
-- column durable_24h integer: Those contained without a message from the contact in these 24 hours, in any conversation
--   of the channel. Durable containment: of durable_24h_base.
-- column durable_7d_base integer: Mature sessions whose 7 days after maturing are over.
-- column durable_7d integer: Those contained without a message from the contact in these 7 days.
-- column contained_24h integer: Those of durable_24h_base that were contained, whoever came back.
-- column contained_7d integer: Those of durable_7d_base that were contained, whoever came back.
-- column open_sessions integer: Engaged sessions of the bot that are not over; they have no outcome yet.
-- column handoff_requested integer: Engaged sessions of the bot with a request for a person; the four states that
--   follow add up to them.
-- column handoff_accepted integer: A human wrote after the request; of several, after the first.
-- column handoff_refused_out_of_hours integer: Asked for while closed, no human wrote after it before the session
--   ended.
-- column handoff_not_picked_up integer: Asked for while not closed, no human wrote after it before the session ended.
-- column handoff_waiting integer: No human has written after it, and the session is not over.
-- column mature_by_contact integer: Those of mature_sessions that the contact began: no template or other message of
--   the company came first, but for what the bot says first in a web or app chat.
-- column contained_by_contact integer: Those of mature_by_contact that ended as completed or quiet_end.
-- es: Cómo funcionó el bot, por día local y canal: qué no entendió, en qué acabaron sus sesiones y quién volvió. Los
--   mensajes cuentan en su propio día; las sesiones y todo lo que se cuenta en sesiones, en el día en que empezó la
--   sesión.
-- es day: Día local en la zona horaria de los informes.
-- es channel: Canal en que tuvo lugar.
-- es free_text_messages: Textos que los clientes teclearon y el bot atendió; ni pulsaciones de botones, ni multimedia,
--   ni nada posterior a que una persona escribiera en la sesión.
-- es fallback_messages: De ellos, los que no entendió. Tasa de mensajes no entendidos: sobre free_text_messages.
-- es engaged_sessions: Sesiones en que el cliente escribió y el bot intervino.
-- es fallback_sessions: De ellas, las que tienen al menos un mensaje no entendido. Tasa de sesiones con algo no
--   entendido: sobre engaged_sessions.
-- es stuck_sessions: De ellas, las que tienen dos o más mensajes no entendidos seguidos. Tasa de sesiones atascadas:
--   sobre engaged_sessions.
-- es mature_sessions: Sesiones con el bot en que escribió el cliente, ya terminadas (24 horas de silencio,
--   configurable); los seis resultados que siguen suman este total.
-- es handed_off: Escribió una persona, tras una petición de persona o sin ella.
-- es refused_out_of_hours: Se pidió una persona con el servicio cerrado, y ninguna escribió en la sesión.
-- es not_picked_up: Se pidió una persona sin estar cerrado el servicio, y ninguna escribió en la sesión.
-- es abandoned_after_fallback: El último mensaje del cliente no se entendió.
-- es completed: Se cumplió aquello por lo que vino el cliente (objetivo).
-- es quiet_end: Nada de lo anterior: el cliente obtuvo lo que quería o desistió en silencio. Contención: completed y
--   quiet_end, sobre mature_sessions.
-- es durable_24h_base: Sesiones terminadas para las que ya han pasado las 24 horas siguientes a darse por terminadas.
-- es durable_24h: De ellas, las contenidas sin ningún mensaje del cliente en esas 24 horas, en ninguna conversación del
--   canal. Contención duradera: sobre durable_24h_base.
-- es durable_7d_base: Sesiones terminadas para las que ya han pasado los 7 días siguientes a darse por terminadas.
-- es durable_7d: De ellas, las contenidas sin ningún mensaje del cliente en esos 7 días.
-- es contained_24h: De durable_24h_base, las contenidas, haya vuelto el cliente o no.
-- es contained_7d: De durable_7d_base, las contenidas, haya vuelto el cliente o no.
-- es open_sessions: Sesiones con el bot en que escribió el cliente, sin terminar; aún no tienen resultado.
-- es handoff_requested: Sesiones con el bot en que escribió el cliente y se pidió una persona; los cuatro estados que
--   siguen suman este total.
-- es handoff_accepted: Una persona escribió después de la petición; si hay varias, después de la primera.
-- es handoff_refused_out_of_hours: Se pidió con el servicio cerrado, y ninguna persona escribió entre la petición y el
--   fin de la sesión.
-- es handoff_not_picked_up: Se pidió sin estar cerrado el servicio, y ninguna persona escribió entre la petición y el
--   fin de la sesión.
-- es handoff_waiting: Ninguna persona ha escrito después, y la sesión no ha terminado.
-- es mature_by_contact: De mature_sessions, las que empezó el cliente: sin ninguna plantilla ni otro mensaje previo de
--   la empresa, salvo lo primero que dice el bot en un chat web o de app.
-- es contained_by_contact: De mature_by_contact, las que acabaron en completed o quiet_end.
-- check fallbacks_are_texts: fallback_messages <= free_text_messages
-- check stuck_have_fallbacks: stuck_sessions <= fallback_sessions and fallback_sessions <= engaged_sessions
-- check mature_or_open: mature_sessions + open_sessions = engaged_sessions
-- check outcomes_add_up: handed_off + refused_out_of_hours + not_picked_up + abandoned_after_fallback + completed
--   + quiet_end = mature_sessions
-- check handoffs_add_up: handoff_accepted + handoff_refused_out_of_hours + handoff_not_picked_up + handoff_waiting
--   = handoff_requested
-- check durable_are_contained: durable_24h <= contained_24h and contained_24h <= durable_24h_base
--   and durable_7d <= contained_7d and contained_7d <= durable_7d_base
-- check begun_are_parts: contained_by_contact <= mature_by_contact and mature_by_contact <= mature_sessions
--   and contained_by_contact <= completed + quiet_end
-- check older_are_fewer: durable_7d_base <= durable_24h_base and durable_24h_base <= mature_sessions
-- check never_an_empty_row: free_text_messages + engaged_sessions > 0
-- rebuild day

with

written as (
    select
        contact_messages.day,
        contact_messages.channel,
        count(*) as free_text_messages,
        count(*) filter (where contact_messages.is_fallback) as fallback_messages
    from marts.contact_messages
    semi join rebuild.day using (day)
    where contact_messages.is_free_text
    group by contact_messages.day, contact_messages.channel
),

held as (
    select
        bot_sessions.day,
        bot_sessions.channel,
        count(*) as engaged_sessions,
        count(*) filter (where bot_sessions.fallback_messages > 0) as fallback_sessions,
        count(*) filter (where bot_sessions.most_fallbacks_in_a_row >= 2) as stuck_sessions,
        count(*) filter (where bot_sessions.is_mature) as mature_sessions,
        count(*) filter (where bot_sessions.outcome = 'handed_off') as handed_off,
        count(*) filter (
            where bot_sessions.outcome = 'refused_out_of_hours'
        ) as refused_out_of_hours,
        count(*) filter (where bot_sessions.outcome = 'not_picked_up') as not_picked_up,
        count(*) filter (
            where bot_sessions.outcome = 'abandoned_after_fallback'
        ) as abandoned_after_fallback,
        count(*) filter (where bot_sessions.outcome = 'completed') as completed,
        count(*) filter (where bot_sessions.outcome = 'quiet_end') as quiet_end,
        count(*) filter (where bot_sessions.outcome = 'open') as open_sessions,
        count(*) filter (where bot_sessions.handoff_requests > 0) as handoff_requested,
        count(*) filter (where bot_sessions.handoff_state = 'accepted') as handoff_accepted,
        count(*) filter (
            where bot_sessions.handoff_state = 'refused_out_of_hours'
        ) as handoff_refused_out_of_hours,
        count(*) filter (
            where bot_sessions.handoff_state = 'not_picked_up'
        ) as handoff_not_picked_up,
        count(*) filter (where bot_sessions.handoff_state = 'waiting') as handoff_waiting,
        count(*) filter (
            where bot_sessions.is_begun_by_contact and bot_sessions.is_mature
        ) as mature_by_contact,
        count(*) filter (
            where bot_sessions.is_begun_by_contact and bot_sessions.is_contained
        ) as contained_by_contact
    from marts.bot_sessions
    semi join rebuild.day using (day)
    where bot_sessions.is_bot_session
    group by bot_sessions.day, bot_sessions.channel
),

returned as (
    select
        session_returns.day,
        session_returns.channel,
        count(*) filter (where session_returns.is_old_enough_24h) as durable_24h_base,
        count(*) filter (where session_returns.is_durable_24h) as durable_24h,
        count(*) filter (where session_returns.is_old_enough_7d) as durable_7d_base,
        count(*) filter (where session_returns.is_durable_7d) as durable_7d,
        count(*) filter (
            where session_returns.is_old_enough_24h and session_returns.is_contained
        ) as contained_24h,
        count(*) filter (
            where session_returns.is_old_enough_7d and session_returns.is_contained
        ) as contained_7d
    from marts.session_returns
    semi join rebuild.day using (day)
    group by session_returns.day, session_returns.channel
),

counted as (
    select day, channel, free_text_messages, fallback_messages from written
    union all by name
    select
        day,
        channel,
        engaged_sessions,
        fallback_sessions,
        stuck_sessions,
        mature_sessions,
        handed_off,
        refused_out_of_hours,
        not_picked_up,
        abandoned_after_fallback,
        completed,
        quiet_end,
        open_sessions,
        handoff_requested,
        handoff_accepted,
        handoff_refused_out_of_hours,
        handoff_not_picked_up,
        handoff_waiting,
        mature_by_contact,
        contained_by_contact
    from held
    union all by name
    select
        day,
        channel,
        durable_24h_base,
        durable_24h,
        durable_7d_base,
        durable_7d,
        contained_24h,
        contained_7d
    from returned
)

select
    counted.day,
    counted.channel,
    coalesce(sum(counted.free_text_messages), 0)::integer as free_text_messages,
    coalesce(sum(counted.fallback_messages), 0)::integer as fallback_messages,
    coalesce(sum(counted.engaged_sessions), 0)::integer as engaged_sessions,
    coalesce(sum(counted.fallback_sessions), 0)::integer as fallback_sessions,
    coalesce(sum(counted.stuck_sessions), 0)::integer as stuck_sessions,
    coalesce(sum(counted.mature_sessions), 0)::integer as mature_sessions,
    coalesce(sum(counted.handed_off), 0)::integer as handed_off,
    coalesce(sum(counted.refused_out_of_hours), 0)::integer as refused_out_of_hours,
    coalesce(sum(counted.not_picked_up), 0)::integer as not_picked_up,
    coalesce(sum(counted.abandoned_after_fallback), 0)::integer as abandoned_after_fallback,
    coalesce(sum(counted.completed), 0)::integer as completed,
    coalesce(sum(counted.quiet_end), 0)::integer as quiet_end,
    coalesce(sum(counted.durable_24h_base), 0)::integer as durable_24h_base,
    coalesce(sum(counted.durable_24h), 0)::integer as durable_24h,
    coalesce(sum(counted.durable_7d_base), 0)::integer as durable_7d_base,
    coalesce(sum(counted.durable_7d), 0)::integer as durable_7d,
    coalesce(sum(counted.contained_24h), 0)::integer as contained_24h,
    coalesce(sum(counted.contained_7d), 0)::integer as contained_7d,
    coalesce(sum(counted.open_sessions), 0)::integer as open_sessions,
    coalesce(sum(counted.handoff_requested), 0)::integer as handoff_requested,
    coalesce(sum(counted.handoff_accepted), 0)::integer as handoff_accepted,
    coalesce(sum(counted.handoff_refused_out_of_hours), 0)::integer as handoff_refused_out_of_hours,
    coalesce(sum(counted.handoff_not_picked_up), 0)::integer as handoff_not_picked_up,
    coalesce(sum(counted.handoff_waiting), 0)::integer as handoff_waiting,
    coalesce(sum(counted.mature_by_contact), 0)::integer as mature_by_contact,
    coalesce(sum(counted.contained_by_contact), 0)::integer as contained_by_contact
from counted
group by counted.day, counted.channel
