import {fork} from "node:child_process";
import {once} from "node:events";
import {type AddressInfo, createServer} from "node:net";
import {fileURLToPath} from "node:url";
import {gunzipSync} from "node:zlib";
import {expect, test} from "vitest";
import type {Target} from "./targets.js";
import {openDeliveries} from "./test-deliveries.js";
import {messageId, partsOf, startMailServer, type Trouble} from "./test-mail-server.js";
import {ana, deliveries, run, server, useMailing} from "./test-mailing.js";

useMailing();

test("a file goes as it is up to a size, and compressed above it", async () => {
  const text = await deliveries.make("2026-03-02", 1, `intención\n${"a,b\n".repeat(1000)}`);
  await run([ana], {mail: {gzipAboveKilobytes: 5}});
  await run([{...ana, email: ["luis@example.com"]}], {mail: {gzipAboveKilobytes: 1}});
  const [plain, compressed] = server.mails.map(partsOf);
  expect(plain![1]!.name).toBe("intents_2026-03-02.csv");
  expect(plain![1]!.bytes.toString()).toBe(text);
  expect(compressed![1]!.name).toBe("intents_2026-03-02.csv.gz");
  expect(gunzipSync(compressed![1]!.bytes).toString()).toBe(text);
  expect(compressed![0]!.bytes.toString()).toContain(
    "Adjunto: intents_2026-03-02.csv.gz (filas: 1).\r\nEstá comprimido"
  );
});

test("a message says the day's figures as the file has them, in its reader's language", async () => {
  await deliveries.warehouse.run(`insert into metrics.health values
      ('messages', '2026-02-01', 0, null), ('messages', '2026-03-02', 3, 'unmapped_intents: Ana García'),
      ('reference', '2026-03-02', 0, 'unused_skills: NOCHE (skills.csv)');
    insert into metrics.toy select day, 'a', 100 from (values (date '2026-02-02'), ('2026-02-09'), ('2026-02-16'),
      ('2026-02-23')) as days(day);
    insert into metrics.findings values ('silent', 'dialogflow_turns', '2026-03-01 17:30:00Z', '2026-03-01', true),
      ('silent', 'agent_history', '2026-03-03 17:30:00Z', '2026-03-03', true);
    insert into metrics.toy values ('2026-03-02', 'a', 1234), ('2026-03-02', '?', 1)`);
  await deliveries.make("2026-03-02");
  server.trouble.set("bob@example.com", {at: "recipient", code: 450, text: "later"});
  const bob: Target = {...ana, email: ["bob@example.com"], language: "en"};
  await run([ana, bob]);
  server.trouble.clear();
  // The file does not change any more, and no more does what is said of it.
  await deliveries.warehouse.run("update metrics.toy set messages = 7");
  await run([ana, bob], {minutes: 5});
  const [spanish, english] = server.mails.map((mail) => partsOf(mail)[0]!.bytes.toString().replaceAll("\r\n", "\n"));
  expect(spanish).toBe(`Informe intents del 2 de marzo de 2026.

Adjunto: intents_2026-03-02.csv (filas: 1).

Cifras del día:
  mensajes: 1.235 (lo habitual ese día de la semana: 100)
  sin asignar: 1

Llama la atención:
  dialogflow_turns: sin datos desde el 1 de marzo de 2026 a las 18:30
  mensajes: 1.235, más del doble de lo habitual (100)
  sin asignar: 1, debería ser 0
  messages: filas rechazadas al cargar: 3
  messages: intenciones que no están en la tabla`);
  expect(english).toContain("  messages: 1,235, more than double the usual (100)\n  unmapped: 1, should be 0\n");
});

const troubles: [string, NonNullable<Trouble>, string][] = [
  ["is full for now", {at: "recipient", code: 452, text: "4.2.2 full"}, "452 4.2.2 full"],
  ["finds the message too big", {at: "data", code: 552, text: "5.3.4 too big"}, "552 5.3.4 too big"],
  ["cuts the connection within the message", {at: "middle"}, "ECONN"],
  ["cuts the connection before it confirms", {at: "end"}, "ECONN"]
];

test.each(troubles)("a server that %s gets the message again, under the same id", async (_, trouble, said) => {
  await deliveries.make("2026-03-02", 1, "a,b\n".repeat(100_000));
  server.trouble.set("*", trouble);
  const {faults} = await run([ana], {mail: {gzipAboveKilobytes: 1_000_000}});
  expect(faults).toEqual([expect.stringContaining(said)]);
  expect(await deliveries.outbox()).toMatchObject([{status: "waiting", attempts: 1, next: "07:05"}]);
  server.trouble.clear();
  expect(await run([ana], {minutes: 5})).toMatchObject({delivered: 1, waiting: 0});
  // One that took the message and did not say so is known to have it by the id alone.
  expect(server.mails).toHaveLength(trouble.at === "end" ? 2 : 1);
  expect(new Set(server.mails.map(messageId)).size).toBe(1);
});

