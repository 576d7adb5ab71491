-- What happened to templates and numbers: the marks on the trends.
select
    day,
    'whatsapp' as channel,
    coalesce(account_id, '–') as account_id,
    kind,
    template_name,
    business_number,
    old_value,
    new_value,
    reason,
    first_at,
    events
from metrics.template_events
