-- Agent history: one row per agent session that ended on the day, the newest end first. Stamps are in whole seconds.
--
-- file agent_history_information_{day}.csv
-- every day 07:00
-- grain session_id
-- setting open_sessions boolean false: Adds the sessions that began before the day's end and are still open, above the
--   others and without an end. The console's file has none of them.
-- column session_id varchar: The agent's session.
-- console id
-- es id_sesion
-- column agent_id varchar: The agent.
-- es id_agente
-- column agent_name varchar: What the console writes under "email agente", which are names.
-- console email agente
-- es nombre_agente
-- column skill varchar: Team the agent worked for in this session.
-- console skill agente
-- es equipo
-- column connected_at timestamp: When the agent logged in.
-- console agent_history_connect_at
-- es conexion
-- column disconnected_at timestamp: When the agent logged out.
-- console agent_history_disconnect_at
-- es desconexion
-- column available_at timestamp: When the agent first became available; empty = never in this session.
-- console agent_history_available_at
-- es disponible_desde
-- column unavailable_at timestamp: When the agent stopped being available for the last time.
-- console agent_history_notavailable_at
-- es disponible_hasta
-- figure sessions: count(*)
-- es sesiones

select
    session_id,
    agent_id,
    coalesce(agent_email, agent_name) as agent_name,
    skill,
    date_trunc('second', timezone($time_zone, connected_at)) as connected_at,
    date_trunc('second', timezone($time_zone, disconnected_at)) as disconnected_at,
    date_trunc('second', timezone($time_zone, first_available_at)) as available_at,
    date_trunc('second', timezone($time_zone, last_unavailable_at)) as unavailable_at
from marts.agent_sessions
where
    (disconnected_at >= $starts_at and disconnected_at < $ends_at)
    or ($open_sessions and disconnected_at is null and connected_at < $ends_at)
-- The console numbers its sessions: 9 comes before 10.
order by
    agent_sessions.disconnected_at desc nulls first,
    try_cast(session_id as hugeint),
    session_id
