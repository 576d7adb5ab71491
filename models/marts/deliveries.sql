-- One row per outbound message and recipient (in groups: and member), with the instants of its statuses.
-- The status is the highest it reached, whatever the order of arrival; read implies delivered; failed stands apart and
-- never undoes a delivery. An outbound message without any status stands here too.
--
-- grain message_id, recipient_id, recipient_participant_id
-- column message_id varchar: The message.
-- column recipient_id varchar: To whom; a group's id for group messages, the message's contact where no status says it.
-- column recipient_participant_id varchar: The group's member whom the statuses are about; null outside groups.
-- column recipient_country varchar: The recipient's country, two letters.
-- column conversation_id varchar: The conversation, as its source names it; where only statuses tell of it:
--   channel|business number or account|recipient.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column author varchar: bot, agent, system; unknown where only statuses tell of it.
-- column origin varchar: api, business_app or history.
-- column type varchar: text, template, image …; null where only statuses tell of it.
-- column template_name varchar: Template it was made from.
-- column campaign_id varchar: Campaign it was part of.
-- column category varchar: Category Meta priced it in, else the message's own.
-- column may_be_marketing boolean: Its own category is none of the others', or not known: Meta's, where it names one of
--   a message's own, as it does not within a free entry point or for what failed; else that of the message's source.
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
--   What is known only to be deleted or warned of was accepted: none is what no status came of.
-- column is_delivered boolean: Delivered, or read, played or clicked, which imply it.
-- column is_read boolean: Read, played or clicked.
-- column is_failed boolean: Failed and never delivered.
-- column is_only_sent boolean: Sent, neither delivered nor failed.
-- column is_status_only boolean: Only statuses tell of it: no source holds the message.
-- column error_code varchar: Why it failed; one of them where several codes came.
-- column error_title varchar: The same in words.
-- column pricing_model varchar: NBP, CBP or PMP, as Meta reported it.
-- column pricing_type varchar: regular, free_customer_service, free_entry_point … as Meta reported it.
-- column billable boolean: Whether Meta says that it is charged; where statuses disagree, as the one that says most.
-- column cost_amount decimal(18, 6): Cost the status itself names.
-- column cost_currency varchar: Its currency.
-- column billing_conversation_id varchar: Meta's billing conversation; null since per-message pricing.
-- column billing_conversation_expires_at timestamptz: When that billing conversation ends.
-- column billing_conversation_origin varchar: Its category or entry point, as Meta names it.
-- check has_a_day: day is not null
-- check read_is_delivered: not is_read or is_delivered
-- check failed_is_not_delivered: not (is_failed and is_delivered)
-- check only_sent_is_neither: not (is_only_sent and (is_delivered or is_failed))
-- warn delivered_after_sent: delivered_at is null or handed_over_at is null or delivered_at >= handed_over_at -
--   interval 1 minute
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

-- A source that names no recipient means the one that another names for the same message. On
-- WhatsApp, where a message has one recipient outside groups, so does one that knows no number.
recipients as materialized (
    select
        named.message_id,
        min(named.recipient_id) as recipient_id,
        case
            when count(distinct regexp_replace(named.number, '^(?:(52)1|(54)9)(\d{10})$', '\1\2\3'))
                = 1
                then min(named.number)
        end as number
    from (
        select
            events.message_id,
            events.recipient_id,
            case
                when events.channel = 'whatsapp'
                    and regexp_full_match(events.recipient_id, '\+?\d{7,15}')
                    then ltrim(events.recipient_id, '+')
            end as number
        from events
        where events.message_id in (
            select events.message_id
            from events
            where events.recipient_id is null or (
                events.channel = 'whatsapp'
                and events.recipient_participant_id is null
                and try_cast(events.recipient_id as ubigint) is null
            )
        )
    ) as named
    group by named.message_id
),

-- What the statuses of one delivery say of it is often the same and never long: it is looked up
-- again by a fingerprint, the fullest where they differ, so that only instants and numbers are held
-- for each delivery.
marked as not materialized (
    select
        events.message_id,
        coalesce(
            case when events.recipient_participant_id is null then recipients.number end,
            events.recipient_id,
            recipients.recipient_id
        ) as recipient_id,
        events.recipient_participant_id,
        events.status,
        events.occurred_at,
        events.channel,
        events.account_id,
        events.business_number,
        events.recipient_country,
        events.template_name,
        events.campaign_id,
        events.category,
        events.pricing_model,
        events.pricing_type,
        events.billable,
        events.cost_amount,
        events.cost_currency,
        events.conversation_id,
        events.conversation_expires_at,
        events.conversation_origin,
        events.error_code,
        events.error_title,
        ((
            (events.account_id is not null)::ubigint + (events.business_number is not null)::ubigint
            + (events.recipient_country is not null)::ubigint
                + (events.template_name is not null)::ubigint
            + (events.campaign_id is not null)::ubigint
        ) << 56) | (hash(
            events.channel,
            events.account_id,
            events.business_number,
            events.recipient_country,
            events.template_name,
            events.campaign_id
        ) >> 8) as sender,
        ((
            (events.category is not null)::ubigint + (events.pricing_model is not null)::ubigint
            + (events.pricing_type is not null)::ubigint + (events.billable is not null)::ubigint
            + (events.cost_amount is not null)::ubigint
                + (events.cost_currency is not null)::ubigint
        ) << 56) | (hash(
            events.category,
            events.pricing_model,
            events.pricing_type,
            events.billable,
            events.cost_amount,
            events.cost_currency
        ) >> 8) as price,
        case
            when events.conversation_id is not null or events.conversation_origin is not null
                then hash(events.conversation_id, events.conversation_expires_at,
                    events.conversation_origin)
        end as billing,
        case when events.error_code is not null then hash(events.error_code, events.error_title) end
            as error
    from events
    left join recipients on recipients.message_id = events.message_id
),

