import {dictionary, float64, int32, tableFromArrays, tableToIPC, uint8, utf8} from "@uwdata/flechette";
import {expect, test} from "vitest";
import {cubeOf, emptyCube, joinCubes, labelsOf, readCube, rollup, rowsOf, totals} from "./cube.js";
import {readDay} from "./day.js";

const first = readDay("2026-10-01")!;
const cube = cubeOf([
  {day: first, channel: "whatsapp", sessions: 3, waits: null},
  {day: first, channel: "chat_web", sessions: 4, waits: 2},
  {day: first + 1, channel: "whatsapp", sessions: 5, waits: null},
  {day: first + 8, channel: "whatsapp", sessions: 7, waits: null}
]);

test("counts are added up by any column", () => {
  expect(rollup(cube, {by: ["channel"], sum: ["sessions"]})).toEqual([
    {channel: "whatsapp", sessions: 15},
    {channel: "chat_web", sessions: 4}
  ]);
});

test("by two columns, each pair is a row of its own", () => {
  expect(rollup(cube, {by: ["day", "channel"], sum: ["sessions"]})).toHaveLength(4);
});

test("both ends of a period belong to it", () => {
  expect(totals(cube, ["sessions"], {from: first, to: first + 1})).toEqual({sessions: 12});
});

test("no value is left out of a sum, and nothing but no value stays no value", () => {
  expect(rollup(cube, {by: ["channel"], sum: ["waits"]})).toEqual([
    {channel: "whatsapp", waits: null},
    {channel: "chat_web", waits: 2}
  ]);
});

test("no row kept is no value, not zero", () => {
  expect(totals(cube, ["sessions"], {where: {channel: []}})).toEqual({sessions: null});
  expect(totals(emptyCube, ["sessions"])).toEqual({sessions: null});
});

test("a filter on a column that the data lacks keeps everything", () => {
  expect(totals(cube, ["sessions"], {where: {skill: ["sales"]}})).toEqual({sessions: 19});
});

test("days count as the week they are in", () => {
  const week = (day: number) => Math.floor((day + 3) / 7);
  expect(rollup(cube, {by: ["day"], sum: ["sessions"], key: {day: week}}).map((row) => row["sessions"])).toEqual([
    12, 7
  ]);
});

test("the greatest value of a group is taken where asked", () => {
  expect(rollup(cube, {by: ["channel"], max: ["sessions"]})).toEqual([
    {channel: "whatsapp", sessions: 7},
    {channel: "chat_web", sessions: 4}
  ]);
});

test("a misspelt column is named, with those there are", () => {
  expect(() => totals(cube, ["sesions"])).toThrow("sesions: the data has no such column, only day, channel");
});

test("text is not added up", () => {
  expect(() => totals(cube, ["channel"])).toThrow("channel: a text column cannot be added up");
});

test("an Arrow file is read as the manifest says, nulls as null", () => {
  const table = tableFromArrays(
    {
      day: [first, first + 1],
      channel: ["whatsapp", null],
      sessions: [3, null],
      last_event_at: [Date.UTC(2026, 9, 1, 22), null],
      is_open: [1, 0]
    },
    {types: {day: int32(), channel: dictionary(utf8()), sessions: int32(), last_event_at: float64(), is_open: uint8()}}
  );
  const read = readCube(tableToIPC(table, {format: "stream"})!, {
    day: "day",
    channel: "label",
    sessions: "integer",
    last_event_at: "instant",
    is_open: "flag"
  });
  expect(rowsOf(read)).toEqual([
    {day: first, channel: "whatsapp", sessions: 3, last_event_at: Date.UTC(2026, 9, 1, 22), is_open: true},
    {day: first + 1, channel: null, sessions: null, last_event_at: null, is_open: false}
  ]);
  expect(labelsOf(read, "channel")).toEqual(["whatsapp"]);
});

test("cubes put together are one cube, whatever numbers their labels had", () => {
  const january = cubeOf([
    {day: 1, channel: "whatsapp", messages: 3},
    {day: 2, channel: null, messages: null}
  ]);
  const february = cubeOf([
    {day: 32, channel: "sms", messages: 5},
    {day: 33, channel: "whatsapp", messages: 7}
  ]);
  const both = joinCubes([january, february]);
  expect(both.length).toBe(4);
  expect(rollup(both, {by: ["channel"], sum: ["messages"]})).toEqual([
    {channel: "whatsapp", messages: 10},
    {channel: null, messages: null},
    {channel: "sms", messages: 5}
  ]);
  expect(totals(both, ["messages"], {from: 2, to: 32})).toEqual({messages: 5});
});
