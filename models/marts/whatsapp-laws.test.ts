// What holds whatever happens: random stories of several accounts, rated by the real models.
import fc from "fast-check";
import {expect, test} from "vitest";
import type {Warehouse} from "../../pipeline/warehouse.js";
import {rateTraffic, type Traffic} from "./whatsapp-chain.js";
import {type Happenings, Story} from "./whatsapp-story.js";

interface Step {
  minute: number;
  act: "inbound" | "click" | "text" | "marketing" | "utility" | "authentication" | "group";
  contact: number;
  outcome: "delivered" | "read" | "failed" | "sent";
}

const contacts = ["34600000001", "573000000001", "12025550123", "919000000001", "99999999999", "ES.1181"];
const month = 31 * 24 * 60;

const steps = fc.array(
  fc.record<Step>({
    minute: fc.nat(month),
    act: fc.constantFrom("inbound", "click", "text", "marketing", "utility", "authentication", "group"),
    contact: fc.nat(contacts.length - 1),
    outcome: fc.constantFrom("delivered", "delivered", "read", "failed", "sent")
  }),
  {minLength: 20, maxLength: 60}
);

// A month of every regime, and the ones in which it changes.
const starts = ["2022-01-20", "2022-03-10", "2023-05-20", "2024-10-15", "2025-06-15", "2026-07-20", "2026-09-15"];
const worlds = fc.tuple(...starts.map(() => steps));
const accounts = starts.map((start, index) => ({
  account_id: start,
  portfolio: index % 2 === 0 ? "even" : "odd",
  currency: "USD",
  time_zone: index % 2 === 0 ? "Europe/Madrid" : "America/Bogota"
}));

function tell(world: Step[][]): Happenings {
  const told: Happenings = {messages: [], deliveryEvents: []};
  for (const [index, start] of starts.entries()) {
    const story = new Story(told, start, String(34_900_000_000 + index), `${start}T00:00:00Z`);
    for (const {minute, act, contact: person, outcome} of world[index]!) {
      const [at, contact] = [minute / 60, contacts[person]!];
      const statuses = outcome === "sent" ? ["sent"] : ["sent", outcome];
      if (act === "inbound") story.inbound(at, {contact});
      else if (act === "click") story.inbound(at, {contact, entry_point: "ad"});
      else if (act === "text") story.text(at, {contact, statuses});
      else if (act === "group")
        story.status(at, {message_id: `${start}-${minute}`, recipient_id: "g", recipient_participant_id: contact});
      else story.template(act, at, {contact, statuses});
    }
  }
  return told;
}

const charges = `select unit_id, day::varchar as day, market, category, pricing_type, tier_place, amount::varchar as amount, reason
  from marts.whatsapp_charges order by unit_id`;

async function rated<Answer>(traffic: Traffic, ask: (warehouse: Warehouse) => Promise<Answer>): Promise<Answer> {
  const warehouse = await rateTraffic({accounts, ...traffic});
  try {
    return await ask(warehouse);
  } finally {
    warehouse.close();
  }
}

const few = {numRuns: 3, seed: 20261101};

test("days add up to months and to charges, and the order of arrival changes nothing", {timeout: 120_000}, async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.infiniteStream(fc.nat()), async (world, numbers) => {
      const told = tell(world);
      const first = await rated({...told, upTo: ["metrics.spend_days", "metrics.spend_months"]}, async (warehouse) => {
        const [days, months, units] = [
          "select sum(amount)::varchar as amount, sum(units)::integer as units from metrics.spend_days",
          "select sum(amount)::varchar as amount, sum(units)::integer as units from metrics.spend_months",
          "select sum(amount)::varchar as amount, count(*) as units from marts.whatsapp_charges"
        ];
        expect(await warehouse.row(days!)).toEqual(await warehouse.row(units!));
        expect(await warehouse.row(months!)).toEqual(await warehouse.row(units!));
        return warehouse.rows(charges);
      });
      const shuffled = <Item>(items: Item[]) =>
        items
          .map((item) => ({item, place: numbers.next().value as number}))
          .sort((a, b) => a.place - b.place)
          .map(({item}) => item);
      const other = {messages: shuffled(told.messages), deliveryEvents: shuffled(told.deliveryEvents)};
      expect(await rated(other, (warehouse) => warehouse.rows(charges))).toEqual(first);
    }),
    few
  );
});

