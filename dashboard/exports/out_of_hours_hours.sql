-- When people ask for a person, and when they find the office closed: requests by day, hour, channel and team.
select
    day,
    hour,
    channel,
    coalesce(skill, '–') as skill,
    sum(requests)::integer as requests,
    sum(out_of_hours_requests)::integer as out_of_hours_requests,
    sum(unattended_out_of_hours)::integer as unattended_out_of_hours
from metrics.out_of_hours_hours
group by day, hour, channel, coalesce(skill, '–')
