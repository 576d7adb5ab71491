-- One row per window in which messages to a contact cost nothing of their own: free entry points of all regimes, and
-- the conversations of the conversation regimes. Known from Meta's statuses where they name one, else derived: a
-- window opens at its first event and lasts its full length from there, however the messages in it are spaced.
--
-- grain window_id
-- column window_id varchar: Derived from the key, the kind and the opening.
-- column window_key varchar: Business number (else account) and contact.
-- column kind varchar: free_entry_point or conversation.
-- column category varchar: Of a conversation: user_initiated, business_initiated, marketing, utility, authentication,
--    authentication_international, service, …; null for a free entry point.
-- column opens_at timestamptz: Delivery of the message that opened it.
-- column closes_at timestamptz: First instant after it.
-- column is_reported boolean: Named by Meta's statuses; else derived.
-- column is_category_reported boolean: Whether its category is Meta's word; else that of its message.
-- column reported_billable boolean: As Meta's statuses said of it.
-- column regime varchar: Regime on the account's day of the opening.
-- column day date: The account's day of the opening.
-- column month date: First day of its month.
-- column message_id varchar: The message that opened it; null when it is not in the data.
-- column recipient_id varchar: Its recipient.
-- column account_id varchar: WhatsApp Business Account.
-- column business_number varchar: The business's number.
-- column contact_id varchar: The contact.
-- column country varchar: The contact's country.
-- column market varchar: Meta's market on that day.
-- column template_name varchar: Template that opened it.
-- column campaign_id varchar: Campaign of the message that opened it.
-- column disagreement varchar: Where Meta's statuses and the rules differ: model (of another regime), category (not
--    that of the template that opened it) or expiry (a minute or more from its length); null where they agree.
-- check not_empty: opens_at < closes_at
-- rebuild key window_key
-- scattered

with

events as not materialized (
    select whatsapp_events.*
    from marts.whatsapp_events
    semi join rebuild.window_key on rebuild.window_key.window_key = whatsapp_events.window_key
    where whatsapp_events.occurred_at is not null
),

-- Of all contacts: what reads it takes those that it looks for, and nothing where these are none.
outbound as not materialized (
    select *
    from marts.whatsapp_events
    where direction = 'outbound' and occurred_at is not null
),

-- Statuses that tell of a free entry point.
marks as materialized (
    select
        window_key,
        occurred_at,
        time_zone,
        reported_expires_at as expires_at,
        coalesce(
            reported_conversation_id, reported_expires_at::varchar, message_id
        ) as entry_point_id
    from outbound
    semi join rebuild.window_key using (window_key)
    where reported_origin = 'referral_conversion' or reported_category = 'referral_conversion'
        or reported_type = 'free_entry_point'
),

-- Free entry points whose end the statuses name; several conversation ids may name one.
entry_point_ends as (
    select
        window_key,
        min(occurred_at) as first_seen_at,
        max(expires_at) as expires_at,
        min(time_zone) as time_zone
    from marks
    group by window_key, entry_point_id
),

reported_entry_points as (
    select window_key, min(first_seen_at) as first_seen_at, expires_at, min(time_zone) as time_zone
    from entry_point_ends
    where expires_at is not null
    group by window_key, expires_at
),

entry_point_lengths as (
    select
        whatsapp_days.time_zone,
        whatsapp_days.starts_at as valid_from,
        to_hours(whatsapp_entry_points.hours) as length
    from reference.whatsapp_entry_points
    inner join marts.whatsapp_days on whatsapp_days.day = whatsapp_entry_points.valid_from
),

reported_entry_point_windows as (
    select
        reported_entry_points.window_key,
        case
            when first_seen_at > expires_at - length + interval 60 seconds then expires_at - length
            else first_seen_at
        end as opens_at,
        expires_at as closes_at,
        first_seen_at,
        expires_at < first_seen_at + length + interval 60 seconds as has_usual_length
    from reported_entry_points
    asof join entry_point_lengths
        on entry_point_lengths.time_zone = reported_entry_points.time_zone
        and reported_entry_points.first_seen_at >= entry_point_lengths.valid_from
),

