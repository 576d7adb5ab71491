-- One row per template message and recipient: what became of it, and whether the contact wrote in the conversation
-- within 24 hours of it. A message that follows several templates within 24 hours is a reply to each of them.
--
-- grain message_id, recipient_id, recipient_participant_id
-- column message_id varchar: The message.
-- column recipient_id varchar: To whom; a group's id for group messages.
-- column recipient_participant_id varchar: The group's member; null outside groups.
-- column conversation_id varchar: The thread.
-- column contact_key varchar: Channel and recipient (else the conversation): who got it.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column template_name varchar: Template it was made from.
-- column may_be_marketing boolean: The category is marketing, or not known.
-- column sent_at timestamptz: Its first event.
-- column day date: Local day of sent_at.
-- column is_delivered boolean: Delivered, which read, played and clicked imply.
-- column is_read boolean: Read, played or clicked.
-- column is_failed boolean: Failed and never delivered.
-- column error_code varchar: Why it failed.
-- column replied_at timestamptz: The contact's first message after it, within 24 hours; null without one.
-- column is_reply_over boolean: The 24 hours are over, as of the data.
-- check reply_comes_after: replied_at is null or replied_at > sent_at
-- check has_a_template: template_name is not null
-- rebuild key conversation_id through marts.threads
-- ripens not is_reply_over
-- sorted by sent_at

with

templates as (
    select
        deliveries.message_id,
        deliveries.recipient_id,
        deliveries.recipient_participant_id,
        coalesce(threads.conversation_id, deliveries.conversation_id) as conversation_id,
        deliveries.channel,
        deliveries.account_id,
        deliveries.business_number,
        deliveries.template_name,
        deliveries.may_be_marketing,
        deliveries.sent_at,
        deliveries.day,
        deliveries.is_delivered,
        deliveries.is_read,
        deliveries.is_failed,
        deliveries.error_code
    from marts.deliveries
    semi join rebuild.source_id on rebuild.source_id.source_id = deliveries.conversation_id
    left join marts.threads
        on threads.source_id = deliveries.conversation_id
        and threads.contact_id = deliveries.recipient_id
    semi join rebuild.conversation_id on rebuild.conversation_id.conversation_id
        = coalesce(threads.conversation_id, deliveries.conversation_id)
    where deliveries.template_name is not null
),

written as (
    select contact_messages.conversation_id, contact_messages.sent_at
    from marts.contact_messages
    semi join rebuild.conversation_id using (conversation_id)
)

-- At the same instant the contact comes first, so that message is no reply. Contacts are told apart
-- as in sessions.
select
    templates.message_id,
    templates.recipient_id,
    templates.recipient_participant_id,
    templates.conversation_id,
    templates.channel || '|' || case
        when templates.recipient_id is null then templates.conversation_id
        when templates.channel = 'whatsapp'
        then regexp_replace(
            ltrim(templates.recipient_id, '+'), '^(?:(52)1|(54)9)(\d{10})$', '\1\2\3'
        )
        else templates.recipient_id
    end as contact_key,
    templates.channel,
    templates.account_id,
    templates.business_number,
    templates.template_name,
    templates.may_be_marketing,
    templates.sent_at,
    templates.day,
    templates.is_delivered,
    templates.is_read,
    templates.is_failed,
    templates.error_code,
    if(
        epoch_us(written.sent_at) - epoch_us(templates.sent_at) < 86400000000, written.sent_at, null
    ) as replied_at,
    epoch_us(as_of.as_of) - epoch_us(templates.sent_at) >= 86400000000 as is_reply_over
from templates
asof left join written
    on written.conversation_id = templates.conversation_id and templates.sent_at < written.sent_at
cross join ops.as_of
