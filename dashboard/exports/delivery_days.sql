-- What became of what was sent, by day, channel and template. Days that retention made final before the column
-- unconfirmed was there have its parts only.
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
    coalesce(unconfirmed, only_sent + only_accepted + without_status) as unconfirmed,
    reply_base,
    replied
from metrics.delivery_days
