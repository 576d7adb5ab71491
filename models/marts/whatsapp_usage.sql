-- One row per unit that the regime of its day could charge, before any monthly allowance: a delivered notification, a
-- conversation, a delivered template or a delivered message. How many, not how much: no price is known here.
--
-- grain unit_id
-- column unit_id varchar: Derived from the message and its recipient, or from the conversation's window.
-- column window_key varchar: Business number (else account) and contact.
-- column charged_at timestamptz: Delivery, or the opening of the conversation.
-- column day date: The account's day of charged_at.
-- column month date: First day of its month.
-- column regime varchar: Regime in force on that day.
-- column account_id varchar: WhatsApp Business Account.
-- column business_number varchar: The business's number.
-- column contact_id varchar: The contact.
-- column country varchar: The contact's country.
-- column market varchar: Meta's market on that day, or unknown.
-- column category varchar: What is charged for; null = no source knows.
-- column usage_type varchar: Pricing type before monthly allowances.
-- column derived_type varchar: The same as derived from messages and windows alone, to compare with.
-- column reported_type varchar: As Meta's status said; null where none did.
-- column is_reported boolean: Whether Meta's status decided; else derived.
-- column allowance varchar: Counter of the monthly allowance it takes a place of; null = none.
-- column is_group boolean: Sent in a group; no tiers, no allowance.
-- column disagreement varchar: Where report and rules differ: model (of another regime), category, pricing_type or
--    expiry (of a conversation); null where they agree. Services under an allowance are compared where places are
--    known.
-- column message_id varchar: The message, or the one that opened the conversation.
-- column recipient_id varchar: Its recipient.
-- column template_name varchar: Template.
-- column campaign_id varchar: Campaign.
-- column cost_amount decimal(18,6): Cost that Meta's status named.
-- column cost_currency varchar: Its currency.
-- rebuild key window_key
-- scattered
-- sorted by charged_at

with

events as not materialized (
    select whatsapp_events.*
    from marts.whatsapp_events
    semi join rebuild.window_key on rebuild.window_key.window_key = whatsapp_events.window_key
    where whatsapp_events.occurred_at is not null
),

windows as (
    select whatsapp_windows.*
    from marts.whatsapp_windows
    semi join rebuild.window_key on rebuild.window_key.window_key = whatsapp_windows.window_key
),

entry_points as (
    select window_key, opens_at, closes_at
    from windows
    where kind = 'free_entry_point'
),

-- Only utility conversations were carried over into the regime of messages.
carried as (
    select window_key, opens_at, closes_at
    from windows
    where kind = 'conversation' and category = 'utility' and regime = 'conversation_free_service'
),

-- What contacts wrote, by stretches of 24 hours: it was within 24 hours before an instant if it was
-- before it in the same stretch, or late enough in the stretch before.
inbound as (
    select
        window_key,
        epoch_us(occurred_at) // 86400000000 as stretch,
        min(occurred_at) as first_at,
        max(occurred_at) as last_at
    from events
    where direction = 'inbound'
    group by window_key, epoch_us(occurred_at) // 86400000000
),

-- Few contacts have such windows, so only their messages are looked at.
delivered as (
    select distinct window_key, occurred_at
    from events
    where direction = 'outbound' and window_key in (select windows.window_key from windows)
),

in_windows as (
    select
        delivered.window_key,
        delivered.occurred_at,
        coalesce(entry_points.closes_at > delivered.occurred_at, false) as is_in_entry_point,
        coalesce(carried.closes_at > delivered.occurred_at, false) as is_in_carried
    from delivered
    asof left join entry_points
        on entry_points.window_key = delivered.window_key
        and delivered.occurred_at >= entry_points.opens_at
    asof left join carried
        on carried.window_key = delivered.window_key and delivered.occurred_at >= carried.opens_at
),

