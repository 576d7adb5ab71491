-- What each column of metrics and marts means, as the headers of the models promise it.
select
    table_name,
    table_meaning,
    grain,
    position,
    column_name,
    type,
    meaning
from metrics.definitions