test("a server that says nothing is waited for once, however many messages are for it", async () => {
  let connections = 0;
  const silent = createServer(() => {
    connections += 1;
  }).listen(0, "127.0.0.1");
  await once(silent, "listening");
  try {
    await deliveries.make("2026-03-02");
    const {port} = silent.address() as AddressInfo;
    const environment = {CHAT_ANALYTICS_SMTP_URL: `smtp://127.0.0.1:${port}`};
    const both = {...ana, email: ["ana@example.com", "luis@example.com"]};
    const {faults} = await run([both], {environment, patienceMilliseconds: 300});
    expect(faults).toEqual([
      "intents_2026-03-02.csv to ana@example.com: the server has said nothing for 1 s",
      "intents_2026-03-02.csv to luis@example.com: the server has said nothing for 1 s"
    ]);
    expect(connections).toBe(1);
    expect(await deliveries.outbox()).toMatchObject([{attempts: 1}, {attempts: 1}]);
  } finally {
    silent.close();
  }
});

test("a server that refuses the login does not bring the password into faults, tables or logs", async () => {
  await deliveries.make("2026-03-02");
  const environment = {CHAT_ANALYTICS_SMTP_URL: server.url.replace("secret", "hunter%212")};
  const {faults} = await run([ana], {environment});
  expect(faults).toEqual([expect.stringContaining("EAUTH")]);
  const outbox = JSON.stringify(await deliveries.warehouse.rows("from ops.outbox"));
  // The server repeats the password in its answer.
  for (const text of [faults.join(), outbox]) {
    expect(text).toContain("no login for …");
    expect(text).not.toMatch(/hunter(!|%21)2/);
  }
});

test.skipIf(process.platform !== "linux")("a password is not sent to another machine unencrypted", async () => {
  const other = await startMailServer("127.0.0.2");
  try {
    await deliveries.make("2026-03-02");
    const {faults} = await run([ana], {environment: {CHAT_ANALYTICS_SMTP_URL: other.url}});
    expect(faults).toEqual([expect.stringContaining("STARTTLS")]);
    expect(other.mails).toEqual([]);
  } finally {
    await other.close();
  }
});

test("what is no address of a mail server is a fault that does not show it", async () => {
  await deliveries.make("2026-03-02");
  const {faults} = await run([ana], {environment: {CHAT_ANALYTICS_SMTP_URL: "mail.example:hunter2"}});
  expect(faults).toEqual([expect.stringContaining("CHAT_ANALYTICS_SMTP_URL is no address like smtps://")]);
  expect(faults.join()).not.toContain("hunter2");
});

test("a login with a % that stands for no character is a fault that names the remedy, and the others get theirs", async () => {
  await deliveries.make("2026-03-02");
  const environment = {CHAT_ANALYTICS_SMTP_URL: server.url.replace("secret", "100%seguro")};
  const {delivered, faults} = await run([ana, {folder: deliveries.root}], {environment});
  expect(faults).toEqual([
    "intents_2026-03-02.csv to ana@example.com: CHAT_ANALYTICS_SMTP_URL: its login has a % that stands for no character. Write % as %25."
  ]);
  expect(delivered).toBe(1);
  expect((await deliveries.outbox()).map(({status}) => status).sort()).toEqual(["delivered", "waiting"]);
});

test("a figure that cannot be computed does not keep the report back", async () => {
  await deliveries.make("2026-03-02");
  await deliveries.warehouse.run("drop table metrics.toy");
  expect(await run([ana])).toMatchObject({delivered: 1, faults: []});
  expect(partsOf(server.mails[0]!)[0]!.bytes.toString()).toContain("intents_2026-03-02.csv");
});

test("without a mail server the remedy is named", async () => {
  await deliveries.make("2026-03-02");
  const {faults} = await run([ana], {environment: {}});
  expect(faults).toEqual([expect.stringContaining("CHAT_ANALYTICS_SMTP_URL is not set. Set it, like smtps://")]);
});

test("a process that is killed while it sends has lost nothing, and sends again under the same id", async () => {
  const path = "warehouse.duckdb";
  const other = await openDeliveries(path);
  await other.make("2026-03-02");
  other.warehouse.close();
  // It takes the message, and says nothing for so long.
  const killed = fork(fileURLToPath(new URL("test-killed-run.ts", import.meta.url)), [other.root, server.url], {
    execArgv: ["--import", "tsx"],
    stdio: "inherit"
  });
  server.hold = () => killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(server.mails).toHaveLength(1);
  server.hold = null;
  const again = await openDeliveries(path, other.root);
  try {
    expect(await again.outbox()).toMatchObject([{status: "sending", attempts: 1}]);
    await again.run([ana], {minutes: 5, environment: {CHAT_ANALYTICS_SMTP_URL: server.url}});
    expect(server.mails.map(messageId)).toEqual([messageId(server.mails[0]!), messageId(server.mails[0]!)]);
    expect(await again.outbox()).toMatchObject([{status: "delivered", attempts: 2}]);
  } finally {
    await again.close();
  }
});