referrals as (
    select window_key, occurred_at as referred_at
    from events
    where direction = 'inbound' and entry_point in ('ad', 'page_cta')
),

-- What could open one: an answer within 24 hours of the click, or the first status that tells of
-- one without its end; what comes after a named end still belongs to that one. An answer that Meta
-- charges, or counts in another conversation, opened none, and none after it will for that click:
-- it was not one on a phone. Few contacts come by a click, so only their answers are looked at.
answers as (
    select
        outbound.window_key,
        outbound.occurred_at,
        outbound.time_zone,
        referrals.referred_at,
        bool_or(outbound.is_outside) over (
            partition by outbound.window_key, referrals.referred_at
            order by outbound.occurred_at
        ) as is_refused
    from (
        select
            window_key,
            occurred_at,
            time_zone,
            coalesce(
                reported_type = 'regular' or reported_origin != 'referral_conversion', false
            ) as is_outside
        from outbound
        where window_key in (select referrals.window_key from referrals)
    ) as outbound
    asof join referrals
        on referrals.window_key = outbound.window_key
        and outbound.occurred_at >= referrals.referred_at
),

entry_point_candidates as (
    select
        seen.window_key,
        seen.opens_at,
        seen.opens_at + entry_point_lengths.length as closes_at,
        bool_or(seen.is_reported) as is_reported
    from (
        select window_key, occurred_at as opens_at, time_zone, false as is_reported
        from answers
        where referred_at > occurred_at - interval 24 hours and not is_refused
        union all
        select window_key, first_seen_at, time_zone, true
        from entry_point_ends
        where expires_at is null
    ) as seen
    asof join entry_point_lengths
        on entry_point_lengths.time_zone = seen.time_zone
        and seen.opens_at >= entry_point_lengths.valid_from
    group by seen.window_key, seen.opens_at, entry_point_lengths.length
),

entry_point_openings as (
    select entry_point_candidates.*
    from entry_point_candidates
    anti join reported_entry_point_windows
        on reported_entry_point_windows.window_key = entry_point_candidates.window_key
        and reported_entry_point_windows.opens_at < entry_point_candidates.closes_at
        and reported_entry_point_windows.closes_at > entry_point_candidates.opens_at
),

-- The first opens, and then whatever comes after what opened last has closed. Walked as lists of
-- opening, end and whether a status said so, because each step of a recursion would look at all
-- contacts again for the busiest one.
entry_point_chain as (
    select window_key, make_timestamptz(walked[1]) as opens_at,
        make_timestamptz(walked[2]) as closes_at, walked[3] = 1 as is_reported
    from (
        select
            window_key,
            unnest(
                list_reduce(
                    list(
                        [[epoch_us(opens_at), epoch_us(closes_at), is_reported::bigint]]
                        order by opens_at
                    ),
                    lambda opened, candidate: if(
                        candidate[1][1] >= opened[-1][2], opened || candidate, opened
                    )
                )
            ) as walked
        from entry_point_openings
        group by window_key
    ) as walks
),

entry_points as materialized (
    select window_key, opens_at, closes_at, true as is_reported, first_seen_at, has_usual_length
    from reported_entry_point_windows
    union all
    select window_key, opens_at, closes_at, is_reported, opens_at, true
    from entry_point_chain
),

-- What was sent under a conversation regime, with the free entry point before it: inside one,
-- nothing opens; each one closes what was open, so that windows are counted anew after it.
sent as materialized (
    select
        window_key,
        occurred_at,
        message_id,
        regime,
        category,
        is_template,
        reported_model,
        reported_type,
        reported_category,
        reported_billable,
        reported_conversation_id,
        reported_origin,
        reported_expires_at
    from outbound
    semi join rebuild.window_key using (window_key)
    where regime in ('conversation_initiated', 'conversation_category', 'conversation_free_service')
),

