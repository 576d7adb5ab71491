-- Refused rows by source, reason and column, with up to three examples of each.
-- Long digits and mail addresses are masked: a refused row may hold a customer's.
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
    regexp_replace(
        regexp_replace(left(rejects.message, 300), '[0-9]{6,}', '•••', 'g'),
        '[^[:space:]@,;"<>]+@[^[:space:]@,;"<>]+', '•••@•••', 'g'
    ) as message,
    regexp_replace(
        regexp_replace(left(rejects.row_text, 160), '[0-9]{6,}', '•••', 'g'),
        '[^[:space:]@,;"<>]+@[^[:space:]@,;"<>]+', '•••@•••', 'g'
    ) as row_text
from ops.rejects
inner join ops.files on files.file_id = rejects.file_id
qualify example <= 3
