import {trimmedSql} from "../contracts/column.js";
import {deliveryEvents} from "../contracts/delivery-events.js";
import {messages, messageTypes} from "../contracts/messages.js";
import {isRoundedSql} from "../contracts/rounded.js";
import type {SourceFile} from "../ingest/source.js";
import {literal} from "../warehouse.js";
import {channelOf} from "./channels.js";
import {checked, fault, faultOf, faultUnless, rowValues} from "./rows.js";

/** SQL: the records of a console export with their values typed and their first fault. */
export function consoleRowsSql(records: string, {reading}: SourceFile): string {
  const instant = (text: string) => checked(messages, "sent_at", text, reading);
  const instants = ["messageDate", "statusAt", "agentQueuedAt", "agentAssignedAt", "agentClosedAt"];
  const numbered = ["messageId", "contactId", "agentConversationId"];
  const needed = ["messageId", "messageDate", "sendType", "channel", "contactId"];
  return `
    with

    trimmed as (
      select record, line, row_text, split_fault, ${texts.map((name) => `${trimmedSql(name)} as ${name}`).join(", ")}
      from ${records}
    ),

    typed as (
      select
        *,
        lower(sendType) = 'input' as is_inbound,
        ${channelOf("channel")} as channel_code,
        ${instants.map((name) => `${instant(name)} as ${name}_at`).join(",\n")},
        case when json_valid(content) then content::json end as content_json,
        ${checked(messages, "is_fallback", "isFallback", reading)} as is_fallback,
        ${checked(deliveryEvents, "status", statusText, reading)} as status_code
      from trimmed
    ),

    known as (
      select
        *,
        coalesce(channelExternalId, messageId) as message_id,
        -- A conversation with agents is a stretch of the contact's thread: the bot's part stands before it.
        channel_code || '||' || contactId as conversation_id,
        case
          when is_inbound then 'contact'
          when lower(integration) = 'agent' then 'agent'
          when lower(integration) = 'df' then 'bot'
          when agentId is not null then 'agent'
          when sendingId is not null then 'system'
          else 'unknown'
        end as author,
        lower(coalesce(contentType, content_json->>'type', case when content is not null then 'text' end)) as kind
      from typed
    )

    select
      *,
      coalesce(
        case when split_fault is not null then ${fault("", "malformed_row")} end,
        ${needed.map((name) => `case when ${name} is null then ${fault(name, "missing_value")} end`).join(",\n")},
        case when length(channelExternalId) > 512 then ${fault("channelExternalId", "too_long")} end,
        case when length(message_id) > 512 then ${fault("messageId", "too_long")} end,
        case when length(conversation_id) > 512 then ${fault("contactId", "too_long")} end,
        ${numbered.map((name) => `case when ${isRoundedSql(name)} then ${fault(name, "invalid_number")} end`).join(",\n")},
        ${faultUnless("channel_code", "channel", "channel", "unknown_code")},
        ${instants.map((name) => faultOf(messages, "sent_at", `${name}_at`, name, name, reading)).join(",\n")},
        ${faultUnless("content_json", "content", "content", "invalid_json")},
        ${faultUnless("is_fallback", "isFallback", "isFallback", "invalid_flag")},
        case when not is_inbound then ${faultUnless("status_code", "status", "status", "unknown_status")} end
      ) as fault
    from known
  `;
}

const texts = [
  "messageId",
  "messageDate",
  "sendType",
  "contentType",
  "status",
  "statusAt",
  "channelExternalId",
  "error",
  "content",
  "scheduleAt",
  "integration",
  "channel",
  "profileName",
  "contactId",
  "agentConversationId",
  "agentQueuedAt",
  "agentAssignedAt",
  "agentClosedAt",
  "agentCloseReason",
  "agentId",
  "dfIntentId",
  "dfIntentName",
  "isFallback",
  "sendingId"
];

// The console says "error" where WhatsApp says "failed".
const statusText = "case when lower(status) = 'error' then 'failed' else status end";

const typeOf = `
  case
    when kind in ('interactive', 'quickreply', 'quick_reply', 'button_reply', 'postback') then
      case when coalesce(content_json->'$.list_reply', content_json->'$.interactive.list_reply') is null
        then 'button' else 'list' end
    when kind = 'list_reply' then 'list'
    when kind = 'file' then 'document'
    when kind in (${messageTypes
      .filter((type) => type !== "event")
      .map(literal)
      .join(", ")}) then kind
    when kind is not null then 'unsupported'
  end`;

