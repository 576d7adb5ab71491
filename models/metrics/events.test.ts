import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

test("a release in the evening stands on its local day", () =>
  assertModel(
    "metrics.events",
    {"reference.events": [{starts_at: "2026-03-02 23:30:00Z", label: "Bot 5", kind: "release"}]},
    [{label: "Bot 5", kind: "release", day: "2026-03-03"}]
  ));

test("a line that stands twice in the file is one event", () =>
  assertModel(
    "metrics.events",
    {
      "reference.events": [
        {starts_at: "2026-03-02 10:00:00Z", label: "Bot 5", kind: "release"},
        {starts_at: "2026-03-02 10:00:00Z", label: "Bot 5", kind: "release"}
      ]
    },
    [{label: "Bot 5", day: "2026-03-02"}]
  ));

test("no file, no events", () => assertModel("metrics.events", {}, []));
