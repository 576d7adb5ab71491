import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

test("the list in settings counts where intents.csv says nothing", () =>
  assertModel("metrics.fallback_intents", {"reference.fallback_intents": [{intent: "no.match"}]}, [
    {source_intent: "no.match", intent: "no.match", said_by: "settings"}
  ]));

test("intents.csv has the last word, both ways", () =>
  assertModel(
    "metrics.fallback_intents",
    {
      "reference.fallback_intents": [{intent: "no.match"}, {intent: "small.talk"}],
      "reference.intents": [
        {source_intent: "no.match", intent: "No entendido", is_fallback: true},
        {source_intent: "small.talk", intent: "Charla", is_fallback: false}
      ]
    },
    [{source_intent: "no.match", intent: "No entendido", said_by: "intents.csv"}]
  ));

test("without any the source's own mark is all there is", () =>
  assertModel("metrics.fallback_intents", {"reference.fallback_intents": []}, []));
