import {afterEach, beforeEach, expect, test} from "vitest";
import {ingest} from "../ingest/ingest.js";
import {makeTestHome, type TestHome} from "../ingest/test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome({sources: {console_messages: {timeZone: "Europe/Madrid"}}});
});

afterEach(() => home.remove());

const header =
  "messageId,messageDate,sendType,contentType,status,statusAt,channelExternalId,error,content,scheduleAt,integration," +
  "channel,profileName,contactId,agentConversationId,agentQueuedAt,agentAssignedAt,agentClosedAt,agentCloseReason," +
  "agentId,dfIntentId,dfIntentName,isFallback,sendingId";

const inbound = {
  messageId: "1",
  messageDate: "2026-03-02 10:00:00",
  sendType: "input",
  contentType: "text",
  content: '{"text":"hola"}',
  integration: "df",
  channel: "cloudapi",
  profileName: "Ana",
  contactId: "c1"
};
const outbound = {...inbound, messageId: "2", sendType: "output"};

async function loadText(text: string) {
  home.put("console_messages/day.csv", text);
  const {files} = await ingest(home.context);
  const file = files[0]!;
  expect(file.rows_read).toBe(file.rows_accepted + file.rows_refused + file.rows_repeated);
  return file;
}

function load(...rows: Record<string, string>[]) {
  const lines = rows.map((row) =>
    header
      .split(",")
      .map((name) => `"${(row[name] ?? "").replaceAll('"', '""')}"`)
      .join(",")
  );
  return loadText([header, ...lines, ""].join("\n"));
}

const rows = (table: string, columns: string) =>
  home.context.warehouse.rows(`select ${columns} from ${table} order by all`);

test("what the contact wrote, with the bot's intent", async () => {
  await load({...inbound, channelExternalId: "wamid.1", dfIntentId: "i1", dfIntentName: "Saludo", isFallback: "No"});
  expect(
    await rows(
      "raw.messages",
      "message_id, conversation_id, sent_at::varchar as sent_at, direction, author, channel, contact_id, contact_name, type, text, intent, is_fallback, extra->>'messageId' as console_id"
    )
  ).toEqual([
    {
      message_id: "wamid.1",
      conversation_id: "whatsapp||c1",
      // Ten o'clock in Madrid: the stamp has no offset and the source has a zone.
      sent_at: "2026-03-02 09:00:00+00",
      direction: "inbound",
      author: "contact",
      channel: "whatsapp",
      contact_id: "c1",
      contact_name: "Ana",
      type: "text",
      text: "hola",
      intent: "Saludo",
      is_fallback: false,
      console_id: "1"
    }
  ]);
});

test("an offset of its own beats the source's zone", async () => {
  await load({...inbound, messageDate: "2026-03-02T10:00:00Z"});
  expect(await rows("raw.messages", "sent_at::varchar as sent_at")).toEqual([{sent_at: "2026-03-02 10:00:00+00"}]);
});

test("who answered: the bot, an agent, a sending, or nobody can tell", async () => {
  await load(
    {...outbound, messageId: "bot"},
    {...outbound, messageId: "person", integration: "agent", agentId: "9"},
    {...outbound, messageId: "sending", integration: "api", sendingId: "spring"},
    {...outbound, messageId: "somebody", integration: ""}
  );
  expect(await rows("raw.messages", "message_id, author, agent_id")).toEqual([
    {message_id: "bot", author: "bot", agent_id: null},
    {message_id: "person", author: "agent", agent_id: "9"},
    {message_id: "sending", author: "system", agent_id: null},
    {message_id: "somebody", author: "unknown", agent_id: null}
  ]);
});

test("a menu choice is an option and its text", async () => {
  const content = JSON.stringify({interactive: {list_reply: {id: "o", title: "Pedidos"}}});
  await load({...inbound, contentType: "interactive", content});
  expect(await rows("raw.messages", "type, text, option")).toEqual([
    {type: "list", text: "Pedidos", option: "Pedidos"}
  ]);
});

