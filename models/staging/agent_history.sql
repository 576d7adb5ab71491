-- One row per agent session, or per available stretch of it, as the console gave it last.
--
-- grain session_id, available_at
-- column session_id varchar: The agent's session in the console.
-- column agent_id varchar: The agent.
-- column agent_email varchar: The agent's address; the console puts the name here.
-- column agent_name varchar: The agent's name.
-- column skill varchar: Team the agent worked for in this session.
-- column connected_at timestamptz: When the agent logged in.
-- column disconnected_at timestamptz: When the agent logged out; null = still connected.
-- column available_at timestamptz: When the agent became available; null = never in this session.
-- column unavailable_at timestamptz: When that ended; null = with the session.
-- column file_id integer: The load that brought this version.

select
    session_id,
    agent_id,
    agent_email,
    agent_name,
    skill,
    connected_at,
    disconnected_at,
    available_at,
    unavailable_at,
    file_id
from raw.agent_history
