-- One slim row per wait for a person, so that medians are exact for any range of days. Never answered and still waiting
-- are counted beside every median, not in it. Service level = answered within the target in opening hours / all waits
-- that are over, never answered ones included.
--
-- grain wait_id
-- column wait_id varchar: The request that began it.
-- column day date: Local day it began.
-- column channel varchar: Where it was asked.
-- column skill varchar: Team it was asked of; null where none is named.
-- column agent_id varchar: Who answered; null while nobody did.
-- column started_at timestamptz: When it began: a request for a person.
-- column answered_at timestamptz: First human message in the conversation, within 7 days; null without one.
-- column wait_clock_seconds integer: From start to answer by the clock; null without an answer.
-- column wait_open_seconds integer: The same in opening hours only; null without an answer or a calendar.
-- column is_out_of_hours boolean: It began while the calendar was closed; null without a calendar.
-- column is_answered boolean: A person answered within 7 days.
-- column is_waiting boolean: Not answered yet, and the 7 days are not over, as of the data.
-- column is_within_target boolean: Answered within the target (setting), in opening hours, or by the clock without a
--   calendar; null while waiting.
-- es: Una fila breve por espera de persona, para que las medianas sean exactas en cualquier intervalo de días. Las
--   nunca respondidas y las que siguen en curso se cuentan junto a cada mediana, no en ella. Nivel de servicio =
--   respondidas dentro del objetivo en horario de atención / todas las esperas terminadas, incluidas las nunca
--   respondidas.
-- es wait_id: La petición con que empezó.
-- es day: Día local en que empezó.
-- es channel: Canal en que se pidió.
-- es skill: Equipo al que se pidió; vacío si no consta ninguno.
-- es agent_id: Quién respondió; vacío mientras nadie lo haya hecho.
-- es started_at: Cuándo empezó: una petición de persona.
-- es answered_at: Primer mensaje humano en la conversación, dentro de los 7 días; vacío si no lo hay.
-- es wait_clock_seconds: Del inicio a la respuesta, en tiempo de reloj; vacío si no hay respuesta.
-- es wait_open_seconds: Lo mismo, solo en horario de atención; vacío si no hay respuesta o no hay horario.
-- es is_out_of_hours: Empezó fuera del horario de atención; vacío si no hay horario.
-- es is_answered: Una persona respondió dentro de los 7 días.
-- es is_waiting: Aún sin respuesta, y los 7 días no han pasado, hasta donde llegan los datos.
-- es is_within_target: Respondida dentro del objetivo (configurable), en horario de atención o, sin horario, en tiempo
--   de reloj; vacío mientras se espera.
-- rebuild day

select
    waits.wait_id,
    waits.day,
    waits.channel,
    waits.skill,
    waits.agent_id,
    waits.started_at,
    waits.answered_at,
    waits.wait_clock_seconds,
    waits.wait_open_seconds,
    waits.is_out_of_hours,
    waits.is_answered,
    waits.is_waiting,
    if(
        waits.is_waiting, null,
        coalesce(
            coalesce(waits.wait_open_seconds, waits.wait_clock_seconds)
                <= settings.service_level_seconds,
            false
        )
    ) as is_within_target
from marts.waits
semi join rebuild.day using (day)
cross join reference.settings
