-- The bot's options: menu choices, buttons and list rows that contacts chose, by local day and channel.
-- Messages stand on their own day, sessions on the day they started.
--
-- grain day, channel, option
-- column day date: Local day in the reporting time zone.
-- column channel varchar: Where it took place.
-- column option varchar: What the contact chose, as the bot shows it.
-- column messages integer: Times it was chosen.
-- column sessions integer: Sessions in which it was chosen at least once.
-- column contacts integer: Different contacts of these sessions; not to be added over days, channels or options.
-- es: Las opciones del bot: opciones de menú, botones y filas de lista que eligieron los clientes, por día local y
--   canal. Los mensajes figuran en su propio día; las sesiones, en el día en que empezaron.
-- es day: Día local en la zona horaria del informe.
-- es channel: Canal en que tuvo lugar.
-- es option: Lo que eligió el cliente, tal como lo muestra el bot.
-- es messages: Veces que se eligió.
-- es sessions: Sesiones en que se eligió al menos una vez.
-- es contacts: Contactos distintos de esas sesiones; no se deben sumar entre días, canales ni opciones.
-- check contacts_have_sessions: contacts <= sessions
-- check never_an_empty_row: messages + sessions > 0
-- rebuild day

with

chosen as (
    select
        contact_messages.day,
        contact_messages.channel,
        contact_messages.option,
        count(*) as messages
    from marts.contact_messages
    semi join rebuild.day using (day)
    where contact_messages.option is not null
    group by contact_messages.day, contact_messages.channel, contact_messages.option
),

used as (
    select
        session_uses.day,
        session_uses.channel,
        session_uses.name as option,
        count(*) as sessions,
        count(distinct session_uses.contact_key) as contacts
    from marts.session_uses
    semi join rebuild.day using (day)
    where session_uses.kind = 'option'
    group by session_uses.day, session_uses.channel, session_uses.name
),

counted as (
    select day, channel, option, messages from chosen
    union all by name
    select day, channel, option, sessions, contacts from used
)

select
    counted.day,
    counted.channel,
    counted.option,
    coalesce(sum(counted.messages), 0)::integer as messages,
    coalesce(sum(counted.sessions), 0)::integer as sessions,
    coalesce(sum(counted.contacts), 0)::integer as contacts
from counted
group by counted.day, counted.channel, counted.option
