import {id, instant, json, text} from "./column.js";
import type {Feed} from "./feed.js";

/** Every webhook field that is neither a message nor a status, whole: tier updates, template status, quality… */
export const whatsappAccountEvents: Feed = {
  name: "whatsapp_account_events",
  key: ["account_id", "field", "occurred_at", "payload"],
  merge: "event",
  instant: "occurred_at",
  inInbox: false,
  columns: {
    account_id: text(),
    field: id(),
    occurred_at: instant(),
    payload: json()
  }
};
