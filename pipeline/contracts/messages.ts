import {channels} from "./channels.js";
import {code, country, flag, id, instant, number, phone, text} from "./column.js";
import type {Feed} from "./feed.js";

export const messageTypes = [
  "text",
  "template",
  "button",
  "list",
  "image",
  "audio",
  "voice",
  "video",
  "document",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "order",
  "flow",
  "system",
  "unsupported",
  "event"
];

export const messages: Feed = {
  name: "messages",
  key: ["message_id"],
  merge: "event",
  instant: "sent_at",
  inInbox: true,
  columns: {
    message_id: id(),
    conversation_id: id(),
    sent_at: instant().required(),
    direction: code(["inbound", "outbound"]).required(),
    author: code(["contact", "bot", "agent", "system", "unknown"]).required(),
    agent_id: text(),
    channel: code(channels).required(),
    account_id: text(),
    business_number: phone(),
    contact_id: text(),
    contact_name: text(),
    contact_phone: phone(),
    contact_country: country(),
    type: code(messageTypes),
    text: text(),
    template_name: text(),
    // Open: Meta adds categories, and one that is not known yet is kept and shown as unrated.
    category: text(),
    intent: text(),
    intent_confidence: number({min: 0, max: 1}),
    is_fallback: flag(),
    option: text(),
    event: code([
      "handoff_requested",
      "handoff_accepted",
      "transferred",
      "out_of_hours_notice",
      "goal_reached",
      "closed"
    ]),
    entry_point: code(["organic", "ad", "page_cta", "business"]),
    skill: text(),
    origin: code(["api", "business_app", "history"])
  }
};
