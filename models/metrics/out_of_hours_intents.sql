-- Which intents bring people to a closed office: sessions with a request while closed, by the intent of the first one.
--
-- grain day, channel, skill, intent
-- column day date: Local day the session started.
-- column channel varchar: Where it took place.
-- column skill varchar: Team the request was of; null where none is named.
-- column intent varchar: Intent the request comes from; null where none is known.
-- column out_of_hours_sessions integer: Sessions with at least one request while the calendar was closed.
-- column recovered integer: Of those: a person wrote, in the next shift or later.
-- column unattended integer: Of those: nobody wrote (lost), or not yet (pending).
-- check outcomes_add_up: out_of_hours_sessions = recovered + unattended
-- rebuild day

select
    sessions.day,
    sessions.channel,
    sessions.skill,
    sessions.intent,
    count(*)::integer as out_of_hours_sessions,
    count(*) filter (where starts_with(sessions.outcome, 'recovered'))::integer as recovered,
    count(*) filter (where sessions.outcome in ('lost', 'pending'))::integer as unattended
from marts.out_of_hours_sessions as sessions
semi join rebuild.day using (day)
where sessions.is_out_of_hours
group by sessions.day, sessions.channel, sessions.skill, sessions.intent
