-- Conversations, sessions, contacts and messages by local day, channel and account.
-- Sessions and their contacts stand on the day the session started; messages on their own day.
--
-- grain day, channel, account_id
-- column day date: Local day in the reporting time zone.
-- column channel varchar: Where it took place.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where no source says it.
-- column conversations_opened integer: Conversations (threads) opened on the day.
-- column sessions integer: Sessions started on the day: messages of a conversation without 24 hours (setting) of
--   silence.
-- column engaged_sessions integer: Those in which the contact wrote at least one message.
-- column sessions_by_contact integer: Those of engaged_sessions that the contact began: no template or other message of
--   the company came first, but for what the bot says first in a web or app chat.
-- column contacts integer: Different contacts of the day's sessions, a number being one however it is written; a
--   session whose contact nobody names has one of its own. Not to be added over days or channels.
-- column engaged_contacts integer: Different contacts of the day's engaged sessions; not to be added over days or
--   channels.
-- column messages_inbound integer: Messages from contacts, on the day they were sent.
-- column messages_bot integer: Messages from the bot.
-- column messages_agent integer: Messages from agents.
-- column messages_other integer: Everything else: system, unknown author, events.
-- es: Conversaciones, sesiones, contactos y mensajes por día local, canal y cuenta. Las sesiones y sus contactos
--   cuentan en el día en que empezó la sesión; los mensajes, en su propio día.
-- es day: Día local en la zona horaria de los informes.
-- es channel: Canal en que tuvo lugar.
-- es account_id: Cuenta de WhatsApp Business, página, sitio o app; vacío cuando ninguna fuente lo dice.
-- es conversations_opened: Conversaciones (hilos) abiertas en el día.
-- es sessions: Sesiones empezadas en el día: mensajes de una conversación sin 24 horas (configurable) de silencio entre
--   ellos.
-- es engaged_sessions: De ellas, aquellas en que el cliente escribió al menos un mensaje.
-- es sessions_by_contact: De engaged_sessions, las que empezó el cliente: sin ninguna plantilla ni otro mensaje previo
--   de la empresa, salvo lo primero que dice el bot en un chat web o de app.
-- es contacts: Contactos distintos de las sesiones del día; un número es uno solo, se escriba como se escriba, y una
--   sesión sin contacto conocido tiene el suyo. No se suman entre días ni canales.
-- es engaged_contacts: Contactos distintos de las sesiones del día en que escribió el cliente; no se suman entre días
--   ni canales.
-- es messages_inbound: Mensajes de clientes, en el día en que se enviaron.
-- es messages_bot: Mensajes del bot.
-- es messages_agent: Mensajes de agentes.
-- es messages_other: Todo lo demás: sistema, autor desconocido, eventos.
-- check engaged_are_sessions: sessions_by_contact <= engaged_sessions and engaged_sessions <= sessions
-- check contacts_have_sessions: contacts <= sessions and engaged_contacts <= contacts
-- check never_an_empty_row: conversations_opened + sessions + messages_inbound + messages_bot + messages_agent +
--   messages_other > 0
-- rebuild day

with

opened as (
    select
        conversations.day,
        conversations.channel,
        conversations.account_id,
        count(*) as conversations_opened
    from marts.conversations
    semi join rebuild.day using (day)
    group by conversations.day, conversations.channel, conversations.account_id
),

started as (
    select
        sessions.day,
        sessions.channel,
        sessions.account_id,
        count(*) as sessions,
        count(*) filter (where sessions.is_engaged) as engaged_sessions,
        count(*) filter (where sessions.is_begun_by_contact) as sessions_by_contact,
        count(distinct sessions.contact_key) as contacts,
        count(distinct sessions.contact_key) filter (where sessions.is_engaged)
            as engaged_contacts
    from marts.sessions
    semi join rebuild.day using (day)
    group by sessions.day, sessions.channel, sessions.account_id
),

sent as (
    select
        messages.day,
        messages.channel,
        messages.account_id,
        count(*) filter (where messages.direction = 'inbound' and not messages.is_event)
            as messages_inbound,
        count(*) filter (
            where messages.direction = 'outbound' and messages.author = 'bot'
                and not messages.is_event
        ) as messages_bot,
        count(*) filter (
            where messages.direction = 'outbound' and messages.author = 'agent'
                and not messages.is_event
        ) as messages_agent,
        count(*) as messages
    from marts.messages
    semi join rebuild.day using (day)
    group by messages.day, messages.channel, messages.account_id
),

counted as (
    select day, channel, account_id, conversations_opened from opened
    union all by name
    select
        day,
        channel,
        account_id,
        sessions,
        engaged_sessions,
        sessions_by_contact,
        contacts,
        engaged_contacts
    from started
    union all by name
    select
        day,
        channel,
        account_id,
        messages_inbound,
        messages_bot,
        messages_agent,
        messages - messages_inbound - messages_bot - messages_agent as messages_other
    from sent
)

select
    counted.day,
    counted.channel,
    counted.account_id,
    coalesce(sum(counted.conversations_opened), 0)::integer as conversations_opened,
    coalesce(sum(counted.sessions), 0)::integer as sessions,
    coalesce(sum(counted.engaged_sessions), 0)::integer as engaged_sessions,
    coalesce(sum(counted.sessions_by_contact), 0)::integer as sessions_by_contact,
    coalesce(sum(counted.contacts), 0)::integer as contacts,
    coalesce(sum(counted.engaged_contacts), 0)::integer as engaged_contacts,
    coalesce(sum(counted.messages_inbound), 0)::integer as messages_inbound,
    coalesce(sum(counted.messages_bot), 0)::integer as messages_bot,
    coalesce(sum(counted.messages_agent), 0)::integer as messages_agent,
    coalesce(sum(counted.messages_other), 0)::integer as messages_other
from counted
group by counted.day, counted.channel, counted.account_id
