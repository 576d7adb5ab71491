import {pbkdf2} from "node:crypto";
import {promisify} from "node:util";
import {afterEach, beforeEach, expect, test} from "vitest";
import type {Target} from "./targets.js";
import {type Deliveries, openDeliveries, type Situation} from "./test-deliveries.js";
import {freePort} from "./test-ssh-server.js";
import {S3_KEYS, type Store, type StoreTrouble, startStore} from "./test-store.js";

const FILE = "intents_2026-03-02.csv";

let deliveries: Deliveries;
let store: Store;

beforeEach(async () => {
  deliveries = await openDeliveries();
  store = await startStore();
});

afterEach(async () => {
  await store.close();
  await deliveries.close();
});

const put: Target = {put: "finance", headers: {"x-ms-blob-type": "BlockBlob"}};
const s3 = (): Target => ({s3: `http://127.0.0.1:${store.port}/bucket/chat day`, region: "eu-west-1"});
const addressed = (address: string) => ({CHAT_ANALYTICS_PUT_URL_FINANCE: address});
const openAddress = () => `http://127.0.0.1:${store.port}/open/{file}?sig=s1gn%2Bature`;
const keys = {CHAT_ANALYTICS_S3_KEY_ID: S3_KEYS.id, CHAT_ANALYTICS_S3_SECRET: S3_KEYS.secret};

const run = (target: Target, situation: Situation = {}) =>
  deliveries.run([target], {environment: {...keys, ...addressed(openAddress())}, ...situation});

test("a file is put at the address of the environment, with its length and the target's headers", async () => {
  const text = await deliveries.make("2026-03-02", 1, "á,b\n".repeat(100_000));
  expect(await run(put)).toEqual({delivered: 1, faults: [], waiting: 0, failed: 0});
  expect([...store.files]).toEqual([[`/open/${FILE}?sig=s1gn%2Bature`, text]]);
  expect(store.headers).toMatchObject({
    "content-length": String(Buffer.byteLength(text)),
    "content-type": "text/csv; charset=utf-8",
    "x-ms-blob-type": "BlockBlob"
  });
});

test("an answer counts that comes before the file's end was seen", async () => {
  const text = await deliveries.make("2026-03-02", 1, "á,b\n".repeat(100_000));
  const stopCrowding = crowdFileReads();
  try {
    expect(await run(put)).toMatchObject({delivered: 1, faults: []});
  } finally {
    await stopCrowding();
  }
  expect([...store.files.values()]).toEqual([text]);
});

test("a bucket takes the file, its signature and its hash", async () => {
  const text = await deliveries.make("2026-03-02", 1, "á,b\n".repeat(100_000));
  expect(await run(s3())).toMatchObject({faults: []});
  expect([...store.files]).toEqual([[`/bucket/chat%20day/${FILE}`, text]]);
});

test("a wrong secret is refused, and neither it nor the signature shows anywhere", async () => {
  await deliveries.make("2026-03-02");
  const environment = {...keys, CHAT_ANALYTICS_S3_SECRET: "hunter2"};
  const {faults} = await run(s3(), {environment});
  expect(faults).toEqual([
    `${FILE} to http://127.0.0.1:${store.port}/bucket/chat day: 127.0.0.1:${store.port} answered 403 Forbidden (SignatureDoesNotMatch)`
  ]);
  const outbox = JSON.stringify(await deliveries.warehouse.rows("from ops.outbox"));
  expect(outbox).not.toMatch(/hunter2|Signature=/);
});

const troubles: [string, NonNullable<StoreTrouble>, RegExp][] = [
  ["is full", {status: 507, text: "Insufficient Storage"}, /answered 507 Insufficient Storage$/],
  [
    "names its fault in XML",
    {status: 400, text: "Bad Request", body: "<Error><Code>EntityTooLarge</Code>"},
    /answered 400 Bad Request \(EntityTooLarge\)$/
  ],
  ["has moved", {status: 301, text: "Moved Permanently"}, /answered 301 Moved Permanently$/],
  ["cuts the connection within the file", "middle", /ECONNRESET|EPIPE/],
  ["cuts the connection before it confirms", "end", /ECONNRESET/]
];

test.each(troubles)("a store that %s gets the file again, and holds it once", async (_, trouble, said) => {
  const text = await deliveries.make("2026-03-02", 1, "a,b\n".repeat(1_000_000));
  store.trouble = trouble;
  expect(await run(s3())).toMatchObject({delivered: 0, faults: [expect.stringMatching(said)], waiting: 1});
  if (trouble !== "end") expect(store.files.size).toBe(0);
  store.trouble = null;
  expect(await run(s3(), {minutes: 4})).toMatchObject({delivered: 0, waiting: 1});
  expect(await run(s3(), {minutes: 5})).toMatchObject({delivered: 1, waiting: 0});
  expect(store.uploads).toBe(2);
  expect([...store.files.values()]).toEqual([text]);
});

test("a store that says nothing is given up after a while", async () => {
  await deliveries.make("2026-03-02");
  store.trouble = "silence";
  const {faults} = await run(put, {patienceMilliseconds: 300});
  expect(faults).toEqual([expect.stringContaining("the server has said nothing for 1 s")]);
});

test("nobody at the address is a fault that does not show the address", async () => {
  await deliveries.make("2026-03-02");
  const environment = addressed(`http://127.0.0.1:${await freePort()}/open/{file}?sig=s1gn%2Bature`);
  const {faults} = await run(put, {environment});
  expect(faults).toEqual([expect.stringContaining("ECONNREFUSED")]);
  expect(faults.join()).not.toMatch(/s1gn|open/);
});

test.each([
  ["a missing address", "", "CHAT_ANALYTICS_PUT_URL_FINANCE is not set. Set it, like https://"],
  ["an address without encryption", "http://store.example/{file}?sig=s1gn", "no address that begins with https://"],
  ["what is no address", "store s1gn", "no address that begins with https://"]
])("%s is a fault, and sends nothing", async (_, address, said) => {
  await deliveries.make("2026-03-02");
  const {faults} = await run(put, {environment: addressed(address)});
  expect(faults).toEqual([expect.stringContaining(said)]);
  expect(faults.join()).not.toContain("s1gn");
});

/** Has Node's threads so busy that each read of a file waits for tens of milliseconds; gives how to end that. */
function crowdFileReads(): () => Promise<void> {
  let isOver = false;
  const keepBusy = async () => {
    while (!isOver) await promisify(pbkdf2)("secret", "salt", 50_000, 32, "sha256");
  };
  const busy = Array.from({length: 8}, keepBusy);
  return async () => {
    isOver = true;
    await Promise.all(busy);
  };
}
