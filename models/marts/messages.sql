-- One row per message known from any source, with the session it belongs to and what the bot made of it.
-- A message that only its delivery statuses tell of has author unknown. A Dialogflow turn adds its intent to the
-- contact's message it belongs to; a turn without one is a message of the contact.
-- Order everywhere: sent_at, inbound before outbound, message_id.
--
-- grain message_id
-- column message_id varchar: The message; the channel's own id where it has one, the turn's id for a bot turn alone.
-- column conversation_id varchar: The conversation (thread) it belongs to.
-- column agent_conversation_id varchar: The console's conversation with agents, a stretch of the thread.
-- column session_id varchar: The session it belongs to: messages of one conversation without a silence of 24 hours
--   (setting) or more. Events of a thread without a message have a name for one, which is none in marts.sessions.
-- column sent_at timestamptz: When it was sent.
-- column day date: Local day it was sent, in the reporting time zone.
-- column hour integer: Local hour it was sent, 0 to 23.
-- column direction varchar: inbound = from the contact, outbound = from the company.
-- column author varchar: contact, bot, agent, system, or unknown where no source tells who wrote it; system for a
--   notice that the office is closed which goes out in an agent's name.
-- column agent_id varchar: The agent who wrote it, or whom an event names.
-- column channel varchar: Where it was sent, like whatsapp.
-- column account_id varchar: WhatsApp Business Account, page, site or app; the conversation's where the message has
--   none: as its system describes it, else as other messages of it name it.
-- column business_number varchar: The company's number, digits only.
-- column contact_id varchar: The contact, as the channel knows them.
-- column contact_name varchar: Profile name the contact chose; written by strangers.
-- column contact_phone varchar: The contact's number, digits only.
-- column contact_country varchar: The contact's country, two letters.
-- column turn_id varchar: The Dialogflow turn that gave the intent; null without one.
-- column type varchar: text, template, button, image, audio …, or event for what is no message.
-- column text varchar: What was written; written by strangers where inbound.
-- column template_name varchar: WhatsApp template it was made from.
-- column category varchar: marketing, utility, authentication, service …
-- column intent varchar: The bot's intent under the name that intents.csv shows; the source's own name where unmapped.
-- column source_intent varchar: The bot's intent, as the source spells it.
-- column intent_group varchar: Group of the intent in intents.csv.
-- column intent_confidence double: How sure the bot was, 0 to 1.
-- column is_intent_mapped boolean: Whether intents.csv knows the intent; null without an intent.
-- column is_fallback boolean: The bot did not understand: intents.csv says so, else the source or the list in settings.
-- column is_goal boolean: What the contact came for was reached: an event, or an intent that intents.csv marks.
-- column is_handoff_request boolean: The contact is to be handed to a person: an event, or an intent marked so.
-- column option varchar: Menu choice, button or list row the contact chose.
-- column event varchar: handoff_requested, handoff_accepted, transferred, out_of_hours_notice, goal_reached or closed.
-- column entry_point varchar: organic, ad, page_cta or business.
-- column skill varchar: Team the message went to; the conversation's where the message names none.
-- column origin varchar: api, business_app or history.
-- column is_event boolean: A mark and no message, like a handoff, a closing or what the channel itself says (a number
--   changed): it neither begins nor prolongs a session.
-- column is_notice boolean: An outbound message that says the office is closed: an event, a marked intent, or a text
--   with one of the patterns in settings.
-- column is_status_only boolean: Only delivery statuses tell of it: its text and author are not known.
-- check session_is_of_the_conversation: starts_with(session_id, conversation_id || '#')
-- check hour_is_of_a_day: hour between 0 and 23
-- check notices_are_outbound: not is_notice or direction = 'outbound'
-- warn contact_writes_inbound: is_event or (author = 'contact') = (direction = 'inbound')
-- warn contact_is_known: contact_id is not null
-- rebuild key conversation_id through marts.threads

with recursive

threaded_turns as not materialized (
    select
        dialogflow_turns.turn_id,
        dialogflow_turns.occurred_at,
        coalesce(threads.conversation_id, dialogflow_turns.conversation_id) as conversation_id,
        dialogflow_turns.channel,
        dialogflow_turns.contact_id,
        dialogflow_turns.text,
        dialogflow_turns.intent,
        dialogflow_turns.intent_confidence,
        dialogflow_turns.is_fallback
    from staging.dialogflow_turns
    semi join rebuild.source_id on rebuild.source_id.source_id = dialogflow_turns.conversation_id
    left join marts.threads
        on threads.source_id = dialogflow_turns.conversation_id
        and threads.contact_id = dialogflow_turns.contact_id
),

