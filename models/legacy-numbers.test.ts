// Mexico's and Argentina's mobile numbers come with and without a digit of old; whoever is meant is one contact.
import {expect, test} from "vitest";
import {buildChain} from "./model-chain.js";

const place = {channel: "whatsapp", account_id: "A", business_number: "34910000000"};

/** A message that one source tells of with the contact's number as it spells it. */
function told(message_id: string, contact: string, sent_at: string, more: Record<string, string>) {
  const conversation_id = `whatsapp|34910000000|${contact}`;
  return {...place, message_id, conversation_id, contact_id: contact, sent_at, type: "text", ...more};
}

const inbound = {direction: "inbound", author: "contact"};
const outbound = {direction: "outbound", author: "bot"};

test.each([
  ["Mexico", "5215512345678", "525512345678"],
  ["Argentina", "5491112345678", "541112345678"],
  ["with a plus", "+34600000001", "34600000001"]
])(
  "templates reach who wrote, and who wrote comes back, whichever way the number is spelt: %s",
  async (_, one, other) => {
    const names = ["metrics.template_contact_days", "metrics.bot_days", "metrics.intent_days"];
    const warehouse = await buildChain(names, {
      staging: {
        messages: [
          told("asks", one, "2026-03-02T09:00:00Z", inbound),
          told("answers", one, "2026-03-02T09:00:05Z", outbound),
          told("returns", other, "2026-03-03T12:00:00Z", {...inbound, intent: "order.status"}),
          told("returns again", one, "2026-03-03T13:00:00Z", {...inbound, intent: "order.status"})
        ],
        delivery_events: [one, other].map((recipient_id, index) => ({
          ...place,
          message_id: `template ${index}`,
          status: "delivered",
          occurred_at: `2026-03-0${5 + index}T09:00:00Z`,
          recipient_id,
          template_name: "offer"
        }))
      },
      asOf: "2026-03-20T00:00:00Z"
    });
    expect(
      await warehouse.rows(
        "select templates_before, never_wrote from metrics.template_contact_days order by templates_before"
      )
    ).toEqual([
      {templates_before: 0, never_wrote: 0},
      {templates_before: 1, never_wrote: 0}
    ]);
    expect(
      await warehouse.row("select durable_24h_base, durable_24h from metrics.bot_days where day = '2026-03-02'")
    ).toEqual({durable_24h_base: 1, durable_24h: 0});
    expect(
      await warehouse.rows("select sessions, contacts from metrics.intent_days where intent = 'order.status'")
    ).toEqual([{sessions: 2, contacts: 1}]);
    warehouse.close();
  }
);
