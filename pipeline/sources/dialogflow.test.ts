import {afterEach, beforeEach, expect, test} from "vitest";
import {ingest} from "../ingest/ingest.js";
import {makeTestHome, type TestHome} from "../ingest/test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome();
  home.context.settings.fallbackIntents = ["Fallback intent"];
});

afterEach(() => home.remove());

async function load(...turns: unknown[]) {
  home.put("dialogflow/day.jsonl", turns.map((turn) => `${JSON.stringify(turn)}\n`).join(""));
  const {files} = await ingest(home.context);
  return files[0]!;
}

const columns = "* exclude (extra, file_id, record, loaded_at) replace (occurred_at::varchar as occurred_at)";
const turns = (select = columns) =>
  home.context.warehouse.rows(`select ${select} from raw.dialogflow_turns order by all`);
const reasons = async () =>
  (await home.context.warehouse.rows("select column_name, reason from ops.rejects order by all")).map((row) =>
    Object.values(row)
  );

const es2 = {
  responseId: "r1",
  session: "projects/shop/agent/sessions/s1",
  queryResult: {
    queryText: "¿dónde está mi pedido?",
    action: "order.status",
    intent: {displayName: "Pedido"},
    intentDetectionConfidence: 0.87,
    fulfillmentText: "",
    fulfillmentMessages: [{text: {text: ["En camino."]}}, {payload: {}}, {text: {text: ["¿Algo más?"]}}]
  }
};
const wrapped = (turn: object, changes: object = {}) => ({
  timestamp: "2026-03-02T10:00:00+01:00",
  ...changes,
  response: turn
});

test("half an emoji takes its own turn only, in a list too", async () => {
  const cut = JSON.stringify(wrapped({...es2, responseId: "r2"})).replace("pedido?", "pedido \\ud83d");
  home.put("dialogflow/day.json", `[${JSON.stringify(wrapped(es2))},\n${cut}]`);
  const {files} = await ingest(home.context);
  expect(files[0]).toMatchObject({rows_read: 2, rows_accepted: 1, rows_refused: 1});
  expect(await home.context.warehouse.rows("select record, reason, message, row_text from ops.rejects")).toEqual([
    {record: 2, reason: "invalid_json", message: expect.stringContaining("half a character"), row_text: cut}
  ]);
});

test("ES v2, wrapped: intent, confidence, both texts, the wrapper's conversation and channel", async () => {
  await load(wrapped(es2, {conversation_id: "c1", channel: "cloudapi", contact_id: "34600000001"}));
  expect(await turns()).toEqual([
    {
      turn_id: "r1",
      occurred_at: "2026-03-02 09:00:00+00",
      conversation_id: "c1",
      channel: "whatsapp",
      contact_id: "34600000001",
      text: "¿dónde está mi pedido?",
      intent: "Pedido",
      intent_confidence: 0.87,
      is_fallback: false,
      response_text: "En camino.\n¿Algo más?"
    }
  ]);
});

test("the wrapper's keys may also stand beside the turn's own", async () => {
  await load({...es2, timestamp: 1772445600, channel: "telegram"});
  expect(await turns("occurred_at::varchar as at, conversation_id, channel")).toEqual([
    {at: "2026-03-02 10:00:00+00", conversation_id: "s1", channel: "telegram"}
  ]);
});

test("ES v1: its own timestamp, session and score", async () => {
  await load({
    id: "v1",
    timestamp: "2026-03-02T09:00:00.123Z",
    sessionId: "s2",
    originalRequest: {data: {source: "facebook"}},
    result: {
      resolvedQuery: "hola",
      action: "input.welcome",
      score: 1,
      metadata: {intentName: "Saludo"},
      fulfillment: {speech: "¡Hola!", messages: []}
    }
  });
  expect(await turns()).toMatchObject([
    {
      turn_id: "v1",
      occurred_at: "2026-03-02 09:00:00.123+00",
      conversation_id: "s2",
      channel: "messenger",
      text: "hola",
      intent: "Saludo",
      intent_confidence: 1,
      response_text: "¡Hola!"
    }
  ]);
});

