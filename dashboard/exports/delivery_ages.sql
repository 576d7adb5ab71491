-- Messages of which it is not known whether they arrived, by channel, account and age; of all days, as of the data.
select
    channel,
    coalesce(account_id, '–') as account_id,
    age,
    sum(only_sent)::integer as only_sent,
    sum(only_accepted)::integer as only_accepted,
    sum(without_status)::integer as without_status
from metrics.delivery_ages
group by channel, coalesce(account_id, '–'), age
