import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import {literal, openWarehouse, type Warehouse} from "../../pipeline/warehouse.js";

export type BulkFormat = "csv" | "jsonl" | "parquet" | "whatsapp";

export interface Bulk {
  /** How many messages; conversations, statuses and agents' sessions follow from it unless they are given. */
  messages: number;
  format: BulkFormat;
  /** A folder that becomes like an inbox. */
  folder: string;
  days?: number;
  conversations?: number;
  agentSessions?: number;
  /** How many agents log in; without it 200. */
  agents?: number;
  /** Of a thousand conversations, how many are on WhatsApp; without it 375. */
  whatsapp?: number;
  /** `history`: all but the last day, `day`, and but a few rows of the week before it, `late`. Without it everything. */
  part?: "history" | "day" | "late";
  /** This feed alone. */
  only?: string;
}

export interface BulkFile {
  feed: string;
  path: string;
  rows: number;
}

/**
 * As many rows as asked for, by DuckDB alone: every value is a hash of its row's number, so the same request gives the
 * same rows, and millions take seconds.
 */
export async function makeBulk(bulk: Bulk): Promise<BulkFile[]> {
  const temporaryDirectory = join(bulk.folder, ".temporary");
  const warehouse = await openWarehouse(":memory:", {temporaryDirectory});
  try {
    await warehouse.run(preparation(bulk));
    if (bulk.format === "whatsapp") return await writeWebhooks(warehouse, bulk);
    const files: BulkFile[] = [];
    for (const [feed, sql] of Object.entries(feeds)) {
      if (bulk.only === undefined || bulk.only === feed) files.push(await write(warehouse, bulk, feed, sql(bulk)));
    }
    return files;
  } finally {
    warehouse.close();
    await rm(temporaryDirectory, {recursive: true, force: true});
  }
}

const feeds = {
  messages: messagesSql,
  delivery_events: deliveryEventsSql,
  conversations: conversationsSql,
  agent_history: agentHistorySql
};

const usualTurns = 10;
const usualAgents = 200;

function conversationsOf({messages, conversations}: Bulk): number {
  return conversations ?? Math.max(1, Math.round(messages / usualTurns));
}

function turnsOf(bulk: Bulk): number {
  return Math.max(1, Math.round(bulk.messages / conversationsOf(bulk)));
}

/** What all messages of a conversation share, once; and `chance`, another one for each question about a row. */
function preparation(bulk: Bulk): string {
  const days = bulk.days ?? 90;
  const count = conversationsOf(bulk);
  const contacts = Math.ceil(count / 3);
  const channels = "['chat_web', 'chat_web', 'instagram', 'messenger', 'telegram']";
  const hours = "[8, 9, 9, 10, 10, 10, 11, 11, 11, 12, 12, 13, 14, 15, 16, 16, 17, 17, 18, 18, 19, 20, 21, 22]";
  return `
    create macro chance(question, number) as (hash(number * 64 + question) % 1000)::integer;
    create temp table conversations as
    select
        conversation,
        md5('c' || conversation) as conversation_id,
        floor(conversation * ${days} / ${count})::integer as day,
        timestamptz '2026-11-15 00:00:00Z' - interval 1 day * (${days} - day)
        + interval 1 hour * (${hours})[1 + chance(1, conversation) % 24]
        + interval 1 second * (hash(conversation) % 3600)::integer as opened_at,
        case
            when chance(2, conversation) < ${bulk.whatsapp ?? 375} then 'whatsapp'
            else (${channels})[1 + chance(1, conversation) % 5]
        end as channel,
        case when channel = 'whatsapp' then '104830000000001' else 'nimbora.example' end as account_id,
        case when channel = 'whatsapp' then '34700000001' end as business_number,
        conversation % ${contacts} as contact,
        (34700000000 + hash(contact) % 90000000)::varchar as contact_id,
        (301 + hash(conversation) % ${bulk.agents ?? usualAgents})::varchar as agent_id,
        (['VENTAS', 'ATT CLIENTE', 'SERVICIO'])[1 + chance(3, conversation) % 3] as skill,
        chance(5, conversation) < 333 as has_agent,
        -- The offer of its day, or one of twenty notices of an order.
        case
            when channel = 'whatsapp' and chance(10, conversation) < 100 then 'oferta_' || day
            when channel = 'whatsapp' and chance(10, conversation) < 300 then 'pedido_' || chance(11, conversation) % 20
        end as template_name,
        case when template_name like 'oferta%' then 'marketing' when template_name is not null then 'utility' end
            as category
    from (select range::bigint as conversation from range(${count}));
    create macro is_asked(day, number) as ${isAsked(bulk)};
    create macro sent_at(opened_at, turn, number) as
        opened_at + interval 1 second * (turn * 47 + chance(4, number) % 40);
  `;
}

