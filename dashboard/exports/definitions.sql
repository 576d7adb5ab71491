-- What each column of metrics and marts means, as the headers of the models promise it.
select
    table_name,
    table_meaning,
    table_meaning_es,
    grain,
    position,
    column_name,
    type,
    meaning,
    meaning_es
from metrics.definitions
