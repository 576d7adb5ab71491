import {day, id, text} from "./column.js";
import type {Feed} from "./feed.js";

/** Names and teams of agents, each valid from a day; an empty day means from the beginning. */
export const agents: Feed = {
  name: "agents",
  key: ["agent_id", "valid_from"],
  merge: "snapshot",
  instant: "valid_from",
  inInbox: true,
  columns: {
    agent_id: id(),
    agent_name: text(),
    agent_email: text(),
    team: text(),
    skill: text(),
    valid_from: day()
  }
};
