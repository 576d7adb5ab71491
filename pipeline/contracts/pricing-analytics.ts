import {code, id, instant, integer, money, text} from "./column.js";
import type {Feed} from "./feed.js";

/**
 * Meta's own aggregates, a row per data point of the Graph API's answers: what it says it delivered and what that cost.
 * A later download of the same point takes the place of the earlier one.
 */
export const pricingAnalytics: Feed = {
  name: "pricing_analytics",
  key: [
    "account_id",
    "field",
    "starts_at",
    "ends_at",
    "phone_number",
    "country",
    "tier",
    "pricing_type",
    "pricing_category",
    "direction"
  ],
  merge: "snapshot",
  instant: "starts_at",
  isSummary: true,
  inInbox: false,
  columns: {
    account_id: id(),
    // Which answer it stood in: messages since July 2025, conversations before.
    field: code(["pricing_analytics", "conversation_analytics"]).required(),
    starts_at: instant().required(),
    // The end of a month that has just begun.
    ends_at: instant({future: true}).required(),
    phone_number: text(),
    country: text(),
    tier: text(),
    pricing_type: text(),
    pricing_category: text(),
    direction: text(),
    volume: integer(),
    cost: money()
  }
};
