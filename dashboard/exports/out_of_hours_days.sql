-- Requests for a person by day and channel, and what became of those made while closed.
select
    day,
    channel,
    coalesce(skill, '–') as skill,
    sum(request_sessions)::integer as request_sessions,
    sum(out_of_hours_sessions)::integer as out_of_hours_sessions,
    sum(recovered_next_shift)::integer as recovered_next_shift,
    sum(recovered_late)::integer as recovered_late,
    sum(lost)::integer as lost,
    sum(pending)::integer as pending,
    sum(window_closed_before_reply)::integer as window_closed_before_reply,
    sum(notices)::integer as notices,
    sum(messages_inbound)::integer as messages_inbound,
    sum(messages_out_of_hours)::integer as messages_out_of_hours
from metrics.out_of_hours_days
group by day, channel, coalesce(skill, '–')
