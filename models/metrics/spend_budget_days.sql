-- How an account's spend runs up through the month: what it cost day by day, what the days left are expected to cost,
-- and the even path to the budget.
--
-- grain day, account_id, currency
-- column day date: Day of the account, every one of a month in which something was charged or is expected; where that
--   is so of any account, also for those that have a budget.
-- column month date: First day of its month.
-- column account_id varchar: WhatsApp Business Account.
-- column currency varchar: Currency of the amounts.
-- column amount decimal(18,6): Cost of the day; null on days to come, and where nothing of it has a price.
-- column amount_so_far decimal(18,6): Cost of the month up to and with the day; null on days to come, and where nothing
--   of it has a price.
-- column forecast_so_far decimal(18,6): On today and later: what the month is expected to have cost by the day's end.
-- column low_so_far decimal(18,6): The same, going like the weakest of the last weeks, or less where a stronger one of
--   the portfolio makes it cheaper.
-- column high_so_far decimal(18,6): The same, going like the strongest, or more where a weaker one makes it dearer.
-- column budget decimal(18,6): Budget of the account for the month; not to be summed over days.
-- column budget_so_far decimal(18,6): Its even share up to and with the day.
-- column budget_crossed_on date: First day by whose end the month has cost, or is expected to have cost, more than
--    the budget; the same on every day of the month, null where it does not come to that.
-- column is_expected boolean: Whether budget_crossed_on is only expected.
-- es: Cómo se acumula el gasto de una cuenta a lo largo del mes: lo que costó día a día, lo que se prevé que cuesten
--   los días que quedan y el camino regular al presupuesto.
-- es day: Día de la cuenta; figuran todos los de un mes en que se cobró o se prevé algo y, si es así de alguna cuenta,
--   también los de las demás que tienen presupuesto.
-- es month: Primer día de su mes.
-- es account_id: Cuenta de WhatsApp Business.
-- es currency: Moneda de los importes.
-- es amount: Coste del día; vacío en los días por venir y si nada de ese día tiene precio.
-- es amount_so_far: Coste del mes hasta ese día inclusive; vacío en los días por venir y si nada de ello tiene precio.
-- es forecast_so_far: Desde hoy: lo que se prevé que el mes haya costado al acabar el día.
-- es low_so_far: Lo mismo, si va como la más floja de las últimas semanas, o menos donde una semana más fuerte de la
--   cartera lo abarata.
-- es high_so_far: Lo mismo, si va como la más fuerte, o más donde una más floja lo encarece.
-- es budget: Presupuesto de la cuenta para el mes; no se debe sumar entre días.
-- es budget_so_far: Su parte proporcional hasta ese día inclusive.
-- es budget_crossed_on: Primer día a cuyo fin el mes ha costado, o se prevé que haya costado, más que el presupuesto;
--   el mismo en todos los días del mes, vacío si no se llega a eso.
-- es is_expected: Indica si budget_crossed_on es solo una previsión.
-- rebuild month
-- ripens amount is null or forecast_so_far is not null

with

spent as (
    select
        spend_days.day,
        date_trunc('month', spend_days.day)::date as month,
        account_id,
        currency,
        sum(amount) as amount
    from metrics.spend_days
    semi join rebuild.month on rebuild.month.month = date_trunc('month', spend_days.day)::date
    group by all
),

expected as (
    select
        whatsapp_forecasts.day,
        whatsapp_forecasts.month,
        account_id,
        currency,
        if(count(amount) = count(*), sum(amount), null) as amount,
        if(count(amount) = count(*), sum(amount_low), null) as amount_low,
        if(count(amount) = count(*), sum(amount_high), null) as amount_high
    from marts.whatsapp_forecasts
    semi join rebuild.month on rebuild.month.month = whatsapp_forecasts.month
    group by all
),

told as (
    select month, account_id, currency
    from spent
    union
    select month, account_id, currency
    from expected
),

-- An account with a budget and nothing charged or expected has spent nothing of it.
listed as (
    select month, account_id, currency
    from told
    union all
    select budgets.month, budgets.account_id, budgets.currency
    from reference.budgets
    semi join told on told.month = budgets.month
    semi join metrics.spend_accounts
        on spend_accounts.account_id = budgets.account_id
        and spend_accounts.currency = budgets.currency
    anti join told as own
        on own.month = budgets.month and own.account_id = budgets.account_id
),

