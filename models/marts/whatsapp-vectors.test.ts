// The published pricing examples, each in an account of its own or with a contact of its own, all rated in one build.
import {afterAll, beforeAll, expect, test} from "vitest";
import type {Warehouse} from "../../pipeline/warehouse.js";
import {rateTraffic} from "./whatsapp-chain.js";
import {type Happenings, Story, spaniard} from "./whatsapp-story.js";

interface Vector {
  name: string;
  account: string;
  contact: string;
  /** What the contact's units come to, with the rates of the card in force. */
  amount: string | null;
  /** Units charged, by category; categories left out have none. */
  charged: Record<string, number>;
}

const happenings: Happenings = {messages: [], deliveryEvents: []};
const accounts: Record<string, string | null>[] = [];
const vectors: Vector[] = [];

interface Scene {
  start?: string;
  zone?: string;
  currency?: string;
  portfolio?: string;
  /** Several vectors in one account keep apart by their contact. */
  account?: string;
  contact?: string;
}

function vector(
  name: string,
  {start = "2026-07-15T08:00:00Z", contact = spaniard, ...scene}: Scene,
  tell: (story: Story) => void,
  amount: string | null,
  charged: Record<string, number>
) {
  const account = scene.account ?? name;
  tell(new Story(happenings, account, numberOf(account, scene), start, contact));
  vectors.push({name, account, contact, amount, charged});
}

/** The account's number; a new account is opened. */
function numberOf(account_id: string, {zone = "Europe/Madrid", currency = "USD", portfolio = account_id}: Scene) {
  let index = accounts.findIndex((row) => row["account_id"] === account_id);
  if (index === -1) {
    index = accounts.push({account_id, name: account_id, time_zone: zone, currency, portfolio, valid_from: null}) - 1;
  }
  return String(34_910_000_000 + index);
}

// B. Conversations by category
const category = {start: "2024-03-05T08:00:00Z"};
const service = {...category, account: "service used up", contact: "34600000002"};
new Story(happenings, service.account, numberOf(service.account, {}), "2024-03-01T08:00:00Z").replies(1000, 0);
vector("B1", category, (s) => s.template("marketing", 0).template("utility", 4).template("utility", 10), "0.0995", {
  marketing: 1,
  utility: 1
});
vector(
  "B6",
  category,
  (s) => s.template("authentication", 0).template("authentication", 5).template("marketing", 6),
  "0.0957",
  {authentication: 1, marketing: 1}
);
vector("B5", category, (s) => s.inbound(0, {entry_point: "ad"}).template("marketing", 25), "0.0615", {marketing: 1});
vector("B2", service, (s) => s.template("marketing", 0).inbound(4).text(5).text(25).text(26), "0.0984", {
  marketing: 1,
  service: 1
});
vector(
  "B2 where service is free",
  {start: "2025-01-14T08:00:00Z"},
  (s) => s.template("marketing", 0).inbound(4).text(5).text(25).text(26),
  "0.0615",
  {marketing: 1}
);
vector(
  "B3",
  category,
  (s) =>
    s
      .inbound("2024-03-05T10:00:00Z", {entry_point: "ad"})
      .template("marketing", "2024-03-05T22:00:00Z")
      .template("utility", "2024-03-07T12:00:00Z")
      .template("marketing", "2024-03-08T21:59:59Z"),
  "0",
  {}
);
vector(
  "B4",
  category,
  (s) =>
    s.template("marketing", 0).inbound(1, {entry_point: "ad"}).text(2).template("utility", 73).template("utility", 75),
  "0.0995",
  {marketing: 1, utility: 1}
);

vector(
  "B7",
  {...service, contact: "34600000003"},
  (s) =>
    s
      .template("marketing", 0)
      .template("utility", 4)
      .template("utility", 10)
      .template("marketing", 100)
      .inbound(104)
      .text(105)
      .text(125)
      .text(126),
  "0.1979",
  {marketing: 2, utility: 1, service: 1}
);

