-- One row: from when WhatsApp events are at hand. A conversation that opened before is no unit of ours.
--
-- grain first_event_at
-- column first_event_at timestamptz: The earliest message or receipt; null without any.

select min(occurred_at) as first_event_at
from marts.whatsapp_events
