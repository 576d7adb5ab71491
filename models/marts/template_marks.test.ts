import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const event = (field: string, payload: object, occurredAt: string | null = "2026-03-02 23:30:00Z") => ({
  account_id: "A",
  field,
  occurred_at: occurredAt,
  payload: JSON.stringify(payload)
});
const offer = {message_template_id: 1, message_template_name: "offer", message_template_language: "es"};

test("a pause is a mark on its local day, with its reason", () =>
  assertModel(
    "marts.template_marks",
    {
      "staging.whatsapp_account_events": [
        event("message_template_status_update", {
          ...offer,
          event: "PAUSED",
          reason: "NONE",
          other_info: {title: "FIRST_PAUSE"}
        })
      ]
    },
    [
      {
        day: "2026-03-03",
        kind: "status",
        template_name: "offer",
        language: "es",
        old_value: null,
        new_value: "PAUSED",
        reason: "FIRST_PAUSE"
      }
    ]
  ));

test("category and quality say what was before", () =>
  assertModel(
    "marts.template_marks",
    {
      "staging.whatsapp_account_events": [
        event("template_category_update", {...offer, previous_category: "utility", new_category: "MARKETING"}),
        event("message_template_quality_update", {
          ...offer,
          previous_quality_score: "GREEN",
          new_quality_score: "YELLOW"
        }),
        event("phone_number_quality_update", {display_phone_number: "+34 910", event: "FLAGGED"})
      ]
    },
    [
      {kind: "category", template_name: "offer", business_number: null, old_value: "UTILITY", new_value: "MARKETING"},
      {kind: "quality", template_name: "offer", business_number: null, old_value: "GREEN", new_value: "YELLOW"},
      {kind: "number_quality", template_name: null, business_number: "34910", old_value: null, new_value: "FLAGGED"}
    ]
  ));

test("other events, and events without a time, are no marks", () =>
  assertModel(
    "marts.template_marks",
    {
      "staging.whatsapp_account_events": [
        event("account_update", {event: "VERIFIED_ACCOUNT"}),
        event("message_template_status_update", {...offer, event: "APPROVED"}, null)
      ]
    },
    []
  ));
