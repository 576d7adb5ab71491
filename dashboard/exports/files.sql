-- The files loaded last and what became of their rows; the name only, never the folders of the machine.
select
    files.feed as source,
    parse_filename(files.path) as file,
    files.loaded_at,
    files.rows_read::integer as rows_read,
    files.rows_accepted::integer as rows_accepted,
    files.rows_refused::integer as rows_refused,
    files.rows_repeated::integer as rows_repeated,
    files.rows_replaced::integer as rows_replaced
from ops.files
qualify row_number() over (order by files.loaded_at desc, files.file_id desc) <= 500
