-- Reports: each file made with what became of it, and each day that waits for its sources. Addresses are not shown.
with

sent as (
    select
        outbox.report,
        outbox.day,
        outbox.revision,
        count(*) filter (where outbox.status <> 'superseded') as targets,
        count(*) filter (where outbox.status = 'delivered') as delivered,
        count(*) filter (where outbox.status in ('waiting', 'sending')) as under_way,
        count(*) filter (where outbox.status = 'failed') as failed,
        max(outbox.changed_at) filter (where outbox.status = 'delivered') as delivered_at
    from ops.outbox
    group by outbox.report, outbox.day, outbox.revision
),

made as (
    select
        reports.report,
        reports.day,
        reports.revision,
        reports.file,
        reports.rows,
        reports.written_at,
        row_number() over (
            partition by reports.report, reports.day
            order by reports.revision desc
        ) = 1 as is_last
    from ops.reports
    qualify dense_rank() over (partition by reports.report order by reports.day desc) <= 60
)

select
    made.report,
    made.day,
    made.revision,
    made.file,
    made.rows::integer as rows,
    made.written_at,
    made.is_last,
    array_to_string(report_gaps.sources, ', ') as missing,
    coalesce(sent.targets, 0)::integer as targets,
    coalesce(sent.delivered, 0)::integer as delivered,
    sent.delivered_at,
    case
        when sent.failed > 0 then 'failed'
        when sent.under_way > 0 then 'sending'
        when sent.delivered > 0 then 'sent'
        else 'made'
    end as state,
    report_downloads.bytes::double as download_bytes
from made
left join sent
    on sent.report = made.report and sent.day = made.day and sent.revision = made.revision
left join ops.report_gaps
    on report_gaps.report = made.report
    and report_gaps.day = made.day
    and report_gaps.revision = made.revision
left join ops.report_downloads on report_downloads.file = made.file
union all
select
    report_gaps.report,
    report_gaps.day,
    null::integer as revision,
    null::varchar as file,
    null::integer as rows,
    null::timestamptz as written_at,
    true as is_last,
    array_to_string(report_gaps.sources, ', ') as missing,
    0 as targets,
    0 as delivered,
    null::timestamptz as delivered_at,
    if(report_gaps.is_late, 'late', 'waiting') as state,
    null::double as download_bytes
from ops.report_gaps
where report_gaps.revision is null
