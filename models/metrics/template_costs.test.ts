import {expect, test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";
import {rateTraffic} from "../marts/whatsapp-chain.js";

function reached(id: string, more: TestRow = {}): TestRow {
  return {
    message_id: id,
    recipient_id: id,
    day: "2026-03-02",
    channel: "whatsapp",
    account_id: "A",
    template_name: "offer",
    is_delivered: true,
    is_reply_over: true,
    ...more
  };
}

const spend = {
  day: "2026-03-02",
  account_id: "A",
  template_name: "offer",
  category: "marketing",
  currency: "USD",
  units: 2,
  units_charged: 2,
  units_free: 0,
  units_unrated: 0,
  amount: "0.122000",
  is_estimate: false
};

test("deliveries, replies and cost of a template stand in one row", () =>
  assertModel(
    "metrics.template_costs",
    {
      "marts.template_replies": [
        reached("a", {replied_at: "2026-03-02 10:00:00Z"}),
        reached("b"),
        reached("c", {is_delivered: false}),
        reached("d", {channel: "sms"})
      ],
      "metrics.spend_templates": [spend, {...spend, campaign_id: "x", units: 1, amount: "0.061000"}]
    },
    [
      {
        template_name: "offer",
        currency: "USD",
        delivered: 2,
        reply_base: 2,
        replied: 1,
        units: 3,
        amount: "0.183000",
        is_estimate: false
      }
    ]
  ));

test("a reply costs what the days cost whose 24 hours are over: a running campaign has no such cost yet", () => {
  const other = {day: "2026-03-03", is_reply_over: false};
  return assertModel(
    "metrics.template_costs",
    {
      "marts.template_replies": [
        reached("a", {replied_at: "2026-03-02 10:00:00Z"}),
        reached("b", {day: "2026-03-03", replied_at: "2026-03-03 10:00:00Z"}),
        reached("c", other),
        reached("d", {...other, template_name: "code"})
      ],
      "metrics.spend_templates": [spend, {...spend, day: "2026-03-03"}, {...spend, day: "2026-03-04"}]
    },
    [
      {
        day: "2026-03-02",
        template_name: "offer",
        amount: "0.122000",
        replied: 1,
        amount_over: "0.122000",
        replied_over: 1
      },
      {day: "2026-03-03", template_name: "offer", amount: "0.122000", replied: 1, amount_over: null, replied_over: 0},
      {day: "2026-03-03", template_name: "code", amount: null, replied: 0, amount_over: null, replied_over: 0},
      {
        day: "2026-03-04",
        template_name: "offer",
        amount: "0.122000",
        replied: 0,
        amount_over: "0.122000",
        replied_over: 0
      }
    ]
  );
});

test("what has no price has a null amount and never zero", () =>
  assertModel(
    "metrics.template_costs",
    {"metrics.spend_templates": [{...spend, units_charged: 0, units_unrated: 2, amount: null}]},
    [{delivered: 0, units: 2, units_unrated: 2, amount: null}]
  ));

test("the account's currency of the day is that of its deliveries", () =>
  assertModel(
    "metrics.template_costs",
    {
      "reference.accounts": [
        {account_id: "A", currency: "USD", valid_from: null},
        {account_id: "A", currency: "EUR", valid_from: "2026-03-02"}
      ],
      "marts.template_replies": [reached("a"), reached("b", {day: "2026-03-01"})]
    },
    [
      {day: "2026-03-02", currency: "EUR", delivered: 1, amount: null},
      {day: "2026-03-01", currency: "USD", delivered: 1, amount: null}
    ]
  ));

test("messages that are no template cost elsewhere", () =>
  assertModel("metrics.template_costs", {"metrics.spend_templates": [{...spend, template_name: null}]}, []));

test("a template that is renamed has its deliveries and its cost under the message's own name", async () => {
  const message = {message_id: "m", channel: "whatsapp", account_id: "A", business_number: "34910000000"};
  const warehouse = await rateTraffic({
    messages: [
      {
        ...message,
        conversation_id: "c",
        sent_at: "2026-09-01 10:00:00Z",
        direction: "outbound",
        author: "bot",
        contact_id: "34600000001",
        type: "template",
        template_name: "offer",
        category: "marketing"
      }
    ],
    deliveryEvents: [
      {
        ...message,
        status: "delivered",
        occurred_at: "2026-09-01 10:00:05Z",
        recipient_id: "34600000001",
        template_name: "offer_2026"
      }
    ],
    accounts: [{account_id: "A", account_name: "A", time_zone: "Europe/Madrid", currency: "USD", portfolio: "main"}],
    upTo: ["metrics.template_costs"],
    asOf: "2026-09-10 00:00:00Z"
  });
  const rows = await warehouse.rows("select template_name, delivered, units from metrics.template_costs");
  warehouse.close();
  expect(rows).toEqual([{template_name: "offer", delivered: 1, units: 1}]);
});
