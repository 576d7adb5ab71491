import {afterEach, beforeEach, expect, test} from "vitest";
import {ingest} from "./ingest.js";
import {makeTestHome, type TestHome} from "./test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome();
});

afterEach(() => home.remove());

/** Loads messages as a file of their own and gives how many were new and how many exact repeats. */
async function load(name: string, ids: string[]) {
  const lines = ids.map((id) => `${id},c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp`);
  home.put(
    `messages/${name}.csv`,
    `message_id,conversation_id,sent_at,direction,author,channel\n${lines.join("\n")}\n`
  );
  const {files} = await ingest(home.context);
  return files.map(({rows_accepted, rows_repeated}) => [rows_accepted, rows_repeated]);
}

const keys = () =>
  home.context.warehouse.rows("select key_hash = hash('m1') as is_m1, file_id from raw_keys.messages order by file_id");

test("a repeat is found in whichever file it lies", async () => {
  expect(await load("a", ["m1", "m2"])).toEqual([[2, 0]]);
  expect(await load("b", ["m3"])).toEqual([[1, 0]]);
  expect(await load("c", ["m4", "m4"])).toEqual([[1, 1]]);
  expect(await load("d", ["m4", "m5", "m1"])).toEqual([[1, 2]]);
});

test.each([
  ["are missing, as in a warehouse from before", "drop schema raw_keys cascade"],
  [
    "were made by another DuckDB",
    "comment on table raw_keys.messages is 'v0.0.0'; update raw_keys.messages set key_hash = 7"
  ],
  ["are fewer than the rows", "delete from raw_keys.messages where file_id = 1"],
  [
    "lack a file, as one that an earlier program loaded",
    "update raw_keys.messages set file_id = 1, key_hash = 7 where file_id = 2"
  ]
])("keys that %s are noted anew", async (_, sabotage) => {
  await load("a", ["m1"]);
  await load("b", ["m2"]);
  await home.context.warehouse.run(sabotage);
  expect(await load("c", ["m1", "m3"])).toEqual([[1, 1]]);
  expect(await keys()).toEqual([
    {is_m1: true, file_id: 1},
    {is_m1: false, file_id: 2},
    {is_m1: false, file_id: 3}
  ]);
});

test("repeats add no keys", async () => {
  await load("a", ["m1"]);
  await load("b", ["m1", "m2", "m2", "m1"]);
  expect(await keys()).toEqual([
    {is_m1: true, file_id: 1},
    {is_m1: false, file_id: 2}
  ]);
});

test("a file that cannot be loaded leaves no keys", async () => {
  await load("a", ["m1"]);
  const before = await keys();
  home.put("messages/b.csv", "neither\n1\n");
  await ingest(home.context);
  expect(await keys()).toEqual(before);
});
