-- The service by channel and team: what began, who asked for a person and was attended, what was written.
--
-- file service_information_{day}.csv
-- every day 07:00
-- download yes
-- grain day, channel, skill
-- column day date: Local day.
-- es dia
-- column channel varchar: Where it took place.
-- es canal
-- column skill varchar: Team; empty where none is named.
-- es equipo
-- column conversations_started integer: Conversations that opened.
-- es conversaciones_iniciadas
-- column bot_sessions integer: Sessions in which the bot took part.
-- es sesiones_bot
-- column engaged_sessions integer: Sessions in which the contact wrote.
-- es sesiones_con_cliente
-- column handoffs_requested integer: Requests of the bot for a person.
-- es derivaciones_solicitadas
-- column attended integer: Waits for a person that one ended within 7 days.
-- es atendidas
-- column unattended integer: Waits that nobody ended, or not yet.
-- es no_atendidas
-- column out_of_hours_requests integer: Requests while the calendar was closed.
-- es solicitudes_fuera_de_horario
-- column messages_inbound integer: Messages from contacts.
-- es mensajes_entrantes
-- column messages_bot integer: Messages from the bot.
-- es mensajes_bot
-- column messages_agent integer: Messages from agents.
-- es mensajes_agente
-- column fallback_messages integer: Texts the bot did not understand.
-- es mensajes_no_entendidos
-- column first_reply_median_seconds integer: Half of the attended waits lasted no longer, by the clock.
-- es primera_respuesta_mediana_segundos
-- column first_reply_p90_seconds integer: Nine of ten lasted no longer, by the clock.
-- es primera_respuesta_p90_segundos
-- column wait_attended_median_open_seconds integer: Half of the attended waits lasted no longer, in opening hours.
-- es espera_atendida_mediana_segundos_en_horario
-- column wait_maximum_open_seconds integer: The longest wait of all in opening hours, unattended ones valued as of.
-- es espera_maxima_segundos_en_horario
-- column notices integer: Out-of-hours notices sent.
-- es avisos_enviados
-- column data_as_of timestamp: The newest message counted in the row; the manifest says as of when all data is.
-- es datos_hasta
-- figure conversations_started: sum(conversations_started)
-- figure handoffs_requested: sum(handoffs_requested)
-- figure attended: sum(attended)
-- figure unattended: sum(unattended)
-- figure messages_inbound: sum(messages_inbound)

select
    service_days.day,
    service_days.channel,
    service_days.skill,
    service_days.conversations_started,
    service_days.bot_sessions,
    service_days.engaged_sessions,
    service_days.handoffs_requested,
    service_days.attended,
    service_days.unattended,
    service_days.out_of_hours_requests,
    service_days.messages_inbound,
    service_days.messages_bot,
    service_days.messages_agent,
    service_days.fallback_messages,
    service_days.first_reply_median_seconds,
    service_days.first_reply_p90_seconds,
    service_days.wait_attended_median_open_seconds,
    service_days.wait_maximum_open_seconds,
    service_days.notices,
    date_trunc('second', timezone($time_zone, service_days.last_message_at)) as data_as_of
from metrics.service_days
where service_days.day = $day
order by service_days.channel, service_days.skill nulls last
