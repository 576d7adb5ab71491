-- Checks of the models in the last build. The rows that fail stay in the warehouse: they may hold what a customer
-- wrote.
select
    model,
    check_name,
    kind,
    failed_rows::integer as failed_rows
from ops.checks