test("what happened to a conversation is told once, however many rows repeat it", async () => {
  const agent = {
    agentConversationId: "77",
    agentQueuedAt: "2026-03-02 10:01:00",
    agentAssignedAt: "2026-03-02 10:02:00",
    agentClosedAt: "2026-03-02 10:30:00",
    agentCloseReason: "resuelto",
    agentId: "9"
  };
  const file = await load(
    {...inbound, ...agent, messageId: "a"},
    {...outbound, ...agent, messageId: "b", integration: "agent", profileName: "Otra"}
  );
  expect(file).toMatchObject({rows_read: 2, rows_accepted: 2, rows_replaced: 0});
  expect(
    await rows(
      "raw.messages",
      "event, sent_at::varchar as at, conversation_id, extra->>'agentConversationId' as part, author, agent_id, type, text"
    )
  ).toEqual([
    {
      event: "closed",
      at: "2026-03-02 09:30:00+00",
      conversation_id: "whatsapp||c1",
      part: "77",
      author: "system",
      agent_id: null,
      type: "event",
      text: "resuelto"
    },
    {
      event: "handoff_accepted",
      at: "2026-03-02 09:02:00+00",
      conversation_id: "whatsapp||c1",
      part: "77",
      author: "system",
      agent_id: "9",
      type: "event",
      text: null
    },
    {
      event: "handoff_requested",
      at: "2026-03-02 09:01:00+00",
      conversation_id: "whatsapp||c1",
      part: "77",
      author: "system",
      agent_id: null,
      type: "event",
      text: null
    },
    {
      event: null,
      at: "2026-03-02 09:00:00+00",
      conversation_id: "whatsapp||c1",
      part: "77",
      author: "agent",
      agent_id: "9",
      type: "text",
      text: "hola"
    },
    {
      event: null,
      at: "2026-03-02 09:00:00+00",
      conversation_id: "whatsapp||c1",
      part: "77",
      author: "contact",
      agent_id: null,
      type: "text",
      text: "hola"
    }
  ]);
});

test("what the bot said before the handoff and what the agent says after it are of one thread", async () => {
  await load(
    {...outbound, messageId: "bot"},
    {...outbound, messageId: "agent", integration: "agent", agentId: "9", agentConversationId: "77"}
  );
  expect(await rows("raw.messages", "message_id, conversation_id, extra->>'agentConversationId' as part")).toEqual([
    {message_id: "agent", conversation_id: "whatsapp||c1", part: "77"},
    {message_id: "bot", conversation_id: "whatsapp||c1", part: null}
  ]);
});

test("the status a message stands at is a delivery event", async () => {
  await load(
    {...outbound, channelExternalId: "wamid.2", status: "read", statusAt: "2026-03-02 10:05:00", sendingId: "spring"},
    {...outbound, messageId: "3", status: "error", error: "number unknown"},
    {...inbound, messageId: "4", status: "received"}
  );
  expect(
    await rows(
      "raw.delivery_events",
      "message_id, status, occurred_at::varchar as at, channel, recipient_id, campaign_id, error_title"
    )
  ).toEqual([
    {
      message_id: "3",
      status: "failed",
      at: "2026-03-02 09:00:00+00",
      channel: "whatsapp",
      recipient_id: "c1",
      campaign_id: null,
      error_title: "number unknown"
    },
    {
      message_id: "wamid.2",
      status: "read",
      at: "2026-03-02 09:05:00+00",
      channel: "whatsapp",
      recipient_id: "c1",
      campaign_id: "spring",
      error_title: null
    }
  ]);
});

test("the same export again is a repeat", async () => {
  await load(inbound, outbound);
  expect(await load(inbound, outbound, {...outbound, messageId: "5"})).toMatchObject({
    rows_read: 3,
    rows_accepted: 1,
    rows_repeated: 2
  });
});

