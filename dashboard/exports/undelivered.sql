-- Reports whose delivery was tried in vain, for now or for good, with what the other side said. Of an e-mail address
-- only the domain is shown, and no folder of the machine.
select
    outbox.report,
    outbox.day,
    outbox.file,
    case
        when outbox.target ->> '$.email' is not null then 'email'
        when outbox.target ->> '$.folder' is not null then 'folder'
        when outbox.target ->> '$.sftp' is not null then 'sftp'
        when outbox.target ->> '$.put' is not null then 'put'
        else 's3'
    end as kind,
    if(
        outbox.target ->> '$.email' is not null,
        '•••@' || split_part(outbox.address, '@', 2),
        null
    ) as target,
    if(outbox.status = 'failed', 'failed', 'sending') as state,
    outbox.attempts,
    outbox.changed_at,
    regexp_replace(
        regexp_replace(
            regexp_replace(left(outbox.fault, 300), '[^[:space:]@,;"<>]+@', '•••@', 'g'),
            '[0-9]{6,}',
            '•••',
            'g'
        ),
        '(/[^/[:space:]''",;:]+)+', '…', 'g'
    ) as fault,
    -- Several to one domain are several rows.
    (row_number() over (
        partition by outbox.report, outbox.day, outbox.revision
        order by outbox.message_id
    ))::integer as place
from ops.outbox
where outbox.status = 'failed' or (outbox.attempts > 0 and outbox.status in ('waiting', 'sending'))
qualify row_number() over (
    order by outbox.status = 'failed' desc, outbox.changed_at desc, outbox.message_id
) <= 200
