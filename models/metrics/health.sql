-- What arrived, by source and local day, what was refused, and what looks wrong.
-- For events (messages, dialogflow_turns, delivery_events, conversations, agent_history) the day is that of the events;
-- refused rows, and rows of any other feed of the inbox, stand on the day their file was loaded; warnings of checks
-- stand under their model, and names that no data has under "reference", on the day of the newest data.
--
-- grain source, day
-- column source varchar: Kind of event, feed of the inbox, reference, or the model whose check warns.
-- column day date: Local day in the reporting time zone.
-- column rows integer: Events of the day; for any other feed the rows accepted from files loaded on it.
-- column rows_refused integer: Rows refused in files of the feed that were loaded on the day.
-- column last_event_at timestamptz: Newest event of the source on the day; null for feeds and checks.
-- column warning varchar: What looks wrong, as "code: what" joined by "; "; null when nothing does.
-- es: Qué llegó, por fuente y día local, qué se rechazó y qué no cuadra. En los eventos (messages, dialogflow_turns,
--   delivery_events, conversations, agent_history) el día es el de los eventos; las filas rechazadas, y las de
--   cualquier otro feed de inbox, cuentan en el día en que se cargó su fichero; los avisos de comprobaciones van con su
--   modelo, y los nombres que ningún dato tiene con «reference», en el día del dato más reciente.
-- es source: Tipo de evento, feed de inbox, reference o modelo cuya comprobación avisa.
-- es day: Día local en la zona horaria de los informes.
-- es rows: Eventos del día; en cualquier otro feed, filas aceptadas de los ficheros cargados ese día.
-- es rows_refused: Filas rechazadas en los ficheros del feed cargados ese día.
-- es last_event_at: Último evento de la fuente en el día; vacío en feeds y comprobaciones.
-- es warning: Qué no cuadra, en la forma «código: qué», con «; » entre avisos; vacío cuando todo cuadra.
-- check counts_are_counts: rows >= 0 and rows_refused >= 0

with

events as (
    select
        source_days.source,
        source_days.day,
        source_days.rows,
        source_days.last_event_at,
        source_days.warning
    from marts.source_days
),

columns_kept as (
    select
        kept.feed,
        kept.loaded_at,
        'unknown_columns: '
            || string_agg(distinct kept.extra_column, ', ' order by kept.extra_column) as warning
    from (
        select files.feed, files.loaded_at, unnest(files.extra_columns) as extra_column
        from ops.files
    ) as kept
    group by kept.feed, kept.loaded_at
),

loaded as (
    select
        files.feed as source,
        calendar_days.day,
        case
            when files.feed in ('messages', 'delivery_events', 'conversations', 'agent_history')
                then 0
            else files.rows_accepted
        end as rows,
        files.rows_refused,
        null::timestamptz as last_event_at,
        null::varchar as warning
    from ops.files
    asof join marts.calendar_days on files.loaded_at >= calendar_days.starts_at
    union all
    select
        columns_kept.feed as source,
        calendar_days.day,
        0 as rows,
        0 as rows_refused,
        null::timestamptz as last_event_at,
        columns_kept.warning
    from columns_kept
    asof join marts.calendar_days on columns_kept.loaded_at >= calendar_days.starts_at
),

warned as (
    select
        checks.model as source,
        calendar_days.day,
        0 as rows,
        0 as rows_refused,
        null::timestamptz as last_event_at,
        checks.check_name || ': ' || checks.failed_rows as warning
    from ops.checks
    cross join ops.as_of
    asof join marts.calendar_days on as_of.as_of >= calendar_days.starts_at
    where checks.kind = 'warn' and checks.failed_rows > 0
),

-- Names of the settings and the reference files that hold for nobody.
unused as (
    select
        'reference' as source,
        calendar_days.day,
        0 as rows,
        0 as rows_refused,
        null::timestamptz as last_event_at,
        names.code || ': ' || string_agg(
            names.name || coalesce(' ≠ ' || names.data_name, '') || ' (' || names.places || ')',
            ', ' order by names.place
        ) filter (where names.place <= 10)
        || case when count(*) > 10 then ' (+' || (count(*) - 10) || ')' else '' end as warning
    from (
        select
            *,
            row_number() over (partition by code order by (data_name is null), name) as place
        from metrics.unused_names
    ) as names
    cross join ops.as_of
    asof join marts.calendar_days on as_of.as_of >= calendar_days.starts_at
    group by names.code, calendar_days.day
),

together as (
    select source, day, rows, 0 as rows_refused, last_event_at, warning from events
    union all
    select source, day, rows, rows_refused, last_event_at, warning from loaded
    union all
    select source, day, rows, rows_refused, last_event_at, warning from warned
    union all
    select source, day, rows, rows_refused, last_event_at, warning from unused
)

select
    together.source,
    together.day,
    sum(together.rows)::integer as rows,
    sum(together.rows_refused)::integer as rows_refused,
    max(together.last_event_at) as last_event_at,
    string_agg(distinct together.warning, '; ' order by together.warning) as warning
from together
group by together.source, together.day
having sum(together.rows) > 0 or sum(together.rows_refused) > 0 or count(together.warning) > 0
