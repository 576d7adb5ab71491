import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

test("events stand on their day, refused rows on the day they were loaded", () =>
  assertModel(
    "metrics.health",
    {
      "marts.source_days": [
        {
          source: "messages",
          day: "2026-03-02",
          rows: 7,
          last_event_at: "2026-03-02 10:00:00Z",
          warning: "unmapped_intents: a"
        }
      ],
      "ops.files": [
        {file_id: 1, feed: "messages", loaded_at: "2026-03-02 23:30:00Z", rows_accepted: 7, rows_refused: 2},
        {file_id: 2, feed: "whatsapp_cloud", loaded_at: "2026-03-03 09:00:00Z", rows_accepted: 5, rows_refused: 0},
        {file_id: 3, feed: "whatsapp_cloud", loaded_at: "2026-03-03 10:00:00Z", rows_accepted: 4, rows_refused: 1}
      ]
    },
    [
      {
        source: "messages",
        day: "2026-03-02",
        rows: 7,
        rows_refused: 0,
        last_event_at: "2026-03-02 10:00:00Z",
        warning: "unmapped_intents: a"
      },
      {source: "messages", day: "2026-03-03", rows: 0, rows_refused: 2, last_event_at: null, warning: null},
      {source: "whatsapp_cloud", day: "2026-03-03", rows: 9, rows_refused: 1, last_event_at: null, warning: null}
    ]
  ));

test("a file without refusals of a feed of events leaves no row of its own", () =>
  assertModel(
    "metrics.health",
    {
      "ops.files": [
        {file_id: 1, feed: "messages", loaded_at: "2026-03-02 09:00:00Z", rows_accepted: 7, rows_refused: 0}
      ]
    },
    []
  ));

test("warnings of checks stand under their model on the day of the newest data", () =>
  assertModel(
    "metrics.health",
    {
      "ops.checks": [
        {model: "marts.sessions", check_name: "odd", kind: "warn", failed_rows: 3},
        {model: "marts.sessions", check_name: "good", kind: "warn", failed_rows: 0},
        {model: "marts.sessions", check_name: "hard", kind: "check", failed_rows: 0}
      ]
    },
    [{source: "marts.sessions", day: "2026-03-02", rows: 0, rows_refused: 0, warning: "odd: 3"}],
    {asOf: "2026-03-02 12:00:00Z"}
  ));

test("names that no data has stand under reference, those that it spells otherwise first", () =>
  assertModel(
    "metrics.health",
    {
      "metrics.unused_names": [
        {code: "unused_skills", name: "NOCHE", places: "skills.csv", data_name: null},
        {code: "unused_skills", name: "Ventas", places: "skills.csv", data_name: "VENTAS"},
        ...Array.from({length: 12}, (_, index) => ({
          code: "unused_accounts",
          name: `10${10 + index}`,
          places: "budgets.csv"
        }))
      ]
    },
    [
      {
        source: "reference",
        day: "2026-03-02",
        rows: 0,
        rows_refused: 0,
        last_event_at: null,
        warning: `unused_accounts: ${[10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
          .map((end) => `10${end} (budgets.csv)`)
          .join(", ")} (+2); unused_skills: Ventas ≠ VENTAS (skills.csv), NOCHE (skills.csv)`
      }
    ],
    {asOf: "2026-03-02 12:00:00Z"}
  ));