test("CX: a detect-intent response and a webhook request", async () => {
  await load(
    wrapped(
      {
        responseId: "cx1",
        queryResult: {
          text: "quiero una pizza",
          match: {intent: {displayName: "order"}, matchType: "INTENT", confidence: 0.5},
          responseMessages: [{text: {text: ["¿Cuántas?"]}}]
        }
      },
      {conversation_id: "c1"}
    ),
    wrapped({
      detectIntentResponseId: "cx2",
      intentInfo: {displayName: "order", confidence: 0.6},
      text: "dos",
      sessionInfo: {session: "projects/p/locations/eu/agents/a/sessions/s3"},
      messages: [{text: {text: ["Marchando."]}}]
    })
  );
  expect(await turns()).toMatchObject([
    {turn_id: "cx1", text: "quiero una pizza", intent: "order", intent_confidence: 0.5, response_text: "¿Cuántas?"},
    {turn_id: "cx2", text: "dos", intent: "order", conversation_id: "s3", response_text: "Marchando."}
  ]);
});

test("a fallback is told by its flag, its action, its name or CX's match", async () => {
  const turn = (id: string, queryResult: object) =>
    wrapped({responseId: id, queryResult: {queryText: "x", ...queryResult}});
  await load(
    turn("action", {action: "input.unknown", intent: {displayName: "Any"}}),
    turn("flag", {intent: {displayName: "Any", isFallback: true}}),
    turn("match", {match: {matchType: "NO_MATCH"}}),
    turn("name", {intent: {displayName: "Fallback intent"}}),
    turn("none", {intent: {displayName: "Default Fallback Intent"}})
  );
  expect(await turns("turn_id, is_fallback")).toEqual([
    {turn_id: "action", is_fallback: true},
    {turn_id: "flag", is_fallback: true},
    {turn_id: "match", is_fallback: true},
    {turn_id: "name", is_fallback: true},
    {turn_id: "none", is_fallback: false}
  ]);
});

test("a turn without a name gets one made of what it is, the same each time", async () => {
  const {responseId: _, ...nameless} = es2;
  expect(await load(wrapped(nameless), wrapped(nameless))).toMatchObject({rows_accepted: 1, rows_repeated: 1});
  expect(await turns("turn_id")).toEqual([{turn_id: expect.stringMatching(/^turn-[0-9a-f]{32}$/)}]);
  const empty = wrapped({...nameless, responseId: ""}, {conversation_id: ""});
  expect(await load(empty)).toMatchObject({rows_accepted: 0, rows_repeated: 1});
});

test("a refusal names what is wrong and its value", async () => {
  await load(
    wrapped(es2, {timestamp: "ayer"}),
    wrapped(es2, {timestamp: 86400}),
    wrapped({...es2, queryResult: {...es2.queryResult, intentDetectionConfidence: 87}}),
    wrapped({...es2, responseId: "9".repeat(513)})
  );
  const told = await home.context.warehouse.rows("select line, message from ops.rejects order by all");
  expect(told.map(({message}) => message)).toEqual([
    'The timestamp "ayer" is no instant; write ISO 8601 with its offset, or epoch seconds.',
    'The timestamp "86400" is before 2009 or in the future; check its unit.',
    'The confidence "87" is no number from 0 to 1.',
    `The turn's id "${"9".repeat(80)}…" is longer than 512 characters; shorten it.`
  ]);
});

test("what is wrong with a turn is said", async () => {
  const file = await load(
    es2,
    wrapped(es2, {timestamp: "ayer"}),
    wrapped(es2, {timestamp: "2008-12-31T00:00:00Z"}),
    wrapped(es2, {channel: "pigeon"}),
    wrapped({...es2, queryResult: {...es2.queryResult, intentDetectionConfidence: 87}}),
    wrapped({...es2, responseId: "x".repeat(513)}),
    {timestamp: 1772445600, fulfillmentText: "hola"},
    7
  );
  expect(file).toMatchObject({rows_read: 8, rows_refused: 8});
  expect(await reasons()).toEqual([
    ["channel", "unknown_code"],
    ["intent_confidence", "invalid_number"],
    ["timestamp", "impossible_instant"],
    ["timestamp", "invalid_instant"],
    ["timestamp", "missing_value"],
    ["turn_id", "too_long"],
    [null, "malformed_row"],
    [null, "malformed_row"]
  ]);
});
