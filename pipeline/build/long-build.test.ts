import {readdirSync, statSync} from "node:fs";
import {afterEach, beforeEach, expect, test} from "vitest";
import {type Log, silentLog} from "../log.js";
import {openElsewhere} from "../test-elsewhere.js";
import {toyModels} from "./toy-models.js";
import {openToyWarehouse, type ToyWarehouse} from "./toy-warehouse.js";

let toy: ToyWarehouse;

/** As if memory were for one row: whatever makes the history anew is long. */
const rowsAtOnce = 1;

beforeEach(async () => {
  toy = await openToyWarehouse("file");
  await toy.load([
    {message_id: "a", conversation_id: "x", sent_at: "2026-03-02 09:00:00Z"},
    {message_id: "b", conversation_id: "x", sent_at: "2026-03-02 09:10:00Z"},
    {message_id: "c", conversation_id: "y", sent_at: "2026-03-03 10:00:00Z"}
  ]);
  await toy.build();
});

afterEach(() => toy.close());

/** Another file lies at the warehouse's path when a build was done in a copy. */
const file = () => statSync(toy.home.warehouse).ino;
const leftBehind = () => readdirSync(toy.home.root).filter((name) => name.includes(".copy"));

test("a later full build is done in a copy that takes the file's place", async () => {
  const [before, whole] = [file(), await toy.content()];
  expect(await toy.build({full: true, rowsAtOnce})).toMatchObject({mode: "full"});
  expect(file()).not.toBe(before);
  expect(await toy.content()).toEqual(whole);
  expect(leftBehind()).toEqual([]);
  expect(openElsewhere(toy.home.warehouse).stderr).toContain("another process holds it");
  expect(await toy.warehouse.rows("select build_id, mode from ops.builds order by build_id")).toEqual([
    {build_id: 1, mode: "full"},
    {build_id: 2, mode: "full"}
  ]);
});

test("after it, a day is a day again, in the same file", async () => {
  await toy.build({full: true, rowsAtOnce});
  const before = file();
  await toy.load([{message_id: "d", conversation_id: "y", sent_at: "2026-03-03 10:05:00Z"}]);
  const {mode, models} = await toy.build({rowsAtOnce});
  expect(mode).toBe("daily");
  expect(models.find(({name}) => name === "marts.messages")?.mode).toBe("touched");
  expect(file()).toBe(before);
});

test("what fits into memory needs no copy", async () => {
  const before = file();
  await toy.build({full: true});
  expect(file()).toBe(before);
});

test("another SQL text, or another decision of people, makes a history anew in a copy too", async () => {
  const days = toyModels["metrics/days.sql"]!;
  await toy.writeModel("metrics/days.sql", days.replace(/^select/m, "select -- by day"));
  const first = file();
  await toy.build({rowsAtOnce});
  const second = file();
  expect(second).not.toBe(first);
  await toy.writeSettings("time_zone: Asia/Tokyo\n");
  await toy.build({rowsAtOnce});
  expect(file()).not.toBe(second);
  const whole = await toy.content();
  await toy.build({full: true});
  expect(await toy.content()).toEqual(whole);
});

test("a check that stops it leaves the warehouse as it was, and its rows to look at", async () => {
  const [before, whole] = [file(), await toy.content()];
  const months = toyModels["metrics/months.sql"]!;
  await toy.writeModel("metrics/months.sql", months.replace("-- rebuild", "-- check none: messages < 0\n-- rebuild"));
  await expect(toy.build({full: true, rowsAtOnce})).rejects.toThrow('fails the check "none"');
  expect([file(), await toy.content(), leftBehind()]).toEqual([before, whole, []]);
  expect((await toy.warehouse.rows("from ops.failed_rows")).length).toBeGreaterThan(0);
  expect(openElsewhere(toy.home.warehouse).stderr).toContain("another process holds it");
  await toy.writeModel("metrics/months.sql", months);
  expect(await toy.build({full: true, rowsAtOnce})).toMatchObject({mode: "full"});
  expect(await toy.content()).toEqual(whole);
});

test("Ctrl-C leaves it as it was too", async () => {
  const [before, whole] = [file(), await toy.content()];
  const stop = new AbortController();
  const log: Log = {
    ...silentLog,
    step(text) {
      if (text.endsWith("metrics.days")) stop.abort();
      return silentLog.step(text);
    }
  };
  const context = {signal: stop.signal, log};
  await expect(toy.build({full: true, rowsAtOnce}, context)).rejects.toMatchObject({name: "AbortError"});
  expect([file(), await toy.content(), leftBehind()]).toEqual([before, whole, []]);
});
