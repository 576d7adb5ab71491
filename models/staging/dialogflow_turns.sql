-- One row per turn of the Dialogflow bot: what the contact said and which intent it met.
--
-- grain turn_id
-- column turn_id varchar: The turn.
-- column occurred_at timestamptz: When the bot answered.
-- column conversation_id varchar: The conversation; the turn itself where the source names none.
-- column channel varchar: Where it took place; null where the source does not say.
-- column contact_id varchar: The contact; null where the source does not say.
-- column text varchar: What the contact said.
-- column intent varchar: The intent it met, as Dialogflow spells it.
-- column intent_confidence double: How sure the bot was, 0 to 1.
-- column is_fallback boolean: Whether the bot did not understand; null where the source does not say.
-- column response_text varchar: What the bot answered.
-- column file_id integer: The load that made this version.

select
    turn_id,
    occurred_at,
    coalesce(conversation_id, turn_id) as conversation_id,
    channel,
    contact_id,
    text,
    intent,
    intent_confidence,
    is_fallback,
    response_text,
    file_id
from raw.dialogflow_turns
