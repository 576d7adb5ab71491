-- The service by day, channel and team: what began, who asked for a person and was attended, what was written.
-- Conversations, sessions and requests stand on the day they began; messages and notices on their own.
--
-- grain day, channel, skill
-- column day date: Local day in the reporting time zone.
-- column channel varchar: Where it took place.
-- column skill varchar: Team; null where none is named.
-- column conversations_started integer: Conversations that opened.
-- column bot_sessions integer: Sessions in which the bot wrote.
-- column engaged_sessions integer: Sessions in which the contact wrote.
-- column handoffs_requested integer: Requests for a person by a handoff, of the bot or of the console.
-- column waits integer: Waits for a person that began: requests, those that join a wait counted once.
-- column attended integer: Waits that a person ended within 7 days.
-- column unattended integer: Waits that nobody ended, or not yet.
-- column out_of_hours_requests integer: Requests for a person while the calendar was closed.
-- column messages_inbound integer: Messages from contacts.
-- column messages_bot integer: Messages from the bot.
-- column messages_agent integer: Messages from agents.
-- column fallback_messages integer: Texts from contacts that the bot did not understand.
-- column first_reply_median_seconds integer: Half of the attended waits lasted no longer, by the clock.
-- column first_reply_p90_seconds integer: Nine of ten lasted no longer, by the clock.
-- column wait_attended_median_open_seconds integer: Half of the attended waits lasted no longer, in opening hours.
-- column wait_maximum_open_seconds integer: The longest wait of all in opening hours; one that nobody ends lasts 7
--   days, or to as of.
-- column notices integer: Out-of-hours notices sent.
-- column last_message_at timestamptz: The newest message counted; null without any.
-- es: El servicio por día, canal y equipo: qué empezó, quién pidió una persona y fue atendido, qué se escribió. Las
--   conversaciones, sesiones y peticiones figuran en el día en que empezaron; los mensajes y avisos, en el suyo.
-- es day: Día local en la zona horaria del informe.
-- es channel: Canal en que tuvo lugar.
-- es skill: Equipo; vacío si no consta ninguno.
-- es conversations_started: Conversaciones que se abrieron.
-- es bot_sessions: Sesiones en que escribió el bot.
-- es engaged_sessions: Sesiones en que escribió el cliente.
-- es handoffs_requested: Peticiones de persona por un traspaso, del bot o de la consola.
-- es waits: Esperas de persona que empezaron: peticiones, contando una sola vez las que se suman a una espera.
-- es attended: Esperas a las que una persona puso fin dentro de los 7 días.
-- es unattended: Esperas a las que nadie puso fin, o aún no.
-- es out_of_hours_requests: Peticiones de persona fuera del horario de atención.
-- es messages_inbound: Mensajes de clientes.
-- es messages_bot: Mensajes del bot.
-- es messages_agent: Mensajes de agentes.
-- es fallback_messages: Textos de clientes que el bot no entendió.
-- es first_reply_median_seconds: La mitad de las esperas atendidas no duró más, en tiempo de reloj.
-- es first_reply_p90_seconds: Nueve de cada diez no duraron más, en tiempo de reloj.
-- es wait_attended_median_open_seconds: La mitad de las esperas atendidas no duró más, en horario de atención.
-- es wait_maximum_open_seconds: La espera más larga de todas en horario de atención; la que nadie termina dura 7 días,
--   o hasta donde llegan los datos.
-- es notices: Avisos de fuera de horario enviados.
-- es last_message_at: El mensaje más reciente de los contados; vacío si no hay ninguno.
-- check attended_or_not: waits = attended + unattended
-- rebuild day

with

opened as (
    select day, channel, skill, count(*) as conversations_started
    from marts.conversations
    semi join rebuild.day using (day)
    group by day, channel, skill
),

sessions as (
    select
        sessions.day,
        sessions.channel,
        sessions.skill,
        count(*) filter (where sessions.has_bot_message) as bot_sessions,
        count(*) filter (where sessions.is_engaged) as engaged_sessions
    from marts.sessions
    semi join rebuild.day using (day)
    group by sessions.day, sessions.channel, sessions.skill
),

fallbacks as (
    select messages.day, messages.channel, messages.skill, count(*) as fallback_messages
    from marts.contact_messages
    semi join rebuild.day using (day)
    inner join marts.messages
        on messages.message_id = contact_messages.message_id
        and messages.day = contact_messages.day
    where contact_messages.is_fallback
    group by messages.day, messages.channel, messages.skill
),

requests as (
    select
        day,
        channel,
        skill,
        count(*) filter (where kind = 'handoff') as handoffs_requested,
        count(*) filter (where is_open is false) as out_of_hours_requests
    from marts.requests
    semi join rebuild.day using (day)
    group by day, channel, skill
),

waits as (
    select
        day,
        channel,
        skill,
        count(*) as waits,
        count(*) filter (where is_answered) as attended,
        quantile_disc(wait_clock_seconds, 0.5) as first_reply_median_seconds,
        quantile_disc(wait_clock_seconds, 0.9) as first_reply_p90_seconds,
        quantile_disc(wait_open_seconds, 0.5) as wait_attended_median_open_seconds,
        max(waited_open_seconds) as wait_maximum_open_seconds
    from marts.waits
    semi join rebuild.day using (day)
    group by day, channel, skill
),

messages as (
    select
        day,
        channel,
        skill,
        count(*) filter (where direction = 'inbound') as messages_inbound,
        count(*) filter (where direction = 'outbound' and author = 'bot') as messages_bot,
        count(*) filter (where direction = 'outbound' and author = 'agent') as messages_agent,
        count(*) filter (where is_notice) as notices,
        max(sent_at) as last_message_at
    from marts.messages
    semi join rebuild.day using (day)
    where not is_event or is_notice
    group by day, channel, skill
),

gathered as (
    select * from opened
    union all by name
    select * from sessions
    union all by name
    select * from fallbacks
    union all by name
    select * from requests
    union all by name
    select * from waits
    union all by name
    select * from messages
)

select
    day,
    channel,
    skill,
    coalesce(sum(conversations_started), 0)::integer as conversations_started,
    coalesce(sum(bot_sessions), 0)::integer as bot_sessions,
    coalesce(sum(engaged_sessions), 0)::integer as engaged_sessions,
    coalesce(sum(handoffs_requested), 0)::integer as handoffs_requested,
    coalesce(sum(waits), 0)::integer as waits,
    coalesce(sum(attended), 0)::integer as attended,
    (coalesce(sum(waits), 0) - coalesce(sum(attended), 0))::integer as unattended,
    coalesce(sum(out_of_hours_requests), 0)::integer as out_of_hours_requests,
    coalesce(sum(messages_inbound), 0)::integer as messages_inbound,
    coalesce(sum(messages_bot), 0)::integer as messages_bot,
    coalesce(sum(messages_agent), 0)::integer as messages_agent,
    coalesce(sum(fallback_messages), 0)::integer as fallback_messages,
    max(first_reply_median_seconds)::integer as first_reply_median_seconds,
    max(first_reply_p90_seconds)::integer as first_reply_p90_seconds,
    max(wait_attended_median_open_seconds)::integer as wait_attended_median_open_seconds,
    max(wait_maximum_open_seconds)::integer as wait_maximum_open_seconds,
    coalesce(sum(notices), 0)::integer as notices,
    max(last_message_at) as last_message_at
from gathered
group by day, channel, skill
