import {day, id, integer, money, text} from "./column.js";
import type {Feed} from "./feed.js";

/** What Meta billed: one row per month, account, market, category and currency. */
export const invoices: Feed = {
  name: "invoices",
  key: ["month", "account_id", "market", "category", "currency"],
  merge: "snapshot",
  instant: "month",
  inInbox: true,
  columns: {
    // The first day of the month.
    month: day().required(),
    account_id: id().alias("account"),
    market: text(),
    category: text(),
    units: integer(),
    amount: money().required(),
    currency: id()
  }
};
