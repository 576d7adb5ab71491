import {expect, test} from "vitest";
import {createRawTables} from "./ingest/raw-tables.js";
import {createLedger} from "./reports/ledger.js";
import {homeAt} from "./settings.js";
import {formatStatus, isStuck, readStatus} from "./status.js";
import {openWarehouse} from "./warehouse.js";

test("a file that was refused whole says why, though it has no record", async () => {
  const warehouse = await openWarehouse();
  await warehouse.run(`create schema ops;
    create table ops.files as select 1 as file_id, 'messages' as feed, 'messages/photo.csv' as path, 1 as rows_read,
      0 as rows_accepted, 1 as rows_refused, 0 as rows_repeated;
    create table ops.rejects as select 1 as file_id, null::bigint as record, 'missing_header' as reason,
      'the header lacks message_id' as message`);
  const {refusals, isLawful} = await readStatus(warehouse, homeAt("nowhere"));
  warehouse.close();
  expect(isLawful).toBe(true);
  expect(refusals).toEqual([
    {path: "messages/photo.csv", reason: "missing_header", rows: 1, example: "the header lacks message_id"}
  ]);
});

const feeds = [{feed: "messages", files: 1, read: 1, accepted: 1, refused: 0, repeated: 0}];

test("a report that waits past a deadline is told, and something to mend; one before it is told only", async () => {
  const warehouse = await openWarehouse();
  await createLedger(warehouse);
  const read = async () => ({...(await readStatus(warehouse, homeAt("nowhere"))), feeds});
  await warehouse.run(`insert into ops.report_gaps values
    ('intents', '2026-03-02', null, ['messages'], '2026-03-03 06:00:00Z', false)`);
  expect(formatStatus(await read())).toContain("\n  intents of 2026-03-02: messages");
  expect(isStuck(await read())).toBe(false);
  await warehouse.run("update ops.report_gaps set is_late = true");
  expect(formatStatus(await read())).toContain("\n  intents of 2026-03-02: messages, past the deadline");
  expect(isStuck(await read())).toBe(true);
  await warehouse.run("insert into ops.report_gaps select * replace (day + 1 as day) from ops.report_gaps");
  expect(formatStatus(await read())).toContain("\n  intents of 2026-03-02 to 2026-03-03, 2 days: messages, past");
  warehouse.close();
});

test("a file made without a source is told until its revision is there", async () => {
  const warehouse = await openWarehouse();
  await createLedger(warehouse);
  const made = (revision: number, file: string) =>
    warehouse.run(`insert into ops.reports values ('intents', '2026-03-02', ${revision}, '${file}', 1, 'a', 'a', '{}', 1,
      true, '2026-03-03 07:00:00Z')`);
  await made(1, "intents_2026-03-02_incomplete.csv");
  await warehouse.run("insert into ops.report_gaps values ('intents', '2026-03-02', 1, ['messages'], null, true)");
  const before = await readStatus(warehouse, homeAt("nowhere"));
  expect(before.incomplete).toEqual([{file: "intents_2026-03-02_incomplete.csv", sources: "messages"}]);
  expect([before.waiting, isStuck(before)]).toEqual([[], false]);
  await made(2, "intents_2026-03-02_r2.csv");
  expect((await readStatus(warehouse, homeAt("nowhere"))).incomplete).toEqual([]);
  warehouse.close();
});

test("files that could not be loaded are told, also before any was; one that is only growing is nothing to mend", async () => {
  const warehouse = await openWarehouse();
  await createRawTables(warehouse);
  const read = () => readStatus(warehouse, homeAt("nowhere"));
  await warehouse.run(`insert into ops.unloaded_files values
    ('messages/day.jsonl', 'messages/day.jsonl: it changed while it was read.', true, '2026-03-02 09:00:00Z')`);
  const growing = await read();
  expect(formatStatus(growing)).toMatch(
    /No file has been loaded yet[\s\S]*\n {2}messages\/day\.jsonl: it changed while it was read\. \(since 2026-03-02 09:00:00\+00\)/
  );
  expect(isStuck(growing)).toBe(false);
  await warehouse.run("insert into ops.unloaded_files values ('messages/a.csv', 'messages/a.csv: no.', false, now())");
  const stuck = {...(await read()), feeds};
  expect(formatStatus(stuck)).toContain("\n  messages/a.csv: no. (since ");
  expect(isStuck(stuck)).toBe(true);
  warehouse.close();
});

test("a build that a check stopped is told, and something to mend", async () => {
  const warehouse = await openWarehouse();
  await warehouse.run(`create schema ops; create table ops.failed_rows as
    select 'marts.waits' as model, 'ends_after_start' as check_name, '{}'::json as row from range(3)`);
  const status = {...(await readStatus(warehouse, homeAt("nowhere"))), feeds};
  expect(formatStatus(status)).toContain('marts.waits fails the check "ends_after_start"');
  expect(isStuck(status)).toBe(true);
  warehouse.close();
});

test("what came once is told in the singular", async () => {
  const warehouse = await openWarehouse();
  const status = {
    ...(await readStatus(warehouse, homeAt("nowhere"))),
    feeds,
    warnings: [{model: "marts.waits", check: "a_week_at_most", rows: 1}],
    undelivered: [{file: "intents.csv", target: "ana@example.com", status: "waiting", attempts: 1, fault: null}]
  };
  warehouse.close();
  expect(formatStatus(status)).toContain('\n  marts.waits: 1 row fails "a_week_at_most"');
  expect(formatStatus(status)).toContain("\n  intents.csv to ana@example.com: waiting, tried 1 time");
  expect(formatStatus(status)).not.toContain("1 times");
});
