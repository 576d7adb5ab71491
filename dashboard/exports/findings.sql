-- What changed or needs somebody: the sentences at the top of each page.
select
    page,
    code,
    channel,
    if(
        findings.code in ('budget', 'over_budget', 'forecast_over_budget'),
        coalesce(account_name, subject),
        subject
    ) as subject,
    subject_es,
    findings.currency,
    is_change,
    is_worse,
    from_day,
    to_day,
    since,
    unit,
    value::double as value,
    usual::double as usual,
    usual_low::double as usual_low,
    usual_high::double as usual_high,
    n::integer as n,
    usual_n::integer as usual_n,
    subject_value::double as subject_value,
    so_far::double as so_far,
    event,
    metric,
    weight
from metrics.findings
left join metrics.spend_accounts on spend_accounts.account_id = findings.subject
