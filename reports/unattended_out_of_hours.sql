-- Messages not attended, out of hours: one row per notice that the office is closed, sent on the day, the newest first.
-- The console calls it "conversation No atend Fuerahora".
--
-- file unattended_out_of_hours_{day}.csv
-- every day 07:00
-- grain message_id
-- column conversation_id varchar: The console's conversation with agents, the session's latest up to the notice; the
--   thread where no source names one.
-- console id_conversacion
-- es id_conversacion
-- column contact_id varchar: The contact, as the channel knows them.
-- console fb_id
-- es id_contacto
-- column contact_name varchar: Profile name the contact chose.
-- console nombre_perfil_whatsapp_cliente
-- es nombre_contacto
-- column notice varchar: The notice as it was sent.
-- console ?column?
-- es aviso
-- column intent varchar: The intent that sent the conversation to the contact centre, as the bot spells it: that of
--   the last request for a person in the session (not more than 7 days before the day), else of the contact's last
--   message, else of the notice.
-- console redirección a contact center procede de intent "x"
-- es intencion
-- column sent_date varchar: Local date of the notice, like 31/12/2026.
-- console fecha_mensaje
-- es fecha_mensaje
-- column sent_time varchar: Local time of the notice, like 23:57:41.
-- console hora_mensaje
-- es hora_mensaje
-- figure notices: count(*)
-- es avisos
-- figure conversations: count(distinct conversation_id)
-- es conversaciones

with

notices as (
    select message_id, session_id
    from marts.messages
    where is_notice and sent_at >= $starts_at and sent_at < $ends_at
),

-- What the bot answers and what the console marks tell of the same request; the first row is it.
asked as (
    select request_id
    from marts.requests
    semi join notices using (session_id)
    where requested_at >= $starts_at - interval 7 day and requested_at < $ends_at
),

told as (
    select
        message_id,
        session_id,
        conversation_id,
        last_value(agent_conversation_id ignore nulls) over (
            partition by session_id order by sent_at, direction, message_id
        ) as agent_conversation_id,
        contact_id,
        contact_name,
        text,
        source_intent,
        message_id in (select request_id from asked) as is_request,
        direction,
        sent_at,
        last_value(case when author = 'contact' then source_intent end ignore nulls) over (
            partition by session_id order by sent_at, direction, message_id
        ) as contact_intent
    from marts.messages
    semi join notices using (session_id)
    -- Sessions are rarely longer, and so a day costs a day.
    where sent_at >= $starts_at - interval 7 day and sent_at < $ends_at
),

requested as (
    select
        * exclude (is_request),
        last_value(
            case when is_request then coalesce(source_intent, contact_intent) end
            ignore nulls
        ) over (partition by session_id order by sent_at, direction, message_id) as request_intent
    from told
)

select
    coalesce(requested.agent_conversation_id, requested.conversation_id) as conversation_id,
    coalesce(requested.contact_id, conversations.contact_id) as contact_id,
    coalesce(requested.contact_name, conversations.contact_name) as contact_name,
    requested.text as notice,
    coalesce(requested.request_intent, requested.contact_intent, requested.source_intent) as intent,
    strftime(timezone($time_zone, requested.sent_at), '%d/%m/%Y') as sent_date,
    strftime(timezone($time_zone, requested.sent_at), '%H:%M:%S') as sent_time,
    requested.message_id
from requested
semi join notices using (message_id)
left join marts.conversations on conversations.conversation_id = requested.conversation_id
order by requested.sent_at desc, requested.message_id
