-- What became of what was sent, by day, channel and template.
select
    day,
    channel,
    coalesce(account_id, '–') as account_id,
    template_name,
    accepted,
    sent,
    delivered,
    read,
    failed,
    unconfirmed,
    reply_base,
    replied
from metrics.delivery_days
