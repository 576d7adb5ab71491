import {phone} from "../contracts/column.js";
import type {SourceFile} from "../ingest/source.js";
import {isJson} from "./documents.js";
import {phoneOf} from "./whatsapp-fields.js";

/**
 * SQL: one row per unit of WhatsApp webhook bodies, out of a select of (record, line, body). What the unit is, one of
 * these columns says: status (its JSON), message (its JSON with its origin and, in a history, its thread), other (the
 * value of a change of another field), or reason (why this part cannot be read; part is the text of its document,
 * when that is asked for: carrying it along is slow).
 */
export function itemsSql(documents: string, file: SourceFile, withText = false): string {
  const shown = "content.metadata.display_phone_number";
  const businessNumber = `coalesce(${phoneOf(shown)}, ${phone().valueSql("odd_number", file.reading)})`;
  return `
    with

    documents as (
      select
        record, line, body, hash(body) as body_hash, ${withText ? "body" : "null::varchar"} as part,
        ${isJson("body")} as is_json
      from (${documents})
    ),

    webhooks as (
      select
        record, line, part, body_hash, is_json,
        from_json(case when is_json then body end, '${webhookShape}') as webhook
      from documents
    ),

    judged as (
      select
        record, line, part, body_hash, webhook,
        case
          when not is_json then 'invalid_json'
          when coalesce(webhook.object, 'whatsapp_business_account') <> 'whatsapp_business_account' then 'not_a_webhook'
          when coalesce(len(webhook.entry), 0) = 0 then 'not_a_webhook'
        end as reason
      from webhooks
    ),

    entries as (
      select
        record, line, part, body_hash, reason,
        unnest(case when reason is null then webhook.entry else [null] end) as entry
      from judged
    ),

    changes as (
      select
        record, line, part, body_hash, reason, entry.id as account_id, entry.time as entry_time,
        unnest(case when len(entry.changes) > 0 then entry.changes else [null] end) as change
      from entries
    ),

    contents as (
      select
        record, line, part, body_hash, account_id, entry_time, change.field as field, change.value as value,
        change.field in ('messages', 'smb_message_echoes', 'history') as is_traffic,
        case
          when reason is not null then reason
          when change.field is null or change.value is null then 'malformed_row'
          when is_traffic and json_type(change.value) <> 'OBJECT' then 'malformed_row'
        end as reason,
        from_json(case when is_traffic then change.value end, '${valueShape}') as content
      from changes
    ),

    numbered as (
      select *, case when ${phoneOf(shown)} is null then ${shown} end as odd_number
      from contents
    ),

    lists as (
      select
        record, line, part, body_hash, nullif(account_id, '') as account_id, entry_time, field, value,
        case when is_traffic and reason is null and ${misshapen("value")} then 'malformed_row' else reason end as reason,
        content.contacts as contacts, ${businessNumber} as business_number,
        content.metadata.phone_number_id as phone_number_id,
        case when field = 'messages' then ${withoutNulls("content.statuses")} end as statuses,
        case field
          when 'messages' then list_concat(
            ${messagesOf("content.messages", "api")}, ${messagesOf("content.message_echoes", "business_app")}
          )
          when 'smb_message_echoes' then ${messagesOf("content.message_echoes", "business_app")}
          when 'history' then ${pastMessages}
        end as messages
      from numbered
    ),

    items as (
      select
        record, line, body_hash, account_id, entry_time, field, contacts, business_number, phone_number_id,
        unnest(statuses) as status,
        unnest(messages) as message,
        unnest(case
          when reason is not null then [{other: null::json, reason: reason, part: part}]
          when ${isEmpty} then [{other: value, reason: null::varchar, part: null::varchar}]
        end) as aside
      from lists
    )

    select
      record, line, body_hash, account_id, entry_time, field, contacts,
      -- What stands for the business in a conversation's identity.
      business_number, coalesce(business_number, account_id, phone_number_id, '') as business,
      status, message, aside.other as other, aside.reason as reason, aside.part as part
    from items
  `;
}

/**
 * SQL: one row per webhook of a select of (body), with the one status or the one message that is all it holds; with
 * null as its JSON, which is no good one, for a webhook of any other kind. The columns are those of itemsSql.
 */
