import {id, instant, text} from "./column.js";
import type {Feed} from "./feed.js";

export const agentHistory: Feed = {
  name: "agent_history",
  // Several available stretches of one session come as several rows.
  key: ["session_id", "available_at"],
  merge: "snapshot",
  instant: "connected_at",
  inInbox: true,
  // The aliases are the headers of the console's own report.
  columns: {
    session_id: id().alias("id"),
    agent_id: id(),
    agent_email: text().alias("email agente"),
    agent_name: text(),
    skill: text().alias("skill agente"),
    connected_at: instant().required().alias("agent_history_connect_at"),
    disconnected_at: instant().alias("agent_history_disconnect_at"),
    available_at: instant().alias("agent_history_available_at"),
    unavailable_at: instant().alias("agent_history_notavailable_at")
  },
  intervals: [
    ["connected_at", "disconnected_at"],
    ["available_at", "unavailable_at"]
  ],
  supersededWithout: "available_at"
};
