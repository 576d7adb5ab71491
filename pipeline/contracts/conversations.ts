import {channels} from "./channels.js";
import {code, country, id, instant, phone, text} from "./column.js";
import type {Feed} from "./feed.js";

export const conversations: Feed = {
  name: "conversations",
  key: ["conversation_id"],
  merge: "snapshot",
  instant: "opened_at",
  inInbox: true,
  columns: {
    conversation_id: id(),
    channel: code(channels).required(),
    account_id: text(),
    business_number: phone(),
    contact_id: id(),
    contact_name: text(),
    contact_phone: phone(),
    contact_country: country(),
    skill: text(),
    agent_id: text(),
    opened_at: instant().required(),
    closed_at: instant(),
    entry_point: code(["organic", "ad", "page_cta", "business"])
  }
};
