import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {openWarehouse} from "../../pipeline/warehouse.js";

test("days that were final before unconfirmed was counted have it from its parts", async () => {
  const warehouse = await openWarehouse(":memory:");
  await warehouse.run(`
    create schema metrics;
    create table metrics.delivery_days as
    select
      day, 'whatsapp' as channel, 'A' as account_id, 'offer' as template_name, 10 as accepted, 8 as sent, 3 as delivered,
      1 as read, 1 as failed, 3 as only_sent, 2 as only_accepted, 1 as without_status, unconfirmed, 0 as reply_base,
      0 as replied
    from (values ('2026-03-01', null), ('2026-11-01', 6)) as days(day, unconfirmed)`);
  const rows = await warehouse.rows(await readFile(new URL("delivery_days.sql", import.meta.url), "utf8"));
  expect(rows.map(({day, unconfirmed}) => [day, unconfirmed])).toEqual([
    ["2026-03-01", 6],
    ["2026-11-01", 6]
  ]);
  warehouse.close();
});