// A. Conversations by who began them: a partner's prices for Indonesia, the free 1,000 used up
const jakarta = {zone: "Asia/Jakarta", currency: "IDR", account: "Anne and Kicks"};
const initiated = (contact: string) => ({...jakarta, start: "2022-03-15T13:13:00Z", contact});
new Story(happenings, jakarta.account, numberOf(jakarta.account, jakarta), "2022-03-01T08:00:00Z").replies(1000, 0);
vector("A1", initiated("6281000001"), (s) => s.inbound(0).text(0.01).inbound(1).text(2).inbound(3).text(23), "320", {
  user_initiated: 1
});
vector("A2", initiated("6281000002"), (s) => s.inbound(0).text(0).template("notice", 26.5), "820", {
  user_initiated: 1,
  business_initiated: 1
});
vector("A3", initiated("6281000003"), (s) => s.template("notice", 0).template("notice", 20), "500", {
  business_initiated: 1
});
vector("A4a", initiated("6281000004"), (s) => s.template("notice", 0), "500", {business_initiated: 1});
vector("A4b", initiated("6281000005"), (s) => s.template("notice", 0).inbound(20).text(23), "500", {
  business_initiated: 1
});
vector("A4c", initiated("6281000006"), (s) => s.template("notice", 0).inbound(25).text(26), "820", {
  business_initiated: 1,
  user_initiated: 1
});
// Meta's own card in rupiah is not at hand: the quantity is known, the price is not.
vector("A5", initiated("4915000000001"), (s) => s.inbound(0).text(1).template("notice", 30), null, {
  user_initiated: 1,
  business_initiated: 1
});

// C. Templates, from July 2025
vector(
  "C1",
  {},
  (s) => s.template("marketing", 0).inbound(2).text(3).template("utility", 4).template("utility", 30),
  "0.0907",
  {marketing: 1, utility: 1}
);
vector(
  "C1 in January 2026",
  {start: "2026-01-14T08:00:00Z"},
  (s) => s.template("marketing", 0).inbound(2).text(3).template("utility", 4).template("utility", 30),
  "0.0815",
  {marketing: 1, utility: 1}
);
vector(
  "C2 as Zoho tells it",
  {},
  (s) => s.template("marketing", 0).template("utility", 1).template("utility", 2),
  "0.1107",
  {
    marketing: 1,
    utility: 2
  }
);
vector("C2 as YCloud tells it", {}, (s) => s.template("marketing", 0).template("utility", 1), "0.0907", {
  marketing: 1,
  utility: 1
});
vector("C3", {}, (s) => s.inbound(0).template("marketing", 1), "0.0707", {marketing: 1});
vector(
  "C4",
  {},
  (s) => s.inbound(0, {entry_point: "ad"}).text(10).template("marketing", 50).template("marketing", 83),
  "0.0707",
  {marketing: 1}
);
vector("C6", {}, (s) => s.template("marketing", 0, {statuses: ["sent", "failed"]}), null, {});
vector("C6 accepted, delivered nowhere", {}, (s) => s.template("marketing", 0, {statuses: ["sent"]}), null, {});
vector("C7", {}, (s) => s.template("marketing", 0, {statuses: ["sent", "read"]}), "0.0707", {marketing: 1});
vector("C8", {}, (s) => s.template("marketing", 0, {statuses: ["sent", "delivered", "read", "played"]}), "0.0707", {
  marketing: 1
});
vector(
  "C10 in UTC",
  {zone: "UTC", contact: "525500000001"},
  (s) => s.template("marketing", "2026-10-01T00:00:00Z"),
  "0.0397",
  {marketing: 1}
);
vector("C12 before midnight", {}, (s) => s.template("marketing", "2026-06-30T21:59:59Z"), "0.0615", {marketing: 1});
vector("C12 at midnight", {}, (s) => s.template("marketing", "2026-06-30T22:00:00Z"), "0.0707", {marketing: 1});
vector(
  "C13 Hong Kong in June",
  {contact: "85260000001"},
  (s) => s.template("utility", "2026-06-30T10:00:00Z"),
  "0.0113",
  {utility: 1}
);
vector(
  "C13 Hong Kong in July",
  {contact: "85260000001"},
  (s) => s.template("utility", "2026-07-01T10:00:00Z"),
  "0.0260",
  {utility: 1}
);
vector(
  "C13 Morocco in September",
  {contact: "212600000001"},
  (s) => s.template("utility", "2026-09-30T10:00:00Z"),
  "0.0040",
  {utility: 1}
);
vector(
  "C13 Morocco in October",
  {contact: "212600000001"},
  (s) => s.template("utility", "2026-10-01T10:00:00Z"),
  "0.0230",
  {utility: 1}
);

