-- Days in a row of which no WhatsApp unit is known, most likely because they were not loaded.
select
    first_day,
    last_day,
    days
from metrics.spend_gaps