-- Each account's today: what comes after it is to come, whether or not anything is expected of it.
clocks as (
    select
        listed.account_id,
        timezone(coalesce(accounts.time_zone, settings.time_zone), as_of.as_of)::date as today
    from (select distinct account_id from listed) as listed
    cross join ops.as_of
    cross join reference.settings
    asof left join marts.whatsapp_accounts as accounts
        on accounts.account_id = listed.account_id and as_of.as_of >= accounts.valid_from
),

accounts as (
    select
        listed.*,
        if(listed.month >= date_trunc('month', clocks.today), clocks.today, null) as first_expected
    from listed
    left join clocks on clocks.account_id is not distinct from listed.account_id
),

every_day as (
    select
        calendar_days.day,
        accounts.month,
        accounts.account_id,
        accounts.currency,
        accounts.first_expected,
        case
            when calendar_days.day > accounts.first_expected then null
            when spent.day is null then 0
            else spent.amount
        end as amount,
        spent.amount is not null as is_priced,
        spent.day is not null and spent.amount is null as is_unpriced,
        if(expected.day is null, 0, expected.amount) as to_come,
        if(expected.day is null, 0, expected.amount_low) as low_to_come,
        if(expected.day is null, 0, expected.amount_high) as high_to_come,
        budgets.amount as budget,
        day(calendar_days.day) as day_of_month,
        day(last_day(calendar_days.day)) as days_in_month
    from accounts
    inner join marts.calendar_days on calendar_days.month = accounts.month
    left join spent
        on spent.day = calendar_days.day
        and spent.account_id is not distinct from accounts.account_id
        and spent.currency = accounts.currency
    left join expected
        on expected.day = calendar_days.day
        and expected.account_id is not distinct from accounts.account_id
        and expected.currency = accounts.currency
    left join reference.budgets
        on budgets.month = accounts.month
        and budgets.account_id = accounts.account_id
        and budgets.currency = accounts.currency
),

summed as (
    select
        *,
        if(
            bool_or(is_unpriced) over so_far and not bool_or(is_priced) over so_far,
            null,
            sum(amount) over so_far
        ) as so_far,
        sum(to_come) over so_far as more,
        sum(low_to_come) over so_far as low_more,
        sum(high_to_come) over so_far as high_more,
        count(*) filter (
            where day >= first_expected and to_come is null
        ) over so_far > 0 as is_unknown
    from every_day
    window so_far as (partition by month, account_id, currency order by day)
),

run_up as (
    select
        *,
        if(
            day >= first_expected and not is_unknown, so_far + more, null
        )::decimal(18, 6) as forecast_so_far,
        if(
            day >= first_expected and not is_unknown,
            so_far + least(low_more, more, high_more),
            null
        )::decimal(18, 6) as low_so_far,
        if(
            day >= first_expected and not is_unknown,
            so_far + greatest(low_more, more, high_more),
            null
        )::decimal(18, 6) as high_so_far
    from summed
),

crossings as (
    select
        month,
        account_id,
        currency,
        min(day) filter (
            where if(
                day < first_expected or first_expected is null,
                so_far,
                coalesce(forecast_so_far, so_far)
            ) > budget
        ) as crossed_on,
        min(day) filter (
            where (day <= first_expected or first_expected is null) and so_far > budget
        ) as passed_on
    from run_up
    group by month, account_id, currency
)

select
    run_up.day,
    run_up.month,
    run_up.account_id,
    run_up.currency,
    run_up.amount::decimal(18, 6) as amount,
    if(
        run_up.day > run_up.first_expected, null, run_up.so_far
    )::decimal(18, 6) as amount_so_far,
    run_up.forecast_so_far,
    run_up.low_so_far,
    run_up.high_so_far,
    run_up.budget,
    (
        run_up.budget
        * (run_up.day_of_month * 1000000 // run_up.days_in_month)::decimal(8, 0)
        * 0.000001
    )::decimal(18, 6) as budget_so_far,
    crossings.crossed_on as budget_crossed_on,
    crossings.crossed_on is not null and crossings.passed_on is null as is_expected
from run_up
inner join crossings
    on crossings.month = run_up.month
    and crossings.account_id is not distinct from run_up.account_id
    and crossings.currency = run_up.currency
