import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";
import {delivery} from "./delivery-test.js";

const known = {
  "reference.error_codes": [
    {
      ...{error_code: "131026", title: "Message undeliverable", meaning: "No WhatsApp.", remedy: "Ask elsewhere."},
      ...{title_es: "No se puede entregar", meaning_es: "No tiene WhatsApp.", remedy_es: "Preguntar por otro canal."}
    }
  ]
};

test("a known code has one title, its meaning and what to do, in both languages", () =>
  assertModel(
    "metrics.delivery_failures",
    {
      ...known,
      "marts.deliveries": [
        delivery("a", "failed", {error_code: "131026", error_title: "Message undeliverable"}),
        delivery("b", "failed", {error_code: "131026", error_title: "Message Undeliverable."})
      ]
    },
    [
      {
        day: "2026-03-02",
        channel: "whatsapp",
        error_code: "131026",
        error_title: "Message undeliverable",
        messages: 2,
        is_known: true,
        meaning: "No WhatsApp.",
        remedy: "Ask elsewhere.",
        error_title_es: "No se puede entregar",
        meaning_es: "No tiene WhatsApp.",
        remedy_es: "Preguntar por otro canal."
      }
    ]
  ));

test("a code that a company's own list only gives a title is known, and not explained", () =>
  assertModel(
    "metrics.delivery_failures",
    {
      "reference.error_codes": [{error_code: "131026", title: "Not on WhatsApp"}],
      "marts.deliveries": [delivery("a", "failed", {error_code: "131026", error_title: "Message undeliverable"})]
    },
    [{error_code: "131026", error_title: "Not on WhatsApp", messages: 1, is_known: true, meaning: null, remedy: null}]
  ));

test("unknown codes and failures without a code are shown as they came", () =>
  assertModel(
    "metrics.delivery_failures",
    {
      ...known,
      "marts.deliveries": [
        delivery("a", "failed", {error_code: "999", error_title: "Odd"}),
        delivery("b", "failed", {channel: "sms"})
      ]
    },
    [
      {channel: "whatsapp", error_code: "999", error_title: "Odd", messages: 1, is_known: false, meaning: null},
      {channel: "sms", error_code: null, error_title: null, messages: 1, is_known: false, remedy: null}
    ]
  ));

test("a failure that a delivery followed is none", () =>
  assertModel(
    "metrics.delivery_failures",
    {"marts.deliveries": [delivery("a", "delivered", {error_code: "131000", failed_at: "2026-03-02 09:00:01Z"})]},
    []
  ));
