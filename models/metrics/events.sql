-- What happened that may explain a change in the numbers: releases, incidents, campaigns, as events.csv says.
--
-- grain starts_at, label, kind
-- column starts_at timestamptz: When it happened.
-- column label varchar: What happened.
-- column kind varchar: release, incident, campaign, note …
-- column day date: Local day in the reporting time zone.
-- check day_is_known: day is not null

select
    events.starts_at,
    events.label,
    events.kind,
    calendar_days.day
from reference.events
asof left join marts.calendar_days on events.starts_at >= calendar_days.starts_at
group by events.starts_at, events.label, events.kind, calendar_days.day
