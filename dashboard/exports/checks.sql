-- Checks of the models in the last build.
select
    model,
    check_name,
    kind,
    failed_rows::integer as failed_rows,
    example
from ops.checks
