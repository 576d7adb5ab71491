-- One row per WhatsApp message and recipient that bears on what WhatsApp costs: what contacts wrote (it opens
-- windows) and what the business sent, with the receipt that makes it chargeable and what Meta reported with its
-- statuses. Back-fill, business-app echoes, events and system rows are none.
--
-- grain message_id, recipient_id, recipient_participant_id
-- column message_id varchar: WhatsApp's id of the message.
-- column recipient_id varchar: Who it was sent to; legacy mobile digits of Mexico and Argentina removed; empty on what
--   contacts wrote.
-- column recipient_participant_id varchar: In a group, the member; else empty.
-- column window_key varchar: Business number (else account) and contact or group: whose windows it opens and falls
--    into.
-- column direction varchar: inbound or outbound.
-- column state varchar: inbound, delivered, pending (no receipt yet) or failed.
-- column occurred_at timestamptz: When a contact wrote it, or when it was delivered; null without a receipt.
-- column sent_at timestamptz: First sign of it.
-- column account_id varchar: WhatsApp Business Account.
-- column business_number varchar: The business's number, digits only.
-- column contact_id varchar: The contact's WhatsApp id; legacy mobile digits of Mexico and Argentina removed.
-- column country varchar: ISO country, where a source or the number tells.
-- column market varchar: Meta's market of the recipient on that day; unknown where nothing tells.
-- column is_template boolean: Sent from a template; where no source says so, by its category.
-- column is_group boolean: Sent to a group.
-- column category varchar: The template's category at the time of use, or service; null = no source knows.
-- column own_category varchar: The category that the message itself names, to compare with the status.
-- column template_name varchar: Name of the template; as marts.deliveries, the message's own before a status's.
-- column campaign_id varchar: Campaign it belongs to.
-- column entry_point varchar: ad or page_cta, on what a contact wrote after clicking one.
-- column reported_model varchar: NBP, CBP or PMP, as Meta's status said.
-- column reported_type varchar: regular, free_customer_service, free_entry_point, …, as Meta's status said.
-- column reported_category varchar: Category in Meta's status.
-- column reported_billable boolean: As Meta's status said.
-- column reported_conversation_id varchar: Conversation of Meta's status.
-- column reported_origin varchar: What opened that conversation.
-- column reported_expires_at timestamptz: When that conversation ends.
-- column cost_amount decimal(18,6): Cost that Meta's status named (max-price marketing).
-- column cost_currency varchar: Its currency.
-- column time_zone varchar: The account's zone.
-- column day date: Day of occurred_at (else of sent_at) in the account's zone.
-- column month date: First day of its month.
-- column regime varchar: Pricing regime in force on that day.
-- check inbound_never_charged: direction = 'outbound' or state = 'inbound'
-- check has_a_day: day is not null
-- check delivered_has_instant: (state in ('inbound', 'delivered')) = (occurred_at is not null)
-- rebuild key message_id
-- follows marts.whatsapp_template_categories by template_name

with

events as not materialized (
    select delivery_events.*
    from staging.delivery_events
    semi join rebuild.message_id on rebuild.message_id.message_id = delivery_events.message_id
    where delivery_events.channel = 'whatsapp'
),

addressed as not materialized (
    select
        *,
        case
            when starts_with(recipient_id, '+')
            then regexp_replace(
                recipient_id, '^\+(?:(?:(52)1|(54)9)(\d{10})|(\d+))$', '\1\2\3\4'
            )
            when strlen(recipient_id) = 13
                and (starts_with(recipient_id, '521') or starts_with(recipient_id, '549'))
            then left(recipient_id, 2) || right(recipient_id, 10)
            else recipient_id
        end as recipient
    from events
),

-- Outside groups a message has one recipient. A source that names none, or by another name than a
-- number, means the one that another source names; and a group's status without a member says
-- nothing of who is charged for, once members have theirs.
named as (
    select
        message_id,
        min(recipient) as recipient,
        case when count(distinct number) = 1 then min(number) end as number,
        count(recipient_participant_id) > 0 as has_members
    from (
        select
            *, if(regexp_full_match(recipient, '\d{7,15}'), recipient, null) as number
        from addressed
    ) as numbered
    where message_id in (
        select message_id
        from addressed
        where recipient_participant_id is not null or try_cast(recipient as ubigint) is null
    )
    group by message_id
),

