import {expect, test} from "vitest";
import {build} from "../pipeline/build/build.js";
import {ingest} from "../pipeline/ingest/ingest.js";
import {makeTestHome} from "../pipeline/ingest/test-home.js";
import {defaultSettings} from "../pipeline/settings.js";
import type {Warehouse} from "../pipeline/warehouse.js";
import {buildChain} from "./model-chain.js";

type Line = Record<string, string | boolean | null>;

const metrics = ["bot_days", "bot_outcomes", "intent_days", "intent_steps", "option_days", "unmatched_texts"];

// Two roads to one quantity; each gives day, channel and the quantity.
const roads: [fact: string, one: string, other: string][] = [
  [
    "fallback messages by day are those by intent",
    "select day, channel, fallback_messages as n from metrics.bot_days",
    "select day, channel, sum(fallback_messages) as n from metrics.intent_days group by all"
  ],
  [
    "fallback messages by day are those by wording",
    "select day, channel, fallback_messages as n from metrics.bot_days",
    "select day, channel, sum(messages) as n from metrics.unmatched_texts group by all"
  ],
  [
    "steps from intents are as many as the messages that mean them",
    "select month as day, channel, sum(steps) as n from metrics.intent_steps group by all",
    `select date_trunc('month', sessions.day)::date as day, messages.channel, count(*) as n
    from marts.contact_messages messages inner join marts.sessions using (session_id)
    where messages.intent is not null or messages.is_fallback group by all`
  ],
  [
    "steps to a person are as many as sessions' requests that follow an intent",
    "select date '2026-03-01' as day, channel, sum(steps) as n from metrics.intent_steps where next_kind = 'handoff' group by all",
    `select date '2026-03-01' as day, channel, count(*) as n from (
      select channel, kind, lag(kind) over (partition by session_id order by sent_at, direction, message_id, place) as before from (
        select session_id, message_id, sent_at, 'inbound' as direction, 0 as place, 'intent' as kind, channel from marts.contact_messages
        where intent is not null or is_fallback
        union all
        select session_id, request_id, requested_at, direction, 1, 'handoff', channel from marts.requests where kind = 'handoff'
      )
    ) where kind = 'handoff' and before = 'intent' group by all`
  ],
  ...[
    "engaged_sessions",
    "mature_sessions",
    "handed_off",
    "refused_out_of_hours",
    "not_picked_up",
    "abandoned_after_fallback",
    "completed",
    "quiet_end"
  ].map((column): [string, string, string] => [
    `${column} by day are those by first intent`,
    `select day, channel, ${column} as n from metrics.bot_days`,
    `select day, channel, sum(${column}) as n from metrics.bot_outcomes group by all`
  ]),
  [
    "sessions with a fallback are those with a wording, told by message",
    "select day, channel, fallback_sessions as n from metrics.bot_days",
    `select sessions.day, sessions.channel, count(distinct session_id) as n
    from marts.contact_messages inner join marts.sessions using (session_id) where is_fallback group by all`
  ],
  [
    "handoffs by intent are the requests of the day",
    "select day, channel, sum(handoffs) as n from metrics.intent_days group by all",
    "select day, channel, count(*) as n from marts.requests where kind = 'handoff' group by all"
  ]
];

test.each([1, 2, 3])(
  "the parts add up in every slice of a random history (%i)",
  async (seed) => {
    const warehouse = await buildChain(
      metrics.map((name) => `metrics.${name}`),
      {staging: {messages: history(seed)}, asOf: "2026-03-09 12:00:00Z"}
    );
    try {
      for (const [fact, one, other] of roads)
        expect([fact, await quantities(warehouse, one)]).toEqual([fact, await quantities(warehouse, other)]);
      const {outcomes, waiting, stuck} = await warehouse.row<Record<string, number>>(
        `select sum(mature_sessions)::integer as outcomes, sum(handoff_waiting)::integer as waiting,
        sum(stuck_sessions)::integer as stuck
      from metrics.bot_days`
      );
      expect([outcomes! > 20, waiting! > 0, stuck! > 0]).toEqual([true, true, true]);
      const uneven = await warehouse.rows(
        `select day from metrics.bot_days
      where mature_sessions != handed_off + refused_out_of_hours + not_picked_up + abandoned_after_fallback + completed
        + quiet_end
        or handoff_requested != handoff_accepted + handoff_refused_out_of_hours + handoff_not_picked_up + handoff_waiting`
      );
      expect(uneven).toEqual([]);
    } finally {
      warehouse.close();
    }
  },
  120_000
);

