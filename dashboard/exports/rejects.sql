-- Refused rows by source, reason and column, with up to three examples of each: where they stand.
-- Neither the row nor what was said of it: both hold what a customer may have written, and who they are.
select
    files.feed as source,
    rejects.reason,
    rejects.column_name,
    (count(*) over (partition by files.feed, rejects.reason, rejects.column_name))::integer as rows,
    (row_number() over (
        partition by files.feed, rejects.reason, rejects.column_name
        order by rejects.file_id desc, rejects.record
    ))::integer as example,
    parse_filename(files.path) as file,
    rejects.line::integer as line,
    -- What the column takes: a value may stand before it, but none after it.
    case
        when rejects.reason in ('unknown_code', 'unknown_status')
        then nullif(
            regexp_extract(rejects.message, '(?s)^.*" is none of (\w+(, \w+)*)[.]$', 1), ''
        )
    end as takes
from ops.rejects
inner join ops.files on files.file_id = rejects.file_id
qualify example <= 3
