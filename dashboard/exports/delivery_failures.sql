-- Why messages failed, by day and channel, with what each code means and what to do.
select
    day,
    channel,
    coalesce(account_id, '–') as account_id,
    coalesce(error_code, '–') as error_code,
    coalesce(error_title, '–') as error_title,
    is_known,
    meaning,
    remedy,
    error_title_es,
    meaning_es,
    remedy_es,
    messages
from metrics.delivery_failures
