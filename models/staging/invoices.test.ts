import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const line = {month: "2026-10-01", account_id: "A", market: "Spain", category: "utility", currency: "USD"};

function invoices(lines: TestRow[], expected: TestRow[]) {
  return assertModel("staging.invoices", {"raw.invoices": lines.map((each) => ({...line, ...each}))}, expected);
}

test("lines count without a number as long as none of the month and account has one", () =>
  invoices(
    [
      {amount: "131"},
      {account_id: "B", invoice_number: "F-1", amount: "31"},
      {month: "2026-11-01", invoice_number: "F-2", amount: "31"}
    ],
    [
      {month: "2026-10-01", account_id: "A", is_counted: true},
      {month: "2026-10-01", account_id: "B", is_counted: true},
      {month: "2026-11-01", account_id: "A", is_counted: true}
    ]
  ));

test("what comes again with numbers does not count twice, also where it names other markets or another day", () =>
  invoices(
    [
      {amount: "131"},
      {month: "2026-10-31", market: null, category: null, amount: "131"},
      {invoice_number: "F-1", amount: "100"},
      {invoice_number: "F-2", amount: "31"}
    ],
    [
      {market: "Spain", invoice_number: null, is_counted: false},
      {market: null, invoice_number: null, is_counted: false},
      {market: "Spain", invoice_number: "F-1", is_counted: true},
      {market: "Spain", invoice_number: "F-2", is_counted: true}
    ]
  ));

test.each([
  ["one line with a number", ["100", "31"], "31", true],
  ["several together", ["100", "31"], "131", true],
  ["none, as where the first invoice of two came without its number", ["31"], "100", false]
])("the amount of a line without a number is told again by %s", (_, numbered, amount, isToldAgain) =>
  invoices(
    [{amount}, ...numbered.map((each, index) => ({invoice_number: `F-${index}`, amount: each}))],
    [
      {amount, invoice_number: null, is_counted: false, is_told_again: isToldAgain},
      ...numbered.map((each, index) => ({
        amount: each,
        invoice_number: `F-${index}`,
        is_counted: true,
        is_told_again: true
      }))
    ]
  )
);

test("an amount of another market, category or currency tells nothing again", () =>
  invoices(
    [
      {amount: "31"},
      {invoice_number: "F-1", market: "France", amount: "31"},
      {invoice_number: "F-1", category: "marketing", amount: "31"},
      {invoice_number: "F-1", currency: "EUR", amount: "31"}
    ],
    [
      {invoice_number: null, market: "Spain", category: "utility", currency: "USD", is_told_again: false},
      {invoice_number: "F-1", market: "France", category: "utility", currency: "USD", is_told_again: true},
      {invoice_number: "F-1", market: "Spain", category: "marketing", currency: "USD", is_told_again: true},
      {invoice_number: "F-1", market: "Spain", category: "utility", currency: "EUR", is_told_again: true}
    ]
  ));
