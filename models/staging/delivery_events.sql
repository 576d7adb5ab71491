-- One row per status that a message reached for one recipient.
--
-- grain message_id, status, recipient_id, recipient_participant_id
-- column message_id varchar: The message.
-- column status varchar: accepted, sent, delivered, read, played, clicked, failed, deleted or warning.
-- column occurred_at timestamptz: When it reached the status.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column recipient_id varchar: To whom; a group's id for group messages.
-- column recipient_participant_id varchar: The group's member whom the status is about; null outside groups.
-- column recipient_country varchar: The recipient's country, two letters.
-- column conversation_id varchar: Meta's billing conversation (not the thread); null since per-message pricing.
-- column conversation_expires_at timestamptz: When that billing conversation ends.
-- column conversation_origin varchar: Its category or entry point, as Meta names it.
-- column template_name varchar: Template it was made from.
-- column campaign_id varchar: Campaign it was part of.
-- column category varchar: Category Meta priced it in.
-- column pricing_model varchar: NBP, CBP or PMP.
-- column pricing_type varchar: regular, free_customer_service, free_entry_point …
-- column billable boolean: Whether Meta says that it is charged.
-- column cost_amount decimal(18, 6): Cost the status itself names.
-- column cost_currency varchar: Its currency.
-- column error_code varchar: Why it failed.
-- column error_title varchar: The same in words.
-- column file_id integer: The load that made this version.

select
    message_id,
    status,
    occurred_at,
    channel,
    account_id,
    business_number,
    recipient_id,
    recipient_participant_id,
    recipient_country,
    conversation_id,
    conversation_expires_at,
    conversation_origin,
    template_name,
    campaign_id,
    category,
    pricing_model,
    pricing_type,
    billable,
    cost_amount,
    cost_currency,
    error_code,
    error_title,
    file_id
from raw.delivery_events