conversational as materialized (
    select sent.*, null::timestamptz as era, false as is_in_entry_point
    from sent
    anti join entry_points on entry_points.window_key = sent.window_key
    union all
    select
        sent.*,
        entry_points.opens_at,
        coalesce(entry_points.closes_at > sent.occurred_at, false)
    from (
        select *
        from sent
        where window_key in (select entry_points.window_key from entry_points)
    ) as sent
    asof left join entry_points
        on entry_points.window_key = sent.window_key and sent.occurred_at >= entry_points.opens_at
),

-- Conversations that the statuses name. Of which kind one is they may leave open: then its message
-- tells, and in a free entry point it is none.
reported_conversations as (
    select
        window_key,
        reported_conversation_id,
        min(occurred_at) as first_seen_at,
        max(reported_expires_at) as expires_at,
        coalesce(
            arg_min(coalesce(reported_origin, reported_category), (occurred_at, message_id)),
            arg_min(
                if(regime = 'conversation_initiated', 'any', coalesce(category, 'unknown')),
                (occurred_at, message_id)
            )
        ) as category,
        count(coalesce(reported_origin, reported_category)) > 0 as is_category_reported,
        bool_and(reported_billable) as billable
    from conversational
    where reported_conversation_id is not null
        and coalesce(reported_origin, reported_category, if(is_in_entry_point, null, ''))
            != 'referral_conversion'
        and coalesce(reported_type, '') != 'free_entry_point'
        and coalesce(reported_model, 'CBP') = 'CBP'
    group by window_key, reported_conversation_id
),

reported_conversation_windows as materialized (
    select
        window_key,
        reported_conversation_id,
        category,
        is_category_reported,
        billable,
        case
            when first_seen_at > expires_at - interval 24 hours + interval 60 seconds
            then expires_at - interval 24 hours
            else first_seen_at
        end as opens_at,
        case
            when expires_at is null
                or abs(epoch_us(expires_at) - epoch_us(first_seen_at) - 86400000000) < 60000000
            then first_seen_at + interval 24 hours
            else expires_at
        end as closes_at,
        coalesce(
            expires_at < first_seen_at + interval 24 hours + interval 60 seconds, true
        ) as has_usual_length,
        first_seen_at
    from reported_conversations
),

unnamed as (
    select *
    from conversational
    where not is_in_entry_point
        and (reported_conversation_id is null or coalesce(reported_model, 'CBP') != 'CBP')
),

-- Templates open by category, side by side; under the first conversation regime there is one kind
-- of window for all. Two joins, because one with "or" would look at every pair.
template_candidates as (
    select distinct
        unnamed.window_key,
        unnamed.era,
        if(
            unnamed.regime = 'conversation_initiated',
            'any',
            coalesce(unnamed.category, 'unknown')
        ) as track,
        unnamed.occurred_at as opens_at
    from unnamed
    anti join reported_conversation_windows as of_category
        on of_category.window_key = unnamed.window_key
        and unnamed.occurred_at >= of_category.opens_at
        and unnamed.occurred_at < of_category.closes_at
        and of_category.category = unnamed.category
    anti join (
        select window_key, opens_at, closes_at, 'conversation_initiated' as regime
        from reported_conversation_windows
    ) as of_any
        on of_any.window_key = unnamed.window_key
        and unnamed.occurred_at >= of_any.opens_at
        and unnamed.occurred_at < of_any.closes_at
        and of_any.regime = unnamed.regime
    where unnamed.is_template or unnamed.regime = 'conversation_initiated'
),

-- The first opens, and then whatever comes 24 hours after what opened last.
template_openings as (
    select
        window_key,
        era,
        track,
        make_timestamptz(unnest(
            list_reduce(
                list([epoch_us(opens_at)] order by opens_at),
                lambda opened, candidate: if(
                    candidate[1] >= opened[-1] + 86400000000, opened || candidate, opened
                )
            )
        )) as opens_at
    from template_candidates
    group by window_key, era, track
),