export function singleItemsSql(lines: string, kind: "status" | "message"): string {
  const list = kind === "status" ? "statuses" : "messages";
  const others = lists.filter((name) => name !== list);
  // A list of another kind is asked for as any JSON: so one that is no list at all is seen.
  const shape = wholeShape({[list]: ["JSON"], ...Object.fromEntries(others.map((name) => [name, "JSON"]))});
  const holdsNoOther = others.map((name) => `content.${name} is null`).join(" and ");
  return `
    with

    documents as (
      select body, hash(body) as body_hash, ${isJson("body")} as is_json
      from (${lines})
    ),

    webhooks as (
      select body_hash, from_json(case when is_json then body end, '${shape}') as webhook
      from documents
    ),

    changes as (
      select
        body_hash, nullif(webhook.entry[1].id, '') as account_id, webhook.entry[1].changes[1].value as content,
        coalesce(webhook.object, 'whatsapp_business_account') = 'whatsapp_business_account'
          and len(webhook.entry) = 1 and len(webhook.entry[1].changes) = 1
          and webhook.entry[1].changes[1].field = 'messages' as is_one_change
      from webhooks
    ),

    contents as (
      select
        body_hash, account_id, content, content.metadata.phone_number_id as phone_number_id,
        content.metadata.display_phone_number as shown, ${phoneOf("content.metadata.display_phone_number")} as business_number,
        is_one_change and len(content.${list}) = 1 and ${holdsNoOther} as is_one_item
      from changes
    ),

    judged as (
      select
        body_hash, account_id, business_number, content.contacts as contacts,
        coalesce(business_number, account_id, phone_number_id, '') as business,
        case when is_one_item and (shown is null or business_number is not null) then coalesce(content.${list}[1], 'null') else 'null' end
          as item
      from contents
    )

    select
      null::bigint as record, null::bigint as line, body_hash, account_id, business_number, business, contacts,
      ${kind === "status" ? "item as status" : "{origin: 'api', thread: null::varchar, body: item} as message"}
    from judged
  `;
}

const webhookShape =
  '{"object":"VARCHAR","entry":[{"id":"VARCHAR","time":"VARCHAR","changes":[{"field":"VARCHAR","value":"JSON"}]}]}';

const peopleShape = {
  metadata: {display_phone_number: "VARCHAR", phone_number_id: "VARCHAR"},
  contacts: [{wa_id: "VARCHAR", user_id: "VARCHAR", country_code: "VARCHAR", profile: {name: "VARCHAR"}}]
};

const valueShape = JSON.stringify({
  ...peopleShape,
  statuses: ["JSON"],
  messages: ["JSON"],
  message_echoes: ["JSON"],
  history: [{threads: [{id: "VARCHAR", messages: ["JSON"]}]}]
});

const lists = ["statuses", "messages", "message_echoes", "history"];

function wholeShape(ofLists: Record<string, unknown>): string {
  return webhookShape.replace('"value":"JSON"', `"value":${JSON.stringify({...peopleShape, ...ofLists})}`);
}

const pastMessages = `
  flatten(list_transform(content.history, lambda chunk:
    flatten(list_transform(chunk.threads, lambda thread:
      list_transform(thread.messages, lambda message:
        {origin: 'history', thread: thread.id, body: coalesce(message, 'null')})))))`;

function messagesOf(list: string, origin: string): string {
  return `list_transform(${list}, lambda message:
    {origin: '${origin}', thread: null::varchar, body: coalesce(message, 'null')})`;
}

const isEmpty = "coalesce(len(statuses), 0) + coalesce(len(messages), 0) = 0";

/** An object in place of a list would be read as missing, and nobody would hear of it. The first test is the quick one. */
function misshapen(value: string): string {
  const types = `json_type(${value}, ['$.statuses', '$.messages', '$.message_echoes', '$.history'])`;
  return `case
    when contains(${value}, 'es":{') or field = 'history' then list_contains(${types}, 'OBJECT')
    else false
  end`;
}

/** A null in a list is an item too: one that will be refused. */
function withoutNulls(list: string): string {
  return `case when contains(value, 'null') then list_transform(${list}, lambda item: coalesce(item, 'null')) else ${list} end`;
}
