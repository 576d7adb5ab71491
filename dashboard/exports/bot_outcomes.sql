-- What became of the bot's sessions by the intent they began with, by day and channel.
select
    day,
    channel,
    first_intent,
    mature_sessions,
    handed_off,
    refused_out_of_hours,
    not_picked_up,
    abandoned_after_fallback,
    completed,
    quiet_end
from metrics.bot_outcomes
