import {lstat, readdir, readFile, symlink, unlink} from "node:fs/promises";
import {join} from "node:path";
import {expect, test} from "vitest";
import {homeAt} from "../settings.js";
import {formatStatus, readStatus} from "../status.js";
import type {Target} from "./targets.js";
import {messageId} from "./test-mail-server.js";
import {ana, deliveries, run, server, useMailing} from "./test-mailing.js";

useMailing();

const both: Target = {...ana, email: ["ana@example.com", "luis@example.com"]};

const receivers = () => server.mails.map(({to}) => to);

test("each address gets the newest day's file once", async () => {
  await deliveries.make("2026-03-01");
  await deliveries.make("2026-03-02");
  expect(await run([both])).toEqual({delivered: 2, faults: [], waiting: 0, failed: 0});
  expect(await run([both], {minutes: 60})).toMatchObject({delivered: 0});
  expect(receivers()).toEqual(["ana@example.com", "luis@example.com"]);
  expect(server.mails[0]!.text).toContain("filename=intents_2026-03-02.csv");
  expect(messageId(server.mails[0]!)).not.toBe(messageId(server.mails[1]!));
});

test("what waited while a target had got nothing goes to it in full, and to a new one the newest day alone", async () => {
  await run([ana]);
  for (const day of ["2026-03-01", "2026-03-02", "2026-03-03"]) await deliveries.make(day);
  expect(await run([both], {minutes: 60})).toMatchObject({delivered: 4});
  const names = () => server.mails.map(({to, text}) => `${to} ${/filename=intents_(.*)\.csv/.exec(text)![1]}`).sort();
  const before = [
    "ana@example.com 2026-03-01",
    "ana@example.com 2026-03-02",
    "ana@example.com 2026-03-03",
    "luis@example.com 2026-03-03"
  ];
  expect(names()).toEqual(before);
  // A revision of what somebody has not got is not theirs either.
  await deliveries.make("2026-03-01", 2);
  await run([both], {minutes: 120});
  expect(names()).toEqual([before[0], "ana@example.com 2026-03-01_r2", ...before.slice(1)]);
});

test("another sender, language or key of a server brings nobody a file again", async () => {
  await deliveries.make("2026-03-02");
  await run([ana]);
  await run([{...ana, from: "others@example.com", language: "en"}], {minutes: 60});
  expect(server.mails).toHaveLength(1);
});

test("an address that is refused is tried again after a pause; the others do not get theirs twice", async () => {
  await deliveries.make("2026-03-02");
  server.trouble.set("luis@example.com", {at: "recipient", code: 550, text: "no such box"});
  expect(await run([both])).toEqual({
    delivered: 1,
    faults: [expect.stringContaining("intents_2026-03-02.csv to luis@example.com: EENVELOPE Can't send mail")],
    waiting: 1,
    failed: 0
  });
  server.trouble.clear();
  expect(await run([both], {minutes: 4})).toMatchObject({delivered: 0, waiting: 1});
  expect(receivers()).toEqual(["ana@example.com"]);
  expect(await run([both], {minutes: 5})).toMatchObject({delivered: 1, waiting: 0});
  expect(receivers()).toEqual(["ana@example.com", "luis@example.com"]);
});

test("what waits takes the settings of today", async () => {
  await deliveries.make("2026-03-02");
  server.trouble.set("*", {at: "recipient", code: 450, text: "later"});
  await run([ana]);
  server.trouble.clear();
  await run([{...ana, from: "others@example.com"}], {minutes: 5});
  expect(server.mails[0]!.text).toContain("From: others@example.com");
});

test("seven attempts with doubling pauses are the end", async () => {
  await deliveries.make("2026-03-02");
  server.trouble.set("*", {at: "data", code: 452, text: "disk full"});
  const ends: [number, string][] = [];
  for (const minutes of [0, 4, 5, 14, 15, 34, 35, 74, 75, 154, 155, 314, 315, 9999]) {
    const {faults, failed} = await run([ana], {minutes});
    if (faults.length > 0) ends.push([minutes, failed === 1 ? "failed" : "waits"]);
  }
  expect(ends).toEqual([
    [0, "waits"],
    [5, "waits"],
    [15, "waits"],
    [35, "waits"],
    [75, "waits"],
    [155, "waits"],
    [315, "failed"]
  ]);
});

