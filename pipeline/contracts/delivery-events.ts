import {channels} from "./channels.js";
import {code, country, flag, id, instant, money, phone, text} from "./column.js";
import type {Feed} from "./feed.js";

export const deliveryStatuses = [
  "accepted",
  "sent",
  "delivered",
  "read",
  "played",
  "clicked",
  "failed",
  "deleted",
  "warning"
];

export const deliveryEvents: Feed = {
  name: "delivery_events",
  key: ["message_id", "status", "recipient_id", "recipient_participant_id"],
  merge: "event",
  instant: "occurred_at",
  inInbox: true,
  columns: {
    message_id: id(),
    status: code(deliveryStatuses, "unknown_status").required(),
    occurred_at: instant().required(),
    channel: code(channels).required(),
    account_id: text(),
    business_number: phone(),
    recipient_id: text(),
    recipient_participant_id: text(),
    recipient_country: country(),
    conversation_id: text(),
    conversation_expires_at: instant({future: true}),
    conversation_origin: text(),
    template_name: text(),
    campaign_id: text(),
    category: text(),
    pricing_model: text(),
    pricing_type: text(),
    billable: flag(),
    cost_amount: money(),
    cost_currency: text(),
    error_code: text(),
    error_title: text()
  }
};
