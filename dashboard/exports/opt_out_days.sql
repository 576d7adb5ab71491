-- Who wants no marketing messages any more, by the template that made them say so.
select
    day,
    channel,
    coalesce(account_id, '–') as account_id,
    coalesce(template_name, '–') as template_name,
    opt_outs,
    opt_ins
from metrics.opt_out_days