said as materialized (
    select distinct
        marked.sender,
        marked.channel,
        marked.account_id,
        marked.business_number,
        marked.recipient_country,
        marked.template_name,
        marked.campaign_id,
        marked.price,
        marked.category,
        marked.pricing_model,
        marked.pricing_type,
        marked.billable,
        marked.cost_amount,
        marked.cost_currency,
        marked.error,
        marked.error_code,
        marked.error_title
    from marked
),

senders as (
    select distinct
        said.sender,
        said.channel,
        said.account_id,
        said.business_number,
        said.recipient_country,
        said.template_name,
        said.campaign_id
    from said
),

prices as (
    select distinct
        said.price,
        said.category,
        said.pricing_model,
        said.pricing_type,
        said.billable,
        said.cost_amount,
        said.cost_currency
    from said
),

errors as (
    select distinct said.error, said.error_code, said.error_title
    from said
    where said.error is not null
),

billings as materialized (
    select distinct
        marked.billing,
        marked.conversation_id,
        marked.conversation_expires_at,
        marked.conversation_origin
    from marked
    where marked.billing is not null
),

reached as (
    select
        marked.message_id,
        min(marked.recipient_id) as recipient_id,
        marked.recipient_participant_id,
        max(marked.sender) as sender,
        max(marked.price) as price,
        max(marked.billing) as billing,
        max(marked.error) as error,
        min(marked.occurred_at) as first_status_at,
        max(marked.occurred_at) as last_status_at,
        min(case when marked.status = 'accepted' then marked.occurred_at end) as accepted_at,
        min(case when marked.status = 'sent' then marked.occurred_at end) as handed_over_at,
        min(case when marked.status = 'delivered' then marked.occurred_at end) as delivered_at,
        min(case when marked.status = 'read' then marked.occurred_at end) as read_at,
        min(case when marked.status = 'played' then marked.occurred_at end) as played_at,
        min(case when marked.status = 'clicked' then marked.occurred_at end) as clicked_at,
        min(case when marked.status = 'failed' then marked.occurred_at end) as failed_at,
        min(case when marked.status = 'deleted' then marked.occurred_at end) as deleted_at,
        min(case when marked.status = 'warning' then marked.occurred_at end) as warned_at
    from marked
    -- A number is the same with and without a plus, and without the legacy mobile digit of Mexico
    -- and Argentina.
    group by
        marked.message_id,
        case
            when marked.channel <> 'whatsapp' then marked.recipient_id
            when starts_with(marked.recipient_id, '+')
                then regexp_replace(
                    marked.recipient_id,
                    '^\+(?:(?:(52)1|(54)9)(\d{10})|(\d+))$',
                    '\1\2\3\4'
                )
            when strlen(marked.recipient_id) = 13
                and (
                    starts_with(marked.recipient_id, '521')
                    or starts_with(marked.recipient_id, '549')
                )
                then left(marked.recipient_id, 2) || right(marked.recipient_id, 10)
            else marked.recipient_id
        end,
        marked.recipient_participant_id
),

described as (
    select
        reached.message_id,
        reached.recipient_id,
        reached.recipient_participant_id,
        senders.channel,
        senders.account_id,
        senders.business_number,
        senders.recipient_country,
        senders.template_name,
        senders.campaign_id,
        prices.category,
        prices.pricing_model,
        prices.pricing_type,
        prices.billable,
        prices.cost_amount,
        prices.cost_currency,
        billings.conversation_id as billing_conversation_id,
        billings.conversation_expires_at as billing_conversation_expires_at,
        billings.conversation_origin as billing_conversation_origin,
        errors.error_code,
        errors.error_title,
        reached.first_status_at,
        reached.last_status_at,
        reached.accepted_at,
        reached.handed_over_at,
        reached.delivered_at,
        reached.read_at,
        reached.played_at,
        reached.clicked_at,
        reached.failed_at,
        reached.deleted_at,
        reached.warned_at
    from reached
    left join senders on senders.sender = reached.sender
    left join prices on prices.price = reached.price
    left join billings on billings.billing = reached.billing
    left join errors on errors.error = reached.error
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
        coalesce(
            messages.type = 'event' or (messages.type = 'system' and messages.author = 'system'),
            messages.event is not null and messages.text is null
        ) as is_event
    from staging.messages
    semi join rebuild.message_id using (message_id)
),

