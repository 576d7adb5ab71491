import {trimmedSql} from "../contracts/column.js";
import {messages, messageTypes} from "../contracts/messages.js";
import type {SourceFile} from "../ingest/source.js";
import {literal} from "../warehouse.js";
import {phoneCountryJoins} from "./phone-countries.js";
import {checked, fault, faultUnless, missingFault, oddId, rowValues, usualOr} from "./rows.js";
import {countryOf, instantOf, isScoped, phoneOf, stampFault, stampOf} from "./whatsapp-fields.js";

/** SQL: the messages of a table of items, each with its fault (null when good), body_hash, record, line and part. */
export function messagesSql(items: string, {reading}: SourceFile): string {
  return `
    with

    items as (
      select
        record, line, body_hash, account_id, business_number, business, contacts,
        message.origin as origin, message.thread as thread, message.body as part,
        from_json(message.body, '${messageShape}') as message
      from ${items}
    ),

    directed as (
      select
        *,
        case
          when origin = 'api' then 'inbound'
          when origin = 'business_app' then 'outbound'
          when message."from" = thread then 'inbound'
          when message."to" is not null or message."from" = business_number then 'outbound'
          else 'inbound'
        end as direction,
        case when direction = 'inbound' then nullif(message."from", '') else nullif(coalesce(message."to", thread), '') end as given,
        nullif(case when direction = 'inbound' then message.from_user_id else message.to_user_id end, '') as given_scoped
      from items
    ),

    matched as (
      select
        *,
        -- One contact is the one who wrote; of several, the one with this number or id.
        case
          when len(contacts) = 1 then contacts[1]
          else list_filter(contacts, lambda c: c.wa_id = given or c.user_id = coalesce(given_scoped, given))[1]
        end as contact
      from directed
    ),

    known as (
      select
        *,
        coalesce(given, given_scoped, contact.user_id) as contact_id,
        ${oddId("message.id")} as odd_id,
        ${typeOf} as type,
        ${stampOf("message.timestamp")} as stamp
      from matched
    ),

    checked as (
      select
        *,
        ${usualOr(messages, "message_id", "message.id", "odd_id", reading)} as id_value,
        ${instantOf("stamp", reading)} as sent_at_value,
        'whatsapp|' || business || '|' || contact_id as conversation,
        ${checked(messages, "conversation_id", "conversation", reading)} as conversation_value,
        coalesce(${phoneOf("contact_id")}, ${phoneOf("contact.wa_id")}) as phone
      from known
    )

    select
      record, line, body_hash, part,
      coalesce(
        ${missingFault("message_id", "message.id")},
        ${faultUnless("id_value", "message_id", "message.id", "too_long")},
        case
          when not coalesce(regexp_full_match(contact_id, '[0-9]+') or ${isScoped("contact_id")}, false)
            then ${fault("contact_id", "invalid_sender")}
        end,
        ${faultUnless("conversation_value", "contact_id", "conversation", "too_long")},
        ${stampFault("sent_at", "stamp", "sent_at_value")}
      ) as fault,
      ${rowValues(messages, {
        message_id: "id_value",
        conversation_id: "conversation_value",
        sent_at: "sent_at_value",
        direction: "direction",
        // What WhatsApp itself says, such as a changed number, stands in the contact's name.
        author: "case when type = 'system' then 'system' when direction = 'inbound' then 'contact' else 'agent' end",
        channel: "'whatsapp'",
        account_id: "account_id",
        business_number: "business_number",
        contact_id: "contact_id",
        contact_name: trimmedSql("contact.profile.name"),
        contact_phone: "phone",
        contact_country: countryOf("contact.country_code", "contact_id"),
        type: "type",
        text: trimmedSql(textOf),
        template_name: "message.template.name",
        option: trimmedSql(optionOf),
        entry_point: "case message.referral.source_type when 'ad' then 'ad' when 'post' then 'page_cta' end",
        origin: "origin"
      })},
      -- What the columns do not hold stays with the message, whole.
      case when not list_has_all(['from', 'to', 'id', 'timestamp', 'type', 'text'], json_keys(part)) then part end as extra
    from checked
    ${phoneCountryJoins("phone")}
  `;
}

const caption = {caption: "VARCHAR"};

const messageShape = JSON.stringify({
  id: "VARCHAR",
  from: "VARCHAR",
  from_user_id: "VARCHAR",
  to: "VARCHAR",
  to_user_id: "VARCHAR",
  timestamp: "VARCHAR",
  type: "VARCHAR",
  text: {body: "VARCHAR"},
  image: caption,
  video: caption,
  document: caption,
  audio: {voice: "BOOLEAN"},
  button: {text: "VARCHAR", payload: "VARCHAR"},
  interactive: {
    type: "VARCHAR",
    button_reply: {title: "VARCHAR"},
    list_reply: {title: "VARCHAR"},
    nfm_reply: {body: "VARCHAR"},
    body: {text: "VARCHAR"}
  },
  order: {text: "VARCHAR"},
  reaction: {emoji: "VARCHAR"},
  location: {name: "VARCHAR", address: "VARCHAR"},
  system: {body: "VARCHAR"},
  template: {name: "VARCHAR"},
  referral: {source_type: "VARCHAR"},
  edit: {message: {text: {body: "VARCHAR"}, image: caption, video: caption, document: caption}}
});

// Edits, deletions, placeholders and whatever Meta adds have no type of their own and are unsupported.
const typeOf = `
  case
    when message.type = 'audio' and message.audio.voice then 'voice'
    when message.type = 'interactive' then
      case message.interactive.type
        when 'button_reply' then 'button'
        when 'list_reply' then 'list'
        when 'nfm_reply' then 'flow'
        when 'button' then 'button'
        when 'list' then 'list'
        when 'flow' then 'flow'
        else 'unsupported'
      end
    when message.type in (${messageTypes
      .filter((type) => type !== "event")
      .map(literal)
      .join(", ")}) then message.type
    else 'unsupported'
  end`;

// What was tapped.
const optionOf = `
  coalesce(
    message.interactive.button_reply.title, message.interactive.list_reply.title, message.button.text,
    message.button.payload
  )`;

const textOf = `
  coalesce(
    message.text.body, message.image.caption, message.video.caption, message.document.caption,
    message.button.text, message.interactive.button_reply.title, message.interactive.list_reply.title, message.interactive.nfm_reply.body, message.interactive.body.text,
    message.order.text, message.reaction.emoji, message.location.name, message.location.address, message.system.body,
    message.edit.message.text.body, message.edit.message.image.caption, message.edit.message.video.caption,
    message.edit.message.document.caption
  )`;
