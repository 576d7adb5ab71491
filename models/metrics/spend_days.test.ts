import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

test("of an amount in which one message is an estimate, its part is that message's", () => {
  const charge = {day: "2026-10-05", category: "utility", pricing_type: "regular", amount: "0.020000"};
  return assertModel(
    "metrics.spend_days",
    {
      "marts.whatsapp_charges": [
        {...charge, unit_id: "1", is_estimate: false},
        {...charge, unit_id: "2", is_estimate: false},
        {...charge, unit_id: "3", is_estimate: true},
        {...charge, unit_id: "4", category: "marketing", is_estimate: false}
      ]
    },
    [
      {category: "utility", amount: "0.060000", amount_estimated: "0.020000", is_estimate: true},
      {category: "marketing", amount: "0.020000", amount_estimated: null, is_estimate: false}
    ]
  );
});