-- One row a message, recipient and group member; pricing from the best receipt that has it: a
-- status occurs once each, or the earliest counts. A campaign tool's status names a category at
-- most: it stands behind every one in which Meta says what is charged.
ranked as (
    select
        events.* exclude (recipient),
        case
            when named.has_members then coalesce(events.recipient, named.recipient, '')
            else coalesce(named.number, events.recipient, named.recipient, '')
        end as recipient,
        coalesce(events.recipient_participant_id, '') as participant,
        case events.status
            when 'delivered' then 1
            when 'read' then 2
            when 'played' then 3
            when 'sent' then 4
            else 5
        end * 10000000000000000 + epoch_us(events.occurred_at) as preference,
        if(
            coalesce(events.pricing_type, events.pricing_model, events.billable::varchar) is null,
            100000000000000000,
            0
        ) + preference as pricing_preference
    from addressed as events
    left join named on named.message_id = events.message_id
    where not (coalesce(named.has_members, false) and events.recipient_participant_id is null)
),

statuses as (
    select
        message_id,
        recipient as recipient_id,
        participant as recipient_participant_id,
        min(occurred_at) filter (where status in ('delivered', 'read', 'played')) as delivered_at,
        min(occurred_at) as first_event_at,
        bool_or(status = 'failed') as has_failed,
        min(account_id) as account_id,
        min(business_number) as business_number,
        min(recipient_country) as recipient_country,
        min(template_name) as template_name,
        min(campaign_id) as campaign_id,
        max(conversation_expires_at) as expires_at,
        arg_min(
            {
                'model': upper(pricing_model),
                'type': lower(pricing_type),
                'category': replace(lower(category), '-', '_'),
                'billable': billable
            },
            pricing_preference
        ) filter (
            where pricing_type is not null
                or pricing_model is not null
                or billable is not null
                or category is not null
        ) as pricing,
        arg_min(replace(lower(category), '-', '_'), pricing_preference)
            filter (where lower(category) != 'referral_conversion') as category,
        arg_min(
            {'id': conversation_id, 'origin': replace(lower(conversation_origin), '-', '_')},
            preference
        ) filter (
            where conversation_id is not null or conversation_origin is not null
        ) as conversation,
        arg_min({'amount': cost_amount, 'currency': upper(cost_currency)}, preference)
            filter (where cost_amount is not null) as cost
    from ranked
    group by message_id, recipient, participant
),

known as (
    select
        messages.message_id,
        messages.sent_at,
        messages.direction,
        messages.account_id,
        messages.business_number,
        messages.contact_id,
        messages.contact_phone,
        messages.contact_country,
        messages.type,
        messages.template_name,
        replace(lower(messages.category), '-', '_') as category,
        messages.entry_point,
        messages.origin,
        messages.group_id,
        coalesce(
            messages.type in ('event', 'system'),
            messages.event is not null and messages.text is null
        ) as is_event
    from staging.messages
    semi join rebuild.message_id on rebuild.message_id.message_id = messages.message_id
    where messages.channel = 'whatsapp'
),

joined as (
    select
        coalesce(known.message_id, statuses.message_id) as message_id,
        coalesce(statuses.recipient_id, '') as recipient_id,
        coalesce(statuses.recipient_participant_id, '') as recipient_participant_id,
        coalesce(known.direction, 'outbound') as direction,
        statuses.delivered_at,
        case
            when known.direction = 'inbound' then known.sent_at
            else least(known.sent_at, statuses.first_event_at)
        end as sent_at,
        coalesce(statuses.has_failed, false) as has_failed,
        coalesce(statuses.account_id, known.account_id) as account_id,
        coalesce(statuses.business_number, known.business_number) as business_number,
        -- In a group the group: whoever writes in it opens its window. Else the contact as the
        -- message knows them; by number where there is one: statuses alone know no other name.
        case
            when known.group_id is not null then known.group_id
            when statuses.recipient_participant_id != '' then statuses.recipient_id
            when regexp_full_match(statuses.recipient_id, '\d{7,15}')
                and (
                    known.contact_phone is not null
                    or coalesce(regexp_full_match(known.contact_id, '\+?\d{7,15}'), true)
                )
            then statuses.recipient_id
            else coalesce(known.contact_phone, known.contact_id, statuses.recipient_id, '')
        end as contact,
        coalesce(
            nullif(statuses.recipient_participant_id, ''),
            nullif(statuses.recipient_id, ''),
            known.contact_phone,
            known.contact_id
        ) as charged_party,
        coalesce(known.contact_phone, '') as contact_phone,
        coalesce(statuses.recipient_country, known.contact_country) as named_country,
        coalesce(statuses.recipient_participant_id, '') != '' as is_group,
        coalesce(known.template_name, statuses.template_name) as template_name,
        statuses.campaign_id,
        known.type,
        known.category as message_category,
        known.entry_point,
        statuses.pricing,
        statuses.category as priced_category,
        statuses.conversation,
        statuses.expires_at,
        statuses.cost
    from statuses
    full outer join known on known.message_id = statuses.message_id
    cross join reference.settings
    where not coalesce(known.is_event, false)
        and coalesce(known.origin, 'api') not in ('business_app', 'history')
        and not coalesce(
            known.type = 'reaction'
                and known.direction = 'outbound'
                and settings.reactions = 'free',
            false
        )
),

