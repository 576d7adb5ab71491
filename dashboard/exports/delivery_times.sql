-- How long messages took to be delivered and read: how many took each number of seconds.
select
    day,
    channel,
    template_name,
    step,
    seconds,
    sum(messages)::integer as messages
from metrics.delivery_times
group by day, channel, template_name, step, seconds
