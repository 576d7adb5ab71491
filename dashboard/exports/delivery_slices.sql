-- What became of what was sent, by campaign, number and country.
select
    day,
    channel,
    coalesce(account_id, '–') as account_id,
    campaign_id,
    business_number,
    country,
    sum(accepted)::integer as accepted,
    sum(sent)::integer as sent,
    sum(delivered)::integer as delivered,
    sum(read)::integer as read,
    sum(failed)::integer as failed,
    sum(only_sent)::integer as only_sent
from metrics.delivery_slices
group by day, channel, coalesce(account_id, '–'), campaign_id, business_number, country