-- A message that is no template opens a service conversation only where nothing at all is open.
category_windows as materialized (
    select
        window_key,
        era,
        opens_at,
        make_timestamptz(epoch_us(opens_at) + 86400000000) as closes_at
    from template_openings
    where track != 'any'
    union all
    select window_key, null, opens_at, closes_at
    from reported_conversation_windows
    where category not in ('user_initiated', 'business_initiated', 'any')
),

-- At one instant messages go by id: what comes before all that opens conversations is inside
-- none of these.
service_messages as (
    select
        unnamed.window_key,
        unnamed.era,
        unnamed.occurred_at,
        coalesce(unnamed.message_id < openers.message_id, false) as is_before_openers
    from unnamed
    left join (
        select window_key, occurred_at, min(message_id) as message_id
        from conversational
        where is_template or reported_conversation_id is not null
        group by window_key, occurred_at
    ) as openers
        on openers.window_key = unnamed.window_key and openers.occurred_at = unnamed.occurred_at
    where not unnamed.is_template and unnamed.regime != 'conversation_initiated'
),

service_candidates as (
    select distinct messages.window_key, messages.era, messages.occurred_at as opens_at
    from service_messages as messages
    anti join (select * from category_windows where era is null) as of_no_era
        on of_no_era.window_key = messages.window_key
        and messages.occurred_at >= of_no_era.opens_at
        and messages.occurred_at < of_no_era.closes_at
        and of_no_era.opens_at >= coalesce(messages.era, timestamptz '-infinity')
        and not (messages.is_before_openers and messages.occurred_at = of_no_era.opens_at)
    anti join category_windows as of_era
        on of_era.window_key = messages.window_key
        and messages.occurred_at >= of_era.opens_at
        and messages.occurred_at < of_era.closes_at
        and of_era.opens_at >= messages.era
        and of_era.era = messages.era
        and not (messages.is_before_openers and messages.occurred_at = of_era.opens_at)
),

service_openings as (
    select
        window_key,
        era,
        make_timestamptz(unnest(
            list_reduce(
                list([epoch_us(opens_at)] order by opens_at),
                lambda opened, candidate: if(
                    candidate[1] >= opened[-1] + 86400000000, opened || candidate, opened
                )
            )
        )) as opens_at
    from service_candidates
    group by window_key, era
),

windows as (
    select
        window_key,
        'free_entry_point' as kind,
        null as category,
        opens_at,
        closes_at,
        is_reported,
        false as is_category_reported,
        null as reported_conversation_id,
        null::boolean as reported_billable,
        has_usual_length,
        first_seen_at as seen_at
    from entry_points
    union all by name
    select
        window_key,
        'conversation' as kind,
        category,
        opens_at,
        closes_at,
        true as is_reported,
        is_category_reported,
        reported_conversation_id,
        billable as reported_billable,
        has_usual_length,
        first_seen_at as seen_at
    from reported_conversation_windows
    union all by name
    select
        window_key,
        'conversation' as kind,
        track as category,
        opens_at,
        make_timestamptz(epoch_us(opens_at) + 86400000000) as closes_at,
        false as is_reported,
        false as is_category_reported,
        true as has_usual_length,
        opens_at as seen_at
    from template_openings
    union all by name
    select
        window_key,
        'conversation' as kind,
        'service' as category,
        opens_at,
        make_timestamptz(epoch_us(opens_at) + 86400000000) as closes_at,
        false as is_reported,
        false as is_category_reported,
        true as has_usual_length,
        opens_at as seen_at
    from service_openings
),

-- A free entry point closes every conversation that was open when it began.
closed as (
    select *
    from windows
    anti join entry_points on entry_points.window_key = windows.window_key
    union all by name
    select
        windows.* exclude (closes_at),
        case
            when windows.kind = 'conversation' and entry_points.opens_at < windows.closes_at
            then greatest(entry_points.opens_at, windows.opens_at + interval 1 microsecond)
            else windows.closes_at
        end as closes_at
    from (
        select *
        from windows
        where window_key in (select entry_points.window_key from entry_points)
    ) as windows
    asof left join entry_points
        on entry_points.window_key = windows.window_key and windows.opens_at < entry_points.opens_at
),

