import type {Benchmark} from "./measure.js";
import {measurePart} from "./part.js";

/** Half as many logins as messages, two a day for each agent. */
export const benchmark: Benchmark = {
  name: "hours",
  question: "Do agents' hours, waits and what nobody attended grow in proportion?",
  memoryLimit: "2GB",
  messages: 10_000_000,
  run: (bench) =>
    measurePart(bench, {
      name: "hours and waits",
      models: [
        "metrics.agent_days",
        "metrics.agent_service_days",
        "metrics.agent_concurrency",
        "metrics.coverage_slots",
        "metrics.out_of_hours_days",
        "metrics.longer_hours",
        "metrics.waits"
      ],
      bulk: ({days}, messages) => ({
        messages,
        days,
        agentSessions: Math.round(messages / 2),
        agents: Math.max(1, Math.round(messages / 4 / days))
      }),
      mostMegabytes: 3000
    })
};
