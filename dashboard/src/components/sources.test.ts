import {expect, test} from "vitest";
import {cubeOf} from "./cube.js";
import {readDay} from "./day.js";
import {sourcesOf} from "./sources.js";

const day = readDay("2026-10-10")!;
const at = (text: string) => Date.parse(text);
const health = cubeOf([
  {source: "messages", day, rows: 10, rows_refused: 1, last_event_at: at("2026-10-10T20:00:00Z"), warning: null},
  {
    source: "messages",
    day: day + 8,
    rows: 7,
    rows_refused: 0,
    last_event_at: at("2026-10-18T09:00:00Z"),
    warning: "few"
  },
  {source: "agent_history", day, rows: 3, rows_refused: 0, last_event_at: at("2026-10-10T18:00:00Z"), warning: null}
]);
const asOf = "2026-10-18T09:00:00Z";

test("rows and warnings are those of the period, the newest event that of all time", () => {
  expect(sourcesOf(health, asOf, {from: day, to: day})).toEqual([
    {
      source: "agent_history",
      last_event_at: at("2026-10-10T18:00:00Z"),
      rows: 3,
      rows_refused: 0,
      warnings: 0,
      is_late: true
    },
    {source: "messages", last_event_at: at(asOf), rows: 10, rows_refused: 1, warnings: 0, is_late: false}
  ]);
});

test("a source without any event is late", () => {
  const silent = cubeOf([
    {source: "dialogflow", day: null, rows: null, rows_refused: 4, last_event_at: null, warning: null}
  ]);
  expect(sourcesOf(silent, asOf, {from: day, to: day})).toMatchObject([{source: "dialogflow", rows: 0, is_late: true}]);
});
