import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";
import {delivery} from "./delivery-test.js";

test("both times run from the first event, equal ones are counted together", () =>
  assertModel(
    "metrics.delivery_times",
    {
      "marts.deliveries": [
        delivery("a", "read", {delivered_at: "2026-03-02 09:00:05Z", read_at: "2026-03-02 09:10:00Z"}),
        delivery("b", "delivered", {delivered_at: "2026-03-02 09:00:05.900Z"})
      ]
    },
    [
      {step: "delivered", seconds: 5, messages: 2},
      {step: "read", seconds: 600, messages: 1}
    ]
  ));

test("a read receipt alone has a time to read and none to deliver", () =>
  assertModel(
    "metrics.delivery_times",
    {"marts.deliveries": [delivery("a", "read", {read_at: "2026-03-02 09:00:30Z"})]},
    [{step: "read", seconds: 30, messages: 1}]
  ));

test("what was never delivered has no time", () =>
  assertModel("metrics.delivery_times", {"marts.deliveries": [delivery("a", "sent"), delivery("b", "failed")]}, []));

test("delivery over the hour that comes twice takes as long as it took", () =>
  assertModel(
    "metrics.delivery_times",
    {
      "marts.deliveries": [
        delivery("a", "delivered", {
          day: "2026-10-25",
          sent_at: "2026-10-25 00:30:00Z",
          delivered_at: "2026-10-25 01:30:00Z"
        })
      ]
    },
    [{day: "2026-10-25", step: "delivered", seconds: 3600}]
  ));
