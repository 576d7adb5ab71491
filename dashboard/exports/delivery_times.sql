-- How long messages took to be delivered and read: how many took each number of seconds. Exact up to 20,000 rows; of
-- more, seconds are rounded to 2.5 %, so that a page's weight does not grow with the messages.
with

timed as (
    select
        day,
        channel,
        coalesce(account_id, '–') as account_id,
        template_name,
        step,
        seconds,
        sum(messages)::integer as messages
    from metrics.delivery_times
    group by day, channel, coalesce(account_id, '–'), template_name, step, seconds
),

rounded as (
    select
        *,
        count(*) over () > 20000 as is_rounded,
        if(
            count(*) over () > 20000,
            greatest(1, 5 * pow(10, length(seconds::varchar) - 3)),
            1
        ) as width
    from timed
)

select
    day,
    channel,
    account_id,
    template_name,
    step,
    (round(seconds / width) * width)::integer as seconds,
    is_rounded,
    sum(messages)::integer as messages
from rounded
group by all
