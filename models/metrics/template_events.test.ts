import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const mark = {
  account_id: "A",
  occurred_at: "2026-03-02 09:00:00Z",
  day: "2026-03-02",
  kind: "status",
  template_name: "offer",
  language: "es",
  new_value: "APPROVED"
};

test("a template's languages approved on one day are one mark", () =>
  assertModel(
    "metrics.template_events",
    {"marts.template_marks": [mark, {...mark, language: "en", occurred_at: "2026-03-02 08:00:00Z"}]},
    [{day: "2026-03-02", new_value: "APPROVED", events: 2, first_at: "2026-03-02 08:00:00Z"}]
  ));

test("what differs stands apart", () =>
  assertModel("metrics.template_events", {"marts.template_marks": [mark, {...mark, new_value: "PAUSED"}]}, [
    {new_value: "APPROVED", events: 1},
    {new_value: "PAUSED", events: 1}
  ]));

test("nothing happened: no row", () => assertModel("metrics.template_events", {}, []));