keyed as (
    select
        *,
        case
            when direction = 'inbound' then 'inbound'
            when delivered_at is not null then 'delivered'
            when has_failed then 'failed'
            else 'pending'
        end as state,
        case when direction = 'inbound' then sent_at else delivered_at end as occurred_at,
        coalesce(delivered_at, sent_at) as dated_at,
        case
            when regexp_full_match(contact, '\+?521\d{10}') then '52' || right(contact, 10)
            when regexp_full_match(contact, '\+?549\d{10}') then '54' || right(contact, 10)
            else ltrim(contact, '+')
        end as contact_id,
        case
            when regexp_full_match(charged_party, '\+?\d{7,15}') then ltrim(charged_party, '+')
            when not is_group and regexp_full_match(contact_phone, '\+?\d{7,15}')
            then ltrim(contact_phone, '+')
        end as phone,
        coalesce(
            named_country, nullif(regexp_extract(charged_party, '^([A-Z]{2})\.', 1), '')
        ) as country_named
    from joined
),

zoned as (
    select keyed.*, coalesce(accounts.time_zone, settings.time_zone) as time_zone
    from keyed
    cross join reference.settings
    left join marts.whatsapp_accounts as accounts
        on accounts.account_id = keyed.account_id
        and keyed.dated_at >= accounts.valid_from
        and keyed.dated_at < accounts.valid_to
),

-- Local days by the two days of universal time that they touch, so that rows find theirs among two.
days as (
    select
        whatsapp_days.time_zone,
        whatsapp_days.day,
        whatsapp_days.month,
        whatsapp_days.regime,
        whatsapp_days.starts_at,
        whatsapp_days.ends_at,
        unnest(range(
            epoch_us(whatsapp_days.starts_at) // 86400000000,
            (epoch_us(whatsapp_days.ends_at) - 1) // 86400000000 + 1
        )) as universal_day
    from marts.whatsapp_days
    where whatsapp_days.time_zone in (
        select time_zone from marts.whatsapp_accounts
        union all
        select time_zone from reference.settings
    )
),

dated as (
    select zoned.*, days.day, days.month, days.regime
    from zoned
    left join days
        on days.time_zone = zoned.time_zone
        and days.universal_day = epoch_us(zoned.dated_at) // 86400000000
        and zoned.dated_at >= days.starts_at
        and zoned.dated_at < days.ends_at
),

-- The longest prefix decides; memberships of one prefix follow each other in time. Numbers have
-- seven digits at least.
number_starts as (
    select
        printf('%04d', range) as number_start,
        unnest([
            left(printf('%04d', range), 1),
            left(printf('%04d', range), 2),
            left(printf('%04d', range), 3),
            printf('%04d', range)
        ]) as prefix
    from range(10000)
),

prefixes as (
    select
        number_starts.number_start,
        market_prefixes.market,
        market_prefixes.valid_from,
        market_prefixes.valid_to_exclusive,
        -- Countries that share a prefix share its market.
        if(count(*) = 1, min(market_prefixes.iso2), null) as iso2
    from number_starts
    inner join reference.market_prefixes on market_prefixes.prefix = number_starts.prefix
    group by
        number_starts.number_start,
        market_prefixes.prefix,
        market_prefixes.market,
        market_prefixes.valid_from,
        market_prefixes.valid_to_exclusive
    qualify length(market_prefixes.prefix)
        = max(length(market_prefixes.prefix)) over (partition by number_starts.number_start)
),

assigned as (
    select
        number_starts.number_start,
        min(calling_codes.iso2) as iso2,
        count(distinct calling_codes.iso2) as countries
    from number_starts
    inner join reference.calling_codes on calling_codes.calling_code = number_starts.prefix
    group by number_starts.number_start
),

located as (
    select
        dated.*,
        prefixes.market as phone_market,
        prefixes.iso2 as prefix_country,
        case when assigned.countries = 1 then assigned.iso2 end as code_country,
        assigned.number_start is not null as is_assigned,
        case
            when dated.phone is null
            then coalesce(country_aliases.same_as, dated.country_named)
        end as country_asked
    from dated
    left join prefixes
        on prefixes.number_start = left(dated.phone, 4)
        and dated.day >= prefixes.valid_from
        and dated.day < coalesce(prefixes.valid_to_exclusive, date '9999-01-01')
    left join assigned on assigned.number_start = left(dated.phone, 4)
    left join reference.country_aliases on country_aliases.country = dated.country_named
),

