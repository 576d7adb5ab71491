-- What the contacts ask the bot for: each intent by local day and channel. Messages and requests for a person stand on
-- their own day, sessions and all counted in sessions on the day the session started.
--
-- grain day, channel, intent
-- column day date: Local day in the reporting time zone.
-- column channel varchar: Where it took place.
-- column intent varchar: The intent under the name that intents.csv shows, else as the source spells it; null for
--   fallbacks and requests that no intent is known of.
-- column messages integer: Messages from contacts that mean it, also after a human has written.
-- column sessions integer: Sessions in which a contact means it at least once.
-- column contacts integer: Different contacts of these sessions; not to be added over days, channels or intents.
-- column exits integer: Sessions whose last bot turn it is.
-- column handoffs integer: Requests for a person that come from it: the intent on the request, else that of the
--   contact's message before it.
-- column handoff_sessions integer: Those of its sessions in which at least one request for a person comes from it.
-- column fallback_messages integer: Free texts with this intent that the bot did not understand.
-- column intent_group varchar: Group of the intent in intents.csv.
-- column is_fallback_intent boolean: It is the bot's answer to what it does not understand: by intents.csv, else by the
--   list in settings.
-- column is_handoff_intent boolean: By intents.csv the intent itself asks for a person.
-- column is_mapped boolean: intents.csv knows it; where it does not, two sources may spell one intent in two ways.
-- es: Qué piden los clientes al bot: cada intención por día local y canal. Los mensajes y las peticiones de persona
--   cuentan en su propio día; las sesiones y todo lo que se cuenta en sesiones, en el día en que empezó la sesión.
-- es day: Día local en la zona horaria de los informes.
-- es channel: Canal en que tuvo lugar.
-- es intent: La intención con el nombre que muestra intents.csv o, si no está, como la escribe la fuente; vacío en lo
--   no entendido y en las peticiones sin intención conocida.
-- es messages: Mensajes de clientes con esa intención, también después de que haya escrito una persona.
-- es sessions: Sesiones en que un cliente la expresa al menos una vez.
-- es contacts: Contactos distintos de estas sesiones; no se suman entre días, canales ni intenciones.
-- es exits: Sesiones cuyo último turno del bot es de esta intención.
-- es handoffs: Peticiones de persona que vienen de ella: la intención de la petición o, si no la tiene, la del mensaje
--   del cliente que la precede.
-- es handoff_sessions: De sus sesiones, aquellas en que al menos una petición de persona viene de ella.
-- es fallback_messages: Textos libres con esta intención que el bot no entendió.
-- es intent_group: Grupo de la intención en intents.csv.
-- es is_fallback_intent: Es la respuesta del bot a lo que no entiende: según intents.csv o, si no lo dice, según la
--   lista de los ajustes.
-- es is_handoff_intent: Según intents.csv, la intención misma pide una persona.
-- es is_mapped: intents.csv la conoce; si no, dos fuentes pueden escribir una misma intención de dos modos.
-- check handed_sessions_are_sessions: handoff_sessions <= sessions
-- check fallbacks_are_messages: fallback_messages <= messages
-- check contacts_have_sessions: contacts <= sessions
-- check never_an_empty_row: messages + sessions + exits + handoffs > 0
-- rebuild day

with

written as (
    select
        contact_messages.day,
        contact_messages.channel,
        contact_messages.intent,
        count(*) as messages,
        count(*) filter (where contact_messages.is_fallback) as fallback_messages
    from marts.contact_messages
    semi join rebuild.day using (day)
    where contact_messages.intent is not null or contact_messages.is_fallback
    group by contact_messages.day, contact_messages.channel, contact_messages.intent
),

used as (
    select
        session_uses.day,
        session_uses.channel,
        session_uses.name as intent,
        count(*) filter (where session_uses.is_used) as sessions,
        count(distinct session_uses.contact_key) filter (where session_uses.is_used) as contacts,
        count(*) filter (where session_uses.is_exit) as exits,
        count(*) filter (where session_uses.is_used and session_uses.is_handed) as handoff_sessions
    from marts.session_uses
    semi join rebuild.day using (day)
    where session_uses.kind = 'intent'
    group by session_uses.day, session_uses.channel, session_uses.name
),

handed as (
    select requests.day, requests.channel, requests.intent, count(*) as handoffs
    from marts.requests
    semi join rebuild.day using (day)
    where requests.kind = 'handoff'
    group by requests.day, requests.channel, requests.intent
),

counted as (
    select day, channel, intent, messages, fallback_messages from written
    union all by name
    select day, channel, intent, sessions, contacts, exits, handoff_sessions from used
    union all by name
    select day, channel, intent, handoffs from handed
),

together as (
    select
        day,
        channel,
        intent,
        coalesce(sum(messages), 0)::integer as messages,
        coalesce(sum(sessions), 0)::integer as sessions,
        coalesce(sum(contacts), 0)::integer as contacts,
        coalesce(sum(exits), 0)::integer as exits,
        coalesce(sum(handoffs), 0)::integer as handoffs,
        coalesce(sum(handoff_sessions), 0)::integer as handoff_sessions,
        coalesce(sum(fallback_messages), 0)::integer as fallback_messages
    from counted
    group by day, channel, intent
),

known as (
    select
        intents.intent,
        min(intents.intent_group) as intent_group,
        bool_or(coalesce(intents.is_fallback, fallback_intents.intent is not null)) as is_fallback,
        bool_or(intents.is_handoff) as is_handoff
    from reference.intents
    left join reference.fallback_intents on fallback_intents.intent = intents.source_intent
    group by intents.intent
)

select
    together.day,
    together.channel,
    together.intent,
    together.messages,
    together.sessions,
    together.contacts,
    together.exits,
    together.handoffs,
    together.handoff_sessions,
    together.fallback_messages,
    known.intent_group,
    together.intent is null
        or coalesce(known.is_fallback, fallback_intents.intent is not null) as is_fallback_intent,
    coalesce(known.is_handoff, false) as is_handoff_intent,
    known.intent is not null as is_mapped
from together
left join known on known.intent = together.intent
left join reference.fallback_intents on fallback_intents.intent = together.intent
where together.messages + together.sessions + together.exits + together.handoffs > 0
