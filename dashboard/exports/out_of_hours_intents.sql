-- Which intents bring people to a closed office, by day, channel and team.
select
    day,
    channel,
    coalesce(skill, '–') as skill,
    intent,
    sum(out_of_hours_sessions)::integer as out_of_hours_sessions,
    sum(recovered)::integer as recovered,
    sum(unattended)::integer as unattended
from metrics.out_of_hours_intents
group by day, channel, coalesce(skill, '–'), intent
