-- Days in a row without a single WhatsApp unit of any account, though a calendar was open on them and most of the same
-- weekdays in the four weeks before and after have some: they were hardly all without traffic, and what was sent on
-- them is in no amount. Days before the first unit and after the last one are none of them.
--
-- grain first_day
-- column first_day date: First of the days; of the account, as in spend_days.
-- column last_day date: Last of them.
-- column days integer: How many they are.
-- es: Días seguidos sin una sola unidad de WhatsApp de ninguna cuenta, aunque había horario de atención y la mayoría de
--   los mismos días de la semana, en las cuatro semanas anteriores y posteriores, tienen alguna: es difícil que no
--   hubiera tráfico en ninguno, y lo que se envió en ellos no está en ningún importe. No cuentan los días anteriores a
--   la primera unidad ni los posteriores a la última.
-- es first_day: Primero de los días; son de la cuenta, como en spend_days.
-- es last_day: Último de ellos.
-- es days: Cuántos son.
-- check in_order: first_day <= last_day

with

told as (
    select distinct day
    from metrics.spend_days
),

span as (
    select calendar_days.day, told.day is not null as is_told
    from marts.calendar_days
    inner join (select min(day) as first_day, max(day) as last_day from told) as ends
        on calendar_days.day between ends.first_day and ends.last_day
    left join told on told.day = calendar_days.day
),

around as (
    select
        day,
        is_told,
        count(*) filter (where is_told) over same_weekday as days_told,
        count(*) filter (where not is_told) over same_weekday as days_untold
    from span
    window same_weekday as (
        partition by isodow(day)
        order by day
        range between interval 28 days preceding and interval 28 days following
    )
),

-- Closed days and holidays may well be without traffic.
missed as (
    select around.day, around.day - row_number() over (order by around.day)::integer as stretch
    from around
    inner join marts.calendar_days on calendar_days.day = around.day
    where not around.is_told
        and around.days_told > around.days_untold
        and exists (
            select 1
            from marts.opening_intervals
            where opening_intervals.opens_at < calendar_days.ends_at
                and opening_intervals.closes_at > calendar_days.starts_at
        )
)

select
    min(missed.day) as first_day,
    max(missed.day) as last_day,
    count(*)::integer as days
from missed
group by missed.stretch
