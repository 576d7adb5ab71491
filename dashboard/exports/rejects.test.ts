import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {openWarehouse} from "../../pipeline/warehouse.js";

test.each([
  [
    "impossible_interval",
    'disconnected_at "2026-09-08 09:00:00" is before connected_at "2026-09-08 10:00:00"; one of the two is wrong.',
    null
  ],
  ["invalid_json", `The JSON cannot be read: Unexpected token 'A', ..."body": Ana Ruiz 4"... is not valid JSON.`, null],
  ["unknown_code", 'author "robot" is none of contact, bot, agent.', "contact, bot, agent"],
  ["unknown_code", 'author "x" is none of ana, ruiz." is none of contact, bot.', "contact, bot"],
  ["unknown_code", 'channel "x" is none of ana, ruiz." is none that is known.', null],
  ["unknown_code", 'channel "fax\n" is none of sms, email.', "sms, email"]
])("of what was refused as %s, its place and the codes taken are told: %s", async (reason, message, takes) => {
  const warehouse = await openWarehouse(":memory:");
  await warehouse.run(
    `
    create schema ops;
    create table ops.files as select 1 as file_id, 'messages' as feed, 'messages/day.csv' as path;
    create table ops.rejects as
    select
      1 as file_id, 7 as record, 8 as line, 'contact_phone' as column_name, $reason as reason, $message as message,
      'm1,Ana Ruiz,mi tarjeta es 4111 1111 1111 1111' as row_text`,
    {reason, message}
  );
  const rows = await warehouse.rows(await readFile(new URL("rejects.sql", import.meta.url), "utf8"));
  expect(rows).toEqual([
    {
      source: "messages",
      reason,
      column_name: "contact_phone",
      rows: 1,
      example: 1,
      file: "day.csv",
      line: 8,
      takes
    }
  ]);
  warehouse.close();
});
