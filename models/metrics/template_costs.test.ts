import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

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
