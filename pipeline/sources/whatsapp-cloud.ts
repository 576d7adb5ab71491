import {deliveryEvents} from "../contracts/delivery-events.js";
import {columnsSql, type Feed} from "../contracts/feed.js";
import {messages} from "../contracts/messages.js";
import type {Source, SourceFile} from "../ingest/source.js";
import {keepOrder} from "../warehouse.js";
import {type Documents, documentParts, isObject} from "./documents.js";
import {createPhoneCountries} from "./phone-countries.js";
import {faultyRows, givenText} from "./rows.js";
import {instantOf, stampOf} from "./whatsapp-fields.js";
import {itemsSql} from "./whatsapp-items.js";
import {messagesSql} from "./whatsapp-messages.js";
import {rejectMessage} from "./whatsapp-rejects.js";
import {readSingles} from "./whatsapp-singles.js";
import {statusesSql} from "./whatsapp-statuses.js";

/** WhatsApp Cloud API webhook bodies. */
export const whatsappCloud: Source = {
  name: "whatsapp_cloud",
  feeds: ["messages", "delivery_events", "whatsapp_account_events"],
  unit: "row",
  read
};

const webhooks = {
  isDocument: (value: unknown) => isObject(value) && Array.isArray(value["entry"]),
  refusal: {
    reason: "not_a_webhook" as const,
    message:
      'the file is JSON without a webhook body (an object with a list "entry"); move it to the folder of its feed'
  }
};

const statusItems = "(from whatsapp_items where status is not null)";
const messageItems = "(from whatsapp_items where message is not null)";

async function read(file: SourceFile): Promise<number> {
  const {warehouse} = file;
  await createPhoneCountries(warehouse);
  // Messages and statuses merge in any order, and keeping it takes longer.
  await keepOrder(warehouse, false);
  const {accepted, isLeft} = await readSingles(file);
  let units = accepted;
  if (isLeft === null) return units;
  for await (const {all, number} of documentParts(file, webhooks)) {
    units += await readPart(file, {all: isLeft === "true" ? all : `select * from (${all}) where ${isLeft}`, number});
    await file.flush?.();
  }
  return units;
}

/** Three passes: cut the part into items, turn the good ones into rows, and only if some are bad find out which. */
async function readPart(file: SourceFile, documents: Documents): Promise<number> {
  const {warehouse} = file;
  await warehouse.run(`create or replace temp table whatsapp_items as ${itemsSql(documents.all, file)}`);
  const items = await warehouse.row<Items>(`
    select
      count(status)::integer as statuses, count(message)::integer as messages, count(other)::integer as others,
      count(reason)::integer as refused
    from whatsapp_items
  `);
  // A file often holds one kind only, and planning a statement for nothing costs more than reading a small file.
  let accepted = items.others;
  if (items.statuses > 0) accepted += await insertRows(file, deliveryEvents, statusesSql(statusItems, file));
  if (items.messages > 0) accepted += await insertRows(file, messages, messagesSql(messageItems, file));
  if (items.others > 0) await warehouse.run(`insert into incoming_whatsapp_account_events ${accountEventsSql(file)}`);
  const units = items.statuses + items.messages + items.others + items.refused;
  if (accepted < units) await explainRefused(file, documents, faultySql(file, items));
  await warehouse.run("drop table whatsapp_items; drop table if exists stored_documents");
  return units;
}

type Items = {
  statuses: number;
  messages: number;
  others: number;
  refused: number;
};

/** Cuts the documents that hold something bad once more, now with their line numbers. */
async function explainRefused(file: SourceFile, documents: Documents, faulty: string): Promise<void> {
  await documents.number(`select body_hash from (${faulty})`);
  const numbered = itemsSql("select record, line, body from numbered_documents", file, true);
  await file.warehouse.run(`
    create or replace temp table whatsapp_items as ${numbered};
    insert into incoming_rejects by name
    select record, line, column_name, reason, ${rejectMessage} as message, part as row_text from (${faulty});
    drop table numbered_documents
  `);
}

/** Gives how many rows were good. */
async function insertRows({warehouse}: SourceFile, feed: Feed, rows: string): Promise<number> {
  const rowsChanged = await warehouse.run(`
    insert into incoming_${feed.name} by name
    select ${columnsSql(feed)}, record, extra from (${rows}) where fault is null
  `);
  return rowsChanged;
}

/** Every other change, whole; it is never refused for its time. */
function accountEventsSql({reading}: SourceFile): string {
  return `
    by name
    with stamped as (
      select
        record, account_id, field, other,
        coalesce(
          entry_time, other->>'$.timestamp', other->>'$.calls[0].timestamp', other->>'$.statuses[0].timestamp',
          other->>'$.user_preferences[0].timestamp'
        ) as text,
        ${stampOf("text")} as stamp
      from whatsapp_items
      where other is not null
    )
    select
      record, account_id, left(field, 512) as field, other as payload,
      ${instantOf("stamp", reading)} as occurred_at
    from stamped
  `;
}

/** What is refused, of the kinds that the file has at all; given is what stands where the fault is. */
function faultySql(file: SourceFile, items: Items): string {
  const columns =
    "record, line, body_hash, fault.column_name as column_name, fault.reason as reason, part::varchar as part";
  const statuses = `
    select ${columns}, ${statusGiven} as given
    from (${faultyRows(statusesSql(statusItems, file))})`;
  const written = `
    select ${columns}, case fault.column_name when 'sent_at' then part->>'$.timestamp' else contact_id end as given
    from (${faultyRows(messagesSql(messageItems, file))})`;
  return [
    `select record, line, body_hash, null as column_name, reason, part,
      case when reason = 'not_a_webhook' then part->>'$.object' end as given
    from whatsapp_items where reason is not null`,
    ...(items.statuses > 0 ? [statuses] : []),
    ...(items.messages > 0 ? [written] : [])
  ].join(" union all ");
}

const statusGiven = givenText("fault.column_name", {
  status: "part->>'$.status'",
  occurred_at: "part->>'$.timestamp'",
  conversation_expires_at: "part->>'$.conversation.expiration_timestamp'",
  billable: "part->>'$.pricing.billable'",
  cost_amount: "part->>'$.pricing.cost.amount'"
});
