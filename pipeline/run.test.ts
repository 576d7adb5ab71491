import {existsSync} from "node:fs";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {CheckError} from "./build/checks.js";
import {toyModels} from "./build/toy-models.js";
import {openToyWarehouse, type ToyWarehouse} from "./build/toy-warehouse.js";
import {silentLog} from "./log.js";
import {run} from "./run.js";
import {readSettings} from "./settings.js";
import {isStuck, readStatus} from "./status.js";

// The pages are made beside the rest and take a minute; this run ends before it needs them.
vi.mock("./publish/shell.js", () => ({prepareShell: async () => undefined}));

let toy: ToyWarehouse;
beforeEach(async () => {
  toy = await openToyWarehouse("file");
});
afterEach(() => toy.close());

test("while a stopping check fails no report is made, and status tells which check; mended, it is silent", async () => {
  await toy.load([
    {message_id: "a", conversation_id: "x", sent_at: "2026-03-02 09:00:00Z"},
    {message_id: "b", conversation_id: "x", sent_at: "2026-03-04 09:00:00Z"}
  ]);
  await toy.build();
  const sql = toyModels["marts/messages.sql"]!;
  await toy.writeModel(
    "marts/messages.sql",
    sql.replace("-- check no_negative_silence: silence_seconds is null or", "-- check never:")
  );
  const context = {
    home: toy.home,
    settings: await readSettings(toy.home),
    warehouse: toy.warehouse,
    log: silentLog,
    now: new Date("2026-03-05T10:00:00Z"),
    signal: new AbortController().signal
  };
  const models = join(toy.home.root, "../models");
  await expect(run(context, {full: false, isSample: false, models})).rejects.toThrow(CheckError);
  expect(existsSync(toy.home.reports)).toBe(false);
  const stopped = await readStatus(toy.warehouse, toy.home);
  expect(stopped.stoppedBy).toEqual([{model: "marts.messages", check: "never"}]);
  expect(isStuck(stopped)).toBe(true);
  await toy.writeModel("marts/messages.sql", sql);
  expect((await toy.build()).upToDate).toBe(true);
  expect(isStuck(await readStatus(toy.warehouse, toy.home))).toBe(false);
});
