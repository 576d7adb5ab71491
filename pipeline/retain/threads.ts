import type {Warehouse} from "../warehouse.js";

/**
 * Notes which threads are alive since an instant: conversations with an event since then, all that belongs to their
 * contacts, and the messages that statuses since then tell of. Sessions, windows and returns run through a contact's
 * events, so an old row goes only when nothing of its thread is younger.
 */
export async function markLiving(warehouse: Warehouse, since: string): Promise<void> {
  await warehouse.run(`
    create or replace temp table living_contacts as
    select distinct channel, contact_id from (
      select channel, contact_id from raw.messages where sent_at >= ${since}
      union all
      select channel, contact_id from raw.conversations where greatest(opened_at, closed_at) >= ${since}
      union all
      select channel, recipient_id from raw.delivery_events where occurred_at >= ${since}
      union all
      select channel, contact_id from raw.dialogflow_turns where occurred_at >= ${since}
    ) where contact_id is not null;

    create or replace temp table living_conversations as
    select conversation_id from raw.messages where sent_at >= ${since}
    union
    select conversation_id from raw.dialogflow_turns where occurred_at >= ${since}
    union
    select conversation_id from raw.conversations where greatest(opened_at, closed_at) >= ${since}
    union
    select conversation_id from raw.conversations semi join living_contacts using (channel, contact_id)
    union
    select conversation_id from raw.messages semi join living_contacts using (channel, contact_id)
    union
    select messages.conversation_id from raw.messages
    semi join (select message_id from raw.delivery_events where occurred_at >= ${since}) as told using (message_id);

    create or replace temp table living_messages as
    select message_id from raw.delivery_events
    where occurred_at >= ${since} or message_id in (
      select message_id from raw.messages semi join living_conversations using (conversation_id)
    )
    union
    select message_id from raw.delivery_events
    semi join living_contacts
      on living_contacts.channel = delivery_events.channel
      and living_contacts.contact_id = delivery_events.recipient_id
  `);
}

/** The condition that nothing of a row's thread is alive. */
export function isOldThread(feed: string): string {
  return conditions[feed] ?? "true";
}

const isOldConversation = `not exists (
    select 1 from temp.living_conversations as living where living.conversation_id = TABLE.conversation_id
  ) and not exists (
    select 1 from temp.living_contacts as living
    where living.channel = TABLE.channel and living.contact_id = TABLE.contact_id
  )`;

// A template's category holds until another is seen, however long ago that was: the events that showed it stay.
const showsNoCategory = `(TABLE.template_name is null or (
    coalesce(TABLE.account_id, ''), TABLE.template_name, TABLE.INSTANT
  ) not in (select account_id, template_name, valid_from from marts.whatsapp_template_categories))`;

const isOldMessage = `not exists (
    select 1 from temp.living_messages as living where living.message_id = TABLE.message_id
  )`;

const conditions: Record<string, string> = {
  conversations: isOldConversation.replaceAll("TABLE", "conversations"),
  dialogflow_turns: isOldConversation.replaceAll("TABLE", "dialogflow_turns"),
  messages: [isOldConversation, isOldMessage, showsNoCategory]
    .join(" and ")
    .replaceAll("TABLE", "messages")
    .replaceAll("INSTANT", "sent_at"),
  delivery_events: [isOldMessage, showsNoCategory]
    .join(" and ")
    .replaceAll("TABLE", "delivery_events")
    .replaceAll("INSTANT", "occurred_at")
};
