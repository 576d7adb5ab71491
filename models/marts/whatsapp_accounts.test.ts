import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const account = {account_id: "1", time_zone: "Europe/Madrid", currency: "EUR", portfolio: "main"};

test("settings hold from the first midnight of their day in their own zone until the next ones do", () =>
  assertModel(
    "marts.whatsapp_accounts",
    {
      "reference.accounts": [
        {...account, valid_from: null},
        {...account, time_zone: "America/Havana", currency: "USD", valid_from: "2026-11-01"}
      ]
    },
    [
      {time_zone: "Europe/Madrid", valid_from: "2008-12-30 23:00:00Z", valid_to: "2026-11-01 04:00:00Z"},
      {time_zone: "America/Havana", valid_from: "2026-11-01 04:00:00Z", valid_to: "infinity"}
    ]
  ));

test("of settings that begin before the first day the last ones count", () =>
  assertModel(
    "marts.whatsapp_accounts",
    {
      "reference.accounts": [
        {...account, currency: "USD", valid_from: "2007-03-01"},
        {...account, valid_from: null},
        {...account, valid_from: "2005-03-01"},
        {...account, currency: "MXN", valid_from: "2020-03-01"}
      ]
    },
    [
      {currency: "USD", valid_from: "2008-12-30 23:00:00Z", valid_to: "2020-02-29 23:00:00Z"},
      {currency: "MXN", valid_from: "2020-02-29 23:00:00Z", valid_to: "infinity"}
    ]
  ));
