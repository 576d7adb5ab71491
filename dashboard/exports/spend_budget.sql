-- How each account's month runs up against its budget; the page adds accounts up.
select
    day,
    month,
    currency,
    coalesce(account_id, '–') as account_id,
    amount_so_far::double as amount_so_far,
    forecast_so_far::double as forecast_so_far,
    low_so_far::double as low_so_far,
    high_so_far::double as high_so_far,
    budget::double as budget,
    budget_so_far::double as budget_so_far
from metrics.spend_budget_days
