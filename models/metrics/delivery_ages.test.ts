import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";
import {delivery} from "./delivery-test.js";

const at = (asOf: string) => ({asOf});

test("a message is as old as its first event, as of the data; an exact hour is an hour", async () => {
  const sent = {"marts.deliveries": [delivery("a", "sent")]};
  const ages: [string, string][] = [
    ["2026-03-02 09:59:59Z", "under_1_hour"],
    ["2026-03-02 10:00:00Z", "under_24_hours"],
    ["2026-03-03 09:00:00Z", "under_7_days"],
    ["2026-03-09 09:00:00Z", "under_30_days"],
    ["2026-04-01 09:00:00Z", "older"]
  ];
  for (const [asOf, age] of ages) {
    await assertModel("metrics.delivery_ages", sent, [{day: "2026-03-02", age, only_sent: 1}], at(asOf));
  }
});

test("only sent, only accepted and without any status stand side by side", () =>
  assertModel(
    "metrics.delivery_ages",
    {"marts.deliveries": [delivery("a", "sent"), delivery("b", "accepted"), delivery("c", "none")]},
    [{age: "under_24_hours", only_sent: 1, only_accepted: 1, without_status: 1}],
    at("2026-03-02 12:00:00Z")
  ));

test("what was delivered or failed is not waiting", () =>
  assertModel(
    "metrics.delivery_ages",
    {"marts.deliveries": [delivery("a", "read"), delivery("b", "delivered"), delivery("c", "failed")]},
    [],
    at("2026-03-02 12:00:00Z")
  ));