turns as materialized (
    select threaded_turns.*
    from threaded_turns
    semi join rebuild.conversation_id using (conversation_id)
),

-- Under the thread's own name, whichever the source gave.
threaded as not materialized (
    select
        messages.* exclude (conversation_id),
        coalesce(threads.conversation_id, messages.conversation_id) as conversation_id,
        coalesce(
            messages.type = 'event' or (messages.type = 'system' and messages.author = 'system'),
            messages.event is not null and messages.text is null
        ) as is_event
    from staging.messages
    semi join rebuild.source_id on rebuild.source_id.source_id = messages.conversation_id
    left join marts.threads
        on threads.source_id = messages.conversation_id
        and threads.contact_id = messages.contact_id
),

-- Turns and messages that may be the same: within the setting, found by time slots as wide as the
-- setting.
pairs as materialized (
    select
        turns.turn_id,
        messages.message_id,
        turns.text is distinct from messages.text as is_text_different,
        abs(epoch_us(turns.occurred_at) - epoch_us(messages.sent_at)) as distance,
        turns.occurred_at,
        messages.sent_at
    from (
        select
            turns.*,
            epoch_us(turns.occurred_at)
                // (greatest(settings.turn_join_seconds, 1)::bigint * 1000000)
                + unnest([-1, 0, 1]) as slot,
            settings.turn_join_seconds
        from turns
        cross join reference.settings
    ) as turns
    inner join (
        select
            messages.message_id,
            messages.conversation_id,
            messages.sent_at,
            messages.text,
            epoch_us(messages.sent_at)
                // (greatest(settings.turn_join_seconds, 1)::bigint * 1000000) as slot
        from threaded as messages
        cross join reference.settings
        where messages.author = 'contact'
            and not messages.is_event
            and messages.conversation_id in (select turns.conversation_id from turns)
    ) as messages
        on messages.conversation_id = turns.conversation_id and messages.slot = turns.slot
    where abs(epoch_us(turns.occurred_at)
        - epoch_us(messages.sent_at)) <= turns.turn_join_seconds::bigint * 1000000
),

-- Round by round, those that are each other's best (same text first, then the nearest) are taken
-- out.
matching as (
    select turn_id, message_id, is_text_different, distance, occurred_at, sent_at, false as is_taken
    from pairs
    union all
    select
        turn_id,
        message_id,
        is_text_different,
        distance,
        occurred_at,
        sent_at,
        is_best as is_taken
    from (
        select
            rated.*,
            bool_or(is_best) over (partition by turn_id)
                or bool_or(is_best) over (partition by message_id) as is_settled
        from (
            select
                turn_id,
                message_id,
                is_text_different,
                distance,
                occurred_at,
                sent_at,
                row_number() over (
                    partition by turn_id order by is_text_different, distance, sent_at, message_id
                ) = 1
                and row_number() over (
                    partition by message_id order by is_text_different, distance, occurred_at,
                        turn_id
                ) = 1 as is_best
            from matching
            where not is_taken
        ) as rated
    ) as round
    where is_best or not is_settled
),

recognised as materialized (
    select
        matching.message_id,
        turns.turn_id,
        turns.intent,
        turns.intent_confidence,
        turns.is_fallback
    from matching
    inner join turns on turns.turn_id = matching.turn_id
    where matching.is_taken
),

known as not materialized (
    select
        messages.message_id,
        messages.conversation_id,
        messages.sent_at,
        messages.direction,
        messages.author,
        messages.agent_id,
        messages.channel,
        messages.account_id,
        messages.business_number,
        messages.contact_id,
        messages.contact_name,
        messages.contact_phone,
        messages.contact_country,
        null::varchar as turn_id,
        messages.type,
        messages.text,
        messages.template_name,
        messages.category,
        messages.intent,
        messages.intent_confidence,
        messages.is_fallback,
        messages.option,
        messages.event,
        messages.entry_point,
        messages.skill,
        messages.origin,
        messages.agent_conversation_id,
        messages.is_event,
        false as is_status_only
    from threaded as messages
    semi join rebuild.conversation_id using (conversation_id)
    union all by name
    select
        statuses.message_id,
        coalesce(threads.conversation_id, statuses.conversation_id) as conversation_id,
        statuses.sent_at,
        'outbound' as direction,
        'unknown' as author,
        statuses.channel,
        statuses.account_id,
        statuses.business_number,
        statuses.contact_id,
        statuses.contact_country,
        statuses.template_name,
        statuses.category,
        false as is_event,
        true as is_status_only
    from marts.status_only_messages as statuses
    semi join rebuild.source_id on rebuild.source_id.source_id = statuses.conversation_id
    left join marts.threads
        on threads.source_id = statuses.conversation_id
        and threads.contact_id = statuses.contact_id
    semi join rebuild.conversation_id on rebuild.conversation_id.conversation_id
        = coalesce(threads.conversation_id, statuses.conversation_id)
    union all by name
    select
        'turn:' || turns.turn_id as message_id,
        turns.conversation_id,
        turns.occurred_at as sent_at,
        'inbound' as direction,
        'contact' as author,
        turns.turn_id,
        turns.channel,
        turns.contact_id,
        'text' as type,
        turns.text,
        turns.intent,
        turns.intent_confidence,
        turns.is_fallback,
        false as is_event,
        false as is_status_only
    from turns
    anti join (select turn_id from matching where is_taken) as taken using (turn_id)
),

