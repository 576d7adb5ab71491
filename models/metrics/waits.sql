-- One slim row per wait for a person, so that medians are exact for any range of days. Never answered and still waiting
-- are counted beside every median, not in it. Service level = answered within the target in opening hours / all waits
-- that are over, never answered ones included.
--
-- grain wait_id
-- column wait_id varchar: The request that began it.
-- column day date: Local day it began.
-- column channel varchar: Where it was asked.
-- column skill varchar: Team it was asked of; null where none is named.
-- column agent_id varchar: Who answered; null while nobody did.
-- column started_at timestamptz: When it began: a request for a person.
-- column answered_at timestamptz: First human message in the conversation, within 7 days; null without one.
-- column wait_clock_seconds integer: From start to answer by the clock; null without an answer.
-- column wait_open_seconds integer: The same in opening hours only; null without an answer or a calendar.
-- column is_out_of_hours boolean: It began while the calendar was closed; null without a calendar.
-- column is_answered boolean: A person answered within 7 days.
-- column is_waiting boolean: Not answered yet, and the 7 days are not over, as of the data.
-- column is_within_target boolean: Answered within the target (setting) in opening hours; null while waiting.
-- rebuild day

select
    waits.wait_id,
    waits.day,
    waits.channel,
    waits.skill,
    waits.agent_id,
    waits.started_at,
    waits.answered_at,
    waits.wait_clock_seconds,
    waits.wait_open_seconds,
    waits.is_out_of_hours,
    waits.is_answered,
    waits.is_waiting,
    if(
        waits.is_waiting, null,
        coalesce(
            coalesce(waits.wait_open_seconds, waits.wait_clock_seconds)
                <= settings.service_level_seconds,
            false
        )
    ) as is_within_target
from marts.waits
semi join rebuild.day using (day)
cross join reference.settings
