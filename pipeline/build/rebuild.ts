import {identifier, type Warehouse} from "../warehouse.js";
import {type Model, upstream} from "./models.js";

/** Fills the table of what is to be rebuilt, which a model joins, with everything there is. */
export async function fillRebuild(warehouse: Warehouse, model: Model, models: Model[]): Promise<void> {
  const {rebuild, columns} = model.header;
  if (rebuild.mode === "whole") return;
  await warehouse.run("create schema if not exists rebuild");
  if (rebuild.mode !== "key") {
    await warehouse.run(`create or replace table rebuild.${rebuild.mode} as ${periods[rebuild.mode]}`);
    return;
  }
  const key = identifier(rebuild.key);
  const type = columns.find((column) => column.name === rebuild.key)?.type;
  const sources = upstream(model)
    .filter((table) =>
      models.some(({name, header}) => name === table && header.columns.some(({name}) => name === rebuild.key))
    )
    .map((table) => `select ${key} from ${table} where ${key} is not null`);
  const all = sources.length > 0 ? sources.join(" union ") : "select null limit 0";
  await warehouse.run(
    `create or replace table rebuild.${key} (${key} ${type}); insert into rebuild.${key} select distinct * from (${all})`
  );
}

/** Every day and every month of the calendar, as instants. */
const periods = {
  day: "select day, starts_at, ends_at from marts.calendar_days",
  month: `select month, min(starts_at) as starts_at, max(ends_at) as ends_at from marts.calendar_days group by month`
};
