import {afterEach, beforeEach, expect, test} from "vitest";
import {openToyWarehouse, type ToyWarehouse} from "./toy-warehouse.js";

let toy: ToyWarehouse;

beforeEach(async () => {
  toy = await openToyWarehouse();
  await toy.load([message("a", "x", "2026-03-02 09:00:00Z"), message("b", "y", "2026-03-02 09:10:00Z")]);
  await toy.build({longTable: 1});
});

afterEach(() => toy.close());

function message(message_id: string, conversation_id: string, sent_at: string) {
  return {message_id, conversation_id, sent_at};
}

const tables = () =>
  toy.warehouse.rows("select table_name as name from duckdb_tables() where schema_name = 'key_days'");

const days = (table: string, key: string, value: string) =>
  toy.warehouse.rows(
    `select (date '1970-01-01' + day)::varchar as day
    from key_days."${table} ${key}" where key_hash = hash('${value}'::varchar) order by day`
  );

test("a long table's keys and grain are kept with their days, and follow what a day brings", async () => {
  expect((await tables()).map(({name}) => name)).toEqual(
    expect.arrayContaining([
      "staging.messages conversation_id",
      "marts.messages conversation_id",
      "marts.messages message_id"
    ])
  );
  await toy.load([message("c", "x", "2026-03-05 09:00:00Z"), message("d", "x", "2026-03-05 10:00:00Z")]);
  await toy.build({longTable: 1});
  for (const table of ["staging.messages", "marts.messages"]) {
    expect(await days(table, "conversation_id", "x")).toEqual([{day: "2026-03-02"}, {day: "2026-03-05"}]);
  }
  expect(await days("marts.messages", "message_id", "c")).toEqual([{day: "2026-03-05"}]);
});

test("nothing is kept of short tables", async () => {
  await toy.build({full: true});
  expect(await tables()).toEqual([]);
});

test("a grain that repeats a row of an untouched key is found", async () => {
  await toy.writeModel("marts/moved.sql", moved);
  await toy.build({longTable: 1});
  await toy.load([message("c", "z", "2026-03-05 09:00:00Z")]);
  await expect(toy.build({longTable: 1})).rejects.toThrow("marts.moved: 1 key repeats (grain minute)");
});

// A minute is that of one conversation only until another one writes in it.
const moved = `-- One row per minute of an hour in which somebody wrote.
--
-- grain minute
-- column minute integer: The minute.
-- column conversation_id varchar: Who wrote.
-- rebuild key conversation_id

select distinct extract(minute from messages.sent_at)::integer as minute, messages.conversation_id
from marts.messages
semi join rebuild.conversation_id using (conversation_id)
`;

test.each([
  ["one that knows no key days has left", "update ops.key_days set build_id = build_id - 1"],
  ["another DuckDB has hashed", "update ops.key_days set duckdb_version = 'v1.0.0'"],
  ["an older program kept, without the DuckDB that hashed", "alter table ops.key_days drop column duckdb_version"]
])("a build does not trust what %s", async (_, change) => {
  await toy.load([message("c", "x", "2026-03-05 09:00:00Z")]);
  await toy.build({longTable: 1});
  await toy.warehouse.run(change);
  await toy.warehouse.run(`delete from key_days."marts.messages conversation_id"`);
  await toy.load([message("d", "x", "2026-03-06 09:00:00Z")]);
  await toy.build({longTable: 1});
  const made = await toy.content();
  await toy.build({full: true});
  expect(await toy.content()).toEqual(made);
  expect(made["marts.messages"]).toHaveLength(4);
});

test("a table of key days goes with the model that was sought by it", async () => {
  await toy.writeModel("marts/moved.sql", moved);
  await toy.build({longTable: 1});
  expect(await tables()).toContainEqual({name: "marts.moved minute"});
  await toy.removeModel("marts/moved.sql");
  await toy.build({longTable: 1});
  expect(await tables()).not.toContainEqual({name: "marts.moved minute"});
});
