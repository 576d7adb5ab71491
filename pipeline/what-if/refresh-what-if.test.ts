import {expect, test} from "vitest";
import {rateTraffic} from "../../models/marts/whatsapp-chain.js";
import {createOpsTables} from "../build/ops-tables.js";
import {silentLog} from "../log.js";
import {defaultSettings, homeAt} from "../settings.js";
import type {Warehouse} from "../warehouse.js";
import {refreshWhatIf} from "./refresh-what-if.js";

function refresh(warehouse: Warehouse): Promise<void> {
  const {signal} = new AbortController();
  return refreshWhatIf({
    warehouse,
    signal,
    log: silentLog,
    home: homeAt("/nowhere"),
    settings: defaultSettings,
    now: new Date("2026-11-20T00:00:00Z")
  });
}

function template(message_id: string, occurred_at: string, category = "marketing") {
  const event = {message_id, occurred_at, category, channel: "whatsapp", status: "delivered", template_name: "x"};
  return {...event, account_id: "one", business_number: "34700000001", recipient_id: "34600000001"};
}

test("whole months are rated by the rules now and by those before, and only when something changed", async () => {
  const events = ["2026-05-30", "2026-06-10", "2026-07-10", "2026-08-10"].map((day) =>
    template(day, `${day}T10:00:00Z`)
  );
  const warehouse = await rateTraffic({deliveryEvents: events});
  await refresh(warehouse);
  const rows = () =>
    warehouse.rows("select rules, rules_from, month, amount from ops.spend_what_if order by month, rules");
  expect(await rows()).toEqual([
    {rules: "announced", rules_from: "2026-10-01", month: "2026-06-01", amount: "0.070700"},
    {rules: "charged", rules_from: null, month: "2026-06-01", amount: "0.061500"},
    {rules: "current", rules_from: "2026-07-01", month: "2026-06-01", amount: "0.070700"},
    {rules: "previous", rules_from: "2026-04-01", month: "2026-06-01", amount: "0.061500"},
    {rules: "announced", rules_from: "2026-10-01", month: "2026-07-01", amount: "0.070700"},
    {rules: "charged", rules_from: null, month: "2026-07-01", amount: "0.070700"},
    {rules: "current", rules_from: "2026-07-01", month: "2026-07-01", amount: "0.070700"},
    {rules: "previous", rules_from: "2026-04-01", month: "2026-07-01", amount: "0.061500"}
  ]);
  await warehouse.run("update ops.spend_what_if set amount = 1");
  await refresh(warehouse);
  expect(await warehouse.row("select min(amount)::integer as amount from ops.spend_what_if")).toEqual({amount: 1});
  warehouse.close();
});

test("a month of one set of rules is by these what was charged", async () => {
  const days = ["2026-05-30", "2026-06-10", "2026-07-10", "2026-08-10"];
  const warehouse = await rateTraffic({deliveryEvents: days.map((day) => template(day, `${day}T10:00:00Z`))});
  await warehouse.run("update marts.whatsapp_charges set amount = 2");
  await refresh(warehouse);
  const asCharged = (month: string) =>
    warehouse.rows(`select rules from ops.spend_what_if where month = '${month}' and amount = 2 order by rules`);
  expect(await asCharged("2026-06-01")).toEqual([{rules: "charged"}, {rules: "previous"}]);
  expect(await asCharged("2026-07-01")).toEqual([{rules: "charged"}, {rules: "current"}]);
  // Another country's market changed within July.
  await warehouse.run(`update reference.whatsapp_markets set valid_from = '2026-07-15' where iso2 = 'AR'`);
  await refresh(warehouse);
  expect(await asCharged("2026-06-01")).toEqual([{rules: "charged"}, {rules: "previous"}]);
  expect(await asCharged("2026-07-01")).toEqual([{rules: "charged"}]);
  warehouse.close();
});

