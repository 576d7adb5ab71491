-- One row per conversation as its system last described it: who talks to whom, which team serves it.
--
-- grain conversation_id
-- column conversation_id varchar: The conversation; a thread may hold many sessions.
-- column channel varchar: Where it takes place, like whatsapp.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where the source says none.
-- column business_number varchar: The company's number, digits only; null on channels without numbers.
-- column contact_id varchar: The person on the other side, as the channel knows them.
-- column contact_name varchar: Profile name the contact chose; written by strangers.
-- column contact_phone varchar: The contact's number, digits only.
-- column contact_country varchar: The contact's country, two letters.
-- column skill varchar: Team that serves the conversation.
-- column agent_id varchar: Agent it is assigned to; null while nobody is.
-- column opened_at timestamptz: When the system opened it.
-- column closed_at timestamptz: When the system closed it; null while open.
-- column entry_point varchar: How it began: organic, ad, page_cta or business.
-- column file_id integer: The load that brought this version.

select
    conversation_id,
    channel,
    account_id,
    business_number,
    contact_id,
    contact_name,
    contact_phone,
    contact_country,
    skill,
    agent_id,
    opened_at,
    closed_at,
    entry_point,
    file_id
from raw.conversations
