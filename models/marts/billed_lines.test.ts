import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const reference: Record<string, TestRow[]> = {
  "reference.accounts": [
    {account_id: "A", time_zone: "America/Bogota", currency: "COP", portfolio: "main", valid_from: null}
  ],
  "reference.whatsapp_markets": [
    {iso2: "ES", market: "Spain", valid_from: "2022-02-01"},
    {iso2: "MA", market: "Rest of Africa", valid_from: "2022-02-01", valid_to_exclusive: "2026-10-01"},
    {iso2: "MA", market: "Morocco", valid_from: "2026-10-01"}
  ],
  "reference.calling_codes": [{calling_code: "352", iso2: "LU"}],
  "reference.country_aliases": [{country: "EH", same_as: "MA"}]
};

const day = {
  account_id: "A",
  field: "pricing_analytics",
  starts_at: "2026-10-01 05:00:00Z",
  ends_at: "2026-10-02 05:00:00Z",
  country: "ES",
  pricing_type: "REGULAR",
  pricing_category: "UTILITY"
};

function billed(points: TestRow[], expected: TestRow[], invoices: TestRow[] = []) {
  return assertModel(
    "marts.billed_lines",
    {
      ...reference,
      "staging.pricing_analytics": points,
      "staging.invoices": invoices.map((line) => ({is_counted: true, ...line}))
    },
    expected
  );
}

test("data points add up by month, market and category in the account's zone and currency", () =>
  billed(
    [
      {...day, volume: 3, cost: "0.6"},
      {...day, starts_at: "2026-10-02 05:00:00Z", ends_at: "2026-10-03 05:00:00Z", volume: 2, cost: "0.4"},
      {...day, pricing_type: "FREE_CUSTOMER_SERVICE", volume: 9, cost: "0"}
    ],
    [
      {
        source: "analytics",
        month: "2026-10-01",
        market: "Spain",
        category: "utility",
        currency: "COP",
        units: 5,
        free_units: 9,
        amount: "1.0",
        covered_from: "2026-10-01",
        covered_to: "2026-10-02"
      }
    ]
  ));

test("countries belong to the market of their day, and those on no card to Other", () =>
  billed(
    [
      {...day, country: "MA", volume: 1},
      {...day, country: "EH", volume: 1},
      {...day, country: "LU", volume: 1},
      {...day, country: "MA", starts_at: "2026-09-30 05:00:00Z", ends_at: "2026-10-01 05:00:00Z", volume: 4}
    ],
    [
      {month: "2026-10-01", market: "Morocco", units: 2},
      {month: "2026-10-01", market: "Other", units: 1},
      {month: "2026-09-01", market: "Rest of Africa", units: 4}
    ]
  ));

test("a month that came by day and whole counts once", () =>
  billed(
    [
      {...day, volume: 3},
      {...day, starts_at: "2026-10-01 00:00:00Z", ends_at: "2026-11-01 00:00:00Z", volume: 70}
    ],
    [{month: "2026-10-01", units: 70, covered_to: "2026-10-31"}]
  ));

test.each([
  ["neither category nor type", {pricing_category: null, pricing_type: null, volume: 12, cost: "0.06"}],
  ["no type", {pricing_type: null, volume: 12, cost: "0.06"}],
  ["no category", {pricing_category: null, volume: 3, cost: "0.06"}]
])("a month that came once more with %s counts once", (_, more) =>
  billed(
    [
      {...day, volume: 3, cost: "0.06"},
      {...day, pricing_type: "FREE_ENTRY_POINT", volume: 9, cost: "0"},
      {...day, ...more}
    ],
    [{market: "Spain", category: "utility", units: 3, free_units: 9, amount: "0.06"}]
  )
);

test("a point that came whole and by tiers counts once", () =>
  billed(
    [
      {...day, volume: 30},
      {...day, tier: "0:20", volume: 20},
      {...day, tier: "21:MAX", volume: 10}
    ],
    [{units: 30}]
  ));