-- Members by country, for who has no number. A country that several prefixes name is one membership
-- a date.
country_members as (
    select
        iso2,
        valid_from,
        coalesce(valid_to_exclusive, date '9999-01-01') as valid_to_exclusive,
        min(market) as market
    from reference.whatsapp_markets
    group by iso2, valid_from, valid_to_exclusive
),

known_countries as (
    select distinct iso2 from reference.calling_codes
),

marketed as (
    select
        located.*,
        case
            when located.regime = 'notification' then 'unknown'
            when located.phone_market is not null then located.phone_market
            when located.phone is not null then if(located.is_assigned, 'Other', 'unknown')
            when country_members.market is not null then country_members.market
            when known_countries.iso2 is not null then 'Other'
            else 'unknown'
        end as market
    from located
    left join country_members
        on country_members.iso2 = located.country_asked
        and located.day >= country_members.valid_from
        and located.day < country_members.valid_to_exclusive
    left join known_countries on known_countries.iso2 = located.country_asked
),

categorised as (
    select
        *,
        coalesce(
            priced_category, nullif(conversation.origin, 'referral_conversion')
        ) as status_category,
        -- Only what no source says of the message itself is looked up.
        if(
            direction = 'outbound'
            and message_category is null
            and coalesce(
                status_category in ('service', 'user_initiated', 'business_initiated'),
                true
            ),
            template_name,
            null
        ) as template_asked,
        case
            when type is not null and type != 'unsupported'
            then type = 'template' or template_name is not null
            when template_name is not null then true
        end as source_says_template
    from marketed
),

template_categories as (
    select
        account_id,
        template_name,
        category,
        valid_from,
        lead(valid_from) over (
            partition by account_id, template_name
            order by valid_from
        ) as valid_to
    from marts.whatsapp_template_categories
),

-- Former ones by the days of universal time in which they held, as above: where sources that
-- disagree take turns, a template has one for every message.
former_categories as (
    select
        *,
        unnest(range(
            epoch_us(valid_from) // 86400000000,
            epoch_us(valid_to) // 86400000000 + 1
        )) as universal_day
    from template_categories
    where valid_to is not null
),

latest_categories as (
    select * from template_categories where valid_to is null
),

templated as (
    select
        categorised.*,
        coalesce(latest_categories.category, former_categories.category) as template_category
    from categorised
    left join latest_categories
        on latest_categories.account_id = coalesce(categorised.account_id, '')
        and latest_categories.template_name = categorised.template_asked
        and categorised.sent_at >= latest_categories.valid_from
    left join former_categories
        on former_categories.account_id = coalesce(categorised.account_id, '')
        and former_categories.template_name = categorised.template_asked
        and former_categories.universal_day = epoch_us(categorised.sent_at) // 86400000000
        and categorised.sent_at >= former_categories.valid_from
        and categorised.sent_at < former_categories.valid_to
)

select
    message_id,
    recipient_id,
    recipient_participant_id,
    coalesce(business_number, account_id, '') || '|' || contact_id as window_key,
    direction,
    state,
    occurred_at,
    sent_at,
    account_id,
    business_number,
    contact_id,
    coalesce(country_named, prefix_country, code_country) as country,
    market,
    case
        when direction = 'inbound' then false
        else coalesce(
            source_says_template,
            coalesce(status_category, message_category, 'service')
                not in ('service', 'group_service', 'user_initiated', 'general_purpose_ai')
        )
    end as is_template,
    is_group or coalesce(starts_with(pricing.category, 'group_'), false) as is_group,
    case
        when direction = 'inbound' then null
        when source_says_template is false then coalesce(status_category, 'service')
        when source_says_template then coalesce(
            if(
                status_category in ('service', 'user_initiated', 'business_initiated'),
                null,
                status_category
            ),
            message_category,
            template_category
        )
        else coalesce(status_category, message_category, 'service')
    end as category,
    if(direction = 'outbound', message_category, null) as own_category,
    template_name,
    campaign_id,
    entry_point,
    pricing.model as reported_model,
    pricing.type as reported_type,
    pricing.category as reported_category,
    pricing.billable as reported_billable,
    conversation.id as reported_conversation_id,
    conversation.origin as reported_origin,
    expires_at as reported_expires_at,
    cost.amount as cost_amount,
    cost.currency as cost_currency,
    time_zone,
    day,
    month,
    regime
from templated
