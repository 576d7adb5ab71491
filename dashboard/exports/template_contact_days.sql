-- Who gets templates: how many they had got in the 30 days before, and those who never wrote or had asked to stop.
select
    day,
    channel,
    coalesce(account_id, '–') as account_id,
    template_name,
    templates_before,
    accepted,
    delivered,
    read,
    never_wrote,
    opted_out,
    after_opt_out,
    capped
from metrics.template_contact_days
