-- How late the answers to requests made while closed came: one row each, so that any range has its exact distribution.
select
    day,
    channel,
    opening_to_answer_seconds,
    is_next_shift
from metrics.out_of_hours_replies