/** Whether a row belongs to the part asked for. */
function isAsked({part, days = 90}: Bulk): string {
  const isDay = `day = ${days - 1}`;
  const isLate = `(day between ${days - 8} and ${days - 2} and chance(12, number) = 0)`;
  if (part === undefined) return "true";
  return {history: `not (${isDay} or ${isLate})`, day: isDay, late: isLate}[part];
}

/** Every contact comes back twice. Contact and bot take turns, and a template may come last; from the sixth message on, in a third of the conversations, an agent answers. */
function turnsSql(bulk: Bulk): string {
  return `
    select
        numbers.number,
        numbers.number % ${turnsOf(bulk)} as turn,
        conversations.* exclude (template_name, category),
        case when turn = ${turnsOf(bulk) - 1} then template_name end as template_name,
        case when turn = ${turnsOf(bulk) - 1} then category end as category
    from (select range::bigint as number from range(${bulk.messages})) as numbers
    inner join conversations on conversations.conversation = numbers.number // ${turnsOf(bulk)}
    where is_asked(conversations.day, numbers.number)
  `;
}

// Like the real ones, in which nothing tells when they were given.
const messageId = "'wamid.' || md5(number::varchar)";

function messagesSql(bulk: Bulk): string {
  const texts = [
    "¿Cómo va mi pedido?",
    "Quiero hablar con una persona, por favor",
    "Hola, buenos días",
    "Tu pedido está en reparto. Llegará entre mañana y pasado.",
    "¿Me dices el número de pedido? Empieza por NB.",
    "Perdona, no te he entendido"
  ];
  const intents = ["Estado del pedido", "Hablar con un agente", "Saludo", "Factura", "Avería", "Promociones"];
  return `
    select
        ${messageId} as message_id,
        conversation_id,
        sent_at(opened_at, turn, number) as sent_at,
        case when turn % 2 = 0 then 'inbound' else 'outbound' end as direction,
        case when turn % 2 = 0 then 'contact' when turn > 5 and has_agent then 'agent' else 'bot' end as author,
        case when turn % 2 = 1 and turn > 5 and has_agent then agent_id end as agent_id,
        channel,
        account_id,
        business_number,
        contact_id,
        case
            when turn = 5 and has_agent then 'event'
            when template_name is not null then 'template'
            else 'text'
        end as type,
        template_name,
        category,
        ${listed(texts)}[1 + chance(6, number) % ${texts.length}] || ' NB-' || (hash(number) % 1000000) as text,
        case when turn % 2 = 0 and turn < 6 then ${listed(intents)}[1 + chance(7, number) % ${intents.length}] end
            as intent,
        case when turn % 2 = 0 and turn < 6 then chance(7, number) < 80 end as is_fallback,
        case when turn = 5 and has_agent then 'handoff_requested' end as event,
        skill
    from (${turnsSql(bulk)})
  `;
}

// A cross join with conditions would be run as a loop over everything.
const ranks = "case when chance(8, number) < 800 then [1, 2, 3] else [1, 2] end";
const statusOf = "(['sent', 'delivered', 'read'])[rank]";

/** Sent, delivered and mostly read, for what went out on WhatsApp. */
function deliveryEventsSql(bulk: Bulk): string {
  return `
    select
        ${messageId} as message_id,
        ${statusOf} as status,
        sent_at(opened_at, turn, number) + interval 1 second * (rank * 2) as occurred_at,
        channel,
        account_id,
        business_number,
        contact_id as recipient_id,
        'ES' as recipient_country,
        template_name,
        coalesce(category, 'service') as category,
        case when is_priced then 'PMP' end as pricing_model,
        case when is_priced then if(is_free, 'free_customer_service', 'regular') end as pricing_type,
        case when is_priced then not is_free end as billable
    from (
        select
            *,
            unnest(${ranks}) as rank,
            rank < 3 and opened_at >= timestamptz '2025-07-01 00:00:00Z' as is_priced,
            category is null and opened_at < timestamptz '2026-10-01 00:00:00Z' as is_free
        from (${turnsSql(bulk)})
        where turn % 2 = 1 and channel = 'whatsapp'
    )
  `;
}

