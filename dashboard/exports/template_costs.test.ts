import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {openWarehouse} from "../../pipeline/warehouse.js";

test("of days that were final before replies had a cost of their own, all cost is that of replies", async () => {
  const warehouse = await openWarehouse(":memory:");
  await warehouse.run(`
    create schema metrics;
    create table metrics.template_costs as
    select
      day, 'A' as account_id, 'offer' as template_name, 'EUR' as currency, 9 as delivered, 9 as reply_base, 3 as replied,
      0 as units_unrated, 0.5 as amount, amount_over, replied_over
    from (
      values ('2026-03-01', null, null), ('2026-12-01', 0.5, 3), ('2026-12-02', null, 0)
    ) as days(day, amount_over, replied_over)`);
  const rows = await warehouse.rows(await readFile(new URL("template_costs.sql", import.meta.url), "utf8"));
  const found = rows.map((row) => [row["day"], row["amount_over"], row["replied_over"]]);
  expect(found.sort()).toEqual([
    ["2026-03-01", 0.5, 3],
    ["2026-12-01", 0.5, 3],
    ["2026-12-02", null, 0]
  ]);
  warehouse.close();
});
