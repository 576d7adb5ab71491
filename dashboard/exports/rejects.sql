-- Refused rows by source, reason and column, with up to three examples of each: where they stand and what is wrong.
-- Neither the row nor the value that was refused: in both may be what a customer wrote, and who they are.
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
    left(
        case
            -- What these quote are names of fields.
            when rejects.reason in ('malformed_row', 'missing_value', 'not_a_webhook')
            then rejects.message
            when contains(rejects.message, '" is ')
            then regexp_replace(rejects.message, '(?s)".*" is ', '"…" is ')
            else regexp_replace(rejects.message, '(?s)".*"', '"…"')
        end,
        300
    ) as message
from ops.rejects
inner join ops.files on files.file_id = rejects.file_id
qualify example <= 3
