import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

test("wishes are counted by day and template, those of no template too", () => {
  const wish = {account_id: "10", day: "2026-10-06", wish: "stop", template_name: "otono"};
  return assertModel(
    "metrics.opt_out_days",
    {
      "marts.marketing_wishes": [
        {...wish, contact_id: "a"},
        {...wish, contact_id: "b"},
        {...wish, contact_id: "c", wish: "resume"},
        {...wish, contact_id: "d", template_name: null},
        {...wish, contact_id: "a", day: "2026-10-07", wish: "resume"}
      ]
    },
    [
      {day: "2026-10-06", channel: "whatsapp", account_id: "10", template_name: "otono", opt_outs: 2, opt_ins: 1},
      {day: "2026-10-06", channel: "whatsapp", account_id: "10", template_name: null, opt_outs: 1, opt_ins: 0},
      {day: "2026-10-07", channel: "whatsapp", account_id: "10", template_name: "otono", opt_outs: 0, opt_ins: 1}
    ]
  );
});
