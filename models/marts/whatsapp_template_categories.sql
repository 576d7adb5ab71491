-- One row per change of a template's category, as the statuses and messages that named both have shown it.
-- Tells the category of a template message whose own status says none.
--
-- grain account_id, template_name, valid_from
-- column account_id varchar: WhatsApp Business Account; empty where the source names none.
-- column template_name varchar: Name of the template.
-- column valid_from timestamptz: First event seen with this category.
-- column category varchar: marketing, utility, authentication, …: the template's own, whichever way a message went.
-- rebuild key template_name
-- scattered

with

named as not materialized (
    select
        coalesce(account_id, '') as account_id,
        template_name,
        occurred_at as seen_at,
        replace(lower(category), '-', '_') as category
    from staging.delivery_events
    semi join rebuild.template_name using (template_name)
    where channel = 'whatsapp' and template_name is not null and category is not null
    union all
    select
        coalesce(account_id, ''), template_name, sent_at, replace(lower(category), '-', '_')
    from staging.messages
    semi join rebuild.template_name using (template_name)
    where channel = 'whatsapp' and template_name is not null and category is not null
),

-- In groups, abroad or on another road a status names a category that says so too; in a free entry
-- point or an old conversation it may name what is no template's.
seen as not materialized (
    select
        account_id,
        template_name,
        seen_at,
        replace(replace(replace(category, 'group_', ''), '_international', ''), '_lite', '')
            as category
    from named
    where category not in (
        'service', 'group_service', 'referral_conversion', 'user_initiated', 'business_initiated'
    )
),

categories as materialized (
    select account_id, template_name, category, min(seen_at) as first_seen_at
    from seen
    group by account_id, template_name, category
),

-- Most templates are only ever seen with one category, from its first event on; what the others
-- had is followed event by event.
changing as materialized (
    select account_id, template_name
    from categories
    group by account_id, template_name
    having count(*) > 1
),

-- Of several at one instant the alphabetically first, so that the order of arrival does not matter.
ordered as (
    select
        seen.account_id,
        seen.template_name,
        seen.seen_at,
        min(seen.category) as category
    from seen
    semi join changing
        on changing.account_id = seen.account_id
        and changing.template_name = seen.template_name
    group by seen.account_id, seen.template_name, seen.seen_at
),

compared as (
    select
        account_id,
        template_name,
        seen_at,
        category,
        lag(category) over (
            partition by account_id, template_name
            order by seen_at
        ) as category_before
    from ordered
)

select account_id, template_name, first_seen_at as valid_from, category
from categories
anti join changing using (account_id, template_name)
union all
select account_id, template_name, seen_at, category
from compared
where category is distinct from category_before
