-- What templates and campaigns cost by day.
select
    day,
    coalesce(account_id, '–') as account_id,
    currency,
    coalesce(template_name, '–') as template_name,
    coalesce(campaign_id, '–') as campaign_id,
    category,
    sum(units)::integer as units,
    sum(units_charged)::integer as units_charged,
    sum(amount)::double as amount
from metrics.spend_templates
where template_name is not null or campaign_id is not null
group by
    day,
    coalesce(account_id, '–'),
    currency,
    coalesce(template_name, '–'),
    coalesce(campaign_id, '–'),
    category
