import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

test("an account that no data has is named with the places that speak of it", () =>
  assertModel(
    "metrics.unused_names",
    {
      "reference.accounts": [{account_id: "1048"}, {account_id: "1049"}],
      "reference.budgets": [{account_id: "1049"}, {account_id: "1050"}, {account_id: "1051"}],
      "reference.skills": [{account_id: "1048"}, {account_id: "1052"}],
      "reference.fallback_intents": [],
      "metrics.conversation_days": [{day: "2026-03-02", channel: "whatsapp", account_id: "1048"}],
      "metrics.delivery_days": [{day: "2026-03-02", channel: "whatsapp", account_id: "1050"}],
      "metrics.spend_months": [{month: "2026-03-01", account_id: "1051"}]
    },
    [
      {code: "unused_accounts", name: "1049", places: "budgets.csv, settings.yaml", data_name: null},
      {code: "unused_accounts", name: "1052", places: "skills.csv", data_name: null}
    ]
  ));

test("a budget in a currency that the account is not charged in is named with both", () =>
  assertModel(
    "metrics.unused_names",
    {
      "reference.budgets": [
        {account_id: "1048", currency: "EUR", month: "2026-03-01"},
        {account_id: "1048", currency: "EUR", month: "2026-04-01"},
        {account_id: "1051", currency: "USD", month: "2026-03-01"},
        {account_id: "1053", currency: "USD", month: "2026-03-01"},
        {account_id: "1053", currency: "USD", month: "2026-04-01"},
        {account_id: "1054", currency: "USD", month: "2026-04-01"},
        {account_id: "1052", currency: "USD", month: "2026-03-01"}
      ],
      "reference.fallback_intents": [],
      "metrics.spend_months": [
        {month: "2026-03-01", account_id: "1048", currency: "USD"},
        {month: "2026-03-01", account_id: "1051", currency: "USD"},
        {month: "2026-03-01", account_id: "1053", currency: "USD"},
        {month: "2026-04-01", account_id: "1053", currency: "COP"},
        {month: "2026-03-01", account_id: "1054", currency: "USD"}
      ]
    },
    [
      {code: "unused_accounts", name: "1052", places: "budgets.csv"},
      {code: "unused_budgets", name: "1048 EUR", places: "budgets.csv", data_name: null},
      {code: "unused_budgets", name: "1053 USD", places: "budgets.csv", data_name: null}
    ]
  ));

test("a team in another letter case is told with the data's name; one that nobody writes like, too", () =>
  assertModel(
    "metrics.unused_names",
    {
      "reference.skills": [
        {skill: "Atención cliente", calendar: "default"},
        {skill: "VENTAS", calendar: "default"},
        {skill: "NOCHE", calendar: "default"},
        {skill: "TALLER", calendar: "default"},
        {skill: "BODEGA", calendar: "default"},
        {calendar: "default"}
      ],
      "reference.fallback_intents": [],
      "metrics.hour_days": [{skill: "ATENCION  CLIENTE"}, {skill: "VENTAS"}, {skill: null}],
      "metrics.service_days": [{skill: "BODEGA"}],
      "metrics.agent_days": [{agent_id: "301", skill: "TALLER"}]
    },
    [
      {code: "unused_skills", name: "Atención cliente", places: "skills.csv", data_name: "ATENCION  CLIENTE"},
      {code: "unused_skills", name: "NOCHE", places: "skills.csv", data_name: null}
    ]
  ));

test("an intent is told only where the data spells it otherwise, also where another spelling is mapped", () =>
  assertModel(
    "metrics.unused_names",
    {
      "reference.skills": [],
      "reference.intents": [
        {source_intent: "order.status", intent: "Orders"},
        {source_intent: "Order_Price", intent: "Prices"},
        {source_intent: "price.of.order", intent: "Prices"},
        {source_intent: "never.asked", intent: "Never"}
      ],
      "reference.fallback_intents": [{intent: "fallback intent"}, {intent: "What"}],
      "metrics.intent_days": [
        {intent: "Orders", is_mapped: true},
        {intent: "Prices", is_mapped: true},
        {intent: "order.price", is_mapped: false},
        {intent: "Fallback Intent", is_mapped: false},
        {intent: "What", is_mapped: false},
        {intent: null, is_mapped: false}
      ]
    },
    [
      {code: "respelled_intents", name: "Order_Price", places: "intents.csv", data_name: "order.price"},
      {code: "respelled_intents", name: "fallback intent", places: "settings.yaml", data_name: "Fallback Intent"}
    ]
  ));
