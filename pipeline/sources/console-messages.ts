import {id, text} from "../contracts/column.js";
import {deliveryEvents} from "../contracts/delivery-events.js";
import {columnNames, columnsSql, type Feed} from "../contracts/feed.js";
import {messages} from "../contracts/messages.js";
import {roundedRemedy} from "../contracts/rounded.js";
import {sniffCsv} from "../ingest/csv-dialect.js";
import type {Source, SourceFile} from "../ingest/source.js";
import {splitCsv} from "../ingest/split-csv.js";
import {readHead} from "../ingest/text-copy.js";
import {consoleDeliveriesSql, consoleEventsSql, consoleMessagesSql, consoleRowsSql} from "./console-rows.js";
import {faultyRows, givenText} from "./rows.js";

/**
 * The console's message export. A row becomes a message, the status it stands at, and what happened to the
 * conversation with agents that it names (queued, assigned, closed), which many rows repeat.
 */
export const consoleMessages: Source = {
  name: "console_messages",
  feeds: ["messages", "delivery_events"],
  unit: "record",
  read
};

/** The export's header. Stamps without an offset are read in the zone that settings give this source. */
const header: Feed = {
  name: "console_messages",
  key: [],
  merge: "event",
  instant: "messageDate",
  inInbox: false,
  columns: {
    messageId: id(),
    messageDate: id(),
    sendType: id(),
    contentType: text(),
    status: text(),
    statusAt: text(),
    channelExternalId: text(),
    error: text(),
    content: text(),
    scheduleAt: text(),
    integration: text(),
    channel: id(),
    profileName: text(),
    contactId: id(),
    agentConversationId: text(),
    agentQueuedAt: text(),
    agentAssignedAt: text(),
    agentClosedAt: text(),
    agentCloseReason: text(),
    agentId: text(),
    dfIntentId: text(),
    dfIntentName: text(),
    isFallback: text(),
    sendingId: text()
  }
};

async function read(file: SourceFile): Promise<number> {
  const {warehouse} = file;
  const records = await storeRecords(file);
  await warehouse.run(`create or replace temp table console_rows as ${consoleRowsSql("console_records", file)}`);
  await warehouse.run(`
    insert into incoming_messages by name
    select ${columnsSql(messages)}, record, extra from (${consoleMessagesSql});
    insert into incoming_messages by name
    select ${columnsSql(messages)}, record, extra from (${consoleEventsSql});
    insert into incoming_delivery_events by name
    select ${columnsSql(deliveryEvents)}, record from (${consoleDeliveriesSql});
    insert into incoming_rejects by name
    select record, line, fault.column_name as column_name, fault.reason as reason, ${message} as message, row_text
    from (${faultyRows("from console_rows")});
    drop table console_rows;
    drop table console_records
  `);
  return records;
}

const value = givenText("fault.column_name", Object.fromEntries(columnNames(header).map((name) => [name, name])));

const place = `fault.column_name || ' "' || left(${value}, 80) || case when length(${value}) > 80 then '…' else '' end || '"'`;

const message = `
  case fault.reason
    when 'malformed_row' then 'The row cannot be split into the header''s columns: ' || split_fault || '.'
    when 'missing_value' then fault.column_name || ' is empty; every row needs it.'
    when 'invalid_json' then 'content is no JSON; export the messages again without editing them.'
    when 'too_long' then ${place} || case fault.column_name
      when 'contactId' then ' makes its conversation''s name longer than 512 characters; shorten it.'
      else ' is longer than 512 characters; shorten it.'
    end
    when 'invalid_number' then ${place} || ' ${roundedRemedy}.'
    when 'unknown_status' then ${place} || ' is no delivery status that is known.'
    when 'unknown_code' then ${place} || ' is none that is known.'
    when 'invalid_flag' then ${place} || ' is neither Yes nor No.'
    when 'impossible_instant' then ${place} || ' is before 2009 or in the future; check its year.'
    else ${place} || ' is no instant; write ISO 8601, like 2026-03-02T09:00:00Z.'
  end`;

/** Puts every record of the file into temp table console_records, as text; gives how many there are. */
async function storeRecords(file: SourceFile): Promise<number> {
  const {warehouse, path, signal} = file;
  const shape = sniffCsv((await readHead(path, 262_144)).toString("utf8"), header);
  const names = columnNames(header);
  const positions = names.map((name) => shape.map.positions[name]?.[0]);
  await warehouse.run(`
    create or replace temp table console_records (
      record bigint, line bigint, row_text varchar, split_fault varchar, ${names.map((name) => `${name} varchar`).join(", ")}
    )
  `);
  const appender = await warehouse.connection.createAppender("console_records");
  let count = 0;
  for await (const found of splitCsv(path, shape, {
    skipLines: shape.headerLines,
    columns: shape.headers.length,
    signal
  })) {
    for (const {record, line, text: rowText, values, fault} of found) {
      count++;
      appender.appendBigInt(BigInt(record));
      appender.appendBigInt(BigInt(line));
      appender.appendVarchar(rowText);
      appendText(values === null ? (fault ?? "its quotes do not close") : null);
      for (const position of positions) appendText(position === undefined ? null : (values?.[position] ?? null));
      appender.endRow();
    }
    appender.flushSync();
  }
  appender.closeSync();
  return count;

  function appendText(value: string | null): void {
    if (value === null) appender.appendNull();
    else appender.appendVarchar(value);
  }
}
