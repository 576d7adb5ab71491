-- What templates and campaigns cost, by day of the account. Messages without a template stand under none.
--
-- grain day, account_id, template_name, campaign_id, category, currency
-- column day date: Calendar day in the WhatsApp account's own time zone.
-- column account_id varchar: WhatsApp Business Account.
-- column template_name varchar: Template; null for what is none.
-- column campaign_id varchar: Campaign; null without one.
-- column category varchar: What is charged for.
-- column currency varchar: Currency of the amount.
-- column units integer: All units: charged + free + unrated; messages delivered, since July 2025.
-- column units_charged integer: Units with a price.
-- column units_free integer: Units that cost nothing, by rule.
-- column units_unrated integer: Chargeable units whose price is unknown; they are not in the amount.
-- column amount decimal(18,6): Cost of the charged units; null where none has a price.
-- column is_estimate boolean: Whether any of it is derived instead of reported by Meta.
-- check parts_add_up: units = units_charged + units_free + units_unrated
-- rebuild day

select
    whatsapp_charges.day,
    account_id,
    template_name,
    campaign_id,
    category,
    currency,
    count(*)::integer as units,
    (
        count(*) filter (where pricing_type = 'regular' and amount is not null)
    )::integer as units_charged,
    (count(*) filter (where pricing_type != 'regular'))::integer as units_free,
    (count(*) filter (where amount is null))::integer as units_unrated,
    sum(amount)::decimal(18, 6) as amount,
    bool_or(is_estimate) as is_estimate
from marts.whatsapp_charges
semi join rebuild.day on rebuild.day.day = whatsapp_charges.day
group by whatsapp_charges.day, account_id, template_name, campaign_id, category, currency
