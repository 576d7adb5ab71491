import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";
import {delivery} from "./delivery-test.js";

test("campaign, number and country stand apart and add up to all that was sent", () =>
  assertModel(
    "metrics.delivery_slices",
    {
      "marts.deliveries": [
        delivery("a", "read", {campaign_id: "autumn", business_number: "34910", recipient_country: "ES"}),
        delivery("b", "sent", {campaign_id: "autumn", business_number: "34910", recipient_country: "PT"}),
        delivery("c", "failed", {campaign_id: "winter", business_number: "34910", recipient_country: "ES"})
      ]
    },
    [
      {campaign_id: "autumn", country: "ES", accepted: 1, sent: 1, delivered: 1, read: 1, failed: 0, only_sent: 0},
      {campaign_id: "autumn", country: "PT", accepted: 1, sent: 1, delivered: 0, read: 0, failed: 0, only_sent: 1},
      {campaign_id: "winter", country: "ES", accepted: 1, sent: 1, delivered: 0, read: 0, failed: 1, only_sent: 0}
    ]
  ));

test("what has no campaign, number or country is shown under none", () =>
  assertModel("metrics.delivery_slices", {"marts.deliveries": [delivery("a", "none"), delivery("b", "accepted")]}, [
    {campaign_id: null, business_number: null, country: null, accepted: 2, without_status: 1, only_accepted: 1}
  ]));

test("nothing was sent: no row", () => assertModel("metrics.delivery_slices", {}, []));