vector(
  "C5",
  {start: "2025-06-30T10:00:00Z"},
  (s) =>
    s.template("utility", 0).template("utility", "2025-07-01T04:00:00Z").template("utility", "2025-07-01T11:00:00Z"),
  "0.0400",
  {utility: 2}
);
for (const [name, members, amount] of [
  ["C9", 5, "0.3535"],
  ["C9 delivered to four", 4, "0.2828"]
] as const) {
  vector(
    name,
    {contact: "group-1"},
    (s) => {
      s.template("marketing", 0, {statuses: ["sent"]});
      for (let member = 1; member <= members; member++) {
        s.status(0, {message_id: `${name}-group-1-00001`, recipient_participant_id: `3460000001${member}`});
      }
    },
    amount,
    {marketing: members}
  );
}
vector(
  "C10 at midnight",
  {zone: "America/Bogota", contact: "525500000001"},
  (s) => s.template("marketing", "2026-10-01T05:00:00Z"),
  "0.0397",
  {marketing: 1}
);
vector(
  "C10 a second before midnight",
  {zone: "America/Bogota", contact: "525500000001"},
  (s) => s.template("marketing", "2026-10-01T04:59:59Z"),
  "0.0305",
  {marketing: 1}
);
vector(
  "C11 in September 2025",
  {contact: "263770000001"},
  (s) => s.template("marketing", "2025-09-30T10:00:00Z"),
  "0.0604",
  {marketing: 1}
);
vector(
  "C11 in October 2025",
  {contact: "263770000001"},
  (s) => s.template("marketing", "2025-10-01T10:00:00Z"),
  "0.0225",
  {marketing: 1}
);

// D. Tiers over several accounts and time zones; 99,999 are charged before, by other contacts
const shared = {portfolio: "D3", start: "2026-11-01T00:00:00Z"};
const bogota = {...shared, account: "D3 Bogota", zone: "America/Bogota"};
const madrid = {...shared, account: "D3 Madrid", zone: "Europe/Madrid"};
const utilityAt = (at: string) => (s: Story) => s.template("utility", at);
vector("D3 in Madrid, already November", madrid, utilityAt("2026-10-31T23:30:00Z"), "0.0200", {utility: 1});
vector(
  "D3 in Bogota, the last place of the first tier",
  {...bogota, contact: "34600000021"},
  utilityAt("2026-11-01T04:59:58Z"),
  "0.0200",
  {utility: 1}
);
vector(
  "D3 in Bogota, a second later",
  {...bogota, contact: "34600000022"},
  utilityAt("2026-11-01T04:59:59Z"),
  "0.0190",
  {utility: 1}
);
vector("D3 in Bogota, November", {...bogota, contact: "34600000023"}, utilityAt("2026-11-01T05:00:00Z"), "0.0200", {
  utility: 1
});
const manyDeliveryEvents = `
  select 'D3-' || lpad(range::varchar, 6, '0') as message_id, 'delivered' as status, 'whatsapp' as channel,
    timestamptz '2026-10-10 12:00:00Z' as occurred_at, 'D3 Bogota' as account_id, '34900000000' as business_number,
    '3470000' || lpad(range::varchar, 6, '0') as recipient_id, 'utility' as category, 'regular' as pricing_type
  from range(99999)`;

