-- One row per wish of a contact about marketing messages on WhatsApp, to stop or to resume them, with the template that
-- made them say so: the last marketing template that the same number of the company sent to them in the 7 days before,
-- unless it failed. A receipt may come later than the wish.
--
-- grain account_id, business_number, contact_id, occurred_at, wish
-- column account_id varchar: WhatsApp Business Account.
-- column business_number varchar: The company's number, digits only.
-- column contact_id varchar: The contact.
-- column occurred_at timestamptz: When they said so.
-- column day date: Local day of it.
-- column wish varchar: stop or resume.
-- column template_name varchar: The last marketing template that this number (else this account) sent to them in the 7
--   days before; null without one.
-- check wishes: wish in ('stop', 'resume')

with

events as (
    select
        whatsapp_account_events.account_id,
        regexp_replace(
            whatsapp_account_events.payload ->> '$.metadata.display_phone_number', '[^0-9]', '', 'g'
        ) as business_number,
        whatsapp_account_events.occurred_at as told_at,
        unnest(from_json(
            whatsapp_account_events.payload -> '$.user_preferences',
            '[{"wa_id":"VARCHAR","user_id":"VARCHAR","category":"VARCHAR",'
                || '"value":"VARCHAR","timestamp":"VARCHAR"}]'
        )) as preference
    from staging.whatsapp_account_events
    where whatsapp_account_events.field = 'user_preferences'
        and json_type(whatsapp_account_events.payload -> '$.user_preferences') = 'ARRAY'
),

-- Epoch seconds, or milliseconds; what is neither is told by the event's own time.
stamped as (
    select
        events.account_id,
        events.business_number,
        events.preference,
        coalesce(
            case
                when regexp_full_match(events.preference."timestamp", '[0-9]{9,11}')
                then make_timestamptz(try_cast(events.preference."timestamp" as bigint) * 1000000)
                when regexp_full_match(events.preference."timestamp", '[0-9]{12,13}')
                then make_timestamptz(try_cast(events.preference."timestamp" as bigint) * 1000)
            end,
            events.told_at
        ) as occurred_at
    from events
),

wishes as (
    select distinct
        stamped.account_id,
        stamped.business_number,
        coalesce(stamped.preference.wa_id, stamped.preference.user_id) as contact_id,
        stamped.occurred_at,
        lower(stamped.preference.value) as wish
    from stamped
    where coalesce(stamped.preference.category, 'marketing_messages') = 'marketing_messages'
        and lower(stamped.preference.value) in ('stop', 'resume')
        and coalesce(stamped.preference.wa_id, stamped.preference.user_id) is not null
        and stamped.occurred_at is not null
),

-- A number is the same with and without a plus, and without the legacy mobile digit of Mexico and
-- Argentina.
numbers as (
    select distinct
        wishes.contact_id,
        regexp_replace(
            ltrim(wishes.contact_id, '+'), '^(?:(52)1|(54)9)(\d{10})$', '\1\2\3'
        ) as number
    from wishes
),

names as (
    select
        numbers.contact_id,
        regexp_replace(
            regexp_replace(numbers.number, '^52(\d{10})$', '521\1'), '^54(\d{10})$', '549\1'
        ) as legacy_number,
        unnest(list_distinct([
            numbers.contact_id,
            numbers.number,
            legacy_number,
            '+' || numbers.number,
            '+' || legacy_number
        ])) as recipient_id
    from numbers
),

templates as (
    select
        deliveries.account_id,
        deliveries.business_number,
        names.contact_id,
        deliveries.sent_at,
        deliveries.template_name
    from marts.deliveries
    inner join names on names.recipient_id = deliveries.recipient_id
    where deliveries.channel = 'whatsapp'
        and not deliveries.is_failed
        and deliveries.template_name is not null
        and deliveries.may_be_marketing
),

-- A template is of the same business by its number, else by its account; where its source names
-- neither, it may be.
laid as (
    select
        wishes.account_id,
        wishes.business_number,
        wishes.contact_id,
        wishes.occurred_at,
        wishes.wish,
        first(
            templates.template_name order by templates.sent_at desc, templates.template_name
        ) filter (
            where wishes.occurred_at >= templates.sent_at
                and epoch_us(wishes.occurred_at) - epoch_us(templates.sent_at) < 604800000000
                and coalesce(
                    templates.business_number = wishes.business_number,
                    templates.account_id = wishes.account_id,
                    true
                )
        ) as template_name
    from wishes
    left join templates on templates.contact_id = wishes.contact_id
    group by all
)

select
    laid.account_id,
    laid.business_number,
    laid.contact_id,
    laid.occurred_at,
    calendar_days.day,
    laid.wish,
    laid.template_name
from laid
asof join marts.calendar_days on laid.occurred_at >= calendar_days.starts_at
