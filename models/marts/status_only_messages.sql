-- One row per message that no source holds and only its delivery statuses tell of, like those another system sent.
--
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: The thread it went to: channel|business number or account|recipient.
-- column sent_at timestamptz: Its earliest status.
-- column day date: Local day of that.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column contact_id varchar: To whom; the first of several recipients.
-- column contact_country varchar: That recipient's country, two letters.
-- column template_name varchar: Template it was made from, where the status says so.
-- column category varchar: Category it was priced in.
-- rebuild key message_id

select
    deliveries.message_id,
    min(deliveries.conversation_id) as conversation_id,
    min(deliveries.sent_at) as sent_at,
    min(deliveries.day) as day,
    min(deliveries.channel) as channel,
    min(deliveries.account_id) as account_id,
    min(deliveries.business_number) as business_number,
    min(deliveries.recipient_id) as contact_id,
    min(deliveries.recipient_country) as contact_country,
    min(deliveries.template_name) as template_name,
    min(deliveries.category) as category
from marts.deliveries
semi join rebuild.message_id using (message_id)
where deliveries.is_status_only
group by deliveries.message_id
