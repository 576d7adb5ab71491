-- Sessions whose request came while closed and that nobody has answered yet, less than 7 days old: who can still be
-- recovered, as of the data. Most urgent first means the 24-hour window of WhatsApp that closes next, then channels
-- without a window, then windows already closed.
--
-- grain session
-- column session varchar: The session under a made-up name, the same in every build; not the contact's number.
-- column contact varchar: The contact's conversation under a made-up name, the same in every build. Made of the instant
--   it began, so that nobody finds a number by trying them all.
-- column conversation_id varchar: The conversation whose session it is; rebuilt with it.
-- column day date: Local day the session started.
-- column channel varchar: Where it takes place.
-- column skill varchar: Team the request was of; null where none is named.
-- column intent varchar: Intent the request comes from; null where none is known.
-- column requested_at timestamptz: First request while closed.
-- column waiting_seconds integer: By the clock since then, as of the data.
-- column opens_at timestamptz: The next opening after the request; past when the team is there already.
-- column opening_ends_at timestamptz: End of that opening; answered before it, the session is recovered in the next
--   shift.
-- column is_late boolean: That opening is over as of the data.
-- column window_closes_at timestamptz: On WhatsApp 24 hours after the contact's last message; later only a paid
--   template reaches them. Null on other channels.
-- column is_window_closed boolean: Those 24 hours are over as of the data.
-- check waits_less_than_a_week: waiting_seconds between 0 and 7 * 86400
-- rebuild key conversation_id
-- ripens true

with

beginnings as (
    select sessions.conversation_id, min(sessions.session_id) as session_id
    from marts.sessions
    semi join rebuild.conversation_id using (conversation_id)
    group by sessions.conversation_id
)

select
    'S-' || upper(substr(sha256('session ' || sessions.session_id), 1, 10)) as session,
    'C-' || upper(
        substr(sha256('contact ' || coalesce(beginnings.session_id, sessions.session_id)), 1, 10)
    ) as contact,
    sessions.conversation_id,
    sessions.day,
    sessions.channel,
    sessions.skill,
    sessions.intent,
    sessions.requested_at,
    greatest(date_sub('second', sessions.requested_at, as_of.as_of), 0)::integer as waiting_seconds,
    sessions.opens_at,
    sessions.opening_ends_at,
    coalesce(sessions.opening_ends_at <= as_of.as_of, false) as is_late,
    sessions.window_closes_at,
    coalesce(sessions.window_closes_at <= as_of.as_of, false) as is_window_closed
from marts.out_of_hours_sessions as sessions
semi join rebuild.conversation_id using (conversation_id)
cross join ops.as_of
left join beginnings on beginnings.conversation_id = sessions.conversation_id
where sessions.outcome = 'pending'