sent as (
    select
        events.*,
        if(
            events.is_template and settings.window_clock = 'sending',
            events.sent_at,
            events.occurred_at
        ) as clock_at,
        coalesce(
            events.country is distinct from settings.primary_location
            and auth_international_countries.valid_from <= events.day
            and events.occurred_at >= coalesce(
                auth_international_exceptions.starts_at, settings.auth_international_start
            ),
            false
        ) as is_international,
        case
            when events.category = 'authentication'
                and events.reported_category is null
                and is_international
            then 'authentication_international'
            else events.category
        end as charged_category,
        -- What its own category, or the rule on authentication, makes of it.
        case
            when events.own_category = 'authentication' and is_international
            then 'authentication_international'
            else events.own_category
        end as own_charged_category
    from events
    cross join reference.settings
    left join reference.auth_international_countries
        on auth_international_countries.country = events.country
    left join reference.auth_international_exceptions
        on auth_international_exceptions.country = events.country
    where events.direction = 'outbound'
        and (
            events.regime in ('message_template', 'message_all')
            or (events.regime = 'notification' and events.is_template)
        )
),

placed as (
    select
        sent.*,
        coalesce(in_windows.is_in_entry_point, false) as is_in_entry_point,
        coalesce(in_windows.is_in_carried, false) as is_in_carried,
        coalesce(same.first_at <= sent.clock_at, false)
            or coalesce(
                epoch_us(before.last_at) > epoch_us(sent.clock_at) - 86400000000, false
            ) as is_in_service_window
    from sent
    left join in_windows
        on in_windows.window_key = sent.window_key and in_windows.occurred_at = sent.occurred_at
    left join inbound as same
        on same.window_key = sent.window_key
        and same.stretch = epoch_us(sent.clock_at) // 86400000000
    left join inbound as before
        on before.window_key = sent.window_key
        and before.stretch = epoch_us(sent.clock_at) // 86400000000 - 1
),

derived as (
    select
        *,
        case
            when is_in_entry_point then 'free_entry_point'
            when regime = 'notification'
            then if(is_in_service_window, 'free_customer_service', 'regular')
            when is_group and regime = 'message_template' and (
                not is_template
                or (is_in_service_window and charged_category in ('utility', 'group_utility'))
            )
            then 'free_group_customer_service'
            when not is_template and regime = 'message_template' then 'free_customer_service'
            when charged_category = 'utility' and is_in_carried then 'free_open_conversation'
            when charged_category = 'utility'
                and is_in_service_window
                and regime = 'message_template'
            then 'free_customer_service'
            else 'regular'
        end as derived_type,
        -- A type that is not known yet is free when Meta calls it so, and else says nothing.
        case
            when reported_model = 'CBP' and regime != 'notification' then 'free_open_conversation'
            when reported_type in (
                'regular',
                'free_tier',
                'free_entry_point',
                'free_customer_service',
                'free_group_customer_service'
            )
            then reported_type
            when starts_with(reported_type, 'free_') then 'not_billable'
            when reported_billable then 'regular'
            when reported_billable is false then 'not_billable'
        end as report
    from placed
),

message_units as (
    select
        concat_ws(
            '|',
            message_id,
            nullif(recipient_id, ''),
            nullif(recipient_participant_id, '')
        ) as unit_id,
        window_key,
        occurred_at as charged_at,
        day,
        month,
        regime,
        account_id,
        business_number,
        contact_id,
        country,
        market,
        charged_category as category,
        case
            when report = 'not_billable'
            then if(starts_with(derived_type, 'free_'), derived_type, 'free_customer_service')
            else coalesce(report, derived_type)
        end as usage_type,
        derived_type,
        report as reported_type,
        report is not null as is_reported,
        is_group,
        case
            when reported_model is not null
                and reported_model != if(regime = 'notification', 'NBP', 'PMP')
                and not (reported_model = 'CBP' and derived_type = 'free_open_conversation')
            then 'model'
            when reported_category is not null
                and own_charged_category in (
                    'marketing',
                    'utility',
                    'authentication',
                    'authentication_international'
                )
                and charged_category not in (
                    own_charged_category,
                    own_charged_category || '_lite',
                    'group_' || own_charged_category
                )
            then 'category'
            when regime = 'message_all' and charged_category = 'service' and not is_in_entry_point
            then null
            when report = 'not_billable' and derived_type = 'regular' then 'pricing_type'
            when report not in ('not_billable', derived_type) then 'pricing_type'
        end as disagreement,
        message_id,
        recipient_id,
        template_name,
        campaign_id,
        cost_amount,
        cost_currency
    from derived
),

