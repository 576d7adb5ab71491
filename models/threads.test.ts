import {afterEach, beforeEach, expect, test} from "vitest";
import {build} from "../pipeline/build/build.js";
import {ingest} from "../pipeline/ingest/ingest.js";
import {makeTestHome, type TestHome} from "../pipeline/ingest/test-home.js";
import {defaultSettings} from "../pipeline/settings.js";

type Row = Record<string, string>;

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome({settings: defaultSettings, now: new Date("2026-03-20T00:00:00Z")});
});

afterEach(() => home.remove());

// Maria asks the bot, is handed over on Monday and once more on Wednesday; on web chat she only asks the bot.
const queued = {agentConversationId: "15516", agentQueuedAt: "2026-03-02T10:01:00Z"};
const first = {...queued, agentAssignedAt: "2026-03-02T10:05:00Z", agentClosedAt: "2026-03-02T10:30:00Z"};
const second = {
  agentConversationId: "15517",
  agentQueuedAt: "2026-03-04T11:00:30Z",
  agentAssignedAt: "2026-03-04T11:02:00Z"
};
const contact = {sendType: "input", contactId: "34700000009", profileName: "Maria", channel: "cloudapi"};
const answer = {...contact, sendType: "output", status: "read"};
const rows: Row[] = [
  {...contact, channelExternalId: "wamid.1", messageDate: "2026-03-02T10:00:00Z"},
  {...answer, channelExternalId: "wamid.2", messageDate: "2026-03-02T10:00:02Z", integration: "df"},
  {...answer, ...queued, channelExternalId: "wamid.3", messageDate: "2026-03-02T10:01:01Z", integration: "df"},
  {
    ...answer,
    ...first,
    channelExternalId: "wamid.4",
    messageDate: "2026-03-02T10:06:00Z",
    integration: "agent",
    agentId: "9"
  },
  {...contact, ...first, channelExternalId: "wamid.5", messageDate: "2026-03-02T10:07:00Z"},
  {...contact, channelExternalId: "wamid.6", messageDate: "2026-03-04T11:00:00Z"},
  {...answer, channelExternalId: "wamid.7", messageDate: "2026-03-04T11:00:02Z", integration: "df"},
  {
    ...answer,
    ...second,
    channelExternalId: "wamid.8",
    messageDate: "2026-03-04T11:03:00Z",
    integration: "agent",
    agentId: "8"
  },
  {...contact, channel: "chat_web", messageId: "w1", messageDate: "2026-03-02T12:00:00Z"},
  {...answer, channel: "chat_web", messageId: "w2", messageDate: "2026-03-02T12:00:02Z", integration: "df", status: ""}
];

const header =
  "messageId,messageDate,sendType,contentType,status,statusAt,channelExternalId,error,content,scheduleAt,integration," +
  "channel,profileName,contactId,agentConversationId,agentQueuedAt,agentAssignedAt,agentClosedAt,agentCloseReason," +
  "agentId,dfIntentId,dfIntentName,isFallback,sendingId";

function consoleFile(rows: Row[]): string[] {
  const cells = (row: Row) => {
    const all: Row = {messageId: row.channelExternalId!, contentType: "text", content: '{"text":"hola"}', ...row};
    return header.split(",").map((name) => `"${(all[name] ?? "").replaceAll('"', '""')}"`);
  };
  return [header, ...rows.map((row) => cells(row).join(","))];
}

// The contact's own messages come from WhatsApp too, a second earlier.
const webhook = ["wamid.1", "wamid.5", "wamid.6"].map((id) =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "10",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: {display_phone_number: "34911000000", phone_number_id: "1"},
              contacts: [{profile: {name: "Maria"}, wa_id: "34700000009"}],
              messages: [{from: "34700000009", id, timestamp: stampOf(id), type: "text", text: {body: "hola"}}]
            }
          }
        ]
      }
    ]
  })
);

function stampOf(id: string): string {
  const at = rows.find(({channelExternalId}) => channelExternalId === id)!.messageDate!;
  return String(Date.parse(at) / 1000 - 1);
}

