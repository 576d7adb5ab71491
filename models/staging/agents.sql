-- One row per agent and day from which a name, team or skill holds.
--
-- grain agent_id, valid_from
-- column agent_id varchar: The agent.
-- column agent_name varchar: The name to show.
-- column agent_email varchar: The agent's address.
-- column team varchar: The agent's team.
-- column skill varchar: The agent's skill.
-- column valid_from date: First local day it holds; null = from the beginning.
-- column file_id integer: The load that brought this version.

select
    agent_id,
    agent_name,
    agent_email,
    team,
    skill,
    valid_from,
    file_id
from raw.agents