test("a build is asked once, and one that changed no number rates nothing", async () => {
  const days = ["2026-05-30", "2026-06-10", "2026-07-10"];
  const warehouse = await rateTraffic({deliveryEvents: days.map((day) => template(day, `${day}T10:00:00Z`))});
  await createOpsTables(warehouse);
  const state = () => warehouse.rows("select fingerprint from ops.what_if_state where fingerprint like 'build %'");
  for (const build of [1, 1, 2]) {
    await warehouse.run(`delete from ops.builds; insert into ops.builds (build_id) values (${build})`);
    await refresh(warehouse);
    expect(await state()).toEqual([{fingerprint: `build ${build}`}]);
    const {amount} = await warehouse.row("select min(amount)::integer as amount from ops.spend_what_if");
    if (build > 1) expect(amount).toBe(1);
    await warehouse.run("update ops.spend_what_if set amount = 1");
  }
  await warehouse.run("update ops.builds set build_id = 3; update marts.whatsapp_charges set amount = 2");
  await refresh(warehouse);
  expect(await warehouse.rows("from ops.spend_what_if where amount = 1")).toEqual([]);
  warehouse.close();
});

test("a month that did not change stays as it was rated, and one that is past what is shown goes", async () => {
  const days = ["2026-04-30", "2026-05-10", "2026-06-10", "2026-07-10", "2026-08-10"];
  const warehouse = await rateTraffic({deliveryEvents: days.map((day) => template(day, `${day}T10:00:00Z`))});
  const rate = async () => {
    await refresh(warehouse);
    const months = await warehouse.rows<{month: string; isAnew: boolean}>(
      `select month::varchar as month, min(amount) < 1 as "isAnew" from ops.spend_what_if group by month order by month`
    );
    await warehouse.run("update ops.spend_what_if set amount = 1");
    return months.map(({month, isAnew}) => `${month.slice(0, 7)} ${isAnew ? "rated" : "kept"}`);
  };
  expect(await rate()).toEqual(["2026-05 rated", "2026-06 rated", "2026-07 rated"]);
  await warehouse.run("update marts.whatsapp_charges set amount = 0.5 where day = '2026-07-10'");
  expect(await rate()).toEqual(["2026-05 kept", "2026-06 kept", "2026-07 rated"]);
  // The month after a changed one may continue its windows.
  await warehouse.run(
    "update marts.whatsapp_events set occurred_at = occurred_at + interval 1 hour where day = '2026-06-10'"
  );
  expect(await rate()).toEqual(["2026-05 kept", "2026-06 rated", "2026-07 rated"]);
  await warehouse.run(`insert into marts.whatsapp_charges by name
    select * replace ('later' as unit_id, date '2026-09-01' as day, date '2026-09-01' as month)
    from marts.whatsapp_charges where day = '2026-08-10'`);
  expect(await rate()).toEqual(["2026-06 kept", "2026-07 kept", "2026-08 rated"]);
  warehouse.close();
});

test("what a contact wrote comes late and frees under other rules what is charged by none", async () => {
  const deliveryEvents = ["2026-09-30", "2026-10-10", "2026-11-10"].map((day) =>
    template(day, `${day}T10:00:00Z`, "utility")
  );
  const place = {channel: "whatsapp", account_id: "one", business_number: "34700000001"};
  const contact = {conversation_id: "t", contact_id: "34600000001", contact_phone: "34600000001", author: "contact"};
  const words = {message_id: "in", sent_at: "2026-10-10T09:00:00Z", direction: "inbound", type: "text"};
  const warehouse = await rateTraffic({deliveryEvents, messages: [{...place, ...contact, ...words}]});
  const october = () =>
    warehouse.row("select units_free, amount from ops.spend_what_if where rules = 'previous' and month = '2026-10-01'");
  await warehouse.run(`
    create table late as from marts.whatsapp_events where direction = 'inbound';
    delete from marts.whatsapp_events where direction = 'inbound';
  `);
  await refresh(warehouse);
  expect(await october()).toEqual({units_free: 0, amount: "0.020000"});
  await warehouse.run("insert into marts.whatsapp_events from late");
  await refresh(warehouse);
  expect(await october()).toEqual({units_free: 1, amount: "0.000000"});
  warehouse.close();
});

test("without a whole month there is nothing to compare", async () => {
  const warehouse = await rateTraffic({deliveryEvents: [template("a", "2026-08-10T10:00:00Z")]});
  await refresh(warehouse);
  expect(await warehouse.rows("from ops.spend_what_if")).toEqual([]);
  warehouse.close();
});
