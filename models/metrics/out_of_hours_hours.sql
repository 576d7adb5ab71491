-- When people ask for a person, by local day and hour, and when they find the office closed.
--
-- grain day, hour, channel, skill
-- column day date: Local day of the request.
-- column hour integer: What the clock shows, 0 to 23; the hour that comes twice in autumn is one row.
-- column channel varchar: Where it was asked.
-- column skill varchar: Team it was asked of; null where none is named.
-- column requests integer: Requests for a person.
-- column out_of_hours_requests integer: Those of them while the calendar was closed.
-- column unattended_out_of_hours integer: Of those: no person wrote in the conversation within 7 days, or yet.
-- es: Cuándo se pide una persona, por día y hora locales, y cuándo se encuentra el servicio cerrado.
-- es day: Día local de la petición.
-- es hour: Hora que marca el reloj, de 0 a 23; la que en otoño se repite es una sola fila.
-- es channel: Canal en que se pidió.
-- es skill: Equipo al que se pidió; vacío si no consta ninguno.
-- es requests: Peticiones de persona.
-- es out_of_hours_requests: De ellas, las hechas fuera del horario de atención.
-- es unattended_out_of_hours: De estas: ninguna persona escribió en la conversación en 7 días, o aún no.
-- check parts: unattended_out_of_hours <= out_of_hours_requests and out_of_hours_requests <= requests
-- rebuild day

select
    requests.day,
    requests.hour,
    requests.channel,
    requests.skill,
    count(*)::integer as requests,
    count(*) filter (where requests.is_open is false)::integer as out_of_hours_requests,
    count(*) filter (where requests.is_open is false and requests.answered_at is null)::integer
        as unattended_out_of_hours
from marts.requests
semi join rebuild.day using (day)
group by requests.day, requests.hour, requests.channel, requests.skill