const conversations = [
  "conversation_id,channel,contact_id,skill,agent_id,opened_at,account_id",
  "15516,whatsapp,34700000009,VENTAS,9,2026-03-02T10:01:00Z,10",
  "15517,whatsapp,34700000009,SERVICIO,8,2026-03-04T11:00:30Z,10"
];

const files: Record<string, string[]> = {
  "console_messages/day.csv": consoleFile(rows),
  "whatsapp_cloud/day.jsonl": webhook,
  "conversations/day.csv": conversations
};

async function load(name: string) {
  home.put(name, `${files[name]!.join("\n")}\n`);
  await ingest(home.context);
}

const told = (sql: string) => home.context.warehouse.rows(sql);

test("a thread has its bot, its handoffs and its agents, whatever was loaded first", async () => {
  const orders = [Object.keys(files), Object.keys(files).reverse()];
  for (const order of orders) {
    for (const name of order) await load(name);
    await build(home.context);
    expect(
      await told(
        "select conversation_id, day::varchar as day, outcome, handoff_state from marts.bot_sessions order by all"
      )
    ).toEqual([
      {conversation_id: "chat_web||34700000009", day: "2026-03-02", outcome: "quiet_end", handoff_state: null},
      {
        conversation_id: "whatsapp|34911000000|34700000009",
        day: "2026-03-02",
        outcome: "handed_off",
        handoff_state: "accepted"
      },
      {
        conversation_id: "whatsapp|34911000000|34700000009",
        day: "2026-03-04",
        outcome: "open",
        handoff_state: "accepted"
      }
    ]);
    expect(
      await told("select agent_id, skill, wait_clock_seconds as seconds from marts.waits order by started_at")
    ).toEqual([
      {agent_id: "9", skill: "VENTAS", seconds: 300},
      {agent_id: "8", skill: "SERVICIO", seconds: 150}
    ]);
    expect(
      await told(
        "select agent_id, conversations_attended from metrics.agent_days where conversations_attended > 0 order by all"
      )
    ).toEqual([
      {agent_id: "8", conversations_attended: 1},
      {agent_id: "9", conversations_attended: 1}
    ]);
    expect(
      await told(
        "select conversation_id, sessions, skill, account_id, opened_at::varchar as at from marts.conversations order by all"
      )
    ).toEqual([
      {
        conversation_id: "chat_web||34700000009",
        sessions: 1,
        skill: null,
        account_id: null,
        at: "2026-03-02 12:00:00+00"
      },
      {
        conversation_id: "whatsapp|34911000000|34700000009",
        sessions: 2,
        skill: "SERVICIO",
        account_id: "10",
        at: "2026-03-02 10:01:00+00"
      }
    ]);
    await home.remove();
    home = await makeTestHome({settings: defaultSettings, now: new Date("2026-03-20T00:00:00Z")});
  }
}, 120_000);

test("names that come later join what stood apart, and daily builds find every row of it", async () => {
  for (const name of ["conversations/day.csv", "console_messages/day.csv", "whatsapp_cloud/day.jsonl"]) {
    await load(name);
    await build(home.context);
  }
  const template = {contentType: "template", content: '{"template":{"name":"seguimiento"}}', status: "delivered"};
  const late = {...answer, ...template, channelExternalId: "wamid.0", messageDate: "2026-03-02T10:00:01Z"};
  home.put("console_messages/late.csv", `${consoleFile([late]).join("\n")}\n`);
  await ingest(home.context);
  await build(home.context);
  const daily = await contents();
  await build(home.context, {full: true});
  expect(daily).toEqual(await contents());
}, 120_000);

async function contents(): Promise<Record<string, unknown>> {
  const tables = ["threads", "thread_snapshots", "messages", "sessions", "conversations", "template_replies", "waits"];
  const entries = [];
  for (const table of tables) {
    entries.push([table, await told(`select hash("${table}")::varchar as row from marts.${table} order by all`)]);
  }
  return Object.fromEntries(entries);
}