test("a bad row is refused whole, with its line, and its neighbours are loaded", async () => {
  const file = await load(
    inbound,
    {...outbound, messageDate: "ayer"},
    {...outbound, messageDate: ""},
    {...outbound, channel: "pigeon"},
    {...outbound, status: "exploded"},
    {...outbound, content: "{hola"},
    {...outbound, isFallback: "perhaps"},
    {...outbound, agentQueuedAt: "31/12/2025"},
    {...outbound, statusAt: "2027-01-01 00:00:00"}
  );
  expect(file).toMatchObject({rows_read: 9, rows_accepted: 1, rows_refused: 8});
  expect(await rows("ops.rejects", "line, column_name, reason")).toEqual([
    {line: 3, column_name: "messageDate", reason: "invalid_instant"},
    {line: 4, column_name: "messageDate", reason: "missing_value"},
    {line: 5, column_name: "channel", reason: "unknown_code"},
    {line: 6, column_name: "status", reason: "unknown_status"},
    {line: 7, column_name: "content", reason: "invalid_json"},
    {line: 8, column_name: "isFallback", reason: "invalid_flag"},
    {line: 9, column_name: "agentQueuedAt", reason: "invalid_instant"},
    {line: 10, column_name: "statusAt", reason: "impossible_instant"}
  ]);
  expect(await rows("raw.delivery_events", "*")).toEqual([]);
});

test("a number that a spreadsheet has rounded is no id: it would make one contact of many", async () => {
  await load(
    {...inbound, messageId: "9.03E+07"},
    {...inbound, contactId: "3,46E+10"},
    {...inbound, contactId: "a3E+1"}
  );
  expect(await rows("ops.rejects", "column_name, message")).toEqual([
    {column_name: "contactId", message: expect.stringContaining('contactId "3,46E+10" is a number that a spreadsheet')},
    {column_name: "messageId", message: expect.stringContaining('messageId "9.03E+07" is a number that a spreadsheet')}
  ]);
  expect(await rows("raw.messages", "*")).toHaveLength(1);
});

test("a stamp is impossible only where it is one", async () => {
  await load(
    {...inbound, messageDate: "2026-03-02"},
    {...inbound, messageDate: "2026-03-02 9:00:00"},
    {...inbound, messageDate: "1230767999"}
  );
  expect(await rows("ops.rejects", "line, reason")).toEqual([
    {line: 2, reason: "invalid_instant"},
    {line: 3, reason: "invalid_instant"},
    {line: 4, reason: "impossible_instant"}
  ]);
});

test("a refusal names the column and its value", async () => {
  const long = "9".repeat(513);
  await load(
    {...inbound, messageDate: "ayer"},
    {...inbound, agentQueuedAt: "2001-01-01 00:00:00"},
    {...inbound, channelExternalId: long},
    {...inbound, channelExternalId: "", messageId: long},
    {...inbound, contactId: long},
    {...outbound, status: "exploded"}
  );
  const start = "9".repeat(80);
  expect((await rows("ops.rejects", "line, message")).map(({message}) => message)).toEqual([
    'messageDate "ayer" is no instant; write ISO 8601, like 2026-03-02T09:00:00Z.',
    'agentQueuedAt "2001-01-01 00:00:00" is before 2009 or in the future; check its year.',
    `channelExternalId "${start}…" is longer than 512 characters; shorten it.`,
    `messageId "${start}…" is longer than 512 characters; shorten it.`,
    `contactId "${start}…" makes its conversation's name longer than 512 characters; shorten it.`,
    'status "exploded" is no delivery status that is known.'
  ]);
});

test("a row that cannot be split is refused with its text", async () => {
  await loadText(`${header}\n1,2026-03-02 10:00:00,input\n`);
  expect(await rows("ops.rejects", "record, line, reason, row_text")).toEqual([
    {record: 1, line: 2, reason: "malformed_row", row_text: "1,2026-03-02 10:00:00,input"}
  ]);
});

test("a header without what every row needs refuses the file", async () => {
  await loadText("messageId,sendType\n1,input\n");
  expect(await rows("ops.rejects", "reason")).toEqual([{reason: "missing_header"}]);
});