conversation_units as (
    select
        windows.window_id as unit_id,
        windows.window_key,
        windows.opens_at as charged_at,
        windows.day,
        windows.month,
        windows.regime,
        windows.account_id,
        windows.business_number,
        windows.contact_id,
        windows.country,
        windows.market,
        case
            when windows.kind = 'free_entry_point' then 'referral_conversion'
            when windows.category = 'authentication'
                and not windows.is_category_reported
                and windows.country is distinct from settings.primary_location
                and auth_international_countries.valid_from <= windows.day
                and windows.opens_at >= coalesce(
                    auth_international_exceptions.starts_at, settings.auth_international_start
                )
            then 'authentication_international'
            else windows.category
        end as category,
        case
            when windows.kind = 'free_entry_point' then 'free_entry_point'
            when windows.regime = 'conversation_free_service' and windows.category = 'service'
            then 'free_customer_service'
            else 'regular'
        end as derived_type,
        windows.is_reported,
        windows.reported_billable,
        windows.message_id,
        windows.recipient_id,
        windows.template_name,
        windows.campaign_id,
        windows.disagreement
    from windows
    cross join reference.settings
    cross join marts.whatsapp_range
    left join reference.auth_international_countries
        on auth_international_countries.country = windows.country
    left join reference.auth_international_exceptions
        on auth_international_exceptions.country = windows.country
    where windows.regime in (
        'conversation_initiated', 'conversation_category', 'conversation_free_service'
    )
        and windows.opens_at >= whatsapp_range.first_event_at
),

units as (
    select * from message_units
    union all by name
    select
        unit_id,
        window_key,
        charged_at,
        day,
        month,
        regime,
        account_id,
        business_number,
        contact_id,
        country,
        market,
        category,
        -- Billable is true by default, inside the free tier too; only a plain no frees what has no
        -- allowance.
        case
            when is_reported and reported_billable is false and derived_type = 'regular'
                and category not in ('service', 'user_initiated', 'business_initiated')
            then 'free_customer_service'
            else derived_type
        end as usage_type,
        derived_type,
        case
            when is_reported and reported_billable then 'regular'
            when is_reported and reported_billable is false then 'not_billable'
        end as reported_type,
        is_reported,
        false as is_group,
        disagreement,
        message_id,
        recipient_id,
        template_name,
        campaign_id,
        null::decimal(18, 6) as cost_amount,
        null as cost_currency
    from conversation_units
)

select
    unit_id,
    window_key,
    charged_at,
    day,
    month,
    regime,
    account_id,
    business_number,
    contact_id,
    country,
    market,
    category,
    usage_type,
    derived_type,
    reported_type,
    is_reported,
    case
        when is_group or usage_type = 'free_entry_point' then null
        when regime = 'message_all' and category = 'service'
        then concat_ws('|', 'service messages', coalesce(business_number, account_id, ''))
        when regime = 'conversation_category' and category = 'service'
        then concat_ws('|', 'service conversations', coalesce(account_id, ''))
        when regime = 'conversation_initiated'
        then concat_ws('|', 'conversations', coalesce(account_id, ''))
    end as allowance,
    is_group,
    disagreement,
    message_id,
    recipient_id,
    template_name,
    campaign_id,
    cost_amount,
    cost_currency
from units
