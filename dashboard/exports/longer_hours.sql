-- Requests while closed, by the closing or opening that would have covered them.
select
    day,
    channel,
    coalesce(skill, '–') as skill,
    kind,
    minute,
    sum(requests)::integer as requests,
    sum(unattended)::integer as unattended,
    sum(pending)::integer as pending
from metrics.longer_hours
group by day, channel, coalesce(skill, '–'), kind, minute
