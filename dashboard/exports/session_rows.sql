-- Sessions of each of the last 92 days under the made-up names of the worklist, so that a number can be followed to its
-- rows: up to 200 a day, an even sample where there are more.
-- cut by day
with

recent as (
    select *
    from marts.sessions
    where day > (select max(day) - 92 from marts.sessions)
),

named as (
    select
        recent.*,
        'S-' || upper(substr(sha256(pseudonym_key.key || session_id), 1, 10)) as session,
        count(*) over (partition by day) as sessions_of_day
    from recent
    cross join ops.pseudonym_key
)

select
    named.day,
    named.started_at,
    named.session,
    named.channel,
    coalesce(named.account_id, '–') as account_id,
    coalesce(named.skill, '–') as skill,
    bot_sessions.first_intent,
    bot_sessions.outcome,
    named.messages_inbound,
    named.messages_bot,
    named.messages_agent,
    coalesce(bot_sessions.fallback_messages, 0)::integer as fallback_messages,
    named.sessions_of_day::integer as sessions_of_day
from named
left join marts.bot_sessions
    on bot_sessions.session_id = named.session_id and bot_sessions.day = named.day
qualify row_number() over (partition by named.day order by named.session) <= 200
