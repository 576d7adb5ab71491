import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function sent(id: string, templatesBefore: number, more: TestRow = {}): TestRow {
  return {
    message_id: id,
    recipient_id: id,
    day: "2026-03-02",
    channel: "whatsapp",
    template_name: "offer",
    is_delivered: true,
    is_read: false,
    is_opted_out: false,
    is_capped: false,
    templates_before: templatesBefore,
    may_be_marketing: true,
    has_written_before: true,
    is_after_opt_out: false,
    ...more
  };
}

test("those who got as many before stand together, ten or more in one", () =>
  assertModel(
    "metrics.template_contact_days",
    {"marts.template_contacts": [sent("a", 0, {is_read: true}), sent("b", 0), sent("c", 10), sent("d", 14)]},
    [
      {templates_before: 0, accepted: 2, delivered: 2, read: 1},
      {templates_before: 10, accepted: 2, delivered: 2, read: 0}
    ]
  ));

test("whether reading wears off is asked of marketing", () =>
  assertModel(
    "metrics.template_contact_days",
    {
      "marts.template_contacts": [
        sent("a", 1, {is_read: true}),
        sent("b", 1),
        sent("c", 1, {is_read: true, may_be_marketing: false}),
        sent("d", 1, {is_delivered: false})
      ]
    },
    [{accepted: 4, delivered: 3, read: 2, marketing_delivered: 2, marketing_read: 1}]
  ));

test("opt-outs, caps and contacts who never wrote are counted apart", () =>
  assertModel(
    "metrics.template_contact_days",
    {
      "marts.writing_channels": [{channel: "whatsapp"}],
      "marts.template_contacts": [
        sent("a", 1, {is_delivered: false, is_opted_out: true}),
        sent("b", 1, {is_delivered: false, is_capped: true}),
        sent("c", 1, {has_written_before: false}),
        sent("d", 1, {is_delivered: false, is_after_opt_out: true})
      ]
    },
    [{accepted: 4, delivered: 1, opted_out: 1, capped: 1, never_wrote_base: 4, never_wrote: 1, after_opt_out: 1}]
  ));

test("an order's notice is owed to who never wrote, and who cannot write on a channel did not stay silent there", () =>
  assertModel(
    "metrics.template_contact_days",
    {
      "marts.writing_channels": [{channel: "whatsapp"}],
      "marts.template_contacts": [
        sent("a", 0, {has_written_before: false, may_be_marketing: false}),
        sent("b", 0, {has_written_before: false}),
        sent("c", 0, {has_written_before: false, channel: "sms"})
      ]
    },
    [
      {channel: "whatsapp", accepted: 2, never_wrote_base: 1, never_wrote: 1},
      {channel: "sms", accepted: 1, never_wrote_base: 0, never_wrote: 0}
    ]
  ));

test("no template was sent: no row", () => assertModel("metrics.template_contact_days", {}, []));
