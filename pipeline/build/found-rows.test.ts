import {afterEach, beforeEach, expect, test} from "vitest";
import {openToyWarehouse, type ToyWarehouse} from "./toy-warehouse.js";

let toy: ToyWarehouse;

beforeEach(async () => {
  toy = await openToyWarehouse();
  await toy.writeModel("marts/neighbours.sql", neighbours);
});

afterEach(() => toy.close());

// Reads its source twice, so that it pays to find the rows once.
const neighbours = `-- One row per message and the message after it.
--
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: Its conversation.
-- column next_at timestamptz: When the next one was sent.
-- rebuild key conversation_id

select messages.message_id, messages.conversation_id, min(later.sent_at) as next_at
from staging.messages
semi join rebuild.conversation_id using (conversation_id)
left join staging.messages as later
    on later.conversation_id = messages.conversation_id and later.sent_at > messages.sent_at
group by messages.message_id, messages.conversation_id
`;

function message(id: number, conversation: string, sent_at: string) {
  return {message_id: `m${id}`, conversation_id: conversation, sent_at};
}

/** Runs a daily build, and gives the statements that made rows of the model anew. */
async function daily(options: {longTable: number; rowsAtOnce?: number}): Promise<string[]> {
  const {run} = toy.warehouse;
  const statements: string[] = [];
  toy.warehouse.run = (sql, ...others) => {
    statements.push(sql);
    return run(sql, ...others);
  };
  expect((await toy.build(options)).mode).toBe("daily");
  toy.warehouse.run = run;
  const left = "from duckdb_tables() where table_name similar to '(found|keys of) .*|sought|fresh'";
  expect(await toy.warehouse.rows(left)).toEqual([]);
  return statements.filter((sql) => /temp table fresh/.test(sql) && sql.includes("next_at"));
}

const rows = () =>
  toy.warehouse.rows("select message_id, next_at::varchar as next_at from marts.neighbours order by message_id");

test("rows of a long table are found once, wherever in time they lie, and read from there by either name", async () => {
  await toy.load([
    message(1, "a", "1912-04-15T02:20:00Z"),
    message(2, "a", "2026-01-02T09:00:00Z"),
    message(3, "b", "2026-01-02T09:00:00Z")
  ]);
  await toy.build();
  await toy.load([message(4, "a", "2026-03-01T09:00:00Z"), message(5, "c", "2026-03-01T10:00:00Z")]);
  const [made, ...others] = await daily({longTable: 1});
  expect(others).toEqual([]);
  expect(made).toContain('from temp."found staging.messages conversation_id" as messages');
  expect(made).toContain('left join temp."found staging.messages conversation_id" as later');
  expect(await rows()).toEqual([
    {message_id: "m1", next_at: "2026-01-02 09:00:00+00"},
    {message_id: "m2", next_at: "2026-03-01 09:00:00+00"},
    {message_id: "m3", next_at: null},
    {message_id: "m4", next_at: null},
    {message_id: "m5", next_at: null}
  ]);
});

test("many days far apart are read as a few ranges", async () => {
  const days = Array.from({length: 60}, (_, index) => new Date(Date.UTC(2025, 0, 1 + index * index)).toISOString());
  await toy.load(days.map((day, index) => message(index + 100, "a", day)));
  await toy.build();
  await toy.load([message(1, "a", "2025-01-01T12:00:00Z")]);
  expect(await daily({longTable: 1})).toHaveLength(1);
  const found = await rows();
  expect(found).toHaveLength(61);
  await toy.build({full: true});
  expect(await rows()).toEqual(found);
});

test.each([
  ["in a short table", {longTable: 1000}],
  ["when they are too many to keep", {longTable: 1, rowsAtOnce: 20}]
])("rows are left in place %s, and nothing is left behind", async (_, options) => {
  await toy.load([message(1, "a", "2026-01-02T09:00:00Z")]);
  await toy.build();
  await toy.load([message(2, "a", "2026-01-02T10:00:00Z"), message(3, "a", "2026-01-02T11:00:00Z")]);
  const [made] = await daily(options);
  expect(made).toContain("from staging.messages\n");
  expect(await rows()).toHaveLength(3);
  expect(await toy.warehouse.rows("from duckdb_tables() where table_name like '%found%'")).toEqual([]);
});