test("what failed for good shows in the status, and goes out by hand under the same id", async () => {
  await deliveries.make("2026-03-02");
  server.trouble.set("*", {at: "data", code: 552, text: "box full"});
  for (let attempt = 0; attempt < 7; attempt += 1) await run([ana], {minutes: attempt * 1000});
  const feeds = [{feed: "messages", files: 1, read: 1, accepted: 1, refused: 0, repeated: 0}];
  const status = {...(await readStatus(deliveries.warehouse, homeAt(deliveries.root))), feeds};
  expect(formatStatus(status)).toContain("intents_2026-03-02.csv to ana@example.com: failed, tried 7 times: EMESSAGE");
  server.trouble.clear();
  expect(await run([ana], {minutes: 9000, hasten: "waiting"})).toMatchObject({delivered: 0, failed: 1});
  expect(await run([ana], {minutes: 9000, hasten: "failed"})).toMatchObject({delivered: 1, failed: 0});
  expect(server.mails).toHaveLength(1);
});

test("what failed for good for whom the settings name no more is let go, by hand too", async () => {
  await deliveries.make("2026-03-02");
  server.trouble.set("ana@example.com", {at: "data", code: 552, text: "box full"});
  for (let attempt = 0; attempt < 7; attempt += 1) await run([both], {minutes: attempt * 1000});
  expect(await run([both], {minutes: 8000})).toMatchObject({failed: 1});
  server.trouble.clear();
  const luis = {...ana, email: ["luis@example.com"]};
  expect(await run([luis], {minutes: 9000, hasten: "failed"})).toMatchObject({delivered: 0, failed: 0});
  expect(receivers()).toEqual(["luis@example.com"]);
});

test("the operator is told once of what failed for good, and again when it fails by hand", async () => {
  await deliveries.make("2026-03-02");
  const mail = {operator: "it@example.com", from: "reports@example.com"};
  server.trouble.set("ana@example.com", {at: "data", code: 552, text: "box full"});
  for (let attempt = 0; attempt < 9; attempt += 1) await run([ana], {minutes: attempt * 1000, mail});
  expect(receivers()).toEqual(["it@example.com"]);
  expect(server.mails[0]!.text).toMatch(/intents_2026-03-02\.csv .* ana@example\.com/);
  for (let attempt = 10; attempt < 20; attempt += 1) {
    await run([ana], {minutes: attempt * 1000, mail, ...(attempt === 10 && {hasten: "failed"})});
  }
  expect(receivers()).toEqual(["it@example.com", "it@example.com"]);
});

test("an operator who cannot be told is told by a later run", async () => {
  await deliveries.make("2026-03-02");
  const mail = {operator: "it@example.com", from: "reports@example.com"};
  const wrong = {CHAT_ANALYTICS_SMTP_URL: "smtp://127.0.0.1:1"};
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await run([ana], {minutes: attempt * 1000, mail, environment: wrong});
  }
  const {faults} = await run([ana], {minutes: 6000, mail, environment: wrong});
  expect(faults).toEqual([
    expect.stringMatching(/^intents_2026-03-02.csv to ana@example.com: .*ECONNREFUSED/),
    expect.stringMatching(/^notice to it@example.com: .*ECONNREFUSED/)
  ]);
  await run([ana], {minutes: 6005, mail});
  expect(receivers()).toEqual(["it@example.com"]);
});

test("a revision goes to whoever got the first file, also when the settings name others now", async () => {
  await deliveries.make("2026-03-02");
  await run([ana]);
  await deliveries.make("2026-03-02", 2);
  await run([], {minutes: 60});
  expect(receivers()).toEqual(["ana@example.com", "ana@example.com"]);
  expect(server.mails[1]!.text).toContain("filename=intents_2026-03-02_r2.csv");
});

test("who has not got the first file gets its revision alone", async () => {
  await deliveries.make("2026-03-02");
  server.trouble.set("*", {at: "recipient", code: 450, text: "later"});
  await run([ana]);
  server.trouble.clear();
  await deliveries.make("2026-03-02", 2);
  await run([ana], {minutes: 5});
  expect(server.mails.map(({text}) => text.includes("_r2.csv"))).toEqual([true]);
  expect(await deliveries.outbox()).toMatchObject([{status: "superseded"}, {status: "delivered"}]);
});

test("a run that is stopped while it sends leaves the delivery to the next one", async () => {
  await deliveries.make("2026-03-02");
  const stop = new AbortController();
  server.trouble.set("*", {at: "end"});
  const running = run([ana], {signal: stop.signal});
  stop.abort(new Error("stopped"));
  await expect(running).rejects.toThrow("stopped");
  server.trouble.clear();
  await run([ana], {minutes: 5});
  expect(new Set(server.mails.map(messageId)).size).toBe(1);
  expect(await deliveries.outbox()).toMatchObject([{status: "delivered"}]);
});

