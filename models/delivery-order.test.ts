import {expect, test} from "vitest";
import {buildChain} from "./model-chain.js";

const names = [
  "metrics.delivery_days",
  "metrics.delivery_slices",
  "metrics.delivery_times",
  "metrics.delivery_ages",
  "metrics.delivery_failures",
  "metrics.template_contact_days"
];

const errors = ["131026", "131049", "131050", null];

// Thirty template messages to three contacts, each with the statuses it got; some with a receipt alone, some failed.
const statuses = Array.from({length: 30}, (_, index) => {
  const sentAt = Date.UTC(2026, 2, 1, 22, 59, 50) + index * 7_000_000;
  const steps = [
    ["sent"],
    ["sent", "delivered"],
    ["read", "delivered", "sent"],
    ["sent", "failed"],
    ["failed"],
    ["read"]
  ];
  return steps[index % steps.length]!.map((status, step) => ({
    message_id: `m${index}`,
    status,
    occurred_at: new Date(sentAt + step * 1000).toISOString(),
    channel: "whatsapp",
    account_id: "A",
    business_number: "34910",
    recipient_id: `3460${index % 3}`,
    recipient_country: index % 2 === 0 ? "ES" : null,
    template_name: index % 4 === 0 ? "offer" : "reminder",
    error_code: status === "failed" ? errors[index % errors.length]! : null
  }));
}).flat();

const messages = Array.from({length: 9}, (_, index) => ({
  message_id: `in${index}`,
  conversation_id: `whatsapp|34910|3460${index % 3}`,
  sent_at: new Date(Date.UTC(2026, 2, 2, 3) + index * 9_000_000).toISOString(),
  direction: "inbound",
  author: "contact",
  channel: "whatsapp",
  account_id: "A",
  business_number: "34910",
  contact_id: `3460${index % 3}`,
  type: "text"
}));

test("the order in which statuses and messages arrive changes nothing", async () => {
  const expected = await tables((rows) => rows);
  expect(expected["metrics.delivery_days"]!.length).toBeGreaterThan(4);
  expect(await tables((rows) => rows.toReversed())).toEqual(expected);
  for (const seed of [1, 2, 3]) expect(await tables((rows) => shuffled(rows, seed))).toEqual(expected);
}, 120_000);

type Arrange = <Row>(rows: Row[]) => Row[];

async function tables(arrange: Arrange): Promise<Record<string, unknown[]>> {
  const warehouse = await buildChain(names, {
    staging: {delivery_events: arrange(statuses), messages: arrange(messages)},
    asOf: "2026-03-05T00:00:00Z"
  });
  const tables: Record<string, unknown[]> = {};
  for (const name of names) tables[name] = await warehouse.rows(`from ${name} order by all`);
  warehouse.close();
  return tables;
}

function shuffled<Row>(rows: Row[], seed: number): Row[] {
  const place = (index: number) => ((index + 1) * (7919 + 2 * seed)) % 1009;
  return rows
    .map((row, index) => ({row, place: place(index)}))
    .sort((a, b) => a.place - b.place)
    .map(({row}) => row);
}