joined as (
    select
        coalesce(described.message_id, known.message_id) as message_id,
        coalesce(described.recipient_id, known.contact_id) as recipient_id,
        described.recipient_participant_id,
        coalesce(described.recipient_country, known.contact_country) as recipient_country,
        coalesce(
            known.conversation_id,
            described.channel || '|'
                || coalesce(described.business_number, described.account_id, '')
                || '|' || coalesce(described.recipient_id, '')
        ) as conversation_id,
        coalesce(known.channel, described.channel) as channel,
        coalesce(known.account_id, described.account_id) as account_id,
        coalesce(known.business_number, described.business_number) as business_number,
        coalesce(known.author, 'unknown') as author,
        known.origin,
        known.type,
        coalesce(known.template_name, described.template_name) as template_name,
        described.campaign_id,
        coalesce(described.category, known.category) as category,
        coalesce(
            case
                when described.category not in (
                    'referral_conversion', 'business_initiated', 'user_initiated'
                )
                    then described.category
            end,
            known.category
        ) as own_category,
        least(known.sent_at, described.first_status_at) as sent_at,
        described.accepted_at,
        described.handed_over_at,
        described.delivered_at,
        described.read_at,
        described.played_at,
        described.clicked_at,
        described.failed_at,
        described.deleted_at,
        described.warned_at,
        described.last_status_at,
        coalesce(described.delivered_at, described.read_at, described.played_at,
            described.clicked_at) is not null
            as is_delivered,
        known.message_id is null as is_status_only,
        described.error_code,
        described.error_title,
        described.pricing_model,
        described.pricing_type,
        described.billable,
        described.cost_amount,
        described.cost_currency,
        described.billing_conversation_id,
        described.billing_conversation_expires_at,
        described.billing_conversation_origin
    from described
    full join known on known.message_id = described.message_id
    where known.direction is distinct from 'inbound'
        and (described.message_id is not null or not known.is_event)
),

-- The local day is the same within a quarter of an hour in every time zone, so it is looked up once
-- for each.
quarters as (
    select unnest(range(
        epoch_us(min(edges.first_at)) // 900000000, epoch_us(max(edges.last_at)) // 900000000 + 1
    )) as quarter
    from (
        select min(messages.sent_at) as first_at, max(messages.sent_at) as last_at
        from staging.messages
        union all
        select min(delivery_events.occurred_at), max(delivery_events.occurred_at)
        from staging.delivery_events
    ) as edges
),

days as materialized (
    select quarters.quarter, calendar_days.day
    from quarters
    asof join marts.calendar_days
        on make_timestamptz(quarters.quarter * 900000000) >= calendar_days.starts_at
)

select
    joined.message_id,
    joined.recipient_id,
    joined.recipient_participant_id,
    joined.recipient_country,
    joined.conversation_id,
    joined.channel,
    joined.account_id,
    joined.business_number,
    joined.author,
    joined.origin,
    joined.type,
    joined.template_name,
    joined.campaign_id,
    joined.category,
    coalesce(
        replace(lower(joined.own_category), '-', '_') not in (
            'utility', 'authentication', 'authentication_international', 'service'
        ),
        true
    ) as may_be_marketing,
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
    (joined.accepted_at is not null)::integer + (joined.handed_over_at is not null)::integer
        + (joined.delivered_at is not null)::integer + (joined.read_at is not null)::integer
        + (joined.played_at is not null)::integer + (joined.clicked_at is not null)::integer
        + (joined.failed_at is not null)::integer + (joined.deleted_at is not null)::integer
        + (joined.warned_at is not null)::integer as statuses,
    case
        when joined.clicked_at is not null then 'clicked'
        when joined.played_at is not null then 'played'
        when joined.read_at is not null then 'read'
        when joined.delivered_at is not null then 'delivered'
        when joined.failed_at is not null then 'failed'
        when joined.handed_over_at is not null then 'sent'
        when joined.last_status_at is not null then 'accepted'
        else 'none'
    end as status,
    joined.is_delivered,
    coalesce(joined.read_at, joined.played_at, joined.clicked_at) is not null as is_read,
    joined.failed_at is not null and not joined.is_delivered as is_failed,
    joined.handed_over_at is not null and joined.failed_at is null and not joined.is_delivered
        as is_only_sent,
    joined.is_status_only,
    joined.error_code,
    joined.error_title,
    joined.pricing_model,
    joined.pricing_type,
    joined.billable,
    joined.cost_amount,
    joined.cost_currency,
    joined.billing_conversation_id,
    joined.billing_conversation_expires_at,
    joined.billing_conversation_origin
from joined
left join days on days.quarter = epoch_us(joined.sent_at) // 900000000
