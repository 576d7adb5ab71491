-- What WhatsApp templates cost beside what they achieved.
select
    day,
    'whatsapp' as channel,
    coalesce(account_id, '–') as account_id,
    template_name,
    currency,
    sum(delivered)::integer as delivered,
    sum(reply_base)::integer as reply_base,
    sum(replied)::integer as replied,
    sum(units_unrated)::integer as units_unrated,
    sum(amount)::double as amount
from metrics.template_costs
group by day, coalesce(account_id, '–'), template_name, currency
