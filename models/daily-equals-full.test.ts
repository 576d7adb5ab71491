import {expect, test} from "vitest";
import {build} from "../pipeline/build/build.js";
import {ingest} from "../pipeline/ingest/ingest.js";
import {makeTestHome, type TestHome} from "../pipeline/ingest/test-home.js";
import {defaultSettings} from "../pipeline/settings.js";
import type {Row} from "../pipeline/warehouse.js";

type Line = Record<string, string | null>;
type Random = (below: number) => number;

const start = Date.parse("2026-03-20T00:00:00Z");
const slices = 6;

// What depends on when a file was loaded, or on how many there are.
const ofTheLoads = ["metrics.health"];

for (const seed of seeds()) {
  test(`builds after every load give what one full build gives, row for row (history ${seed})`, async () => {
    const home = await makeTestHome({settings: defaultSettings, now: new Date("2026-06-01T00:00:00Z")});
    try {
      const random = randomFrom(seed);
      for (let slice = 0; slice < slices; slice++) {
        putSlice(home, slice, random);
        await ingest(home.context);
        await build(home.context);
      }
      const daily = await content(home);
      await build(home.context, {full: true});
      const full = await content(home);
      expect(Object.keys(daily)).toEqual(Object.keys(full));
      for (const name of Object.keys(full)) {
        if (!ofTheLoads.includes(name)) expect({[name]: daily[name]}).toEqual({[name]: full[name]});
      }
      expect(full["marts.messages"]!.length).toBeGreaterThan(20);
      expect(full["metrics.agent_days"]!.length).toBeGreaterThan(5);
    } finally {
      home.remove();
    }
  }, 300_000);
}

function seeds(): number[] {
  const count = Number(process.env["HISTORIES"] ?? 1);
  return Array.from({length: count}, (_, index) => index + 1);
}

// Few ids and days, so that rows come again, late, changed, in another conversation, and from another source.
function putSlice(home: TestHome, slice: number, random: Random): void {
  const at = (): string => instant(slice * 40 + random(60) - (random(4) === 0 ? random(120) : 0), random);
  const conversation = (): string => `c${random(6)}`;
  const messages = lines(random(25), () => {
    const isInbound = random(2) === 0;
    const author = ["bot", "agent", "agent", "system"][random(4)]!;
    return {
      message_id: `m${random(120)}`,
      conversation_id: conversation(),
      sent_at: at(),
      direction: isInbound ? "inbound" : "outbound",
      author: isInbound ? "contact" : author,
      agent_id: author === "agent" && !isInbound ? `a${random(3)}` : null,
      channel: "whatsapp",
      account_id: ["1", "2", null][random(3)]!,
      business_number: "34910000000",
      contact_id: `3460000000${random(4)}`,
      type: random(8) === 0 ? "event" : "text",
      text: ["hola", "pedido", "Para poder atender tus peticiones"][random(3)]!,
      intent: isInbound && random(3) === 0 ? "Fallback intent" : null,
      event: random(8) === 0 ? ["closed", "handoff_requested", "goal_reached"][random(3)]! : null,
      skill: [null, "VENTAS", "SERVICIO"][random(3)]!
    };
  });
  const statuses = lines(random(25), () => ({
    message_id: `m${random(140)}`,
    status: ["sent", "delivered", "read", "failed"][random(4)]!,
    occurred_at: at(),
    channel: "whatsapp",
    business_number: "34910000000",
    recipient_id: [null, "34600000000", "34600000001"][random(3)]!,
    category: [null, "utility", "marketing"][random(3)]!
  }));
  const conversations = lines(random(4), () => ({
    conversation_id: conversation(),
    channel: "whatsapp",
    contact_id: `3460000000${random(4)}`,
    skill: ["VENTAS", "SERVICIO"][random(2)]!,
    opened_at: at(),
    closed_at: random(3) === 0 ? at() : null
  }));
  const history = lines(random(8), () => {
    const hour = slice * 40 + random(60);
    return {
      session_id: `s${random(30)}`,
      agent_id: `a${random(3)}`,
      agent_name: `Agent ${random(3)}`,
      skill: [null, "VENTAS", "SERVICIO"][random(3)]!,
      connected_at: instant(hour, random),
      disconnected_at: random(4) === 0 ? null : instant(hour + 1 + random(random(5) === 0 ? 70 : 12), random),
      available_at: random(3) === 0 ? null : instant(hour + random(2), random),
      unavailable_at: null
    };
  });
  const turns = lines(random(8), () => ({
    timestamp: at(),
    conversation_id: conversation(),
    channel: "whatsapp",
    responseId: `t${random(40)}`,
    queryText: ["hola", "pedido"][random(2)]!,
    intent: ["Saludo", "Pedido"][random(2)]!
  }));
  put(home, `messages/${slice}.jsonl`, messages);
  put(home, `delivery_events/${slice}.jsonl`, statuses);
  put(home, `conversations/${slice}.jsonl`, conversations);
  put(home, `agent_history/${slice}.jsonl`, history);
  put(
    home,
    `dialogflow/${slice}.jsonl`,
    turns.map(({timestamp, conversation_id, channel, responseId, queryText, intent}) => ({
      timestamp,
      conversation_id,
      channel,
      responseId,
      queryResult: {queryText, intent: {displayName: intent}, intentDetectionConfidence: 0.5}
    }))
  );
}

function lines<T>(count: number, line: () => T): T[] {
  return Array.from({length: count}, line);
}

function put(home: TestHome, path: string, rows: (Line | object)[]): void {
  if (rows.length > 0) home.put(path, rows.map((row) => JSON.stringify(row)).join("\n"));
}

// Hours from the start, at a quarter of an hour, so that some fall on midnight, opening and closing.
function instant(hour: number, random: Random): string {
  return new Date(start + hour * 3_600_000 + random(4) * 900_000).toISOString();
}

// A small generator of numbers, the same for the same seed (mulberry32).
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

async function content({context: {warehouse}}: TestHome): Promise<Record<string, Row[]>> {
  const tables = await warehouse.rows<{name: string}>(
    `select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('marts', 'metrics') and not starts_with(table_name, 'calendar')
        and table_name <> 'opening_intervals'
    order by name`
  );
  const content: Record<string, Row[]> = {};
  for (const {name} of tables) content[name] = await warehouse.rows(`from ${name} order by all`);
  return content;
}
