-- Agents by day: connected, available in and out of hours, scheduled, chats.
select
    day,
    agent_id,
    agent_name,
    coalesce(skill, '–') as skill,
    connected_seconds,
    available_in_hours_seconds,
    available_out_of_hours_seconds,
    available_without_calendar_seconds,
    not_available_seconds,
    scheduled_seconds,
    stale_seconds,
    sessions,
    stale_sessions,
    open_sessions,
    conversations_attended,
    chat_seconds,
    active_seconds,
    active_available_seconds
from metrics.agent_days
