-- How late the answers to requests made while closed came: one slim row per session that was answered, so that the
-- distribution is exact for any range of days. Lost and pending sessions are counted beside it (out_of_hours_days).
--
-- grain session_id
-- column session_id varchar: The session.
-- column day date: Local day the session started.
-- column channel varchar: Where it took place.
-- column skill varchar: Team the request was of; null where none is named.
-- column opening_to_answer_seconds integer: From the next opening to the first human message; 0 where it came before
--   the office opened, null where no opening is known.
-- column is_next_shift boolean: It came before that opening ended.
-- check never_negative: opening_to_answer_seconds is null or opening_to_answer_seconds >= 0
-- rebuild day

select
    sessions.session_id,
    sessions.day,
    sessions.channel,
    sessions.skill,
    sessions.opening_to_answer_seconds,
    sessions.outcome = 'recovered_next_shift' as is_next_shift
from marts.out_of_hours_sessions as sessions
semi join rebuild.day using (day)
where sessions.answered_at is not null
