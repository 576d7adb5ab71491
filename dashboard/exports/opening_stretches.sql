-- Opening hours by day and team, on the last 92 days.
select
    day,
    coalesce(skill, '–') as skill,
    from_minute,
    to_minute
from metrics.opening_stretches
where day > (select max(day) - 92 from metrics.opening_stretches)
