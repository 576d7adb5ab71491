import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";
import {delivery} from "./delivery-test.js";

test("delivered includes read, sent includes both, and every message was accepted", () =>
  assertModel(
    "metrics.delivery_days",
    {
      "marts.deliveries": [
        delivery("a", "read"),
        delivery("b", "delivered"),
        delivery("c", "sent"),
        delivery("d", "failed"),
        delivery("e", "failed", {handed_over_at: null}),
        delivery("f", "accepted"),
        delivery("g", "none"),
        delivery("h", "clicked", {clicked_at: "2026-03-02 09:30:00Z"})
      ]
    },
    [
      {
        day: "2026-03-02",
        channel: "whatsapp",
        template_name: null,
        accepted: 8,
        sent: 5,
        delivered: 3,
        read: 2,
        failed: 2,
        only_sent: 1,
        only_accepted: 1,
        without_status: 1,
        unconfirmed: 3,
        clicked: 1
      }
    ]
  ));

test("a read receipt without any other status counts as sent and delivered", () =>
  assertModel(
    "metrics.delivery_days",
    {"marts.deliveries": [delivery("a", "read", {handed_over_at: null, is_status_only: true})]},
    [{accepted: 1, sent: 1, delivered: 1, read: 1, status_only: 1}]
  ));

test("nothing was sent: no row", () => assertModel("metrics.delivery_days", {}, []));

test("accounts stand apart, and their replies with them", () => {
  const own = (id: string, account: string | null) =>
    delivery(id, "delivered", {template_name: "offer", account_id: account});
  const reply = (id: string, account: string | null) => ({
    message_id: id,
    recipient_id: "34600",
    channel: "whatsapp",
    account_id: account,
    template_name: "offer",
    day: "2026-03-02",
    is_delivered: true,
    is_reply_over: true
  });
  return assertModel(
    "metrics.delivery_days",
    {
      "marts.deliveries": [own("a", "es"), own("b", "es"), own("c", "latam"), own("d", null)],
      "marts.template_replies": [reply("a", "es"), reply("c", "latam"), reply("d", null)]
    },
    [
      {account_id: "es", accepted: 2, reply_base: 1},
      {account_id: "latam", accepted: 1, reply_base: 1},
      {account_id: null, accepted: 1, reply_base: 1}
    ]
  );
});

test("templates, channels and days stand apart; in groups every member counts", () =>
  assertModel(
    "metrics.delivery_days",
    {
      "marts.deliveries": [
        delivery("a", "read", {template_name: "offer", recipient_participant_id: "1"}),
        delivery("a", "sent", {template_name: "offer", recipient_participant_id: "2"}),
        delivery("b", "sent", {channel: "sms"}),
        delivery("c", "none", {day: "2026-03-03"})
      ]
    },
    [
      {day: "2026-03-02", channel: "whatsapp", template_name: "offer", accepted: 2, delivered: 1},
      {day: "2026-03-02", channel: "sms", template_name: null, accepted: 1, delivered: 0},
      {day: "2026-03-03", channel: "whatsapp", template_name: null, accepted: 1, delivered: 0}
    ]
  ));

test("replies are counted of delivered templates whose 24 hours are over", () => {
  const replied = {replied_at: "2026-03-02 10:00:00Z"};
  const row = (id: string, more: object) => ({
    message_id: id,
    recipient_id: "34600",
    day: "2026-03-02",
    channel: "whatsapp",
    template_name: "offer",
    sent_at: "2026-03-02 09:00:00Z",
    is_delivered: true,
    is_reply_over: true,
    ...more
  });
  return assertModel(
    "metrics.delivery_days",
    {
      "marts.deliveries": ["a", "b", "c", "d"].map((id) =>
        delivery(id, id === "d" ? "failed" : "delivered", {template_name: "offer"})
      ),
      "marts.template_replies": [
        row("a", replied),
        row("b", {}),
        row("c", {...replied, is_reply_over: false}),
        row("d", {...replied, is_delivered: false})
      ]
    },
    [{accepted: 4, delivered: 3, reply_base: 2, replied: 1}]
  );
});
