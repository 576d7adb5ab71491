import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function template(id: string, sentAt: string, more: TestRow = {}): TestRow {
  return {
    message_id: id,
    recipient_id: "34600",
    contact_key: "whatsapp|34600",
    channel: "whatsapp",
    template_name: "offer",
    sent_at: sentAt,
    day: sentAt.slice(0, 10),
    is_delivered: true,
    is_read: false,
    is_failed: false,
    may_be_marketing: true,
    ...more
  };
}

const failed = (code: string) => ({is_delivered: false, is_failed: true, error_code: code});

test("templates of the 30 days before count, the boundary included, older ones and undelivered ones not", () =>
  assertModel(
    "marts.template_contacts",
    {
      "marts.template_replies": [
        template("a", "2026-01-30 08:59:59Z"),
        template("b", "2026-01-31 09:00:00Z"),
        template("c", "2026-02-20 09:00:00Z", failed("131026")),
        template("d", "2026-03-02 09:00:00Z")
      ]
    },
    [
      {message_id: "a", templates_before: 0},
      {message_id: "b", templates_before: 1},
      {message_id: "c", templates_before: 2},
      {message_id: "d", templates_before: 1}
    ]
  ));

test("marketing alone wears off: an order's notice before it does not count", () =>
  assertModel(
    "marts.template_contacts",
    {
      "marts.template_replies": [
        template("a", "2026-03-01 09:00:00Z"),
        template("b", "2026-03-02 09:00:00Z", {may_be_marketing: false}),
        template("c", "2026-03-03 09:00:00Z")
      ]
    },
    [
      {message_id: "a", templates_before: 0, may_be_marketing: true},
      {message_id: "b", templates_before: 1, may_be_marketing: false},
      {message_id: "c", templates_before: 1, may_be_marketing: true}
    ]
  ));

test("two templates at the same instant are not before each other, other contacts do not count", () =>
  assertModel(
    "marts.template_contacts",
    {
      "marts.template_replies": [
        template("a", "2026-03-02 09:00:00Z"),
        template("b", "2026-03-02 09:00:00Z"),
        template("c", "2026-03-01 09:00:00Z", {recipient_id: "34611", contact_key: "whatsapp|34611"})
      ]
    },
    [
      {message_id: "a", templates_before: 0},
      {message_id: "b", templates_before: 0},
      {message_id: "c", templates_before: 0}
    ]
  ));

test("a contact who wrote only afterwards had not written before", () =>
  assertModel(
    "marts.template_contacts",
    {
      "marts.template_replies": [template("a", "2026-03-02 09:00:00Z"), template("b", "2026-03-04 09:00:00Z")],
      "marts.contact_messages": [
        {contact_key: "whatsapp|34600", message_id: "in", conversation_id: "c", sent_at: "2026-03-03 09:00:00Z"}
      ]
    },
    [
      {message_id: "a", has_written_before: false},
      {message_id: "b", has_written_before: true}
    ]
  ));

test("who opted out with one template had opted out before the next", () =>
  assertModel(
    "marts.template_contacts",
    {
      "marts.template_replies": [
        template("a", "2026-03-02 09:00:00Z", failed("131050")),
        template("b", "2026-03-04 09:00:00Z", failed("131049"))
      ]
    },
    [
      {message_id: "a", is_opted_out: true, is_capped: false, is_after_opt_out: false},
      {message_id: "b", is_opted_out: false, is_capped: true, is_after_opt_out: true}
    ]
  ));

test("after an opt-out an order's notice is no fault, and what is delivered ends it", () =>
  assertModel(
    "marts.template_contacts",
    {
      "marts.template_replies": [
        template("out", "2026-03-02 09:00:00Z", failed("131050")),
        template("notice", "2026-03-03 09:00:00Z", {may_be_marketing: false}),
        template("lost notice", "2026-03-03 10:00:00Z", {...failed("131026"), may_be_marketing: false}),
        template("in vain", "2026-03-04 09:00:00Z", failed("131050")),
        template("resumed", "2026-03-05 09:00:00Z"),
        template("unlucky", "2026-03-06 09:00:00Z", failed("131026"))
      ]
    },
    [
      {message_id: "in vain", is_after_opt_out: true},
      {message_id: "lost notice", is_after_opt_out: false},
      {message_id: "notice", is_after_opt_out: false},
      {message_id: "out", is_after_opt_out: false},
      {message_id: "resumed", is_after_opt_out: false},
      {message_id: "unlucky", is_after_opt_out: false}
    ]
  ));

test("who stopped the marketing of one number did not stop another's", () => {
  const [one, other] = [{business_number: "34911"}, {business_number: "34922"}];
  return assertModel(
    "marts.template_contacts",
    {
      "marts.template_replies": [
        template("a", "2026-03-02 09:00:00Z", {...failed("131050"), ...one}),
        template("b", "2026-03-03 09:00:00Z", {...failed("131026"), ...other}),
        template("c", "2026-03-04 09:00:00Z", {...failed("131026"), ...one})
      ]
    },
    [
      {message_id: "a", is_after_opt_out: false},
      {message_id: "b", is_after_opt_out: false},
      {message_id: "c", is_after_opt_out: true}
    ]
  );
});
