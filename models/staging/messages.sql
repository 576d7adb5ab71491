-- One row per message as its sources gave it, merged by message id.
--
-- grain message_id
-- column message_id varchar: The message; the channel's own id where it has one.
-- column conversation_id varchar: The conversation it belongs to.
-- column sent_at timestamptz: When it was sent.
-- column direction varchar: inbound = from the contact, outbound = from the company.
-- column author varchar: contact, bot, agent, system, or unknown where the source cannot tell.
-- column agent_id varchar: The agent who wrote it, or whom an event names.
-- column channel varchar: Where it was sent, like whatsapp.
-- column account_id varchar: WhatsApp Business Account, page, site or app.
-- column business_number varchar: The company's number, digits only.
-- column contact_id varchar: The contact, as the channel knows them.
-- column contact_name varchar: Profile name the contact chose; written by strangers.
-- column contact_phone varchar: The contact's number, digits only.
-- column contact_country varchar: The contact's country, two letters.
-- column type varchar: text, template, button, image, audio …, or event for what is no message.
-- column text varchar: What was written; written by strangers where inbound.
-- column template_name varchar: WhatsApp template it was made from.
-- column category varchar: marketing, utility, authentication, service …
-- column intent varchar: The bot's intent, as the source spells it.
-- column intent_confidence double: How sure the bot was, 0 to 1.
-- column is_fallback boolean: Whether the source says that the bot did not understand; null where it says nothing.
-- column option varchar: Menu choice, button or list row the contact chose.
-- column event varchar: handoff_requested, handoff_accepted, transferred, out_of_hours_notice, goal_reached or closed.
-- column entry_point varchar: organic, ad, page_cta or business.
-- column skill varchar: Team the message went to.
-- column origin varchar: api, business_app or history.
-- column agent_conversation_id varchar: The console's conversation with agents, a stretch of the thread.
-- column group_id varchar: The group it was written in; null outside groups.
-- column file_id integer: The load that made this version.

select
    message_id,
    conversation_id,
    sent_at,
    direction,
    author,
    agent_id,
    channel,
    account_id,
    business_number,
    contact_id,
    contact_name,
    contact_phone,
    contact_country,
    type,
    text,
    template_name,
    category,
    intent,
    intent_confidence,
    is_fallback,
    option,
    event,
    entry_point,
    skill,
    origin,
    extra ->> '$.agentConversationId' as agent_conversation_id,
    extra ->> '$.group_id' as group_id,
    file_id
from raw.messages