described as (
    select thread_snapshots.*
    from marts.thread_snapshots
    semi join rebuild.conversation_id using (conversation_id)
),

-- A spell is a stretch of time as long as the gap that parts sessions.
gathered as not materialized (
    select
        known.*,
        epoch_us(known.sent_at) // (settings.session_gap_hours * 3600000000) as spell,
        epoch_us(known.sent_at) // 900000000 as quarter
    from known
    cross join reference.settings
),

-- Messages of one spell are of one session, so sessions are found among spells. Events are no
-- messages: they neither begin a session nor keep it open. What account messages name is gathered
-- on the way.
spells as (
    select
        gathered.conversation_id,
        gathered.spell,
        min(gathered.sent_at) as reached_at,
        min(gathered.sent_at) filter (where not gathered.is_event) as first_at,
        max(gathered.sent_at) filter (where not gathered.is_event) as last_at,
        min(gathered.account_id) as account_id,
        min(gathered.business_number) as business_number
    from gathered
    group by gathered.conversation_id, gathered.spell
),

starts as (
    select
        spells.conversation_id,
        spells.spell,
        spells.reached_at,
        case
            when epoch_us(spells.first_at) - epoch_us(
                max(spells.last_at) over (
                    partition by spells.conversation_id
                    order by spells.spell
                    rows between unbounded preceding and 1 preceding
                )
            ) < settings.session_gap_hours * 3600000000
                then null
            else spells.first_at
        end as start_at,
        min(spells.account_id) over (partition by spells.conversation_id) as account_id,
        min(spells.business_number) over (partition by spells.conversation_id)
            as business_number
    from spells
    cross join reference.settings
),

-- An event belongs to the session before it; before any message, to the first one.
sessions as materialized (
    select
        starts.conversation_id,
        starts.spell,
        coalesce(
            max(starts.start_at) over (partition by starts.conversation_id order by starts.spell),
            min(starts.start_at) over (partition by starts.conversation_id),
            min(starts.reached_at) over (partition by starts.conversation_id)
        ) as started_at,
        max(starts.start_at) over (
            partition by starts.conversation_id
            order by starts.spell
            rows between unbounded preceding and 1 preceding
        ) as previous_started_at,
        starts.account_id,
        starts.business_number
    from starts
),

edges as materialized (
    select min(ends.first_at) as first_at, max(ends.last_at) as last_at
    from (
        select min(messages.sent_at) as first_at, max(messages.sent_at) as last_at
        from staging.messages
        union all
        select min(statuses.sent_at), max(statuses.sent_at)
        from marts.status_only_messages as statuses
        union all
        select min(dialogflow_turns.occurred_at), max(dialogflow_turns.occurred_at)
        from staging.dialogflow_turns
    ) as ends
),

-- The local hour is the same within a quarter of an hour in every time zone, so it is looked up
-- once for each.
quarters as (
    select unnest(range(
        epoch_us(edges.first_at) // 900000000, epoch_us(edges.last_at) // 900000000 + 1
    )) as quarter
    from edges
),

-- Of all hours of the calendar DuckDB would expect more than of messages, and hold these in memory.
hours as materialized (
    select quarters.quarter, calendar_hours.day, calendar_hours.hour
    from quarters
    asof join (
        select *
        from marts.calendar_hours
        where ends_at > (select edges.first_at from edges)
            and starts_at <= (select edges.last_at from edges)
    ) as calendar_hours
        on make_timestamptz(quarters.quarter * 900000000) >= calendar_hours.starts_at
),

-- An intent that means "closed" may stand on the contact's message; then the bot's reply to it is
-- the notice.
marked as (
    select gathered.message_id, gathered.conversation_id
    from gathered
    left join recognised on recognised.message_id = gathered.message_id
    inner join reference.intents
        on intents.source_intent = coalesce(gathered.intent, recognised.intent)
    where gathered.author = 'contact' and intents.is_out_of_hours_notice
),

