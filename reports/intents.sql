-- What contacts asked the bot for: one row per channel and intent of the day, the most used first. Sessions, exits and
-- handoff sessions stand on the day the session started, messages on their own.
--
-- file intents_{day}.csv
-- every day 07:00
-- download yes
-- grain channel, intent
-- column channel varchar: Where it took place.
-- es canal
-- column intent varchar: The intent as it is shown; empty for fallbacks and requests that no intent is known of.
-- es intencion
-- column intent_group varchar: Group of the intent in intents.csv.
-- es grupo
-- column is_mapped boolean: intents.csv knows the intent.
-- es en_tabla
-- column sessions integer: Sessions in which a contact means it.
-- es sesiones
-- column contacts integer: Different contacts of these sessions.
-- es contactos
-- column messages integer: Messages from contacts that mean it.
-- es mensajes
-- column fallback_messages integer: Those that the bot did not understand.
-- es mensajes_no_entendidos
-- column exits integer: Sessions whose last bot turn it is.
-- es salidas
-- column handoffs integer: Requests for a person that come from it.
-- es traspasos
-- column mature_sessions integer: Sessions that began with it and are over; the six outcomes add up to them.
-- es sesiones_terminadas
-- column handed_off integer: A human wrote.
-- es atendidas_por_persona
-- column refused_out_of_hours integer: A person was asked for while closed, nobody wrote.
-- es rechazadas_fuera_de_horario
-- column not_picked_up integer: A person was asked for while not closed, nobody wrote.
-- es no_atendidas
-- column abandoned_after_fallback integer: The contact's last message was not understood.
-- es abandonadas_sin_entender
-- column completed integer: The goal was reached.
-- es completadas
-- column quiet_end integer: None of these.
-- es fin_en_silencio
-- figure messages: sum(messages)
-- figure fallback_messages: sum(fallback_messages)
-- figure handoffs: sum(handoffs)
-- figure unmapped_intents zero: count(*) filter (where not is_mapped and intent is not null)
-- es intenciones que no están en la tabla

with

together as (
    select
        channel,
        intent,
        intent_group,
        is_mapped,
        sessions,
        contacts,
        messages,
        fallback_messages,
        exits,
        handoffs,
        0 as mature_sessions,
        0 as handed_off,
        0 as refused_out_of_hours,
        0 as not_picked_up,
        0 as abandoned_after_fallback,
        0 as completed,
        0 as quiet_end
    from metrics.intent_days
    where day = $day
    union all by name
    select
        channel,
        first_intent as intent,
        mature_sessions,
        handed_off,
        refused_out_of_hours,
        not_picked_up,
        abandoned_after_fallback,
        completed,
        quiet_end
    from metrics.bot_outcomes
    where day = $day
)

select
    channel,
    intent,
    max(intent_group) as intent_group,
    bool_or(is_mapped) as is_mapped,
    coalesce(sum(sessions), 0)::integer as sessions,
    coalesce(sum(contacts), 0)::integer as contacts,
    coalesce(sum(messages), 0)::integer as messages,
    coalesce(sum(fallback_messages), 0)::integer as fallback_messages,
    coalesce(sum(exits), 0)::integer as exits,
    coalesce(sum(handoffs), 0)::integer as handoffs,
    sum(mature_sessions)::integer as mature_sessions,
    sum(handed_off)::integer as handed_off,
    sum(refused_out_of_hours)::integer as refused_out_of_hours,
    sum(not_picked_up)::integer as not_picked_up,
    sum(abandoned_after_fallback)::integer as abandoned_after_fallback,
    sum(completed)::integer as completed,
    sum(quiet_end)::integer as quiet_end
from together
group by channel, intent
order by sessions desc, channel, intent nulls last
