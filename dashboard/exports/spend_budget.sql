-- How each month's spend runs up against the budget: every account, and all of them under an empty name. Accounts in
-- several time zones reach a day hours apart, so what one has and another only expects is added up.
with

named as (
    select
        spend_budget_days.*,
        coalesce(spend_accounts.account_name, spend_budget_days.account_id, '–') as account
    from metrics.spend_budget_days
    left join metrics.spend_accounts
        on spend_accounts.account_id is not distinct from spend_budget_days.account_id
),

together as (
    select
        day,
        month,
        currency,
        '' as account,
        if(count(amount_so_far) = count(*), sum(amount_so_far), null) as amount_so_far,
        if(
            count(forecast_so_far) > 0 and count(coalesce(forecast_so_far, amount_so_far)) = count(*),
            sum(coalesce(forecast_so_far, amount_so_far)),
            null
        ) as forecast_so_far,
        sum(coalesce(low_so_far, amount_so_far)) as low_so_far,
        sum(coalesce(high_so_far, amount_so_far)) as high_so_far,
        sum(budget) as budget,
        sum(budget_so_far) as budget_so_far
    from named
    group by day, month, currency
),

crossings as (
    select month, currency, min(day) as crossed_on, min(day) filter (where amount_so_far > budget) as passed_on
    from together
    where coalesce(amount_so_far, forecast_so_far) > budget or forecast_so_far > budget
    group by month, currency
)

select
    day,
    month,
    currency,
    account,
    amount_so_far::double as amount_so_far,
    forecast_so_far::double as forecast_so_far,
    low_so_far::double as low_so_far,
    high_so_far::double as high_so_far,
    budget::double as budget,
    budget_so_far::double as budget_so_far,
    budget_crossed_on,
    is_expected
from named
union all
select
    together.day,
    together.month,
    together.currency,
    together.account,
    together.amount_so_far::double as amount_so_far,
    together.forecast_so_far::double as forecast_so_far,
    if(together.forecast_so_far is null, null, together.low_so_far)::double as low_so_far,
    if(together.forecast_so_far is null, null, together.high_so_far)::double as high_so_far,
    together.budget::double as budget,
    together.budget_so_far::double as budget_so_far,
    crossings.crossed_on as budget_crossed_on,
    crossings.crossed_on is not null and crossings.passed_on is null as is_expected
from together
left join crossings on crossings.month = together.month and crossings.currency = together.currency
