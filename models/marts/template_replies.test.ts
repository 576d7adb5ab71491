import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const template: TestRow = {
  message_id: "t",
  recipient_id: "34600",
  conversation_id: "c",
  channel: "whatsapp",
  template_name: "offer",
  sent_at: "2026-03-02 09:00:00Z",
  day: "2026-03-02",
  is_delivered: true,
  is_read: false,
  is_failed: false
};

function written(sentAt: string, conversationId = "c"): TestRow {
  return {
    message_id: sentAt,
    conversation_id: conversationId,
    sent_at: sentAt,
    is_free_text: false,
    is_fallback: false
  };
}

const late = {asOf: "2026-03-20 00:00:00Z"};

test("a message of the contact within 24 hours is the reply, the first of them", () =>
  assertModel(
    "marts.template_replies",
    {
      "marts.deliveries": [template],
      "marts.contact_messages": [
        written("2026-03-02 08:00:00Z"),
        written("2026-03-03 08:59:59Z"),
        written("2026-03-02 10:00:00Z")
      ]
    },
    [{message_id: "t", replied_at: "2026-03-02 10:00:00Z", is_reply_over: true, contact_key: "whatsapp|34600"}],
    late
  ));

test("exactly 24 hours later, at the same instant or in another conversation it is none", () =>
  assertModel(
    "marts.template_replies",
    {
      "marts.deliveries": [template],
      "marts.contact_messages": [
        written("2026-03-02 09:00:00Z"),
        written("2026-03-03 09:00:00Z"),
        written("2026-03-02 10:00:00Z", "other")
      ]
    },
    [{message_id: "t", replied_at: null}],
    late
  ));

test("nobody wrote: no reply, and it is open for 24 hours", () =>
  assertModel("marts.template_replies", {"marts.deliveries": [template]}, [{replied_at: null, is_reply_over: false}], {
    asOf: "2026-03-03 08:59:59Z"
  }));

test("after exactly 24 hours it is over", () =>
  assertModel("marts.template_replies", {"marts.deliveries": [template]}, [{replied_at: null, is_reply_over: true}], {
    asOf: "2026-03-03 09:00:00Z"
  }));

test("what is no template has no row", () =>
  assertModel("marts.template_replies", {"marts.deliveries": [{...template, template_name: null}]}, [], late));
