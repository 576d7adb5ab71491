-- One row per event in the life of a template, or of a number's quality, from the account events of the webhooks:
-- approved, paused or disabled, another category, another quality.
--
-- grain account_id, occurred_at, kind, template_name, language, business_number, old_value, new_value, reason
-- column account_id varchar: WhatsApp Business Account.
-- column occurred_at timestamptz: When it happened.
-- column day date: Local day of it.
-- column kind varchar: status, category, quality (of a template) or number_quality.
-- column template_name varchar: Template; null for a number, or where the event names only an id.
-- column language varchar: Language of the template.
-- column business_number varchar: The company's number, digits only; null for a template.
-- column old_value varchar: What it was, in capitals as Meta writes it; null where the event does not say.
-- column new_value varchar: What it is now: APPROVED, PAUSED, MARKETING, YELLOW …
-- column reason varchar: Why, where Meta says it.
-- check has_a_day: day is not null
-- warn says_what: new_value is not null

with

marks as (
    select distinct
        whatsapp_account_events.account_id,
        whatsapp_account_events.occurred_at,
        case whatsapp_account_events.field
            when 'message_template_status_update' then 'status'
            when 'template_category_update' then 'category'
            when 'message_template_quality_update' then 'quality'
            else 'number_quality'
        end as kind,
        whatsapp_account_events.payload ->> '$.message_template_name' as template_name,
        whatsapp_account_events.payload ->> '$.message_template_language' as language,
        regexp_replace(
            whatsapp_account_events.payload ->> '$.display_phone_number', '[^0-9]', '', 'g'
        ) as business_number,
        upper(coalesce(
            whatsapp_account_events.payload ->> '$.previous_category',
            whatsapp_account_events.payload ->> '$.previous_quality_score'
        )) as old_value,
        upper(coalesce(
            whatsapp_account_events.payload ->> '$.new_category',
            whatsapp_account_events.payload ->> '$.new_quality_score',
            whatsapp_account_events.payload ->> '$.event'
        )) as new_value,
        nullif(coalesce(
            whatsapp_account_events.payload ->> '$.other_info.title',
            whatsapp_account_events.payload ->> '$.reason'
        ), 'NONE') as reason
    from staging.whatsapp_account_events
    where whatsapp_account_events.occurred_at is not null
        and whatsapp_account_events.field in (
            'message_template_status_update',
            'template_category_update',
            'message_template_quality_update',
            'phone_number_quality_update'
        )
)

select
    marks.account_id,
    marks.occurred_at,
    calendar_days.day,
    marks.kind,
    marks.template_name,
    marks.language,
    marks.business_number,
    marks.old_value,
    marks.new_value,
    marks.reason
from marks
asof join marts.calendar_days on marks.occurred_at >= calendar_days.starts_at
