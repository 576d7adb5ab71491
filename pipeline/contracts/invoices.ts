import {day, id, integer, money, text} from "./column.js";
import type {Feed} from "./feed.js";

/** What Meta billed: one row per month, account, invoice, market, category and currency. */
export const invoices: Feed = {
  name: "invoices",
  key: ["month", "account_id", "invoice_number", "market", "category", "currency"],
  merge: "snapshot",
  tellsApart: "invoice_number",
  instant: "month",
  inInbox: true,
  columns: {
    // The first day of the month.
    month: day().required(),
    account_id: id().alias("account"),
    // Several invoices of a month add up by it; a line without one replaces the line without one that was there.
    invoice_number: id().optional().alias("invoice_id", "invoice", "factura", "número de factura", "nº de factura"),
    market: text(),
    category: text(),
    units: integer(),
    amount: money().required(),
    currency: id()
  }
};