function conversationsSql(): string {
  return `
    select
        conversation_id,
        channel,
        account_id,
        business_number,
        contact_id,
        'Cliente ' || contact as contact_name,
        'ES' as contact_country,
        skill,
        opened_at,
        opened_at + interval 2 hour as closed_at,
        'organic' as entry_point
    from (select *, conversation as number from conversations)
    where is_asked(day, number)
  `;
}

/** Eight hours a login, every agent in turn. */
function agentHistorySql(bulk: Bulk): string {
  const sessions = bulk.agentSessions ?? Math.max(1, Math.round(bulk.messages / 200));
  const days = bulk.days ?? 90;
  const agents = bulk.agents ?? usualAgents;
  return `
    select
        's' || session as session_id,
        (301 + session % ${agents})::varchar as agent_id,
        'agente' || (301 + session % ${agents}) || '@nimbora.example' as agent_email,
        (['VENTAS', 'ATT CLIENTE', 'SERVICIO'])[1 + session % 3] as skill,
        starts_at as connected_at,
        starts_at + interval 8 hour as disconnected_at,
        starts_at + interval 1 minute as available_at,
        starts_at + interval 7 hour as unavailable_at
    from (
        select
            range::bigint as session,
            floor(range * ${days} / ${sessions})::integer as day,
            timestamptz '2026-11-15 00:00:00Z' - interval 1 day * (${days} - day)
            + interval 7 hour
            + interval 1 second * chance(9, range) as starts_at
        from range(${sessions})
    )
    where is_asked(day, session)
  `;
}

async function write(warehouse: Warehouse, bulk: Bulk, feed: string, sql: string): Promise<BulkFile> {
  const folder = join(bulk.folder, feed);
  await mkdir(folder, {recursive: true});
  const path = join(folder, `${bulk.part ?? "bulk"}.${bulk.format}`);
  const format = formats[bulk.format];
  return {feed, path, rows: await copy(warehouse, sql, path, format)};
}

const stamps = "timestampformat '%Y-%m-%dT%H:%M:%SZ'";
const formats = {
  csv: `csv, header, ${stamps}`,
  jsonl: `json, ${stamps}`,
  parquet: "parquet",
  whatsapp: ""
};

async function copy(warehouse: Warehouse, sql: string, path: string, format: string): Promise<number> {
  return warehouse.run(`copy (${sql}) to ${literal(path)} (format ${format})`);
}

/** Webhook bodies, one a line: what contacts wrote, and a status a body for what went out. */
async function writeWebhooks(warehouse: Warehouse, bulk: Bulk): Promise<BulkFile[]> {
  const folder = join(bulk.folder, "whatsapp_cloud");
  await mkdir(folder, {recursive: true});
  const path = join(folder, "bulk.jsonl");
  const start =
    '{"object":"whatsapp_business_account","entry":[{"id":"104830000000001","changes":[{"value":{' +
    '"messaging_product":"whatsapp","metadata":{"display_phone_number":"34700000001",' +
    '"phone_number_id":"106540000000001"},';
  const end = '},"field":"messages"}]}]}';
  const sql = `
    select
        ${literal(start)} || case
            when turn % 2 = 0 then
                '"contacts":[{"profile":{"name":"Cliente ' || contact || '"},"wa_id":"'
                || contact_id || '"}],"messages":[{"from":"' || contact_id
                || '","id":"wamid.' || printf('%016x', hash(number)) || '","timestamp":"' || instant
                || '","type":"text","text":{"body":"¿Cómo va mi pedido NB-' || (number % 1000000) || '?"}}]'
            else
                '"statuses":[{"id":"wamid.' || printf('%016x', hash(number)) || '","status":"' || ${statusOf}
                || '","timestamp":"' || (instant + rank) || '","recipient_id":"' || contact_id || '"'
                || case
                    when rank < 3 then
                        ',"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"service"}'
                    else ''
                end || '}]'
        end || ${literal(end)} as line
    from (
        select
            *,
            epoch(sent_at(opened_at, turn, number))::bigint as instant,
            unnest(case when turn % 2 = 0 then [0] else ${ranks} end) as rank
        from (${turnsSql(bulk)})
    )
  `;
  const rows = await copy(warehouse, sql, path, "csv, header false, quote '', escape '', delimiter '\x01'");
  return [{feed: "whatsapp_cloud", path, rows}];
}

function listed(texts: string[]): string {
  return `([${texts.map(literal).join(", ")}])`;
}
