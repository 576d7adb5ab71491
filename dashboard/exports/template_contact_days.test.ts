import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {openWarehouse} from "../../pipeline/warehouse.js";

test("days that were final before marketing was told apart do not say who never wrote", async () => {
  const warehouse = await openWarehouse(":memory:");
  await warehouse.run(`
    create schema metrics;
    create table metrics.template_contact_days as
    select
      day, 'whatsapp' as channel, 'A' as account_id, 'offer' as template_name, 0 as templates_before, 9 as accepted,
      marketing as marketing_delivered, marketing as marketing_read, marketing as never_wrote_base, 5 as never_wrote,
      0 as opted_out, 0 as after_opt_out, 0 as capped
    from (values ('2026-03-01', null), ('2026-12-01', 7)) as days(day, marketing)`);
  const rows = await warehouse.rows(await readFile(new URL("template_contact_days.sql", import.meta.url), "utf8"));
  expect(rows.map((row) => [row["day"], row["never_wrote_base"], row["never_wrote"]])).toEqual([
    ["2026-03-01", null, null],
    ["2026-12-01", 7, 5]
  ]);
  warehouse.close();
});
