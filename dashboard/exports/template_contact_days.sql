-- Who gets templates: how much marketing they had got in the 30 days before, and those who never wrote or had asked to
-- stop. Days that retention made final before marketing was told apart have neither its reading nor who never wrote.
select
    day,
    channel,
    coalesce(account_id, '–') as account_id,
    template_name,
    templates_before,
    accepted,
    marketing_delivered,
    marketing_read,
    never_wrote_base,
    if(never_wrote_base is null, null, never_wrote) as never_wrote,
    opted_out,
    after_opt_out,
    capped
from metrics.template_contact_days
