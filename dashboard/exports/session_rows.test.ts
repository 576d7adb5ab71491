import {createHash} from "node:crypto";
import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {openWarehouse} from "../../pipeline/warehouse.js";

test("a session's made-up name holds the key of the warehouse: its id is of a number and of the instant beside it", async () => {
  const warehouse = await openWarehouse(":memory:");
  await warehouse.run(`
    create schema marts;
    create schema ops;
    create table ops.pseudonym_key as select 'one' as key;
    create table marts.sessions as
    select
      'whatsapp|34600111222#1793644801000000' as session_id, date '2026-11-02' as day,
      timestamptz '2026-11-02 18:40:01Z' as started_at, 'whatsapp' as channel, null::varchar as account_id, null::varchar as skill,
      1 as messages_inbound, 1 as messages_bot, 0 as messages_agent;
    create table marts.bot_sessions (
      session_id varchar, day date, first_intent varchar, outcome varchar, fallback_messages integer
    )`);
  const sql = await readFile(new URL("session_rows.sql", import.meta.url), "utf8");
  const names = async () => (await warehouse.rows(sql)).map(({session}) => session);
  const nameWith = (key: string) => {
    const hash = createHash("sha256").update(`${key}whatsapp|34600111222#1793644801000000`).digest("hex");
    return `S-${hash.slice(0, 10).toUpperCase()}`;
  };
  expect(await names()).toEqual([nameWith("one")]);
  await warehouse.run("update ops.pseudonym_key set key = 'other'");
  expect(await names()).toEqual([nameWith("other")]);
  warehouse.close();
});