test("a new list of fallbacks and a new gap of silence count all of history anew", async () => {
  const home = await makeTestHome({settings: defaultSettings, now: new Date("2026-06-01T00:00:00Z")});
  try {
    const columns = [
      "message_id",
      "conversation_id",
      "sent_at",
      "direction",
      "author",
      "channel",
      "contact_id",
      "text",
      "intent"
    ];
    const rows = [
      "1,c,2026-03-02T10:00:00Z,inbound,contact,whatsapp,p,hola,saludo",
      "2,c,2026-03-02T10:00:01Z,outbound,bot,whatsapp,p,hola,",
      "3,c,2026-03-02T20:00:00Z,inbound,contact,whatsapp,p,asdf,no.match",
      "4,c,2026-03-02T20:00:01Z,outbound,bot,whatsapp,p,perdona,"
    ];
    home.put("messages/a.csv", [columns.join(","), ...rows].join("\n"));
    await ingest(home.context);
    const counts = () =>
      home.context.warehouse.row(
        `select sum(engaged_sessions)::integer as sessions, sum(fallback_messages)::integer as fallbacks,
          sum(fallback_sessions)::integer as fallback_sessions
        from metrics.bot_days`
      );
    await build(home.context);
    expect(await counts()).toEqual({sessions: 1, fallbacks: 0, fallback_sessions: 0});
    home.context.settings = {...defaultSettings, fallbackIntents: ["no.match"]};
    await build(home.context);
    expect(await counts()).toEqual({sessions: 1, fallbacks: 1, fallback_sessions: 1});
    home.context.settings = {...home.context.settings, sessionGapHours: 6};
    await build(home.context);
    expect(await counts()).toEqual({sessions: 2, fallbacks: 1, fallback_sessions: 1});
  } finally {
    home.remove();
  }
}, 120_000);

async function quantities(warehouse: Warehouse, sql: string): Promise<unknown[]> {
  return warehouse.rows(
    `select day::varchar as day, channel, n::integer as n from (${sql}) where n > 0 order by day, channel`
  );
}

// A few threads in a week: contacts, bot, people, marks, late and over midnight.
function history(seed: number): Line[] {
  const random = randomFrom(seed);
  return Array.from({length: 700}, (_, index) => {
    const conversation = random(40);
    const who = ["contact", "contact", "contact", "bot", "bot", "agent", "system"][random(7)]!;
    const second = conversation * 14_000 + random(9) ** 3 * 500 + random(900);
    const type = who === "system" ? "event" : ["text", "text", "text", "button", "image"][random(5)]!;
    return {
      message_id: `m${index}`,
      conversation_id: `c${conversation}`,
      sent_at: new Date(Date.parse("2026-03-02T00:00:00Z") + second * 1000).toISOString(),
      direction: who === "contact" ? "inbound" : "outbound",
      author: who,
      channel: ["whatsapp", "chat_web"][conversation % 2]!,
      contact_id: `p${conversation % 9}`,
      type,
      text: ["Hola", "hola!!", "mi pedido 42", "soy Ana"][random(4)]!,
      intent: who === "agent" ? null : [null, "pedido", "factura", "Fallback intent"][random(4)]!,
      is_fallback: random(12) === 0,
      option: type === "button" ? ["Pedidos", "Facturas"][random(2)]! : null,
      event: who === "system" ? ["handoff_requested", "goal_reached", "closed"][random(3)]! : null,
      skill: [null, "VENTAS"][random(2)]!
    };
  });
}

// mulberry32
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