notice_replies as (
    select replies.message_id
    from (
        select
            gathered.message_id,
            gathered.author = 'bot' and gathered.intent is null as is_reply,
            lag(marked.message_id is not null) over (
                partition by gathered.conversation_id
                order by gathered.sent_at, gathered.direction, gathered.message_id
            ) as is_after_marked
        from gathered
        left join marked on marked.message_id = gathered.message_id
        where gathered.author in ('contact', 'bot')
            and not gathered.is_event
            and gathered.conversation_id in (select marked.conversation_id from marked)
    ) as replies
    where replies.is_reply and replies.is_after_marked
),

notices as materialized (
    select gathered.message_id
    from gathered
    left join reference.intents on intents.source_intent = gathered.intent
    where gathered.direction = 'outbound'
        and (gathered.event = 'out_of_hours_notice' or intents.is_out_of_hours_notice)
    union
    select gathered.message_id
    from gathered
    inner join reference.notice_patterns on contains(gathered.text, notice_patterns.pattern)
    where gathered.direction = 'outbound'
    union
    select notice_replies.message_id
    from notice_replies
),

-- The team of a conversation with agents; the snapshot of the thread says that of the rest.
agent_skills as (
    select
        threads.conversation_id,
        conversations.conversation_id as agent_conversation_id,
        min(conversations.skill) as skill
    from staging.conversations
    inner join marts.threads
        on threads.source_id = conversations.conversation_id
        and threads.contact_id = conversations.contact_id
    semi join rebuild.conversation_id
        on rebuild.conversation_id.conversation_id = threads.conversation_id
    where conversations.skill is not null
    group by threads.conversation_id, conversations.conversation_id
)

select
    gathered.message_id,
    gathered.conversation_id,
    gathered.agent_conversation_id,
    gathered.conversation_id || '#' || epoch_us(
        case
            when gathered.sent_at < sessions.started_at and sessions.previous_started_at is not null
                then sessions.previous_started_at
            else sessions.started_at
        end
    ) as session_id,
    gathered.sent_at,
    hours.day,
    hours.hour::integer as hour,
    gathered.direction,
    if(notices.message_id is not null and gathered.author = 'agent', 'system', gathered.author)
        as author,
    gathered.agent_id,
    coalesce(gathered.channel, described.channel, 'unknown') as channel,
    coalesce(gathered.account_id, described.account_id, sessions.account_id) as account_id,
    coalesce(gathered.business_number, described.business_number, sessions.business_number)
        as business_number,
    coalesce(gathered.contact_id, described.contact_id) as contact_id,
    coalesce(gathered.contact_name, described.contact_name) as contact_name,
    coalesce(gathered.contact_phone, described.contact_phone) as contact_phone,
    coalesce(gathered.contact_country, described.contact_country) as contact_country,
    coalesce(gathered.turn_id, recognised.turn_id) as turn_id,
    gathered.type,
    gathered.text,
    gathered.template_name,
    gathered.category,
    coalesce(intents.intent, gathered.intent, recognised.intent) as intent,
    coalesce(gathered.intent, recognised.intent) as source_intent,
    intents.intent_group,
    coalesce(gathered.intent_confidence, recognised.intent_confidence) as intent_confidence,
    case
        when coalesce(gathered.intent, recognised.intent) is not null
            then intents.source_intent is not null
    end as is_intent_mapped,
    coalesce(
        intents.is_fallback,
        gathered.is_fallback or recognised.is_fallback or fallback_intents.intent is not null,
        false
    ) as is_fallback,
    coalesce(gathered.event = 'goal_reached', false) or coalesce(intents.is_goal, false) as is_goal,
    coalesce(gathered.event = 'handoff_requested', false) or coalesce(intents.is_handoff, false)
        as is_handoff_request,
    gathered.option,
    gathered.event,
    gathered.entry_point,
    coalesce(gathered.skill, agent_skills.skill, described.skill) as skill,
    gathered.origin,
    gathered.is_event,
    notices.message_id is not null as is_notice,
    gathered.is_status_only
from gathered
-- Every message has a session and an hour; left joins keep the many columns off the side that is
-- held in memory.
left join sessions on sessions.conversation_id = gathered.conversation_id
    and sessions.spell = gathered.spell
left join hours on hours.quarter = gathered.quarter
left join recognised on recognised.message_id = gathered.message_id
left join described on described.conversation_id = gathered.conversation_id
left join agent_skills
    on agent_skills.conversation_id = gathered.conversation_id
    and agent_skills.agent_conversation_id = gathered.agent_conversation_id
left join reference.intents on intents.source_intent = coalesce(gathered.intent, recognised.intent)
left join reference.fallback_intents
    on fallback_intents.intent = coalesce(gathered.intent, recognised.intent)
left join notices on notices.message_id = gathered.message_id
