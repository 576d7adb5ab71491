-- Who can still be recovered, under made-up names.
select
    session,
    contact,
    day,
    channel,
    coalesce(skill, '–') as skill,
    intent,
    requested_at,
    waiting_seconds,
    opens_at,
    is_late,
    window_closes_at,
    is_window_closed
from metrics.out_of_hours_worklist
