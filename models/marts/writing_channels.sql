-- One row per channel from which some contact's message is on record: only there can it be told who never wrote.
--
-- grain channel
-- column channel varchar: The channel.

select distinct contact_messages.channel
from marts.contact_messages
where contact_messages.channel is not null
