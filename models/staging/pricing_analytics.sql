-- One row per data point of Meta's own aggregates: what it says it delivered and what that cost. Approximate, as Meta
-- says; the invoice prevails.
--
-- grain account_id, field, starts_at, ends_at, phone_number, country, tier, pricing_type, pricing_category, direction
-- column account_id varchar: WhatsApp Business Account.
-- column field varchar: pricing_analytics (messages) or conversation_analytics (conversations, until June 2025).
-- column starts_at timestamptz: First instant of the span that is summed up.
-- column ends_at timestamptz: First instant after it.
-- column phone_number varchar: The business's number; null where the numbers are summed up.
-- column country varchar: The recipients' country; null where countries are summed up.
-- column tier varchar: Volume tier as "from:to"; null where Meta gives none.
-- column pricing_type varchar: REGULAR, or why it was free, as Meta writes it.
-- column pricing_category varchar: What was charged for, as Meta writes it.
-- column direction varchar: Who began the conversation, as Meta writes it.
-- column volume bigint: Messages delivered, or conversations.
-- column cost decimal(18,6): What Meta says they cost; null where it does not say.
-- column file_id integer: The load that brought it.

select
    account_id,
    field,
    starts_at,
    ends_at,
    phone_number,
    country,
    tier,
    pricing_type,
    pricing_category,
    direction,
    volume,
    cost,
    file_id
from raw.pricing_analytics