// F. Every message, from October 2026
const october = {start: "2026-10-14T08:00:00Z"};
const used = {...october, account: "service messages used up", contact: "34600000031"};
new Story(happenings, used.account, numberOf(used.account, {}), "2026-10-02T08:00:00Z").replies(1000, 0);
const tableC = (s: Story) =>
  s.template("marketing", 0).inbound(2).text(3).template("utility", 4).template("utility", 30);
vector("F3", used, tableC, "0.1307", {marketing: 1, service: 1, utility: 2});
vector("F3 with allowance left", october, tableC, "0.1107", {marketing: 1, utility: 2});
vector("F4", {...used, contact: "34600000032"}, (s) => s.inbound(0).text(1), "0.0200", {service: 1});
vector(
  "F5",
  {...used, contact: "34600000033"},
  (s) =>
    s
      .inbound(0, {entry_point: "ad"})
      .text(1)
      .template("utility", 2)
      .template("marketing", 3)
      .template("authentication", 4),
  "0",
  {}
);
const mexico = {account: "F8", zone: "America/Mexico_City"};
new Story(happenings, "F8", numberOf("F8", mexico), "2026-10-02T18:00:00Z").replies(1000, 0);
vector(
  "F8 in the last second of October",
  {...mexico, contact: "34600000041"},
  (s) => s.text("2026-11-01T05:59:59Z"),
  "0.0200",
  {service: 1}
);
vector("F8 at midnight", {...mexico, contact: "34600000042"}, (s) => s.text("2026-11-01T06:00:00Z"), "0", {});
vector(
  "F9",
  october,
  (s) =>
    s.template("marketing_lite", 0, {
      status: {
        pricing_type: "regular",
        pricing_model: "PMP",
        category: "marketing_lite",
        cost_amount: "0.0123",
        cost_currency: "USD"
      }
    }),
  "0.0123",
  {marketing_lite: 1}
);

const rates = [
  ["user_initiated", "320"],
  ["business_initiated", "500"]
].map(([category, rate]) => ({
  effective_from: "2022-02-01",
  currency: "IDR",
  market: "Indonesia",
  category,
  tier_from: 0,
  rate,
  evidence: "published"
})) as Record<string, string | number>[];

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await rateTraffic({...happenings, manyDeliveryEvents, accounts, rates});
});
afterAll(() => warehouse?.close());

test.each(vectors)("$name", async ({account, contact, amount, charged}) => {
  const rows = await warehouse.rows<{category: string; units: number}>(
    `select category, count(*) as units from marts.whatsapp_charges
     where account_id = $account and contact_id = $contact and pricing_type = 'regular' group by category`,
    {account, contact}
  );
  const {sum} = await warehouse.row<{sum: string | null}>(
    `select sum(amount)::decimal(18, 4)::varchar as sum from marts.whatsapp_charges
     where account_id = $account and contact_id = $contact`,
    {account, contact}
  );
  expect({
    charged: Object.fromEntries(rows.map((row) => [row.category, row.units])),
    sum: sum === null ? null : Number(sum)
  }).toEqual({
    charged,
    sum: amount === null ? null : Number(amount)
  });
});

test("A5: the reason is that there is no card", async () => {
  const {reasons} = await warehouse.row<{reasons: string}>(
    "select string_agg(distinct reason) as reasons from marts.whatsapp_charges where contact_id = '4915000000001'"
  );
  expect(reasons).toBe("no_card");
});

test("C6: what failed is no unit, and what is only sent is pending", async () => {
  const rows = await warehouse.rows<{state: string}>(
    "select state from marts.whatsapp_events where starts_with(account_id, 'C6') order by account_id, state"
  );
  expect(rows.map((row) => row.state)).toEqual(["failed", "pending"]);
});