test("units of a month that are reported as they were rated cost the same", {timeout: 120_000}, async () => {
  // Since July 2025 a unit is a message, so its status can say what became of it.
  const recent = new Set(["2026-07-20", "2026-09-15"]);
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const told = tell(world.map((story, index) => (recent.has(starts[index]!) ? story : [])));
      const before = await rated(told, (warehouse) =>
        warehouse.rows<{message_id: string; pricing_type: string; category: string}>(
          "select message_id, pricing_type, category from marts.whatsapp_charges where category != 'unknown'"
        )
      );
      const types = new Map(before.map((row) => [row.message_id, row]));
      const deliveryEvents = told.deliveryEvents.map((row) => {
        const unit = types.get(row["message_id"] as string);
        if (unit === undefined || row["recipient_participant_id"] !== undefined) return row;
        // Meta does not say which service messages are the free ones.
        const pricing_type = unit.pricing_type === "free_tier" ? "regular" : unit.pricing_type;
        return {...row, pricing_model: "PMP", pricing_type, category: unit.category};
      });
      const amounts = "select unit_id, amount::varchar as amount from marts.whatsapp_charges order by unit_id";
      expect(await rated({...told, deliveryEvents}, (warehouse) => warehouse.rows(amounts))).toEqual(
        await rated(told, (warehouse) => warehouse.rows(amounts))
      );
    }),
    {...few, numRuns: 2}
  );
});

test("more charged units never cost less", {timeout: 120_000}, async () => {
  const counts = fc.uniqueArray(fc.integer({min: 1, max: 3_000}), {minLength: 8, maxLength: 8});
  const markets = fc.constantFrom("Spain", "India", "Brazil", "Colombia", "Other");
  const categories = fc.constantFrom("utility", "authentication", "service", "marketing");
  // Tiers of a card in which a place stands for a thousand, so that few units pass several.
  const bounds = [0, 101, 1_001, 1_501];
  const rates = ["Spain", "India", "Brazil", "Colombia", "Other"].flatMap((market) =>
    ["utility", "authentication", "service", "marketing"].flatMap((category) =>
      (category === "service" || category === "marketing" ? [0] : bounds).map((tier_from, index, all) => ({
        effective_from: "2026-10-01",
        currency: "XTS",
        market,
        category,
        tier_from,
        tier_to: all[index + 1] === undefined ? null : all[index + 1]! - 1,
        rate: String(20 - index),
        evidence: "published"
      }))
    )
  );
  await fc.assert(
    fc.asyncProperty(counts, markets, categories, async (units, market, category) => {
      const usage = units.map(
        (count) => `select '${count}-' || lpad(range::varchar, 6, '0') as unit_id, '${count}' as window_key,
          timestamptz '2026-10-10 12:00:00Z' as charged_at, date '2026-10-10' as day, date '2026-10-01' as month,
          'message_all' as regime, '${count}' as account_id, '${count}' as business_number, '${market}' as market,
          '${category}' as category, 'regular' as usage_type, true as is_reported, false as is_group,
          ${category === "service" ? `'service messages|${count}'` : "null::varchar"} as allowance from range(${count})`
      );
      const rows = await rated(
        {
          usage: usage.join(" union all by name "),
          rates,
          accounts: units.map((count) => ({
            account_id: String(count),
            portfolio: String(count),
            currency: "XTS",
            time_zone: "UTC"
          }))
        },
        (warehouse) =>
          warehouse.rows<{units: number; amount: number}>(
            `select account_id::integer as units, sum(amount)::double as amount from metrics.spend_days
             group by account_id order by units`
          )
      );
      expect(rows).toHaveLength(units.length);
      for (const [index, row] of rows.slice(1).entries())
        expect(row.amount).toBeGreaterThanOrEqual(rows[index]!.amount);
    }),
    few
  );
});
