import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {SMTPServer} from "smtp-server";
import {afterEach, beforeEach, expect, test} from "vitest";
import type {Context} from "../context.js";
import {silentLog} from "../log.js";
import {createLedger} from "../reports/ledger.js";
import {defaultSettings, homeAt, type Target} from "../settings.js";
import {formatStatus, readStatus} from "../status.js";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {deliver} from "./deliver.js";

let root: string;
let warehouse: Warehouse;
let server: SMTPServer;
let url: string;
let mails: {to: string; text: string}[];
/** Addresses that the server does not take. */
let refused: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "deliver-"));
  await mkdir(join(root, "reports"));
  warehouse = await openWarehouse(undefined, {threads: 2});
  await createLedger(warehouse);
  mails = [];
  refused = [];
  server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({username, password}, _session, answer) =>
      password === "secret" ? answer(null, {user: username}) : answer(new Error("wrong password")),
    onRcptTo: ({address}, _session, answer) => answer(refused.includes(address) ? new Error("no such box") : null),
    onData(stream, session, answer) {
      let text = "";
      stream.on("data", (bytes) => {
        text += bytes;
      });
      stream.on("end", () => {
        mails.push({to: session.envelope.rcptTo.map(({address}) => address).join(), text});
        answer(null);
      });
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `smtp://ana:secret@127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await new Promise<void>((closed) => server.close(() => closed()));
  warehouse.close();
  await rm(root, {recursive: true, force: true});
});

async function made(day: string, revision = 1): Promise<void> {
  const file = `intents_${day}${revision > 1 ? `_r${revision}` : ""}.csv`;
  await writeFile(join(root, "reports", file), `intención,${revision}\n`);
  await warehouse.run(`insert into ops.reports values ('intents', '${day}', ${revision}, '${file}', 1, 'a', 'a', '{}', 1,
    true, '2026-03-02 07:00:00Z')`);
}

const ana: Target = {email: ["ana@example.com"], from: "reports@example.com"};

async function run(targets: Target[], minutes = 0, smtpUrl: string | undefined = url): Promise<string[]> {
  const context: Context = {
    home: homeAt(root),
    settings: {...defaultSettings, deliver: {intents: targets}},
    warehouse,
    log: silentLog,
    now: new Date(Date.parse("2026-03-03T07:00:00Z") + minutes * 60_000),
    signal: new AbortController().signal
  };
  return deliver(context, smtpUrl);
}

const messageId = (text: string) => /^Message-ID: (.*)$/im.exec(text)?.[1];

test("each address gets the newest day's file once", async () => {
  await made("2026-03-01");
  await made("2026-03-02");
  const both = {...ana, email: ["ana@example.com", "luis@example.com"]};
  expect(await run([both])).toEqual([]);
  expect(await run([both], 60)).toEqual([]);
  expect(mails.map(({to}) => to)).toEqual(["ana@example.com", "luis@example.com"]);
  expect(mails[0]!.text).toContain("filename=intents_2026-03-02.csv");
  expect(mails[0]!.text).toContain(Buffer.from("intención,1\n").toString("base64"));
  expect(messageId(mails[0]!.text)).not.toBe(messageId(mails[1]!.text));
});

test("an address that is refused is tried again after a pause; the others do not get theirs twice", async () => {
  await made("2026-03-02");
  refused = ["luis@example.com"];
  const both = {...ana, email: ["luis@example.com", "ana@example.com"]};
  expect(await run([both])).toEqual([expect.stringContaining("no such box")]);
  refused = [];
  expect(await run([both], 4)).toEqual([]);
  expect(mails.map(({to}) => to)).toEqual(["ana@example.com"]);
  expect(await run([both], 5)).toEqual([]);
  expect(mails.map(({to}) => to)).toEqual(["ana@example.com", "luis@example.com"]);
});

test("what a broken run was sending goes again under the same message id", async () => {
  await made("2026-03-02");
  await run([ana]);
  await warehouse.run("update ops.outbox set status = 'sending'");
  await run([ana], 5);
  expect(mails).toHaveLength(2);
  expect(messageId(mails[0]!.text)).toMatch(/^<[0-9a-f]{32}@/);
  expect(messageId(mails[1]!.text)).toBe(messageId(mails[0]!.text));
});

test("a delivery that always fails ends after seven attempts, and nothing shows the password", async () => {
  await made("2026-03-02");
  const wrong = url.replace("secret", "hunter2");
  const faults: string[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) faults.push(...(await run([ana], attempt * 1000, wrong)));
  expect(faults).toHaveLength(7);
  expect(faults.join()).not.toContain("hunter2");
  const outbox = await warehouse.rows("select status, attempts, fault from ops.outbox");
  expect(outbox).toMatchObject([{status: "failed", attempts: 7}]);
  expect(JSON.stringify(outbox)).not.toContain("hunter2");
  const feeds = [{feed: "messages", files: 1, read: 1, accepted: 1, refused: 0, repeated: 0}];
  const status = {...(await readStatus(warehouse, homeAt(root))), feeds};
  expect(formatStatus(status)).toContain("intents_2026-03-02.csv to ana@example.com: failed, tried 7 times: EAUTH");
});

test("without a mail server the remedy is named", async () => {
  await made("2026-03-02");
  expect(await run([ana], 0, "")).toEqual([expect.stringContaining("Set CHAT_ANALYTICS_SMTP_URL")]);
});

test("a revision goes to whoever got the first file, also when the settings name others now", async () => {
  await made("2026-03-02");
  await run([ana]);
  await made("2026-03-02", 2);
  await run([], 60);
  expect(mails.map(({to}) => to)).toEqual(["ana@example.com", "ana@example.com"]);
  expect(mails[1]!.text).toContain("filename=intents_2026-03-02_r2.csv");
});

test("a folder gets a copy, and is made when it is not there", async () => {
  await made("2026-03-02");
  const folder = join(root, "shared/intents");
  expect(await run([{folder}])).toEqual([]);
  expect(await readFile(join(folder, "intents_2026-03-02.csv"), "utf8")).toBe("intención,1\n");
});
