-- One row per thread that its system describes: as it last described the thread itself, else its latest
-- conversation with an agent.
--
-- grain conversation_id
-- column conversation_id varchar: The thread.
-- column channel varchar: Where it takes place, like whatsapp.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where the source says none.
-- column business_number varchar: The company's number, digits only; null on channels without numbers.
-- column contact_id varchar: The person on the other side, as the channel knows them.
-- column contact_name varchar: Profile name the contact chose; written by strangers.
-- column contact_phone varchar: The contact's number, digits only.
-- column contact_country varchar: The contact's country, two letters.
-- column skill varchar: Team that serves it.
-- column agent_id varchar: Agent it is assigned to; null while nobody is.
-- column opened_at timestamptz: When the system opened it; the first of several conversations with agents.
-- column closed_at timestamptz: When the system closed it; null while open.
-- column entry_point varchar: How it began: organic, ad, page_cta or business.
-- rebuild key conversation_id through marts.threads

with

described as (
    select
        conversations.*,
        coalesce(threads.conversation_id, conversations.conversation_id) as thread_id
    from staging.conversations
    semi join rebuild.source_id on rebuild.source_id.source_id = conversations.conversation_id
    left join marts.threads
        on threads.source_id = conversations.conversation_id
        and threads.contact_id = conversations.contact_id
)

select
    described.thread_id as conversation_id,
    described.channel,
    described.account_id,
    described.business_number,
    described.contact_id,
    described.contact_name,
    described.contact_phone,
    described.contact_country,
    described.skill,
    described.agent_id,
    if(
        described.conversation_id = described.thread_id,
        described.opened_at,
        min(described.opened_at) over (partition by described.thread_id)
    ) as opened_at,
    described.closed_at,
    described.entry_point
from described
semi join rebuild.conversation_id on rebuild.conversation_id.conversation_id = described.thread_id
qualify row_number() over (
    partition by described.thread_id
    order by
        described.conversation_id = described.thread_id desc,
        described.opened_at desc,
        described.conversation_id
) = 1