/** The text of the first path that holds a text. */
function firstText(paths: string[]): string {
  const found = paths.map(
    (path) => `case when json_type(content_json, '${path}') = 'VARCHAR' then content_json->>'${path}' end`
  );
  return trimmedSql(`coalesce(${found.join(", ")})`);
}

const option = firstText([
  "$.option",
  "$.list_reply.title",
  "$.button_reply.title",
  "$.interactive.list_reply.title",
  "$.interactive.button_reply.title",
  "$.button.text",
  "$.postback.title",
  "$.quick_reply.payload"
]);

const textOf = firstText([
  "$",
  "$.text",
  "$.text.body",
  "$.body",
  "$.body.text",
  "$.message",
  "$.caption",
  "$.image.caption",
  "$.video.caption",
  "$.document.caption",
  "$.title"
]);

/** SQL: the message of each good row. */
export const consoleMessagesSql = `
  select
    record,
    ${rowValues(messages, {
      message_id: "message_id",
      conversation_id: "conversation_id",
      sent_at: "messageDate_at",
      direction: "case when is_inbound then 'inbound' else 'outbound' end",
      author: "author",
      agent_id: "case when author = 'agent' then agentId end",
      channel: "channel_code",
      contact_id: "contactId",
      contact_name: "profileName",
      type: typeOf,
      text: `coalesce(${textOf}, ${option})`,
      template_name: firstText(["$.template.name", "$.template_name", "$.template"]),
      intent: "dfIntentName",
      is_fallback: "is_fallback",
      option
    })},
    -- What the columns do not hold.
    json_merge_patch('{}'::json, json_object(
      'messageId', case when channelExternalId is not null then messageId end,
      'content', case when kind <> 'text' then content_json end,
      'integration', integration, 'scheduleAt', scheduleAt, 'sendingId', sendingId, 'dfIntentId', dfIntentId,
      'status', case when is_inbound then status end, 'agentConversationId', agentConversationId
    )) as extra
  from console_rows
  where fault is null
`;

/**
 * SQL: what happened to conversations with agents. The rows of a conversation repeat it, so an event holds nothing of
 * the row but the conversation's own, and its id is made of the conversation, the event and the instant.
 */
export const consoleEventsSql = `
  with happened as (
    select
      record, conversation_id, agentConversationId, channel_code, contactId, agentId, agentCloseReason,
      unnest([
        {event: 'handoff_requested', happened_at: agentQueuedAt_at},
        {event: 'handoff_accepted', happened_at: agentAssignedAt_at},
        {event: 'closed', happened_at: agentClosedAt_at}
      ], recursive := true)
    from console_rows
    where fault is null
  )
  select
    record,
    ${rowValues(messages, {
      message_id:
        "left(coalesce(agentConversationId, conversation_id), 400) || '|' || event || '|' || epoch_us(happened_at)",
      conversation_id: "conversation_id",
      sent_at: "happened_at",
      direction: "case event when 'handoff_requested' then 'inbound' else 'outbound' end",
      author: "'system'",
      agent_id: "case event when 'handoff_accepted' then agentId end",
      channel: "channel_code",
      contact_id: "contactId",
      type: "'event'",
      text: "case event when 'closed' then agentCloseReason end",
      event: "event"
    })},
    case
      when agentConversationId is not null then json_object('agentConversationId', agentConversationId)
    end as extra
  from happened
  where happened_at is not null
`;

/** SQL: the status each outbound message stands at. */
export const consoleDeliveriesSql = `
  select
    record,
    ${rowValues(deliveryEvents, {
      message_id: "message_id",
      status: "status_code",
      occurred_at: "coalesce(statusAt_at, messageDate_at)",
      channel: "channel_code",
      recipient_id: "contactId",
      campaign_id: "sendingId",
      template_name: firstText(["$.template.name", "$.template_name", "$.template"]),
      error_code: "case when json_valid(error) then coalesce(error->>'$.code', error->>'$.errors[0].code') end",
      error_title: `case
        when not json_valid(error) then error
        else coalesce(error->>'$.title', error->>'$.message', error->>'$.errors[0].title', error)
      end`
    })}
  from console_rows
  where fault is null and not is_inbound and status_code is not null
`;
