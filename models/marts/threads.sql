-- One row per other name of a contact's thread: channel||contact, where a source knows no more than these two, and the
-- console's conversations with agents, which are stretches of it.
--
-- grain source_id, contact_id
-- column source_id varchar: The other name.
-- column contact_id varchar: The contact: different systems may give different contacts the same name.
-- column channel varchar: Where they write.
-- column conversation_id varchar: The thread: of the conversations that sources name in full the one in which the
--   contact wrote most, else the only one; else channel||contact.
-- check is_another_name: source_id != conversation_id
-- rebuild key contact_id
-- scattered

with

parts as materialized (
    select distinct
        messages.contact_id,
        messages.channel,
        messages.agent_conversation_id
    from staging.messages
    semi join rebuild.contact_id using (contact_id)
    where messages.agent_conversation_id is not null
        or (
            contains(messages.conversation_id, '||')
            and messages.conversation_id = messages.channel || '||' || messages.contact_id
        )
    union
    select
        statuses.contact_id,
        statuses.channel,
        null as agent_conversation_id
    from marts.status_only_messages as statuses
    semi join rebuild.contact_id on rebuild.contact_id.contact_id = statuses.contact_id
    where statuses.conversation_id = statuses.channel || '||' || statuses.contact_id
),

named as (
    select
        messages.contact_id,
        messages.channel,
        messages.conversation_id,
        count(*) filter (where messages.author = 'contact') as written
    from staging.messages
    semi join parts
        on parts.contact_id = messages.contact_id and parts.channel = messages.channel
    group by messages.contact_id, messages.channel, messages.conversation_id
    union all
    select
        conversations.contact_id,
        conversations.channel,
        conversations.conversation_id,
        0 as written
    from staging.conversations
    semi join rebuild.contact_id on rebuild.contact_id.contact_id = conversations.contact_id
    semi join parts
        on parts.contact_id = conversations.contact_id and parts.channel = conversations.channel
    union all
    select distinct
        dialogflow_turns.contact_id,
        dialogflow_turns.channel,
        dialogflow_turns.conversation_id,
        0 as written
    from staging.dialogflow_turns
    semi join parts
        on parts.contact_id = dialogflow_turns.contact_id
        and parts.channel = dialogflow_turns.channel
    union all
    select distinct
        statuses.contact_id,
        statuses.channel,
        statuses.conversation_id,
        0 as written
    from marts.status_only_messages as statuses
    semi join parts
        on parts.contact_id = statuses.contact_id and parts.channel = statuses.channel
),

in_full as (
    select
        named.contact_id,
        named.channel,
        named.conversation_id,
        sum(named.written) as written
    from named
    anti join parts
        on parts.contact_id = named.contact_id
        and parts.agent_conversation_id = named.conversation_id
    where named.conversation_id != named.channel || '||' || named.contact_id
    group by named.contact_id, named.channel, named.conversation_id
),

chosen as (
    select
        in_full.contact_id,
        in_full.channel,
        first(in_full.conversation_id order by in_full.written desc, in_full.conversation_id)
            as conversation_id
    from in_full
    group by in_full.contact_id, in_full.channel
    having count(*) = 1 or max(in_full.written) > 0
),

threads as (
    select
        parts.contact_id,
        parts.channel,
        parts.agent_conversation_id,
        parts.channel || '||' || parts.contact_id as short_name,
        coalesce(chosen.conversation_id, parts.channel || '||' || parts.contact_id)
            as conversation_id
    from parts
    left join chosen
        on chosen.contact_id = parts.contact_id and chosen.channel = parts.channel
)

-- A conversation with agents that two channels name belongs to the first of them.
select
    source_id,
    contact_id,
    min(channel) as channel,
    arg_min(conversation_id, channel) as conversation_id
from (
    select short_name as source_id, contact_id, channel, conversation_id
    from threads
    union
    select agent_conversation_id, contact_id, channel, conversation_id
    from threads
    where agent_conversation_id is not null
) as names
where source_id != conversation_id
group by source_id, contact_id
