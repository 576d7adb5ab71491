-- What each month is expected to come to, by account, market and category, and why where it cannot be told.
select
    spend_months.month,
    spend_months.currency,
    coalesce(spend_months.account_id, '–') as account_id,
    spend_months.market,
    spend_months.category,
    spend_months.is_current,
    spend_months.units,
    spend_months.amount::double as amount,
    spend_months.forecast_amount::double as forecast_amount,
    spend_months.forecast_low::double as forecast_low,
    spend_months.forecast_high::double as forecast_high,
    spend_months.forecast_reason
from metrics.spend_months
