import type {Benchmark} from "./measure.js";
import {measurePart} from "./part.js";

/** As many delivery events as messages: seven of ten conversations on WhatsApp; 1,000 days see four pricing regimes. */
export const benchmark: Benchmark = {
  name: "spend",
  question: "Does deriving WhatsApp's units and rating them grow in proportion?",
  memoryLimit: "2.6GB",
  messages: 10_000_000,
  run: (bench) =>
    measurePart(bench, {
      name: "units and rating",
      models: ["marts.whatsapp_charges", "metrics.spend_days", "metrics.spend_months"],
      bulk: (_, messages) => ({messages, days: 1000, whatsapp: 714}),
      mostMegabytes: 4000
    })
};
