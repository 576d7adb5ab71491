-- The bot's menu options that contacts chose, by day and channel.
select
    day,
    channel,
    option,
    messages,
    sessions
from metrics.option_days