-- What contacts wrote, by stretches of 24 hours, as in whatsapp_usage.
inbound as (
    select
        window_key,
        epoch_us(occurred_at) // 86400000000 as stretch,
        min(occurred_at) as first_at,
        max(occurred_at) as last_at
    from events
    where direction = 'inbound'
        and window_key in (select windows.window_key from windows where category = 'any')
    group by window_key, epoch_us(occurred_at) // 86400000000
),

days as (
    select
        time_zone,
        day,
        month,
        regime,
        starts_at,
        ends_at,
        unnest(
            range(epoch_us(starts_at) // 86400000000, (epoch_us(ends_at) - 1) // 86400000000 + 1)
        ) as universal_day
    from marts.whatsapp_days
),

-- The message at which the window was first seen tells account, market, template; the first by its
-- id of several.
openers as (
    select
        closed.window_key,
        closed.kind,
        closed.category,
        closed.opens_at,
        closed.closes_at,
        closed.is_reported,
        closed.is_category_reported,
        closed.reported_conversation_id,
        closed.reported_billable,
        closed.has_usual_length,
        closed.seen_at,
        first(outbound order by outbound.message_id, outbound.recipient_id) as opener
    from closed
    inner join (
        select *
        from outbound
        where window_key in (select windows.window_key from windows)
    ) as outbound
        on outbound.window_key = closed.window_key
        and outbound.occurred_at = closed.seen_at
        and (
            closed.kind = 'free_entry_point'
            or outbound.reported_conversation_id = closed.reported_conversation_id
            or (closed.category = 'any' and not closed.is_reported)
            or (closed.category = 'service' and not outbound.is_template and not closed.is_reported)
            or (coalesce(outbound.category, 'unknown') = closed.category and not closed.is_reported)
        )
    group by all
),

clocked as (
    select
        openers.*,
        epoch_us(
            if(settings.window_clock = 'sending', openers.opener.sent_at, openers.opens_at)
        ) as clock
    from openers
    cross join reference.settings
),

initiated as (
    select
        openers.* exclude (clock),
        case
            when openers.category = 'any' and (
                not openers.opener.is_template
                or epoch_us(same.first_at) <= openers.clock
                or epoch_us(before.last_at) > openers.clock - 86400000000
            )
            then 'user_initiated'
            when openers.category = 'any' then 'business_initiated'
            when openers.category = 'unknown' then null
            else openers.category
        end as named_category
    from clocked as openers
    left join inbound as same
        on same.window_key = openers.window_key and same.stretch = openers.clock // 86400000000
    left join inbound as before
        on before.window_key = openers.window_key
        and before.stretch = openers.clock // 86400000000 - 1
)

select
    concat_ws(
        '|',
        initiated.window_key,
        kind,
        coalesce(named_category, ''),
        epoch_us(opens_at),
        reported_conversation_id
    ) as window_id,
    initiated.window_key,
    kind,
    named_category as category,
    opens_at,
    closes_at,
    is_reported,
    is_category_reported,
    reported_billable,
    coalesce(days.regime, opener.regime) as regime,
    coalesce(days.day, opener.day) as day,
    coalesce(days.month, opener.month) as month,
    if(seen_at = opens_at, opener.message_id, null) as message_id,
    if(seen_at = opens_at, opener.recipient_id, null) as recipient_id,
    opener.account_id,
    opener.business_number,
    opener.contact_id,
    opener.country,
    opener.market,
    opener.template_name,
    opener.campaign_id,
    case
        when kind = 'conversation' and opener.reported_model != 'CBP' then 'model'
        when reported_conversation_id is not null
            and seen_at = opens_at
            and opener.is_template
            and opener.regime != 'conversation_initiated'
            and opener.own_category != replace(named_category, '_international', '')
        then 'category'
        when not has_usual_length then 'expiry'
    end as disagreement
from initiated
left join days
    on days.time_zone = initiated.opener.time_zone
    and days.universal_day = epoch_us(initiated.opens_at) // 86400000000
    and initiated.opens_at >= days.starts_at
    and initiated.opens_at < days.ends_at
