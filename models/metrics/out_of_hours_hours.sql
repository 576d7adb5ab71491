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
