import {channels} from "./channels.js";
import {code, flag, id, instant, number, text} from "./column.js";
import type {Feed} from "./feed.js";

/** What the native format `dialogflow` becomes: one row per turn of the bot. */
export const dialogflowTurns: Feed = {
  name: "dialogflow_turns",
  key: ["turn_id"],
  merge: "event",
  instant: "occurred_at",
  inInbox: false,
  columns: {
    turn_id: id(),
    occurred_at: instant().required(),
    conversation_id: text(),
    channel: code(channels),
    contact_id: text(),
    text: text(),
    intent: text(),
    intent_confidence: number({min: 0, max: 1}),
    is_fallback: flag(),
    response_text: text()
  }
};
