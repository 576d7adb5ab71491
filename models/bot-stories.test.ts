import {afterAll, beforeAll, describe, expect, test} from "vitest";
import type {Row, Warehouse} from "../pipeline/warehouse.js";
import {buildChain} from "./model-chain.js";

type Message = Record<string, string | boolean | null>;
type Story = [at: string, what: Message][];

// Monday 2 March 2026, 10:00 in London, is 11:00 in Madrid: open. Saturday is closed.
const monday = "2026-03-02";
const saturday = "2026-03-07";

const contact = (text: string, more: Message = {}): Message => ({author: "contact", text, ...more});
const missed = (text: string, more: Message = {}): Message => contact(text, {intent: "Fallback intent", ...more});
const tap = (option: string, more: Message = {}): Message => contact(option, {type: "button", option, ...more});
const bot: Message = {author: "bot", text: "…"};
const agent: Message = {author: "agent", text: "…", agent_id: "7"};
const mark = (event: string): Message => ({author: "system", type: "event", event});
const request = mark("handoff_requested");
const goal = mark("goal_reached");

const stories: Record<string, Story> = {
  "a quiet end": [
    [`${monday} 10:00:00Z`, contact("hola", {intent: "saludo"})],
    [`${monday} 10:00:01Z`, bot]
  ],
  "a goal": [
    [`${monday} 10:00:00Z`, contact("quiero cita", {intent: "cita"})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:02Z`, goal]
  ],
  "a goal, then a fallback": [
    [`${monday} 10:00:00Z`, contact("quiero cita", {intent: "cita"})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:02Z`, goal],
    [`${monday} 10:00:05Z`, missed("y otra cosa")]
  ],
  "a fallback, then thanks": [
    [`${monday} 10:00:00Z`, missed("kskdj")],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:05Z`, contact("gracias", {intent: "despedida"})]
  ],
  "a person who answers": [
    [`${monday} 10:00:00Z`, contact("una persona", {intent: "persona"})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:02Z`, request],
    [`${monday} 10:05:00Z`, agent]
  ],
  "a fallback after the handoff": [
    [`${monday} 10:00:00Z`, contact("una persona", {intent: "persona"})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:02Z`, request],
    [`${monday} 10:05:00Z`, agent],
    [`${monday} 10:06:00Z`, missed("es urgente")],
    [`${monday} 10:06:10Z`, missed("de verdad")]
  ],
  "a person who was not asked for": [
    [`${monday} 10:00:00Z`, contact("hola", {intent: "saludo"})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:05:00Z`, agent]
  ],
  "a person before the request only": [
    [`${monday} 10:00:00Z`, contact("hola", {intent: "saludo"})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:05:00Z`, agent],
    [`${monday} 10:10:00Z`, contact("una persona")],
    [`${monday} 10:10:02Z`, request]
  ],
  "nobody came": [
    [`${monday} 10:00:00Z`, contact("una persona", {intent: "persona"})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:02Z`, request]
  ],
  "asked while closed": [
    [`${saturday} 10:00:00Z`, contact("una persona", {intent: "persona"})],
    [`${saturday} 10:00:01Z`, bot],
    [`${saturday} 10:00:02Z`, request]
  ],
  "asked without a calendar": [
    [`${saturday} 10:00:00Z`, contact("una persona", {intent: "persona", account_id: "9"})],
    [`${saturday} 10:00:01Z`, {...bot, account_id: "9"}],
    [`${saturday} 10:00:02Z`, {...request, account_id: "9"}]
  ],
  "asked while closed, answered on Sunday": [
    [`${saturday} 10:00:00Z`, contact("una persona", {intent: "persona"})],
    [`${saturday} 10:00:01Z`, bot],
    [`${saturday} 10:00:02Z`, request],
    ["2026-03-08 09:00:00Z", agent]
  ],
  "not over yet": [
    ["2026-03-19 10:00:00Z", contact("una persona", {intent: "persona"})],
    ["2026-03-19 10:00:01Z", bot],
    ["2026-03-19 10:00:02Z", request]
  ],
  "two sessions in one thread": [
    [`${monday} 22:50:00Z`, missed("asdf")],
    [`${monday} 22:50:01Z`, bot],
    [`${monday} 23:10:00Z`, missed("qwerty")],
    ["2026-03-06 10:00:00Z", contact("hola", {intent: "saludo"})],
    ["2026-03-06 10:00:01Z", bot]
  ],
  "fallbacks with the bot between": [
    [`${monday} 10:00:00Z`, missed("uno")],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:10Z`, bot],
    [`${monday} 10:00:20Z`, missed("dos")],
    [`${monday} 10:00:21Z`, bot],
    [`${monday} 10:00:30Z`, missed("tres")]
  ],
  "fallbacks with a word understood between": [
    [`${monday} 10:00:00Z`, missed("uno")],
    [`${monday} 10:00:20Z`, contact("hola", {intent: "saludo"})],
    [`${monday} 10:00:30Z`, missed("dos")],
    [`${monday} 10:00:31Z`, bot]
  ],
  "taps and pictures": [
    [`${monday} 10:00:00Z`, tap("Pedidos", {is_fallback: true})],
    [`${monday} 10:00:01Z`, bot],
    [`${monday} 10:00:10Z`, {author: "contact", type: "image", is_fallback: true}],
    [`${monday} 10:00:20Z`, tap("Pedidos", {is_fallback: true})]
  ],
  "an intent again and again": [
    [`${monday} 10:00:00Z`, contact("mi pedido", {intent: "pedido"})],
    [`${monday} 10:00:01Z`, {...bot, intent: "pedido"}],
    [`${monday} 10:00:10Z`, contact("NB-4", {intent: "pedido"})],
    [`${monday} 10:00:20Z`, contact("adios", {intent: "despedida"})],
    [`${monday} 10:00:21Z`, {...bot, intent: "encuesta"}]
  ],
  "no bot at all": [
    [`${monday} 10:00:00Z`, contact("hola")],
    [`${monday} 10:05:00Z`, agent]
  ],
  "the company alone": [[`${monday} 10:00:00Z`, bot]]
};

let warehouse: Warehouse;

beforeAll(async () => {
  const messages = Object.entries(stories).flatMap(([conversation, story]) =>
    story.map(([at, what], index) => ({
      message_id: `${conversation} ${String(index).padStart(2, "0")}`,
      conversation_id: conversation,
      sent_at: at,
      direction: what["author"] === "contact" ? "inbound" : "outbound",
      channel: "whatsapp",
      account_id: "1",
      contact_id: conversation,
      type: "text",
      ...what
    }))
  );
  warehouse = await buildChain(
    [
      "marts.session_returns",
      "metrics.bot_days",
      "metrics.bot_outcomes",
      "metrics.intent_days",
      "metrics.intent_steps",
      "metrics.option_days",
      "metrics.unmatched_texts"
    ],
    {
      staging: {messages},
      reference: {skills: [{account_id: "1", skill: null, calendar: "default", valid_from: null}]},
      asOf: "2026-03-20 00:00:00Z"
    }
  );
}, 120_000);

afterAll(() => warehouse.close());

describe("the outcome of a session of the bot", () => {
  test.each([
    ["a quiet end", "quiet_end"],
    ["a goal", "completed"],
    ["a goal, then a fallback", "abandoned_after_fallback"],
    ["a fallback, then thanks", "quiet_end"],
    ["a person who answers", "handed_off"],
    ["a fallback after the handoff", "handed_off"],
    ["a person who was not asked for", "handed_off"],
    ["a person before the request only", "handed_off"],
    ["nobody came", "not_picked_up"],
    ["asked while closed", "refused_out_of_hours"],
    ["asked without a calendar", "not_picked_up"],
    ["asked while closed, answered on Sunday", "handed_off"],
    ["not over yet", "open"],
    ["taps and pictures", "quiet_end"],
    ["no bot at all", null]
  ])("%s: %s", async (conversation, outcome) => {
    expect(await one(conversation, "outcome")).toEqual({outcome});
  });

  test("a session in which the contact wrote nothing is none", async () => {
    expect(await sessions("the company alone", "outcome")).toEqual([]);
  });
});

describe("the state of a handoff", () => {
  test.each([
    ["a quiet end", null],
    ["a person who answers", "accepted"],
    ["a person before the request only", "not_picked_up"],
    ["nobody came", "not_picked_up"],
    ["asked while closed", "refused_out_of_hours"],
    ["asked while closed, answered on Sunday", "accepted"],
    ["not over yet", "waiting"]
  ])("%s: %s", async (conversation, state) => {
    expect(await one(conversation, "handoff_state")).toEqual({handoff_state: state});
  });
});

describe("fallbacks", () => {
  const counts = "free_text_messages as texts, fallback_messages as fallbacks, most_fallbacks_in_a_row as in_a_row";

  test("the bot's own rows between them do not part fallbacks", async () => {
    expect(await one("fallbacks with the bot between", counts)).toEqual({texts: 3, fallbacks: 3, in_a_row: 3});
  });

  test("a word that was understood parts them", async () => {
    expect(await one("fallbacks with a word understood between", counts)).toEqual({
      texts: 3,
      fallbacks: 2,
      in_a_row: 1
    });
  });

  test("taps and pictures never fall back and do not dilute", async () => {
    expect(await one("taps and pictures", counts)).toEqual({texts: 0, fallbacks: 0, in_a_row: 0});
  });

  test("what comes after a human is not the bot's", async () => {
    expect(await one("a fallback after the handoff", counts)).toEqual({texts: 1, fallbacks: 0, in_a_row: 0});
  });

  test("without a bot nothing was handled", async () => {
    expect(await one("no bot at all", counts)).toEqual({texts: 0, fallbacks: 0, in_a_row: 0});
  });

  test("two sessions in one thread are apart, and the first stands on the day it started", async () => {
    expect(await sessions("two sessions in one thread", `day::varchar as day, outcome, ${counts}`)).toEqual([
      {day: "2026-03-02", outcome: "abandoned_after_fallback", texts: 2, fallbacks: 2, in_a_row: 2},
      {day: "2026-03-06", outcome: "quiet_end", texts: 1, fallbacks: 0, in_a_row: 0}
    ]);
  });

  test("a message stands on its own day, its session on the day it started", async () => {
    const rows = await warehouse.rows(
      `select day::varchar as day, sum(fallback_messages)::integer as fallbacks from metrics.bot_days
      where day in ('2026-03-03', '2026-03-04') group by day`
    );
    expect(rows).toEqual([{day: "2026-03-03", fallbacks: 1}]);
  });
});

describe("requests", () => {
  test("the contact's words, the bot's answer and the console's mark are one", async () => {
    expect(await one("a person who answers", "handoff_requests")).toEqual({handoff_requests: 1});
  });

  test("a request has the intent of the contact's message before it", async () => {
    const rows = await warehouse.rows("select intent, handoffs from metrics.intent_days where day = '2026-03-07'");
    expect(rows).toEqual([{intent: "persona", handoffs: 3}]);
  });
});

describe("intents", () => {
  test("a repeated intent is one session, and the bot's rows serve exits alone", async () => {
    const rows = await warehouse.rows(
      `select intent, messages, sessions, exits from metrics.intent_days
      where day = '2026-03-02' and intent in ('pedido', 'despedida', 'encuesta') order by intent`
    );
    expect(rows).toEqual([
      {intent: "despedida", messages: 2, sessions: 2, exits: 1},
      {intent: "encuesta", messages: 0, sessions: 0, exits: 1},
      {intent: "pedido", messages: 2, sessions: 1, exits: 0}
    ]);
  });

  test("steps lead to the next intent, a person or the end", async () => {
    const rows = await warehouse.rows(
      `select intent, next_intent, next_kind, steps from metrics.intent_steps
      where intent in ('pedido', 'despedida', 'persona', 'Fallback intent') order by all`
    );
    expect(rows).toEqual([
      {intent: "Fallback intent", next_intent: "Fallback intent", next_kind: "fallback", steps: 3},
      {intent: "Fallback intent", next_intent: "Fallback intent", next_kind: "intent", steps: 1},
      {intent: "Fallback intent", next_intent: "despedida", next_kind: "intent", steps: 1},
      {intent: "Fallback intent", next_intent: "end", next_kind: "end", steps: 5},
      {intent: "Fallback intent", next_intent: "saludo", next_kind: "intent", steps: 1},
      {intent: "despedida", next_intent: "end", next_kind: "end", steps: 2},
      {intent: "pedido", next_intent: "despedida", next_kind: "intent", steps: 1},
      {intent: "pedido", next_intent: "pedido", next_kind: "intent", steps: 1},
      {intent: "persona", next_intent: "handoff", next_kind: "handoff", steps: 7}
    ]);
  });

  test("an option that is tapped twice is one session", async () => {
    const rows = await warehouse.rows("select option, messages, sessions, contacts from metrics.option_days");
    expect(rows).toEqual([{option: "Pedidos", messages: 2, sessions: 1, contacts: 1}]);
  });
});

function sessions(conversation: string, columns: string): Promise<Row[]> {
  return warehouse.rows(
    `select ${columns} from marts.bot_sessions where conversation_id = $conversation order by last_message_at`,
    {conversation}
  );
}

async function one(conversation: string, columns: string): Promise<Row | undefined> {
  const rows = await sessions(conversation, columns);
  expect(rows).toHaveLength(1);
  return rows[0];
}
