-- What WhatsApp cost by day, account, number, market, category and pricing type.
select
    spend_days.day,
    spend_days.currency,
    coalesce(spend_accounts.account_name, spend_days.account_id) as account,
    coalesce(spend_days.business_number, '–') as business_number,
    spend_days.market,
    spend_days.category,
    spend_days.pricing_type,
    sum(spend_days.units)::integer as units,
    sum(spend_days.units_charged)::integer as units_charged,
    sum(spend_days.units_free)::integer as units_free,
    sum(spend_days.units_unrated)::integer as units_unrated,
    sum(spend_days.amount)::double as amount
from metrics.spend_days
left join metrics.spend_accounts
    on spend_accounts.account_id is not distinct from spend_days.account_id
group by
    spend_days.day,
    spend_days.currency,
    coalesce(spend_accounts.account_name, spend_days.account_id),
    coalesce(spend_days.business_number, '–'),
    spend_days.market,
    spend_days.category,
    spend_days.pricing_type
