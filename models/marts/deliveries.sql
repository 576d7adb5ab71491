-- One row per outbound message and recipient (in groups: and member), with the instants of its statuses.
-- The status is the highest it reached, whatever the order of arrival; read implies delivered; failed stands apart and
-- never undoes a delivery. An outbound message without any status stands here too.
--
-- grain message_id, recipient_id, recipient_participant_id
-- column message_id varchar: The message.
-- column recipient_id varchar: To whom; a group's id for group messages, the message's contact where no status says it.
-- column recipient_participant_id varchar: The group's member whom the statuses are about; null outside groups.
-- column recipient_country varchar: The recipient's country, two letters.
-- column conversation_id varchar: The thread; where only statuses tell of it: channel|business number or account|recipient.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column author varchar: bot, agent, system; unknown where only statuses tell of it.
-- column origin varchar: api, business_app or history.
-- column type varchar: text, template, image …; null where only statuses tell of it.
-- column template_name varchar: Template it was made from.
-- column campaign_id varchar: Campaign it was part of.
-- column category varchar: Category Meta priced it in, else the message's own.
-- column sent_at timestamptz: Its first event: when it was sent, or its earliest status where that is earlier.
-- column day date: Local day of sent_at.
-- column accepted_at timestamptz: Status accepted.
-- column handed_over_at timestamptz: Status sent: handed over to the channel.
-- column delivered_at timestamptz: Status delivered; null where only a read receipt came.
-- column read_at timestamptz: Status read.
-- column played_at timestamptz: Status played (voice).
-- column clicked_at timestamptz: Status clicked.
-- column failed_at timestamptz: Status failed.
-- column deleted_at timestamptz: Status deleted: the message was withdrawn.
-- column last_status_at timestamptz: The newest status; null without any.
-- column statuses integer: How many different statuses came.
-- column status varchar: The highest status reached: none, accepted, sent, failed, delivered, read, played or clicked.
-- column is_delivered boolean: Delivered, or read, played or clicked, which imply it.
-- column is_read boolean: Read, played or clicked.
-- column is_failed boolean: Failed and never delivered.
-- column is_only_sent boolean: Sent, neither delivered nor failed.
-- column is_status_only boolean: Only statuses tell of it: no source holds the message.
-- column error_code varchar: Why it failed; the first code of those that came.
-- column error_title varchar: The same in words.
-- column pricing_model varchar: NBP, CBP or PMP, as Meta reported it.
-- column pricing_type varchar: regular, free_customer_service, free_entry_point … as Meta reported it.
-- column billable boolean: Whether Meta says that it is charged; true where statuses disagree.
-- column cost_amount decimal(18, 6): Cost the status itself names.
-- column cost_currency varchar: Its currency.
-- column billing_conversation_id varchar: Meta's billing conversation; null since per-message pricing.
-- column billing_conversation_expires_at timestamptz: When that billing conversation ends.
-- column billing_conversation_origin varchar: Its category or entry point, as Meta names it.
-- check read_is_delivered: not is_read or is_delivered
-- check failed_is_not_delivered: not (is_failed and is_delivered)
-- check only_sent_is_neither: not (is_only_sent and (is_delivered or is_failed))
-- warn delivered_after_sent: delivered_at is null or handed_over_at is null
--   or delivered_at >= handed_over_at - interval 1 minute
-- rebuild key message_id

with

events as not materialized (
    select
        delivery_events.message_id,
        delivery_events.status,
        delivery_events.occurred_at,
        delivery_events.channel,
        delivery_events.account_id,
        delivery_events.business_number,
        delivery_events.recipient_id,
        delivery_events.recipient_participant_id,
        delivery_events.recipient_country,
        delivery_events.conversation_id,
        delivery_events.conversation_expires_at,
        delivery_events.conversation_origin,
        delivery_events.template_name,
        delivery_events.campaign_id,
        delivery_events.category,
        delivery_events.pricing_model,
        delivery_events.pricing_type,
        delivery_events.billable,
        delivery_events.cost_amount,
        delivery_events.cost_currency,
        delivery_events.error_code,
        delivery_events.error_title
    from staging.delivery_events
    semi join rebuild.message_id using (message_id)
),

-- A source that names no recipient means the one that another names for the same message.
recipients as materialized (
    select events.message_id, min(events.recipient_id) as recipient_id
    from events
    where events.message_id in (select events.message_id from events where events.recipient_id is null)
    group by events.message_id
),

reached as (
    select
        events.message_id,
        coalesce(events.recipient_id, recipients.recipient_id) as recipient_id,
        events.recipient_participant_id,
        min(events.channel) as channel,
        min(events.account_id) as account_id,
        min(events.business_number) as business_number,
        min(events.recipient_country) as recipient_country,
        min(events.occurred_at) as first_status_at,
        max(events.occurred_at) as last_status_at,
        count(distinct events.status)::integer as statuses,
        min(events.occurred_at) filter (where events.status = 'accepted') as accepted_at,
        min(events.occurred_at) filter (where events.status = 'sent') as handed_over_at,
        min(events.occurred_at) filter (where events.status = 'delivered') as delivered_at,
        min(events.occurred_at) filter (where events.status = 'read') as read_at,
        min(events.occurred_at) filter (where events.status = 'played') as played_at,
        min(events.occurred_at) filter (where events.status = 'clicked') as clicked_at,
        min(events.occurred_at) filter (where events.status = 'failed') as failed_at,
        min(events.occurred_at) filter (where events.status = 'deleted') as deleted_at,
        min(events.conversation_id) as billing_conversation_id,
        min(events.conversation_expires_at) as billing_conversation_expires_at,
        min(events.conversation_origin) as billing_conversation_origin,
        min(events.template_name) as template_name,
        min(events.campaign_id) as campaign_id,
        min(events.category) as category,
        min(events.pricing_model) as pricing_model,
        min(events.pricing_type) as pricing_type,
        bool_or(events.billable) as billable,
        max(events.cost_amount) as cost_amount,
        min(events.cost_currency) as cost_currency,
        min({'code': events.error_code, 'title': events.error_title})
            filter (where events.error_code is not null) as first_error
    from events
    left join recipients on recipients.message_id = events.message_id and events.recipient_id is null
    group by
        events.message_id,
        coalesce(events.recipient_id, recipients.recipient_id),
        events.recipient_participant_id
),