test("conversations of the first conversation regime are named by who began them", () =>
  billed(
    [
      {
        ...day,
        field: "conversation_analytics",
        starts_at: "2022-03-01 05:00:00Z",
        ends_at: "2022-03-02 05:00:00Z",
        pricing_category: null,
        direction: "BUSINESS_INITIATED",
        volume: 7
      }
    ],
    [{month: "2022-03-01", category: "business_initiated", units: 7}]
  ));

test("B8: half an hour of conversations by category, of which nobody says how many were free", () => {
  const half = {
    ...day,
    field: "conversation_analytics",
    starts_at: "2023-10-02 15:00:00Z",
    ends_at: "2023-10-02 15:30:00Z",
    country: null,
    pricing_type: null
  };
  return billed(
    [
      {...half, pricing_category: "MARKETING", volume: 3, cost: "0.0432"},
      {...half, pricing_category: "AUTHENTICATION", volume: 2, cost: "0.0128"}
    ],
    [
      {month: "2023-10-01", category: "marketing", units: null, amount: "0.0432", rounding: "0.0001"},
      {month: "2023-10-01", category: "authentication", units: null, amount: "0.0128", rounding: "0.0001"}
    ]
  );
});

test("conversations are none of the regimes of messages", () =>
  billed([{...day, field: "conversation_analytics", volume: 7}], []));

test("an invoice's categories are written our way", () =>
  billed(
    [],
    [{source: "invoice", category: "authentication_international", units: 4, amount: "2.50", rounding: "0.01"}],
    [
      {
        month: "2026-10-01",
        account_id: "A",
        category: "Authentication-International",
        units: 4,
        amount: "2.50",
        currency: "usd"
      }
    ]
  ));

test("an invoice's markets are those of the cards, however they are spelled", () => {
  const line = {
    month: "2026-10-01",
    account_id: "A",
    category: "utility",
    units: 1,
    amount: "1.00",
    currency: "USD",
    is_counted: true
  };
  const written = ["rest of africa", "Rest of Central and Eastern Europe", "REST-OF-AFRICA ", "Atlantis", null];
  return assertModel(
    "marts.billed_lines",
    {
      ...reference,
      "reference.whatsapp_rates": [{market: "Rest of Central & Eastern Europe"}],
      "staging.invoices": written.map((market) => ({...line, market}))
    },
    [
      {market: "Atlantis", units: 1},
      {market: "Rest of Africa", units: 2},
      {market: "Rest of Central & Eastern Europe", units: 1},
      {market: null, units: 1}
    ]
  );
});

test("several invoices of a month add up, and what does not count is in none of their amounts", () => {
  const line = {month: "2026-10-01", account_id: "A", market: "Spain", category: "utility", currency: "USD"};
  return billed(
    [],
    [{market: "Spain", units: 6550, amount: "131", rounding: "0.02"}],
    [
      {...line, invoice_number: "F-1", units: 5000, amount: "100.00"},
      {...line, invoice_number: "F-2", units: 1550, amount: "31.00"},
      {...line, invoice_number: null, units: 6550, amount: "131.00", is_counted: false}
    ]
  );
});

test("units that one of two invoices does not say are not known of both", () => {
  const line = {month: "2026-10-01", account_id: "A", category: "utility", currency: "USD"};
  return billed(
    [],
    [{units: null, amount: "131"}],
    [
      {...line, invoice_number: "F-1", units: 5000, amount: "100.00"},
      {...line, invoice_number: "F-2", units: null, amount: "31.00"}
    ]
  );
});

test("where midnight comes twice, what the settings say of an account begins with the first", () =>
  assertModel(
    "marts.billed_lines",
    {
      ...reference,
      "reference.accounts": [
        {account_id: "A", time_zone: "America/Bogota", currency: "COP", portfolio: "main", valid_from: null},
        {account_id: "A", time_zone: "America/Havana", currency: "USD", portfolio: "main", valid_from: "2026-11-01"},
        {account_id: "A", time_zone: "America/Havana", currency: "EUR", portfolio: "main", valid_from: "2099-01-01"}
      ],
      "staging.pricing_analytics": [
        {...day, starts_at: "2026-11-01 04:00:00Z", ends_at: "2026-11-01 04:30:00Z", volume: 3, cost: "0.6"}
      ]
    },
    [{month: "2026-11-01", currency: "USD", units: 3}]
  ));
