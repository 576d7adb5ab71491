-- What was written: one row per message of the day, in order. Texts come without numbers and mail addresses and
-- contacts under a pseudonym, unless the settings ask for the full file, whose name then says so.
--
-- file conversation_content{full}_{day}.csv
-- every day 07:00
-- grain message_id
-- setting full boolean false: Texts as written and contacts as the channel knows them.
-- column message_id varchar: The message; under a pseudonym where its id names the contact or holds their number.
-- es id_mensaje
-- column conversation_id varchar: The conversation; under a pseudonym where its id names the contact or holds their
--   number.
-- es id_conversacion
-- column session_id varchar: The session; under a pseudonym where its conversation is.
-- es id_sesion
-- column local_date date: Local day.
-- es fecha
-- column local_time time: Local time.
-- es hora
-- column direction varchar: inbound or outbound.
-- es direccion
-- column author varchar: contact, bot, agent, system or unknown.
-- es autor
-- column agent_id varchar: The agent who wrote it.
-- es id_agente
-- column channel varchar: Where it was sent.
-- es canal
-- column intent varchar: What the bot understood.
-- es intencion
-- column is_fallback boolean: The bot did not understand it.
-- es no_entendido
-- column type varchar: text, template, image and so on.
-- es tipo
-- column template_name varchar: WhatsApp template.
-- es plantilla
-- column category varchar: Category of the template.
-- es categoria
-- column delivery_status varchar: The highest status an outbound message reached.
-- es estado_entrega
-- column error_code varchar: Why it failed.
-- es codigo_error
-- column text varchar: What was written.
-- es texto
-- column contact varchar: The contact.
-- es contacto
-- figure messages: count(*)
-- es mensajes
-- figure conversations: count(distinct conversation_id)
-- es conversaciones

with

-- A message to a group has one status a member; the alphabetically first stands for all.
delivered as (
    select
        deliveries.message_id,
        min(deliveries.status) as status,
        min(deliveries.error_code) as error_code
    from marts.deliveries
    where deliveries.day between $day - 1 and $day + 1
    group by deliveries.message_id
),

-- The contacts of the day's conversations, as not every message says who they are.
contacts as (
    select
        messages.conversation_id,
        min(messages.contact_id) as contact_id,
        min(messages.contact_phone) as contact_phone
    from marts.messages
    where messages.day = $day
    group by messages.conversation_id
),

known as not materialized (
    select
        messages.*,
        coalesce(messages.contact_id, contacts.contact_id) as known_id,
        coalesce(messages.contact_phone, contacts.contact_phone, known_id) as known_number
    from marts.messages
    inner join contacts on contacts.conversation_id = messages.conversation_id
    where messages.day = $day
),

-- Whether the ids of message and conversation tell who the contact is.
told as not materialized (
    select
        known.*,
        list_transform(
            [known.message_id, known.conversation_id],
            lambda id: case
                -- WhatsApp's ids hold the number, encoded.
                when contains(id, '|') or contains(id, 'wamid.') then true
                -- Any long number and any address may be that of a contact nobody names.
                when known.known_number is null then regexp_matches(id, '\d{7}|@')
                when contains(id, known.known_id) then true
                -- Also without the country's prefix, and with signs between the digits.
                else contains(
                    regexp_replace(id, '\D', '', 'g'),
                    nullif(
                        regexp_extract(
                            regexp_replace(known.known_number, '\D', '', 'g'), '\d{7,9}$'
                        ),
                        ''
                    )
                ) is true
            end
        ) as names_contact
    from known
),

-- A conversation has one name on all of its messages.
hidden as (
    select distinct told.conversation_id
    from told
    where told.names_contact[2]
)

select
    if(
        $full or not messages.names_contact[1],
        messages.message_id,
        left(sha256($pseudonym_key || messages.message_id), 32)
    ) as message_id,
    if(
        $full or hidden.conversation_id is null,
        messages.conversation_id,
        left(sha256($pseudonym_key || messages.conversation_id), 12)
    ) as conversation_id,
    if(
        $full or hidden.conversation_id is null,
        messages.session_id,
        left(sha256($pseudonym_key || messages.session_id), 12)
    ) as session_id,
    messages.day as local_date,
    date_trunc('second', timezone($time_zone, messages.sent_at))::time as local_time,
    messages.direction,
    messages.author,
    messages.agent_id,
    messages.channel,
    messages.intent,
    messages.is_fallback,
    messages.type,
    messages.template_name,
    messages.category,
    delivered.status as delivery_status,
    delivered.error_code,
    if(
        $full, messages.text,
        regexp_replace(
            regexp_replace(
                messages.text,
                '[^\s@＠,;<>()"]+ ?(?i:arroba|[\[(](?:arroba|at)[\])]) ?[^\s@＠,;<>()"\[]+'
                    || '(?: ?[\[(]?(?i:punto|dot)[\])]? ?\pL+)*'
                    || '|[^\s@＠,;<>()"]+ ?[@＠] ?[^\s@＠,;<>()".]+\.[^\s@＠,;<>()"]+'
                    || '|[^\s@＠,;<>()"]*[@＠][^\s@＠,;<>()"]+',
                '•••',
                'g'
            ),
            '\+?\pN[\pN\s./-]*',
            '#',
            'g'
        )
    ) as text,
    if(
        $full,
        messages.contact_id,
        left(sha256($pseudonym_key || messages.channel || '|' || messages.contact_id), 12)
    ) as contact
from told as messages
left join delivered on delivered.message_id = messages.message_id
left join hidden on hidden.conversation_id = messages.conversation_id
order by messages.sent_at, messages.direction, messages.message_id