known as not materialized (
    select
        messages.message_id,
        messages.conversation_id,
        messages.sent_at,
        messages.direction,
        messages.author,
        messages.channel,
        messages.account_id,
        messages.business_number,
        messages.contact_id,
        messages.contact_country,
        messages.type,
        messages.template_name,
        messages.category,
        messages.origin,
        coalesce(messages.type = 'event', messages.event is not null and messages.text is null) as is_event
    from staging.messages
    semi join rebuild.message_id using (message_id)
),

joined as (
    select
        coalesce(reached.message_id, known.message_id) as message_id,
        coalesce(reached.recipient_id, known.contact_id) as recipient_id,
        reached.recipient_participant_id,
        coalesce(reached.recipient_country, known.contact_country) as recipient_country,
        known.conversation_id,
        coalesce(known.channel, reached.channel) as channel,
        coalesce(known.account_id, reached.account_id) as account_id,
        coalesce(known.business_number, reached.business_number) as business_number,
        coalesce(known.author, 'unknown') as author,
        known.origin,
        known.type,
        coalesce(known.template_name, reached.template_name) as template_name,
        reached.campaign_id,
        coalesce(reached.category, known.category) as category,
        least(known.sent_at, reached.first_status_at) as sent_at,
        reached.accepted_at,
        reached.handed_over_at,
        reached.delivered_at,
        reached.read_at,
        reached.played_at,
        reached.clicked_at,
        reached.failed_at,
        reached.deleted_at,
        reached.last_status_at,
        coalesce(reached.statuses, 0) as statuses,
        coalesce(reached.delivered_at, reached.read_at, reached.played_at, reached.clicked_at) is not null
            as is_delivered,
        known.message_id is null as is_status_only,
        reached.first_error,
        reached.pricing_model,
        reached.pricing_type,
        reached.billable,
        reached.cost_amount,
        reached.cost_currency,
        reached.billing_conversation_id,
        reached.billing_conversation_expires_at,
        reached.billing_conversation_origin
    from reached
    full join known on known.message_id = reached.message_id
    where known.direction is distinct from 'inbound'
        and (reached.message_id is not null or not known.is_event)
),

-- The local day is the same within a quarter of an hour in every time zone, so it is looked up once for each.
quarters as (
    select distinct epoch_us(known.sent_at) // 900000000 as quarter
    from known
    union
    select distinct epoch_us(events.occurred_at) // 900000000 as quarter
    from events
),

days as materialized (
    select quarters.quarter, calendar_days.day
    from quarters
    asof join marts.calendar_days on make_timestamptz(quarters.quarter * 900000000) >= calendar_days.starts_at
)

select
    joined.message_id,
    joined.recipient_id,
    joined.recipient_participant_id,
    joined.recipient_country,
    coalesce(
        joined.conversation_id,
        joined.channel || '|' || coalesce(joined.business_number, joined.account_id, '')
            || '|' || coalesce(joined.recipient_id, '')
    ) as conversation_id,
    joined.channel,
    joined.account_id,
    joined.business_number,
    joined.author,
    joined.origin,
    joined.type,
    joined.template_name,
    joined.campaign_id,
    joined.category,
    joined.sent_at,
    days.day,
    joined.accepted_at,
    joined.handed_over_at,
    joined.delivered_at,
    joined.read_at,
    joined.played_at,
    joined.clicked_at,
    joined.failed_at,
    joined.deleted_at,
    joined.last_status_at,
    joined.statuses,
    case
        when joined.clicked_at is not null then 'clicked'
        when joined.played_at is not null then 'played'
        when joined.read_at is not null then 'read'
        when joined.delivered_at is not null then 'delivered'
        when joined.failed_at is not null then 'failed'
        when joined.handed_over_at is not null then 'sent'
        when joined.accepted_at is not null then 'accepted'
        else 'none'
    end as status,
    joined.is_delivered,
    coalesce(joined.read_at, joined.played_at, joined.clicked_at) is not null as is_read,
    joined.failed_at is not null and not joined.is_delivered as is_failed,
    joined.handed_over_at is not null and joined.failed_at is null and not joined.is_delivered as is_only_sent,
    joined.is_status_only,
    joined.first_error.code as error_code,
    joined.first_error.title as error_title,
    joined.pricing_model,
    joined.pricing_type,
    joined.billable,
    joined.cost_amount,
    joined.cost_currency,
    joined.billing_conversation_id,
    joined.billing_conversation_expires_at,
    joined.billing_conversation_origin
from joined
inner join days on days.quarter = epoch_us(joined.sent_at) // 900000000
