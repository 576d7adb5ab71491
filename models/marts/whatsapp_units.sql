-- One row per unit that the regime of its day could charge, with its place in the monthly allowance and the pricing
-- type that results: what was used and why it is free or not. It knows no money.
--
-- grain unit_id
-- column unit_id varchar: Derived from the message and its recipient, or from the conversation's window.
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
-- column pricing_type varchar: regular (charged), free_tier, free_entry_point, free_customer_service,
--    free_group_customer_service or free_open_conversation.
-- column source varchar: reported (Meta's status decided) or derived (from messages and windows).
-- column allowance_place integer: Place in the month's allowance of 1,000; null beyond it and where there is none.
-- column is_group boolean: Sent in a group.
-- column disagreement varchar: Where report and rules differ: model, category, pricing_type, expiry or allowance (a
--    charge within the free 1,000, or none beyond them); null where they agree.
-- column message_id varchar: The message, or the one that opened the conversation.
-- column recipient_id varchar: Its recipient.
-- column template_name varchar: Template.
-- column campaign_id varchar: Campaign.
-- column cost_amount decimal(18,6): Cost that Meta's status named.
-- column cost_currency varchar: Its currency.
-- check free_tier_has_place: pricing_type != 'free_tier' or source = 'reported' or allowance_place <= 1000
-- rebuild day back 30 d ahead 2 d
-- sorted by charged_at

with

-- Places are counted over whole months, whichever of their days are made. A unit shifts those
-- after it, up to the month's end; in another account's time zone it may still be a day or two
-- earlier then.
months as (
    select distinct date_trunc('month', day)::date as month
    from rebuild.day
),

-- Only what may have a place is put in order; beyond the last one a late unit shifts nothing.
allowances as (
    select
        usage.month,
        usage.allowance,
        list_last(min(usage.charged_at, 1000)) as last_at
    from marts.whatsapp_usage as usage
    semi join months on months.month = usage.month
    where usage.allowance is not null
    group by usage.month, usage.allowance
),

free_places as (
    select
        usage.unit_id,
        row_number() over (
            partition by usage.month, usage.allowance
            order by usage.charged_at, usage.unit_id
        ) as allowance_place
    from marts.whatsapp_usage as usage
    inner join allowances
        on allowances.month = usage.month and allowances.allowance = usage.allowance
    where usage.charged_at <= allowances.last_at
    qualify allowance_place <= 1000
),

-- Meta's word on a service message counts only where the settings say so.
decided as (
    select
        usage.*,
        free_places.allowance_place,
        coalesce(
            settings.service_allowance = 'reported'
                and usage.is_reported
                and usage.regime = 'message_all',
            false
        ) as is_report_final
    from marts.whatsapp_usage as usage
    semi join rebuild.day on rebuild.day.day = usage.day
    left join free_places on free_places.unit_id = usage.unit_id
    cross join reference.settings
)

select
    unit_id,
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
    case
        when allowance_place is not null and not is_report_final then 'free_tier'
        else usage_type
    end as pricing_type,
    if(is_reported, 'reported', 'derived') as source,
    allowance_place::integer as allowance_place,
    is_group,
    case
        when regime = 'message_all' and allowance_place is not null and reported_type = 'regular'
        then 'allowance'
        when regime = 'message_all'
            and allowance is not null
            and allowance_place is null
            and reported_type != 'regular'
        then 'allowance'
        else disagreement
    end as disagreement,
    message_id,
    recipient_id,
    template_name,
    campaign_id,
    cost_amount,
    cost_currency
from decided
