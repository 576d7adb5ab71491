-- What WhatsApp templates cost beside what they achieved. Days that retention made final before replied_over was there
-- have long had their 24 hours for a reply.
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
    sum(amount)::double as amount,
    sum(if(replied_over is null, amount, amount_over))::double as amount_over,
    sum(coalesce(replied_over, replied))::integer as replied_over
from metrics.template_costs
group by day, coalesce(account_id, '–'), template_name, currency
