-- What WhatsApp cost by day, account, number, market, category and pricing type.
select
    day,
    currency,
    coalesce(account_id, '–') as account_id,
    coalesce(business_number, '–') as business_number,
    market,
    category,
    pricing_type,
    sum(units)::integer as units,
    sum(units_charged)::integer as units_charged,
    sum(units_free)::integer as units_free,
    sum(units_unrated)::integer as units_unrated,
    sum(amount)::double as amount,
    sum(amount_estimated)::double as amount_estimated
from metrics.spend_days
group by
    day,
    currency,
    coalesce(account_id, '–'),
    coalesce(business_number, '–'),
    market,
    category,
    pricing_type