test("what has gone when a run is stopped is not sent again", async () => {
  await deliveries.make("2026-03-02");
  const stop = new AbortController();
  const environment = {
    // Read just before the message goes.
    get CHAT_ANALYTICS_SMTP_URL() {
      stop.abort(new Error("stopped"));
      deliveries.warehouse.interrupt();
      return server.url;
    }
  };
  await expect(run([both], {signal: stop.signal, environment})).rejects.toThrow("stopped");
  expect(await deliveries.outbox()).toMatchObject([{status: "delivered"}, {status: "waiting"}]);
  await run([both], {minutes: 5});
  expect(receivers()).toEqual(["ana@example.com", "luis@example.com"]);
});

test("what a stopped run left is tried at once by hand", async () => {
  await deliveries.make("2026-03-02");
  const stop = new AbortController();
  server.hold = () => stop.abort(new Error("stopped"));
  await expect(run([ana], {signal: stop.signal, patienceMilliseconds: 300})).rejects.toThrow("stopped");
  server.hold = null;
  expect(await deliveries.outbox()).toMatchObject([{status: "sending"}]);
  expect(await run([ana], {minutes: 1, hasten: "waiting"})).toMatchObject({delivered: 1, waiting: 0});
});

test("a folder gets a copy, and is made when it is not there", async () => {
  const text = await deliveries.make("2026-03-02");
  const folder = join(deliveries.root, "shared/intents");
  expect(await run([{folder}])).toMatchObject({delivered: 1});
  expect(await readFile(join(folder, "intents_2026-03-02.csv"), "utf8")).toBe(text);
  expect((await lstat(join(folder, "intents_2026-03-02.csv"))).isFile()).toBe(true);
});

test.skipIf(process.platform !== "linux")(
  "a folder that nobody can make is a fault, and no wait for ever",
  async () => {
    await deliveries.make("2026-03-02");
    const {faults, waiting} = await run([{folder: "/proc/chat-analytics/intents"}]);
    expect(faults).toEqual([
      expect.stringContaining("ENOENT: no such file or directory, mkdir '/proc/chat-analytics'")
    ]);
    expect(waiting).toBe(1);
  }
);

test("a full disk leaves nothing in the folder, and the next attempt brings the file", async () => {
  await deliveries.make("2026-03-02");
  const folder = deliveries.root;
  const part = join(folder, ".intents_2026-03-02.csv.part");
  await symlink("/dev/full", part);
  const {faults} = await run([{folder}]);
  expect(faults).toEqual([expect.stringContaining("ENOSPC")]);
  expect(await readdir(folder)).not.toContain("intents_2026-03-02.csv");
  expect(await run([{folder}], {minutes: 5})).toMatchObject({delivered: 1});
});

test("a file that somebody took away cannot be sent, and the message names it", async () => {
  await deliveries.make("2026-03-02");
  await unlink(join(deliveries.root, "reports/intents_2026-03-02.csv"));
  const {faults} = await run([ana]);
  expect(faults).toEqual([expect.stringMatching(/ENOENT.*reports\/intents_2026-03-02\.csv/)]);
});

test("nothing goes out while a check stops the build, by hand neither", async () => {
  await deliveries.make("2026-03-02");
  await deliveries.warehouse.run(`create table ops.failed_rows (model varchar, check_name varchar, row json);
    insert into ops.failed_rows values ('marts.waits', 'not_negative', '{}')`);
  await expect(run([ana], {hasten: "failed"})).rejects.toThrow(
    'deliver: marts.waits fails the check "not_negative", and nothing is sent meanwhile.'
  );
  expect(server.mails).toEqual([]);
  await deliveries.warehouse.run("drop table ops.failed_rows");
  expect(await run([ana])).toMatchObject({delivered: 1});
});

test("a file that was asked for before its sources came goes to nobody, unless such files may go", async () => {
  await deliveries.make("2026-03-02");
  await run([ana]);
  await deliveries.make("2026-03-02", 2);
  await deliveries.warehouse.run(
    "insert into ops.report_gaps values ('intents', '2026-03-02', 2, ['messages'], null, true)"
  );
  expect(await run([ana], {minutes: 60, hasten: "waiting"})).toMatchObject({delivered: 0});
  expect(await run([ana], {minutes: 61, incomplete: "send"})).toMatchObject({delivered: 1});
});
