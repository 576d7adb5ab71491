// Places in a tier count over a month and over accounts of several time zones, and are made by day.
import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {build} from "../pipeline/build/build.js";
import type {Context} from "../pipeline/context.js";
import {ingest} from "../pipeline/ingest/ingest.js";
import {makeTestHome, type TestHome} from "../pipeline/ingest/test-home.js";
import {readSettings} from "../pipeline/settings.js";

const settings = `
time_zone: Europe/Madrid
accounts:
  madrid: {name: Madrid, time_zone: Europe/Madrid, currency: USD, portfolio: both}
  mexico: {name: Mexico, time_zone: America/Mexico_City, currency: USD, portfolio: both}
`;
let home: TestHome;
let context: Context;

beforeAll(async () => {
  home = await makeTestHome({now: new Date("2026-10-31T12:00:00Z")});
  writeFileSync(join(home.context.home.root, "settings.yaml"), settings);
  context = {...home.context, settings: await readSettings(home.context.home)};
});

afterAll(() => home.remove());

test("a late unit shifts those after it, also on an earlier day of another time zone", async () => {
  await deliver("first", [
    ["mexico", "2026-10-04T12:00:00Z"],
    ["mexico", "2026-10-05T23:30:00Z"],
    ["madrid", "2026-10-06T10:00:00Z"],
    ["madrid", "2026-10-31T10:00:00Z"]
  ]);
  await build(context);
  // It is Tuesday in Madrid already, and Monday for an hour and more in Mexico.
  await deliver("late", [["madrid", "2026-10-05T22:30:00Z"]]);
  expect((await build(context)).mode).toBe("daily");
  const daily = await places();
  expect(daily).toEqual([
    {day: "2026-10-04", account: "mexico", place: 1},
    {day: "2026-10-06", account: "madrid", place: 2},
    {day: "2026-10-05", account: "mexico", place: 3},
    {day: "2026-10-06", account: "madrid", place: 4},
    {day: "2026-10-31", account: "madrid", place: 5}
  ]);
  await build(context, {full: true});
  expect(await places()).toEqual(daily);
}, 120_000);

async function deliver(file: string, deliveries: [account: string, at: string][]): Promise<void> {
  const rows = deliveries.map(([account, at], index) =>
    JSON.stringify({
      message_id: `${file}-${index}`,
      status: "delivered",
      occurred_at: at,
      channel: "whatsapp",
      account_id: account,
      business_number: account === "madrid" ? "34910000001" : "525500000001",
      recipient_id: `3460000000${index}`,
      template_name: "receipt",
      category: "utility",
      pricing_model: "PMP",
      pricing_type: "regular",
      billable: true
    })
  );
  home.put(`delivery_events/${file}.jsonl`, rows.join("\n"));
  await ingest(context);
}

function places() {
  return context.warehouse.rows(
    `select day::varchar as day, account_id as account, tier_place as place
    from marts.whatsapp_charges order by charged_at`
  );
}
