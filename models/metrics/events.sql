-- What happened that may explain a change in the numbers: releases, incidents, campaigns, as events.csv says.
--
-- grain starts_at, label, kind
-- column starts_at timestamptz: When it happened.
-- column label varchar: What happened.
-- column kind varchar: release, incident, campaign, note …
-- column day date: Local day in the reporting time zone.
-- es: Qué ocurrió que pueda explicar un cambio en las cifras: versiones nuevas, incidencias, campañas, según
--   events.csv.
-- es starts_at: Cuándo ocurrió.
-- es label: Qué ocurrió.
-- es kind: release, incident, campaign, note…
-- es day: Día local en la zona horaria de los informes.
-- check day_is_known: day is not null

select
    events.starts_at,
    events.label,
    events.kind,
    calendar_days.day
from reference.events
asof left join marts.calendar_days on events.starts_at >= calendar_days.starts_at
group by events.starts_at, events.label, events.kind, calendar_days.day
