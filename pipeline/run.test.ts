import {existsSync, mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {CheckError} from "./build/checks.js";
import {toyModels} from "./build/toy-models.js";
import {openToyWarehouse, type ToyWarehouse} from "./build/toy-warehouse.js";
import {silentLog} from "./log.js";
import {run} from "./run.js";
import {readSettings} from "./settings.js";
import {isStuck, readStatus} from "./status.js";

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
  const context = await contextOf(toy);
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

test("every fault of every report is named before anything is loaded", async () => {
  const reports = join(toy.home.root, "definitions");
  mkdirSync(reports);
  const header = (name: string) =>
    `-- Numbers.\n--\n-- file ${name}_{day}.csv\n-- every day 07:00\n-- grain n\n-- column n integer: A number.\n\n`;
  writeFileSync(join(reports, "one.sql"), `${header("one")}selekt 1 order by n`);
  writeFileSync(join(reports, "two.sql"), `${header("two")}select n from raw.numbers order by n`);
  mkdirSync(join(toy.home.inbox, "agents"), {recursive: true});
  writeFileSync(join(toy.home.inbox, "agents/agents.csv"), "agent_id\n7\n");
  const answer = run(await contextOf(toy), {full: false, isSample: false, reports});
  await expect(answer).rejects.toThrow(/2 faults[\s\S]*one\.sql: [\s\S]*two\.sql: reads raw\.numbers\./);
  expect(await toy.warehouse.rows("from ops.files")).toEqual([]);

  writeFileSync(join(reports, "two.sql"), header("two").replace("every day 07:00", "every morning"));
  await expect(run(await contextOf(toy), {full: false, isSample: false, reports})).rejects.toThrow(
    /two\.sql:4: "every morning" is no time[\s\S]*two\.sql:1: has no query/
  );
});

async function contextOf({home, warehouse}: ToyWarehouse) {
  const now = new Date("2026-03-05T10:00:00Z");
  return {
    home,
    settings: await readSettings(home),
    warehouse,
    log: silentLog,
    now,
    signal: new AbortController().signal
  };
}
