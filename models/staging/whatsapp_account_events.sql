-- One row per account event that came with the WhatsApp webhooks: tier updates, template status, quality …
--
-- grain account_id, field, occurred_at, payload
-- column account_id varchar: WhatsApp Business Account.
-- column field varchar: What it is about, as Meta names it.
-- column occurred_at timestamptz: When it happened; null where the event carries no time.
-- column payload json: The event, whole.
-- column file_id integer: The load that brought it.

select
    account_id,
    field,
    occurred_at,
    payload,
    file_id
from raw.whatsapp_account_events
