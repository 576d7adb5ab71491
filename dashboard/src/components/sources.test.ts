import {expect, test} from "vitest";
import {cubeOf} from "./cube.js";
import {readDay} from "./day.js";
import {sourcesOf, warningsOf} from "./sources.js";

const day = readDay("2026-10-10")!;
const at = (text: string) => Date.parse(text);
const asOf = "2026-10-18T09:00:00Z";
const period = {from: day, to: day + 8};

const health = cubeOf([
  row("messages", 0, 10, "2026-10-10T20:00:00Z", "unmapped_intents: a; b; unknown_authors: 3 messages"),
  row("messages", 8, 7, "2026-10-18T09:00:00Z", "unknown_authors: 5 messages"),
  row("agent_history", 0, 3, "2026-10-10T18:00:00Z", null),
  row("console_messages", 12, 40, null, "unknown_columns: foo"),
  row("metrics.agent_days", 8, 0, null, "nobody_forgets_to_log_out: 22")
]);

function row(source: string, after: number, rows: number, last: string | null, warning: string | null) {
  return {source, day: day + after, rows, last_event_at: last === null ? null : at(last), warning};
}

test("rows and warnings are those of the period, the newest event that of all time", () => {
  expect(sourcesOf(health, asOf, {from: day, to: day})).toEqual([
    {source: "agent_history", last_event_at: at("2026-10-10T18:00:00Z"), rows: 3, warnings: 0, is_late: true},
    {source: "messages", last_event_at: at(asOf), rows: 10, warnings: 1, is_late: false}
  ]);
});

test("files and checks have no events, so they are never late", () => {
  expect(sourcesOf(health, asOf, period).map(({source}) => source)).toEqual(["agent_history", "messages"]);
});

test("a warning of many days is one, with what it said last", () => {
  expect(warningsOf(health, period, day + 8)).toEqual([
    {source: "console_messages", code: "unknown_columns", days: 1, last_day: day + 12, detail: "foo"},
    {source: "messages", code: "unknown_authors", days: 2, last_day: day + 8, detail: "5 messages"},
    {source: "messages", code: "unmapped_intents", days: 1, last_day: day, detail: "a; b"}
  ]);
});

test("warnings outside the period are left out, those of loading are not", () => {
  expect(warningsOf(health, {from: day + 1, to: day + 2}, day + 8).map(({code}) => code)).toEqual(["unknown_columns"]);
});
