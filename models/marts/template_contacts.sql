-- One row per template message and recipient with what the contact had seen before it: marketing of the 30 days
-- before, an own message, an opt-out.
--
-- grain message_id, recipient_id, recipient_participant_id
-- column message_id varchar: The message.
-- column recipient_id varchar: To whom; a group's id for group messages.
-- column recipient_participant_id varchar: The group's member; null outside groups.
-- column contact_key varchar: Channel and recipient (else the conversation): who got it.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column template_name varchar: Template it was made from.
-- column may_be_marketing boolean: The category is marketing, or not known.
-- column day date: Local day of its first event.
-- column is_delivered boolean: Delivered, which read, played and clicked imply.
-- column is_read boolean: Read, played or clicked.
-- column is_opted_out boolean: It failed because the person stopped marketing messages (131050).
-- column is_capped boolean: It failed because Meta limits how many marketing messages a person gets (131049).
-- column templates_before integer: Templates that may be marketing, delivered to the contact in the 30 days before it.
-- column has_written_before boolean: A message from the contact before it is on record.
-- column is_after_opt_out boolean: It may be marketing, and an earlier template of the same number (else account)
--   failed because the person had stopped marketing messages; none that may be marketing was delivered since, nor is
--   this one.
-- check templates_before_is_a_count: templates_before >= 0
-- rebuild key contact_key
-- scattered

with

templates as (
    select
        template_replies.message_id,
        template_replies.recipient_id,
        template_replies.recipient_participant_id,
        template_replies.contact_key,
        template_replies.channel,
        template_replies.account_id,
        coalesce(template_replies.business_number, template_replies.account_id) as business,
        template_replies.template_name,
        template_replies.may_be_marketing,
        template_replies.day,
        epoch_us(template_replies.sent_at) as sent_us,
        template_replies.is_delivered,
        template_replies.is_read,
        template_replies.is_failed and coalesce(template_replies.error_code = '131050', false)
            as is_opted_out,
        template_replies.is_failed and coalesce(template_replies.error_code = '131049', false)
            as is_capped
    from marts.template_replies
    semi join rebuild.contact_key using (contact_key)
),

first_written as (
    select
        contact_messages.contact_key,
        epoch_us(min(contact_messages.sent_at)) as sent_us
    from marts.contact_messages
    semi join rebuild.contact_key using (contact_key)
    group by contact_messages.contact_key
)

select
    templates.message_id,
    templates.recipient_id,
    templates.recipient_participant_id,
    templates.contact_key,
    templates.channel,
    templates.account_id,
    templates.template_name,
    templates.may_be_marketing,
    templates.day,
    templates.is_delivered,
    templates.is_read,
    templates.is_opted_out,
    templates.is_capped,
    (
        count(*) filter (where templates.may_be_marketing and templates.is_delivered) over (
            partition by templates.contact_key
            order by templates.sent_us
            range between 2592000000000 preceding and 1 preceding
        )
    )::integer as templates_before,
    coalesce(first_written.sent_us <= templates.sent_us, false) as has_written_before,
    templates.may_be_marketing
        and coalesce(
            max(templates.sent_us) filter (where templates.is_opted_out) over (
                partition by templates.contact_key, templates.business
                order by templates.sent_us
                range between unbounded preceding and 1 preceding
            ) > coalesce(
                max(templates.sent_us) filter (
                    where templates.may_be_marketing and templates.is_delivered
                ) over (
                    partition by templates.contact_key, templates.business
                    order by templates.sent_us
                    range between unbounded preceding and current row
                ),
                0
            ),
            false
        ) as is_after_opt_out
from templates
left join first_written on first_written.contact_key = templates.contact_key
